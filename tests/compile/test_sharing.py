"""What several rules ask for is worked out once in a turn, until a record is written."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.compile.world import FUNCTIONS_HERE, M1, T1, T2, checked, compiled, turn_of
from whenthen.builtins import NAMES
from whenthen.compile.program import compile_program
from whenthen.runtime.program import Program
from whenthen.runtime.turn import Turn
from whenthen.values.errors import ValueFailure
from whenthen.values.refs import Ref


def _rules(*conditions: str, before: str = "") -> str:
    texts = [before]
    texts += [f'RULE "{n}"\n  WHEN ticket is updated\n  IF {test}\n  THEN stop\n' for n, test in enumerate(conditions)]
    return "\n".join(texts)


def _counting(text: str, name: str) -> tuple[Program, list[Any]]:
    """A program, and a list that grows with each call of a function."""
    calls: list[Any] = []
    function: Callable[..., Any] = FUNCTIONS_HERE[name]

    def counted(*arguments: Any) -> Any:
        calls.append(arguments)
        return function(*arguments)

    return compile_program(checked(text), {**FUNCTIONS_HERE, name: counted}, trusted=NAMES), calls


def _ask(program: Program, turn: Turn, ticket: Ref = T1) -> list[bool]:
    found = []
    for rule in program.rules:
        slots = [ticket if name == "ticket" else M1 for name in rule.bindings]
        test = rule.branches[0].test
        assert test is not None
        found.append(test(turn, *slots))
    return found


def test_a_call_that_stands_in_several_places_is_made_once_until_a_record_is_written() -> None:
    program, calls = _counting(
        _rules(
            "first_line(ticket.subject) is set",
            'first_line(ticket.subject)  # here too\n contains "refund"',
            "ticket.vip",
        ),
        "first_line",
    )
    turn = turn_of(program)
    assert _ask(program, turn) == [True, True, False]
    assert _ask(program, turn) == [True, True, False]
    assert len(calls) == 1
    mark = turn.begin(program.rules[0], (T1, None))
    turn.set(T1, "subject", "Something else")
    assert _ask(program, turn) == [True, False, False]
    assert len(calls) == 2
    turn.undo(mark)
    assert _ask(program, turn) == [True, True, False]
    assert len(calls) == 3
    turn.undo(mark)  # nothing was written
    assert _ask(program, turn) == [True, True, False]
    assert len(calls) == 3
    assert _ask(program, turn, T2) == [True, False, False]
    assert len(calls) == 4
    assert _ask(program, turn_of(program)) == [True, True, False]
    assert len(calls) == 5


def test_a_call_that_stands_in_one_place_is_not_kept() -> None:
    program, calls = _counting(
        _rules('first_line(ticket.subject) contains "refund"', 'first_line(ticket.id) is "T1"'), "first_line"
    )
    turn = turn_of(program)
    assert _ask(program, turn) == [True, True]
    assert turn.shared == {}
    assert len(calls) == 2


def test_a_definition_is_worked_out_once() -> None:
    before = """
DEFINE fine AS lowercase(ticket.subject) contains "refund" AND ticket.count > 1
DEFINE finer AS fine AND NOT ticket.vip
LET shout = uppercase("x")
"""
    program, calls = _counting(
        _rules("fine", "fine AND ticket.count is 3", "finer", "ticket.vip OR finer", before=before), "lowercase"
    )
    turn = turn_of(program)
    assert _ask(program, turn) == [True] * 4
    assert len(calls) == 1


def test_what_an_application_has_bound_is_always_called() -> None:
    before = "DEFINE strange AS plain(ticket.subject) is set AND ticket.count > 1\n"
    program, calls = _counting(
        _rules("strange", "strange", "plain(ticket.id) is set", "plain(ticket.id) is set", before=before), "plain"
    )
    assert _ask(program, turn_of(program)) == [True] * 4
    assert len(calls) == 4


def test_a_quantifier_that_was_gone_through_costs_no_steps_again() -> None:
    program = compiled(_rules(*["any s in ticket.scores where (s > 8)"] * 3, "every s in ticket.scores where (s > 8)"))
    turn = turn_of(program)
    assert _ask(program, turn) == [True, True, True, False]
    assert turn.steps == 2 * len(turn.rows[T1]["scores"])


def test_the_same_words_with_other_types_are_not_the_same() -> None:
    conditions = (
        "ticket.note is set AND ticket.note matches /re+d/",
        "ticket.note matches /re+d/",
        "ticket.note is not set OR ticket.note matches /re+d/",
    )
    program = compiled(_rules(*conditions))
    assert _ask(program, turn_of(program, note="reed")) == [True, True, True]
    assert _ask(program, turn_of(program, note=None)) == [False, False, True]


def test_names_mean_what_they_mean_in_each_rule() -> None:
    text = """
RULE "a"
  WHEN ticket is updated
  LET other = ticket
  LET word = "refund"
  IF first_line(other.subject) contains "Refund" AND first_line(word) is "refund"
  THEN stop
RULE "b"
  WHEN ticket is updated
  LET other = ticket.parent
  LET word = "nothing"
  IF other is set AND first_line(other.subject) contains "Refund" OR first_line(word) is "refund"
  THEN stop
"""
    program = compiled(text)
    turn = turn_of(program, parent=T2)
    found = []
    for rule in program.rules:
        values: tuple[Any, ...] = (T1, M1)
        for let in rule.lets:
            values = (*values, let(turn, *values))
        test = rule.branches[0].test
        assert test is not None
        found.append(test(turn, *values))
    assert found == [True, False]


def test_inside_a_loop_each_item_has_its_own_answer() -> None:
    long = 'any w in ticket.watchers where (first_line(w.name) is "{}" AND length(first_line(ticket.subject)) > 3)'
    program, calls = _counting(_rules(long.format("Bo"), long.format("Cy"), long.format("Dy")), "first_line")
    turn = turn_of(program)
    assert _ask(program, turn) == [True, True, False]
    assert calls.count((turn.rows[T1]["subject"],)) == 1


@pytest.mark.parametrize(
    ("condition", "part"),
    [
        ('left(ticket.id, 1 / (ticket.count - 3)) is "T"', "1 / (ticket.count - 3)"),
        ('left(ticket.id,\n 0 - ticket.count) is "T"', "left(ticket.id,\n 0 - ticket.count)"),
        ("any s in ticket.scores where (s > 100 OR\n 1 / (ticket.count - 3) > s)", "1 / (ticket.count - 3)"),
        ("upper is left(first_line(ticket.id), \n1 / (ticket.count - 3))", "1 / (ticket.count - 3)"),
        ('left(left(ticket.id, 1), \n1 / (ticket.count - 3)) is "T"', "1 / (ticket.count - 3)"),
        ('left(left(ticket.id, \n1 / (ticket.count - 3)), 1) is "T"', "1 / (ticket.count - 3)"),
        ("length(left(left(ticket.id, \n1 / (ticket.count - 3)), 1)) > 1", "1 / (ticket.count - 3)"),
        ('left(bad, 1) is "T"', "1 / (ticket.count - 5 + 2)"),
    ],
)
def test_each_rule_fails_at_its_own_place(condition: str, part: str) -> None:
    before = 'LET upper = "T"\nDEFINE worse AS 1 / (ticket.count - 5 + 2) > 1 AND ticket.vip\n'
    condition = condition.replace('left(bad, 1) is "T"', 'worse AND left(ticket.id, 1) is "T"')
    nested = 'left(left(ticket.id, 1 / (ticket.count - 3)), 1) is "T"'
    program = compiled(_rules(condition, "ticket.vip OR " + condition, nested, condition, before=before))
    for _ in range(2):
        turn = turn_of(program)
        for number in (3, 0, 1, 3):
            rule = program.rules[number]
            test = rule.branches[0].test
            assert test is not None
            with pytest.raises(ValueFailure) as failure:
                test(turn, *(T1 for _ in rule.bindings))
            span = rule.span_of(failure.value)
            assert span.text == part
            if "bad" not in part and "5 + 2" not in part:
                text = span.source.text
                assert text.index(f'RULE "{number}"') < span.start
                assert number == 3 or span.start < text.index(f'RULE "{number + 1}"')


def test_a_failure_is_not_kept() -> None:
    program, calls = _counting(_rules(*['left(first_line(ticket.id), 0 - ticket.count) is "T"'] * 2), "left")
    turn = turn_of(program)
    for rule in program.rules * 2:
        test = rule.branches[0].test
        assert test is not None
        with pytest.raises(ValueFailure):
            test(turn, *(T1 for _ in rule.bindings))
    assert len(calls) == 4
    turn.set(T1, "count", Decimal(-1))
    assert _ask(program, turn) == [True, True]
    assert len(calls) == 5


@pytest.mark.parametrize("text", ["REFUND", "reFUND ß", "refund " * 200, "ß refund " * 200, "", "x" * 2000])
@pytest.mark.parametrize("condition", ['ticket.note contains "Refund"', 'ticket.note is "Refund"'])
def test_a_text_is_folded_alike_by_one_rule_and_by_several(text: str, condition: str) -> None:
    alone, together = compiled(_rules(condition)), compiled(_rules(condition, condition))
    one, other = turn_of(alone, note=text), turn_of(together, note=text)
    assert _ask(alone, one) * 2 == _ask(together, other)
    assert (text in other.folded) == (len(text) <= 1000)
    assert (one.steps > 0) == (other.steps > 0) == (len(text) > 1000), "long ones are counted"


def test_a_text_that_one_rule_looks_at_is_not_kept() -> None:
    program = compiled(
        _rules('ticket.note contains "Refund"', 'ticket.subject contains "Refund"', 'ticket.subject is "x"')
    )
    turn = turn_of(program, note="A refund", subject="Another refund")
    assert _ask(program, turn) == [True, True, False]
    assert dict(turn.folded) == {"Another refund": "another refund"}
