"""`changed`, `was`, and the FROM and TO of triggers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.compile.world import BILLING, C1, M1, NOW, SALES, T1, compiled, rule, state, turn_of
from whenthen.runtime.model import Event
from whenthen.runtime.rule import OnChange, OnEvent
from whenthen.runtime.turn import Turn
from whenthen.values.errors import ValueFailure

NEW_TICKET: dict[str, Any] = {"id": "T1", "subject": "S", "requester": C1, "status": "new", "priority": "high"}


def _holds(condition: str, created: bool = False, **changes: Any) -> bool:
    """Whether a condition holds after an event that made the changes, or created the ticket with them."""
    program = compiled(f'RULE "r"\n  WHEN ticket is updated\n  IF {condition}\n  THEN stop\n')
    (only,) = program.rules
    turn = Turn(program, state(program), Event("1", "/desk", "ticket.updated", NOW, {"ticket": T1}))
    if created:
        fields = {name: field.default for name, field in program.schema.records["ticket"].fields.items()}
        turn.bring(T1, {**fields, **NEW_TICKET, **changes}, created=True)
    else:
        turn.bring(T1, {**turn.rows[T1], **changes}, created=False)
    test = only.branches[0].test
    assert test is not None
    answer = test(turn, *[{"ticket": T1, "message": M1}[name] for name in only.bindings])
    assert type(answer) is bool
    return answer


@pytest.mark.parametrize(
    ("condition", "changes", "expected"),
    [
        ("ticket.status changed", {"status": "solved"}, True),
        ("ticket.status changed", {}, False),
        ("ticket.status did not change", {}, True),
        ("ticket.status did not change", {"status": "solved"}, False),
        ("ticket.subject changed", {"subject": "GRÖSSE falsch: refund PLEASE"}, False),
        ("ticket.status changed to solved", {"status": "solved"}, True),
        ("ticket.status changed to solved", {"status": "pending"}, False),
        ("ticket.status changed to open", {}, False),
        ("ticket.status changed from open to one of [pending, solved]", {"status": "pending"}, True),
        ("ticket.status changed from pending to solved", {"status": "solved"}, False),
        ("ticket.status changed from one of [new, open]", {"status": "solved"}, True),
        ("ticket.team changed to not set", {"team": None}, True),
        ("ticket.team changed from not set", {"team": SALES}, False),
        ('ticket.team changed from team "Billing" to set', {"team": SALES}, True),
        ('ticket.team changed to team "Nowhere"', {"team": SALES}, False),
        ("ticket.note changed from not set to set", {"note": ""}, True),
        ('ticket.note changed to "X"', {"note": "x"}, True),
        ("ticket.parent.status changed", {}, False),
        ("ticket.parent.status changed from new", {}, False),
        ("ticket.team.size changed", {}, False),
        ("ticket.status was open", {"status": "solved"}, True),
        ("ticket.status was solved", {"status": "solved"}, False),
        ("ticket.status was not solved", {"status": "solved"}, True),
        ("ticket.status was one of [open, new]", {"status": "solved"}, True),
        ("ticket.status was not one of [open, new]", {"status": "solved"}, False),
        ("ticket.team was set", {"team": None}, True),
        ("ticket.team was not set", {"team": None}, False),
        ("ticket.note was not set", {"note": "x"}, True),
        ('ticket.note was "x"', {"note": "x"}, False),
        ("ticket.subject was ticket.subject", {"subject": "x"}, False),
        ("ticket.subject was ticket.subject", {}, True),
        ("ticket.parent.status was new", {}, False),
    ],
)
def test_a_record_that_was_there(condition: str, changes: dict[str, Any], expected: bool) -> None:
    assert _holds(condition, **changes) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("ticket.priority changed", True),
        ("ticket.priority changed to high", True),
        ("ticket.priority changed from normal", False),
        ("ticket.priority changed from normal to high", False),
        ("ticket.team changed from not set to set", False),
        ("ticket.status changed", False),
        ("ticket.status changed to new", False),
        ("ticket.status did not change", True),
        ("ticket.team changed", True),
        ("ticket.note changed", False),
        ("ticket.status was new", False),
        ("ticket.status was not open", False),
        ("ticket.status was not one of [open]", False),
        ("ticket.team was set", False),
        ("ticket.team was not set", True),
    ],
)
def test_a_record_that_the_event_created(condition: str, expected: bool) -> None:
    assert _holds(condition, created=True, team=BILLING) is expected


def _trigger(text: str) -> OnChange:
    (trigger,) = rule(f'LET home = team "Billing"\nRULE "r"\n  WHEN {text}\n  THEN stop\n').triggers
    assert isinstance(trigger, OnChange)
    return trigger


@pytest.mark.parametrize(
    ("trigger", "before", "after", "expected"),
    [
        ("ticket.status changes to solved", "open", "solved", True),
        ("ticket.status changes to solved", "open", "new", False),
        ("ticket.status changes from open", "open", "new", True),
        ("ticket.status changes from open to one of [new, pending]", "open", "pending", True),
        ("ticket.status changes from open to one of [new, pending]", "new", "pending", False),
        ("ticket.team changes to set", None, BILLING, True),
        ("ticket.team changes to not set", BILLING, None, True),
        ("ticket.team changes from not set", BILLING, None, False),
        ("ticket.team changes to home", SALES, BILLING, True),
        ('ticket.note changes to "GRÜN"', None, "grün", True),
        ('ticket.note changes from one of ["a", "b"]', "B", None, True),
        ('ticket.note changes from one of ["a", "b"]', None, "a", False),
        ("ticket.priority changes to urgent", "low", "urgent", True),
        ("ticket.count changes from 1.0", 1, 2, True),
    ],
)
def test_triggers_compare_with_constants(trigger: str, before: Any, after: Any, expected: bool) -> None:
    matches = _trigger(trigger).matches
    assert matches is not None
    turn = turn_of(compiled(""))
    assert matches(turn, before, after) is expected
    assert matches(turn, before, after) is expected


def test_what_triggers_compare_with_may_be_worked_out_each_time() -> None:
    trigger = _trigger('ticket.note changes to join(["gr", "n"], "ü")')
    turn = turn_of(compiled(""))
    assert trigger.matches is not None
    assert trigger.matches(turn, None, "GRÜN")
    assert not trigger.matches(turn, None, "rot")
    failing = _trigger("ticket.count changes from 1 / 0").matches
    assert failing is not None
    with pytest.raises(ValueFailure, match="division by zero"):
        failing(turn, Decimal(1), Decimal(2))


def test_triggers_carry_what_the_kernel_asks_for() -> None:
    plain = _trigger("ticket.status changes by customer")
    assert (plain.name, plain.record, plain.field, plain.matches, plain.has_from, plain.cause) == (
        "ticket",
        "ticket",
        "status",
        None,
        False,
        "customer",
    )
    assert _trigger("ticket.status changes from new").has_from
    event = rule('RULE "r"\n  WHEN ticket is created by agent\n  THEN stop\n').triggers[0]
    assert event == OnEvent("ticket.created", "ticket", "created", "agent", ("ticket", "message"))
