"""What expressions come to."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.compile.world import A1, A2, BILLING, NOW, SALES, T1, T2, compiled, result, turn_of
from whenthen.values.durations import duration
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.sets import ValueSet


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ticket.count * 2 + 1", Decimal(7)),
        ("1 + 2 * 3", Decimal(7)),
        ("-ticket.count", Decimal(-3)),
        ("-(2 + 3)", Decimal(-5)),
        ("ticket.count / 2", Decimal("1.5")),
        ("ticket.price * 2", Money(Decimal("99.80"), "EUR")),
        ("2 * 10 EUR", Money(Decimal(20), "EUR")),
        ("ticket.waited + 30 minutes", duration(Decimal(2), "hour")),
        ("ticket.due - now", duration(Decimal(2), "hour")),
        ("ticket.day + 1 day", dt.date(2026, 11, 23)),
        ("2026-11-22 + 1 week", dt.date(2026, 11, 29)),
        ("now", NOW),
        ("actor", None),
        ("ticket.rating + 1", None),
        ("1 - ticket.rating", None),
        ("ticket.rating otherwise 7", Decimal(7)),
        ("ticket.rating otherwise ticket.count", Decimal(3)),
        ("ticket.count", Decimal(3)),
        ("ticket.parent.subject", None),
        ("ticket.parent.parent.subject", None),
        ("ticket.team.lead.name", "Cy"),
        ("ticket.team.lead", A2),
        ("customer.name", "Ada"),
        ('"{ticket.id}: {ticket.count} {ticket.waited} {customer.plan}"', "T1: 3 1 hour 30 minutes gold"),
        ('"{ticket.history}"', "new, Open"),
        ('"{1 + 1}{1}"', "21"),
        ('"plain"', "plain"),
        ('["a", ticket.id]', ("a", "T1")),
        ("[1, 2]", (Decimal(1), Decimal(2))),
        ("count(ticket.watchers)", Decimal(2)),
        ("count(x in ticket.watchers where x.nickname is set)", Decimal(1)),
        ("count(n in ticket.scores where n > ticket.count)", Decimal(2)),
        ("half(ticket.count)", Decimal("1.5")),
        ('plain("a")', "a"),
        ('plain("a", "b")', "a+b"),
        ('plain("a", ticket.note)', "a"),
        ("many(ticket.scores)", Decimal(3)),
        ('capture(/order (?P<n>[0-9]+)/, "order 12")', "12"),
        ("length(ticket.id)", Decimal(2)),
        ("ticket.count > 2 AND ticket.vip", False),
        ("ticket.status is open", True),
        ('team "Billing"', BILLING),
        ('team "{ticket.team.name otherwise ticket.id}"', BILLING),
        ("union_of(ticket.tags)", ValueSet(["VIP", "late", "more"])),
        ("first(ticket.scores) otherwise 0", Decimal(1)),
    ],
)
def test_it_comes_to(expression: str, expected: Any) -> None:
    found = result(expression)
    assert found == expected
    assert type(found) is type(expected)


def test_a_payload_is_made_anew_each_time() -> None:
    program = compiled(
        'RULE "r"\n  WHEN ticket is updated\n  LET x = {id: ticket.id, tags: ["a", "b"], n: 1}\n  THEN stop\n'
    )
    (rule,) = program.rules
    turn = turn_of(program)
    first, second = (rule.lets[0](turn, *([T2] * len(rule.bindings))) for _ in range(2))
    assert first == second == {"id": "T2", "tags": ("a", "b"), "n": Decimal(1)}
    assert first is not second


def test_days_keep_the_wall_clock_of_the_zone() -> None:
    before_summer = dt.datetime(2026, 3, 28, 9, 0, tzinfo=dt.UTC)
    moved = result("(ticket.due otherwise now) + 1 day", zone="Europe/Berlin", due=before_summer)
    assert moved == dt.datetime(2026, 3, 29, 8, 0, tzinfo=dt.UTC)


def test_a_record_that_does_not_exist_is_a_failure_unless_it_is_only_compared() -> None:
    with pytest.raises(ValueFailure, match="there is no team `Nowhere`"):
        result('team "Nowhere"')
    with pytest.raises(ValueFailure, match="there is no team `Nowhere`"):
        result('team "{ticket.note otherwise ticket.id}"', note="Nowhere")
    assert result('ticket.team is team "Nowhere"') is False
    assert result('[team "Sales"]') == (SALES,)


def test_constants_and_definitions_are_followed() -> None:
    before = """
LET words = ["refund", "money back"]
LET limit = 2 + 1
LET longer = limit * 2
LET home = team "Billing"
DEFINE angry AS ticket.subject contains any of words AND ticket.count >= limit
DEFINE vip AS customer.plan is gold
DEFINE both AS angry AND vip
"""
    assert result("both", before) is True
    assert result("both", before, count=Decimal(2)) is False
    assert result("longer", before) == Decimal(6)
    assert result("ticket.team is home", before) is True
    assert result("home", before) == BILLING
    assert result('any x in ticket.watchers where (x.name is "bo" AND angry)', before) is True


def test_lets_of_a_rule_are_slots_after_the_bindings() -> None:
    program = compiled(
        'RULE "r"\n  WHEN ticket is updated\n  LET x = ticket.count + 1\n  LET y = x * 2\n  LET z = 5\n'
        "  IF y = 8 AND z = 5 AND any n in ticket.scores where (n = z)\n  THEN increase ticket.count by y\n"
    )
    (rule,) = program.rules
    turn = turn_of(program)
    slots: list[Any] = [T1, *([None] * (len(rule.bindings) - 1))]
    for let in rule.lets:
        slots.append(let(turn, *slots))
    assert slots[-3:] == [Decimal(4), Decimal(8), Decimal(5)]
    test = rule.branches[0].test
    assert test is not None
    assert test(turn, *slots) is True
    rule.branches[0].run(turn, *slots)
    assert turn.rows[T1]["count"] == Decimal(11)


def test_items_are_taken_from_the_budget() -> None:
    program = compiled('RULE "r"\n  WHEN ticket is updated\n  IF any n in ticket.scores where (n = 0)\n  THEN stop\n')
    (rule,) = program.rules
    turn = turn_of(program)
    test = rule.branches[0].test
    assert test is not None
    test(turn, T1, None)
    assert turn.steps == 3


@pytest.mark.parametrize(
    "condition",
    [
        "customer.name is set",
        "customer is set",
        'any word in ["a"] where (customer.name is word)',
        "ticket is set AND customer.name is set",
        "named",
    ],
)
def test_an_alias_of_a_record_that_may_be_missing(condition: str) -> None:
    event = "EVENT agent is retired WITH ticket?"
    define = "DEFINE named AS ticket is set AND customer.name is set"
    program = compiled(f'{event}\n{define}\nRULE "r"\n  WHEN agent is retired\n  IF {condition}\n  THEN stop\n')
    test = program.rules[0].branches[0].test
    assert test is not None
    assert program.rules[0].bindings == ("agent", "ticket")
    assert test(turn_of(program), A1, None) is False
    assert test(turn_of(program), A1, T1) is not condition.startswith("any")
