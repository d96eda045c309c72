"""What each kind of condition answers, with values and with what is missing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.compile.world import A1, BILLING, NOW, SALES, T2, holds
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.sets import ValueSet

TRUE = [
    'ticket.subject is "größe falsch: REFUND please"',
    'ticket.subject is "GRÖSSE falsch: refund please"',
    'ticket.subject is not "something"',
    "ticket.status is open",
    "ticket.status is not pending",
    "ticket.count = 3",
    "ticket.count = 3.0",
    "ticket.count != 4",
    "ticket.count < 3.5 AND ticket.count <= 3 AND ticket.count > 2 AND ticket.count >= 3",
    "3 < 4",
    "4 > ticket.count",
    "ticket.price is 49.9 EUR",
    "ticket.price is above 10 EUR",
    "ticket.waited is 90 minutes",
    "ticket.waited < 2 hours",
    "ticket.due > now",
    "ticket.created is at most now",
    "ticket.day is 2026-11-22",
    "ticket.hour is at least 09:30",
    "ticket.team is ticket.team",
    'ticket.team is team "Billing"',
    "ticket.owner is ticket.assignee",
    "ticket.tags is ticket.tags",
    'ticket.history is ["NEW", "open"]',
    "ticket.vip is false",
    "NOT ticket.vip",
    "ticket.priority is below high",
    "ticket.priority is above low",
    "ticket.priority is at least normal AND ticket.priority is at most normal",
    "high > ticket.priority",
    "ticket.priority is between low and high",
    "ticket.priority is not between high and urgent",
    "ticket.count is between 3 and 3",
    "ticket.count is between 1 + 1 and ticket.count + 1",
    "ticket.count is not between 4 and 5",
    "ticket.status is one of [new, open]",
    'ticket.status is not one of ["on hold", solved]',
    'ticket.subject is one of ["a", "grösse falsch: refund please"]',
    "ticket.count is one of [1, 2, 3.00]",
    "ticket.count is not one of [1, ticket.count + 1]",
    "ticket.count is one of [1, ticket.count]",
    'ticket.team is one of [team "Sales", team "Billing"]',
    "customer.plan is one of [gold, platinum]",
    "ticket.assignee is one of ticket.watchers",
    "ticket.assignee is one of ticket.crew",
    "ticket.team is set AND ticket.team is one of [ticket.team]",
    'ticket.team is set AND ticket.team is not team "Nowhere"',
    "ticket.note is not set",
    "ticket.team is set",
    "ticket.tags is not empty",
    "customer.friends is not empty",
    'ticket.history does not contain "closed"',
    'ticket.history contains "NEW"',
    'ticket.history contains any of ["closed", "open"]',
    'ticket.history contains all of ["new", "open"]',
    'ticket.history contains none of ["closed", "done"]',
    'ticket.tags contains "vip"',
    'ticket.tags contains any of ["x", "LATE"]',
    'ticket.tags contains all of ["vip", "late"]',
    'ticket.tags contains none of ["x", "y"]',
    'ticket.tags does not contain "x"',
    'customer.tags contains "VIP"',
    "ticket.watchers contains ticket.assignee",
    "ticket.crew contains ticket.assignee",
    "ticket.scores contains 5.0",
    'ticket.subject contains "REFUND"',
    'ticket.subject contains "grösse"',
    'ticket.subject contains ""',
    'ticket.subject contains any of ["nope", "please"]',
    'ticket.subject contains all of ["falsch", "refund"]',
    'ticket.subject contains none of ["spam", "nope"]',
    'ticket.subject contains any of ["1","2","3","4","5","6","7","8","9","refund"]',
    'ticket.subject contains any of ticket.history OR ticket.subject contains any of [ticket.id, "refund"]',
    "ticket.subject contains ticket.subject",
    'ticket.subject starts with "grÖSSE"',
    'ticket.subject starts with any of ["a", "größe"]',
    'ticket.subject ends with "PLEASE"',
    'ticket.subject ends with any of ["a", "please"]',
    'ticket.subject does not start with "b"',
    "ticket.subject starts with ticket.subject AND ticket.subject ends with ticket.subject",
    "ticket.subject matches /Refund/",
    "ticket.subject matches /refund/i",
    "ticket.subject does not match /refund/",
    "ticket.owner is an agent",
    "ticket.owner is set AND ticket.owner is not a team",
    'any agent in ticket.watchers where (agent.name is "cy")',
    'every agent in ticket.watchers where (agent.name is one of ["bo", "cy"])',
    'no agent in ticket.watchers where (agent.name is "di")',
    "any n in ticket.scores where (n > 8 AND n < ticket.count * 4)",
    'any friend in customer.friends where (no tag in friend.tags where (tag is "vip"))',
    'any x in ticket.watchers where (any y in ticket.watchers where (x is not y AND y.name is "Cy"))',
    "count(ticket.scores) = 3",
    "count(n in ticket.scores where n >= 5) = 2",
    "count(ticket.tags) = 2",
    "actor is not set",
    'ticket.team.lead.name is "cy"',
]

FALSE = [
    'ticket.subject is "Größe"',
    "ticket.status is pending",
    "ticket.count = 4",
    "ticket.priority is at least high",
    "ticket.priority is between high and urgent",
    "ticket.status is one of [solved]",
    "ticket.status is not one of [new, open]",
    'ticket.subject contains none of ["please", "nope"]',
    'ticket.tags contains all of ["vip", "x"]',
    'ticket.tags contains none of ["vip", "x"]',
    "ticket.tags is empty",
    'ticket.subject contains all of ["falsch", "x"]',
    "ticket.subject contains any of []",
    "ticket.subject does not match /Refund/",
    "ticket.owner is a team",
    "every n in ticket.scores where (n > 1)",
    "no n in ticket.scores where (n > 8)",
    "any n in ticket.scores where (n > 9)",
    "ticket.assignee is set AND ticket.assignee is not one of ticket.watchers",
    "ticket.count is not between 3 and 5",
    "customer.friends is empty",
]

# True while the field is missing would be a surprise: every one of these is false.
MISSING = [
    'ticket.note is "x"',
    "ticket.rating = 1",
    "1 = ticket.rating",
    "ticket.rating < 1",
    "1 > ticket.rating",
    "ticket.rating >= 0 OR ticket.rating < 0",
    "ticket.rating is between 0 and 5",
    "ticket.count is between 0 and ticket.rating",
    "ticket.rating is one of [1, 2]",
    "ticket.rating is one of ticket.scores",
    "ticket.severity is at least low",
    "ticket.severity is one of [low, high]",
    "ticket.severity is between low and urgent",
    "ticket.severity is above ticket.priority OR ticket.severity is at most ticket.priority",
    "ticket.parent is ticket.parent",
    "ticket.note is ticket.note",
    "ticket.rating is ticket.rating",
    "ticket.parent.subject is ticket.note",
    'ticket.parent.subject contains "a"',
    'ticket.note contains ""',
    'ticket.note starts with any of ["", "a"]',
    'ticket.note contains any of ["", "a"]',
    "ticket.note matches /.*/",
    "ticket.note is empty",
    'ticket.flags contains "a"',
    'ticket.flags contains any of ["a", "b"]',
    "ticket.flags is empty",
    "ticket.subject contains ticket.note",
    "ticket.seen",
    "ticket.seen is true",
    "ticket.seen is false",
    "ticket.seen OR ticket.vip",
    "ticket.seen AND NOT ticket.vip",
    "ticket.parent.parent.parent.count = 0",
    "ticket.rating + 1 = 1 OR ticket.rating * 0 = 0 OR -ticket.rating = 0",
    "actor is an agent",
    "ticket.note is set",
    "ticket.parent.note is set",
    "ticket.rating is set AND ticket.rating > 1",
    "ticket.parent.subject is set",
]


# The checker refuses these where the field may be missing; the answer is False all the same.
NEGATED = [
    ('ticket.subject is not "x"', "subject"),
    ("ticket.subject is not ticket.id", "subject"),
    ("ticket.status is not open", "status"),
    ("ticket.count != 1", "count"),
    ("ticket.count is not ticket.count", "count"),
    ("ticket.count is not one of [1]", "count"),
    ("ticket.count is not one of [1, ticket.count + 1]", "count"),
    ("ticket.count is not one of ticket.scores", "count"),
    ("ticket.count is not one of ticket.scores", "scores"),
    ("ticket.count is not between 1 and 2", "count"),
    ("ticket.priority is not between low and low", "priority"),
    ("ticket.priority is not between low and ticket.priority", "priority"),
    ('ticket.subject does not contain "x"', "subject"),
    ('ticket.subject contains none of ["x", "y"]', "subject"),
    ('ticket.subject does not start with "x"', "subject"),
    ("ticket.subject does not contain ticket.id", "subject"),
    ('ticket.tags does not contain "x"', "tags"),
    ('ticket.tags contains none of ["x"]', "tags"),
    ('ticket.history contains none of ["x"]', "history"),
    ('ticket.history does not contain "x"', "history"),
    ("ticket.subject does not match /x/", "subject"),
    ("ticket.tags is not empty", "tags"),
    ("ticket.tags is empty", "tags"),
    ("any n in ticket.scores where (n > 0)", "scores"),
    ("every n in ticket.scores where (n > 0)", "scores"),
    ("no n in ticket.scores where (n > 0)", "scores"),
    ("count(n in ticket.scores where n > 0) >= 0", "scores"),
    ("count(ticket.scores) >= 0", "scores"),
    ("ticket.vip", "vip"),
    ("customer.plan is not free", "requester"),
    ("ticket.requester is not a customer", "requester"),
    ("ticket.id is not one of ticket.history", "history"),
]


@pytest.mark.parametrize("doubt", [False, True])
@pytest.mark.parametrize("condition", TRUE)
def test_it_holds(condition: str, doubt: bool) -> None:
    assert holds(condition, doubt)


@pytest.mark.parametrize("doubt", [False, True])
@pytest.mark.parametrize("condition", FALSE)
def test_it_does_not_hold(condition: str, doubt: bool) -> None:
    assert not holds(condition, doubt)


@pytest.mark.parametrize(("condition", "missing"), NEGATED)
def test_a_negated_comparison_with_what_is_missing_is_false_too(condition: str, missing: str) -> None:
    assert not holds(condition, True, **{missing: None})


def test_not_around_a_comparison_is_its_plain_negation() -> None:
    assert holds("NOT ticket.count = 1", True, count=None)
    assert holds("NOT ticket.vip", True, vip=None)


@pytest.mark.parametrize("condition", MISSING)
def test_it_does_not_hold_of_what_is_missing(condition: str) -> None:
    assert not holds(condition)


@pytest.mark.parametrize(
    ("condition", "fields", "expected"),
    [
        ('ticket.note is "ß"', {"note": "SS"}, True),
        ('ticket.note is "x"', {"note": "y"}, False),
        ("ticket.rating = 1", {"rating": Decimal("1.0")}, True),
        ("ticket.rating is between 0 and 5", {"rating": Decimal(5)}, True),
        ("ticket.count is between 0 and ticket.rating", {"rating": Decimal(2)}, False),
        ("ticket.severity is at least high", {"severity": "urgent"}, True),
        ("ticket.severity is at least high", {"severity": "normal"}, False),
        ("ticket.severity is above ticket.priority", {"severity": "urgent"}, True),
        ("ticket.severity is at most ticket.priority", {"severity": "urgent"}, False),
        ("ticket.priority is between ticket.severity and urgent", {"severity": "low"}, True),
        ("ticket.parent is ticket.parent", {"parent": T2}, True),
        ('ticket.parent.subject contains "emp"', {"parent": T2}, True),
        ("ticket.note is empty", {"note": ""}, True),
        ("ticket.note is empty", {"note": "x"}, False),
        ("ticket.flags is empty", {"flags": ValueSet()}, True),
        ('ticket.flags contains any of ["A", "b"]', {"flags": ValueSet(["a"])}, True),
        ("ticket.seen", {"seen": True}, True),
        ("ticket.seen is false", {"seen": False}, True),
        ("ticket.owner is a team AND ticket.owner.size = 4", {"owner": BILLING}, True),
        ("ticket.owner is a team AND ticket.owner.size = 4", {"owner": SALES}, False),
        ("ticket.owner is ticket.team", {"owner": BILLING}, True),
        ("ticket.paused > 1 hour", {"paused": None}, False),
        ("ticket.due < now", {"due": NOW - dt.timedelta(seconds=1)}, True),
        ("ticket.price is 10 EUR", {"price": Money(Decimal(10), "USD")}, False),
        ("ticket.rating is set AND ticket.rating is not 2", {"rating": Decimal(3)}, True),
        ("ticket.rating is set AND ticket.rating is not 2", {"rating": None}, False),
        ('ticket.note is not set OR ticket.note does not contain "x"', {"note": "y"}, True),
        ('ticket.note is not set OR ticket.note does not contain "x"', {"note": "axa"}, False),
        ("every n in ticket.scores where (n > 100)", {"scores": ()}, True),
        ("any n in ticket.scores where (n > 0)", {"scores": ()}, False),
        ('ticket.assignee.nickname otherwise ticket.assignee.name otherwise "x" is "BO"', {"assignee": A1}, False),
    ],
)
def test_it_follows_the_fields(condition: str, fields: dict[str, Any], expected: bool) -> None:
    assert holds(condition, **fields) is expected


def test_and_and_or_stop_at_the_first_that_decides() -> None:
    assert holds("ticket.count = 0 OR 1 / ticket.count > 0", count=Decimal(0))
    assert not holds("ticket.count != 0 AND 1 / ticket.count > 0", count=Decimal(0))


@pytest.mark.parametrize("test", ["is", "<", ">=", "is between 0 and"])
def test_nothing_is_evaluated_after_what_is_missing(test: str) -> None:
    assert not holds(f"ticket.rating {test} 1 / 0")
    assert not holds(f"(ticket.rating + 1) {test} ticket.count / 0")
    with pytest.raises(ValueFailure, match="division by zero"):
        holds(f"ticket.rating {test} 1 / 0", rating=Decimal(1))


def test_an_optional_record_of_the_trigger() -> None:
    trigger = "ticket is updated\n    OR message is received"
    assert holds('message.text contains "late" AND message.from ends with ".com"', trigger="message is received")
    assert holds('message.text contains "late" OR ticket.id is "T1"', trigger=trigger)
    assert holds('message is set AND message.text does not contain "x"', trigger=trigger)
