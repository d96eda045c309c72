"""What is picked from lists and sets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.compile.world import A1, A2, C2, NOW, T1, T2, compiled, holds, result, rule, run, turn_of
from whenthen.runtime.program import Budget
from whenthen.runtime.turn import BudgetExceeded, Turn
from whenthen.values.durations import duration
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.sets import ValueSet

PICKED: list[tuple[str, Any]] = [
    # which of them
    ("first(one in ticket.watchers)", A1),
    ("last(one in ticket.watchers)", A2),
    ("list(one in ticket.watchers)", (A1, A2)),
    ("first(one in ticket.watchers where one.name is \"cy\")", A2),
    ("last(one in ticket.watchers where one.nickname is set)", A1),
    ("list(one in ticket.watchers where one.nickname is not set)", (A2,)),
    ("first(one in ticket.watchers where one.name is \"x\")", None),
    ("last(one in ticket.watchers where one.name is \"x\")", None),
    ("list(one in ticket.watchers where one.name is \"x\")", ()),
    ("list(score in ticket.scores where score > 1)", (Decimal(5), Decimal(9))),
    ("first(score in [] where true)", None),
    # by what
    ("least(score in ticket.scores by score)", Decimal(1)),
    ("most(score in ticket.scores by score)", Decimal(9)),
    ("most(score in ticket.scores where score < 9 by score)", Decimal(5)),
    ("least(score in ticket.scores by - score)", Decimal(9)),
    ("least(score in ticket.scores where score > 10 by score)", None),
    ("most(word in ticket.history by length(word))", "Open"),
    ("least(one in [3 days, 71 hours, 4 hours] by one)", duration(Decimal(4), "hour")),
    ("most(one in [2026-01-01, 2026-03-01, 2026-02-01] by one)", dt.date(2026, 3, 1)),
    ("most(one in [09:00, 17:30, 12:00] by one)", dt.time(17, 30)),
    ("least(one in [now + 1 hour, now, now - 1 hour] by one)", NOW.replace(hour=8)),
    ("most(one in [3 EUR, 20 EUR, 5 EUR] by one)", Money(Decimal(20), "EUR")),
    # of equal ones the first, whichever has the most
    ("least(one in ticket.watchers by length(one.name))", A1),
    ("most(one in ticket.watchers by length(one.name))", A1),
    ("most(one in reverse(ticket.watchers) by length(one.name))", A2),
    # those of which it is missing are passed over
    ("least(one in [1, 2, 3] by first(score in ticket.scores where score > one * 4))", Decimal(1)),
    ("most(one in [1, 2, 3] by first(score in ticket.scores where score > one * 4))", Decimal(2)),
    ("least(one in ticket.watchers by one.team.size)", A1),
    ("most(one in reverse(ticket.watchers) by one.team.size)", A1),
    ("least(one in reverse(ticket.watchers) where one.team is not set by one.team.size)", None),
    # nested, and what stands outside
    ("list(who in ticket.watchers where any a1 in [who] where (a1 is ticket.assignee))", (A1,)),
    ("most(one in ticket.scores by count(list(other in ticket.scores where other < one)))", Decimal(9)),
    ("first(one in list(two in ticket.scores where two > ticket.count) where one > 5)", Decimal(9)),
    ("first(one in ticket.watchers where one is ticket.assignee).name", "Bo"),
    ("list(one in customer.friends where one.plan is free)", (C2,)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PICKED, ids=[text for text, _ in PICKED])
def test_gives_the_items_that_are_asked_for(text: str, expected: Any) -> None:
    found = result(text)
    assert found == expected
    assert type(found) is type(expected)


def test_scales_are_compared_by_rank() -> None:
    text = "{}(one in [ticket, ticket.parent otherwise ticket] by one.{})"
    fields: dict[str, Any] = {"parent": T2, "priority": "urgent", "severity": None}
    assert result(text.format("least", "priority"), **fields) == T2  # normal, and `urgent` comes before by letters
    assert result(text.format("most", "priority"), **fields) == T1
    assert result(text.format("most", "severity"), **fields) is None
    fields["severity"] = "low"
    assert result(text.format("most", "severity"), **fields) == T1


def test_sets_are_gone_through_in_their_order() -> None:
    tags = ValueSet(["zebra", "Apple", "mango"])
    assert result("list(tag in ticket.tags)", tags=tags) == ("Apple", "mango", "zebra")
    assert result("list(tag in ticket.tags)", tags=tags) == result("list_of(ticket.tags)", tags=tags)
    assert result("first(tag in ticket.tags)", tags=tags) == "Apple"
    assert result('last(tag in ticket.tags where tag contains "a")', tags=tags) == "zebra"
    assert result("most(tag in ticket.tags by length(tag))", tags=tags) == "Apple"  # of equal ones the first


def test_amounts_of_two_currencies_have_no_order() -> None:
    assert result("least(one in [5 USD] by one)") == Money(Decimal(5), "USD")
    with pytest.raises(ValueFailure, match="EUR"):
        result("least(one in [ticket.price otherwise 1 EUR, 5 USD] by one)")


def test_a_failure_is_reported_at_what_is_compared() -> None:
    only = rule(
        'RULE "r"\n  WHEN ticket is updated\n'
        "  LET x = least(one in [5 USD, 6 EUR] where 1 < 2\n    by one)\n  THEN stop\n"
    )
    with pytest.raises(ValueFailure) as failed:
        only.lets[0](turn_of(compiled("")), T1, None)
    span = only.span_of(failed.value)
    assert span.text == "one"
    assert span.position[0] == 4


def test_a_list_becomes_a_set_where_one_is_wanted() -> None:
    turn = run('set ticket.tags to list(tag in ticket.tags where tag is not "vip")')
    assert turn.rows[T1]["tags"] == ValueSet(["late"])
    assert isinstance(turn.rows[T1]["tags"], ValueSet)
    turn = run("set ticket.flags to list(word in ticket.history)")
    assert turn.rows[T1]["flags"] == ValueSet(["new", "open"])


def test_nothing_is_picked_from_what_is_missing() -> None:
    program = "first(flag in ticket.flags) is set"
    assert holds("ticket.flags is set AND " + program, flags=ValueSet(["x"]))
    assert not holds("ticket.flags is set AND " + program)
    for kind in ("first", "last", "list"):
        assert not holds(f"ticket.flags is set AND {kind}(flag in ticket.flags) is set", doubt=True)


def test_a_picked_record_has_to_exist() -> None:
    with pytest.raises(ValueFailure, match="Nowhere"):
        result('first(one in [team "Nowhere"])')


def test_can_be_used_in_definitions() -> None:
    before = (
        'DEFINE has_bo AS first(one in ticket.watchers where one.name is "Bo") is set\n'
        "DEFINE ACTION hand_over(ticket: ticket, to crew: agent) AS\n"
        "  set ticket.assignee to most(one in [crew, ticket.assignee otherwise crew] by length(one.name))\n"
    )
    turn = run('set ticket.vip to has_bo\n    hand_over ticket to agent "A2"', before)
    assert turn.rows[T1]["vip"] is True
    assert turn.rows[T1]["assignee"] == A2


def test_items_are_taken_from_the_budget() -> None:
    program = compiled(
        'RULE "r"\n  WHEN ticket is updated\n  LET x = most(one in ticket.scores where one > 0 by one)\n  THEN stop\n'
    )
    (only,) = program.rules

    def steps(scores: int, **more: Any) -> Turn:
        turn = turn_of(program, scores=tuple(map(Decimal, range(scores))))
        only.lets[0](turn, T1, None)
        return turn

    assert steps(100).steps - steps(0).steps == 100
    small = Budget(steps=99)
    turn = turn_of(compiled(""), scores=tuple(map(Decimal, range(100))))
    turn._budget, turn._step_limit = small, small.steps
    with pytest.raises(BudgetExceeded):
        only.lets[0](turn, T1, None)
