"""Asking many rules at once comes to what asking each of them does."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any

import pytest

from tests.compile.world import A1, BILLING, M1, T1, T2, compiled, turn_of
from whenthen.compile.sweeps import CHUNK
from whenthen.runtime.program import Program
from whenthen.runtime.rule import CompiledRule
from whenthen.runtime.turn import Turn
from whenthen.values.durations import duration
from whenthen.values.errors import ValueFailure
from whenthen.values.refs import Ref

#: What makes a rule, each as IF, and what stands before it.
CONDITIONS = (
    "ticket.count > 2",
    "ticket.count + 1 > ticket.rating * 2",
    "ticket.rating < ticket.count - 1 / 3",
    "ticket.rating is set AND ticket.rating / ticket.count > 1",
    "ticket.subject contains ticket.note",
    'ticket.subject contains "refund" AND NOT ticket.vip',
    'ticket.note is "größe"',
    "ticket.priority is at least high",
    "ticket.priority is ticket.severity",
    'ticket.tags contains "VIP" AND ticket.flags contains "vip"',
    "customer.plan is one of [gold, platinum]",
    'customer.name is "ada" AND customer.tags contains "vip"',
    "ticket.assignee.team.size - ticket.count > 0",
    'ticket.assignee.nickname is "bobby" OR ticket.assignee.team is team "Sales"',
    'ticket.owner is a agent AND ticket.owner.nickname is "Bobby"',
    'ticket.owner is a team AND ticket.owner.name is "Billing"',
    "ticket.parent.requester.plan is free",
    'message.text contains "late" AND message.from is not set',
    'message.from is "ada@example.com"',
    "ticket.count changed",
    "ticket.waited > 1 hour AND ticket.paused is not set",
    "ticket.due < now",
    "ticket.created is more than 2 days ago",
    "ticket.price > 50 EUR",
    "-ticket.count < ticket.rating otherwise 0",
    "ticket.count is between 1 and ticket.rating",
    "much",
    'ticket.history contains all of ["new", "open"]',
    "any s in ticket.scores where (s > 8)",
    "length(ticket.subject) > 3",
    "plain(ticket.subject) is set",
    "1 / (ticket.count - 3) > 0",
    "ticket.price > 50 USD",
)
RECORDS: dict[str, Ref] = {"ticket": T1, "message": M1}


def _rules(conditions: tuple[str, ...]) -> str:
    texts = ["DEFINE much AS ticket.count * 2 > 5 AND customer.plan is gold"]
    texts += [f'RULE "{n}"\n  WHEN ticket is updated\n  IF {test}\n  THEN stop\n' for n, test in enumerate(conditions)]
    return "\n".join(texts)


def _slots(rule: CompiledRule) -> tuple[Any, ...]:
    return tuple(RECORDS[name] for name in rule.bindings)


def _may_fire(rule: CompiledRule, turn: Turn, slots: tuple[Any, ...]) -> bool:
    """Whether a rule fires or fails, found out with its own functions."""
    try:
        for let in rule.lets:
            slots = (*slots, let(turn, *slots))
        return any(branch.test is None or branch.test(turn, *slots) for branch in rule.branches)
    except ValueFailure:
        return True


def _swept(program: Program, turn: Turn, slots: tuple[Any, ...]) -> list[int]:
    assert program.sweep is not None
    return list(program.sweep(range(len(program.rules)))(turn, slots))


FIELDS: tuple[dict[str, Any], ...] = (
    {},
    {"rating": Decimal(1), "note": "GRÖSSE"},
    {"rating": Decimal("0.5"), "note": "GRÖßE", "flags": None, "assignee": None, "owner": BILLING, "price": None},
    {"count": Decimal(-1), "rating": Decimal(4), "severity": "normal", "parent": T2, "priority": "urgent"},
    {"count": Decimal(9), "note": "refund", "owner": A1, "paused": duration(Decimal(2), "hour"), "vip": True},
)


@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("doubt", [False, True])
def test_a_sweep_names_what_each_rule_finds_itself(fields: dict[str, Any], doubt: bool) -> None:
    for condition in CONDITIONS:  # alone, so that one that fails does not make all of them be named
        program = compiled(_rules((condition, "ticket.seen")), doubt=doubt)
        slots = _slots(program.rules[0])
        expected = [
            place for place, rule in enumerate(program.rules) if _may_fire(rule, turn_of(program, **fields), slots)
        ]
        named = _swept(program, turn_of(program, **fields), slots)
        asked = not any(word in condition for word in ("any s", "length(", "plain("))
        failed = expected == [0] and named == [0, 1]
        assert named == expected or failed or not asked, condition
        assert set(named) >= set(expected)


@pytest.mark.parametrize("fields", FIELDS)
def test_many_rules_are_asked_together(fields: dict[str, Any]) -> None:
    program = compiled(_rules(CONDITIONS[:-5] * 3))
    slots = _slots(program.rules[0])
    assert len(program.rules) > CHUNK
    one, other = turn_of(program, **fields), turn_of(program, **fields)
    expected = [place for place, rule in enumerate(program.rules) if _may_fire(rule, one, slots)]
    before = decimal.getcontext()
    assert _swept(program, other, slots) == expected
    assert decimal.getcontext() is before
    assert set(other.rows) == set(one.rows), "a sweep reads what the rules read"
    assert other.steps == one.steps


def test_a_sweep_reads_no_record_that_no_rule_looks_at() -> None:
    program = compiled(_rules(("ticket.vip AND customer.plan is gold AND message.from is set",) * 2))
    turn = turn_of(program)
    assert _swept(program, turn, (T1, M1)) == []
    assert set(turn.rows) == {T1}


LETS = """
RULE "lets"
  WHEN ticket is updated
  LET twice = ticket.count * 2
  LET more = twice + (ticket.rating otherwise 1)
  IF more > 100 THEN stop
  ELSE IF more > 6 THEN stop
RULE "others of these names"
  WHEN ticket is updated
  LET more = ticket.subject
  IF more contains "refund" AND more is not "x"
  THEN stop
RULE "else"
  WHEN ticket is updated
  IF ticket.vip THEN stop
  ELSE stop
RULE "fails"
  WHEN ticket is updated
  LET never = 1 / (ticket.count - 4)
  IF ticket.vip AND never > 1
  THEN stop
"""


@pytest.mark.parametrize(("count", "named"), [(3, [0, 1, 2]), (2, [1, 2]), (4, [0, 1, 2, 3])])
def test_lets_and_branches(count: int, named: list[int]) -> None:
    program = compiled(LETS)
    turn = turn_of(program, count=Decimal(count))
    assert _swept(program, turn, (T1, M1)) == named


def test_rules_whose_settings_may_fail_are_always_named() -> None:
    text = """
RULE "each"
  WHEN ticket is updated
  FOR EACH agent IN ticket.watchers
  IF ticket.vip
  THEN stop
"""
    program = compiled(text + _rules(("ticket.vip",)))
    names = {rule.bindings for rule in program.rules}
    assert len(names) == 2  # these two are never asked together
    assert program.sweep is not None
    assert list(program.sweep([0])(turn_of(program), (T1, M1, A1))) == [0]
    limited = 'RULE "once"\n  ONCE PER ticket.id\n  WHEN ticket is updated\n  IF ticket.vip\n  THEN stop\n'
    program = compiled(limited + _rules(("ticket.vip",)))
    assert _swept(program, turn_of(program), (T1, M1)) == [0]


def test_where_something_fails_all_that_were_asked_are_named() -> None:
    program = compiled(_rules(("ticket.vip", "1 / (ticket.count - 3) > 0", "ticket.vip")))
    turn = turn_of(program)
    assert _swept(program, turn, (T1, M1)) == [0, 1, 2]
    assert turn.steps == 0
    assert _swept(program, turn_of(program, count=Decimal(4)), (T1, M1)) == [1]


def test_after_a_write_the_rest_is_asked_again() -> None:
    conditions = ("ticket.count > 2", "ticket.count > 100", "ticket.count < 50", "ticket.count is 200", "ticket.vip")
    program = compiled(_rules(conditions))
    turn = turn_of(program)
    assert program.sweep is not None
    asked = program.sweep(range(len(conditions)))
    found = []
    for place in asked(turn, (T1, M1)):
        found.append(place)
        if place == 0:
            turn.set(T1, "count", Decimal(200))
        elif place == 1:
            turn.set(T1, "vip", True)
    assert found == [0, 1, 3, 4]
    assert list(asked(turn, (T1, M1), after=1)) == [3, 4]
    assert list(asked(turn, (T1, M1), after=4)) == []


def test_an_undone_write_counts_too() -> None:
    program = compiled(_rules(("ticket.count > 2", "ticket.count > 100")))
    turn = turn_of(program)
    assert program.sweep is not None
    seen = []
    mark = turn.begin(program.rules[0], (T1, M1))
    for place in program.sweep([0, 1])(turn, (T1, M1)):
        seen.append(place)
        turn.set(T1, "count", Decimal(200))
        turn.undo(mark)
    assert seen == [0]
