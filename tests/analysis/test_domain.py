"""The domain of conditions: which are never true, which always, and what triggers tell. Whether it is right in general
is the business of `properties/test_domain.py`; here stands what it has to find.
"""

from __future__ import annotations

import pytest

from whenthen import pipeline, workspace
from whenthen.analysis.domain.assuming import Assuming
from whenthen.analysis.domain.starts import Starting
from whenthen.analysis.program import CheckedProgram, CheckedRule
from whenthen.syntax import nodes

PURE = frozenset(("hour_of", "length", "time_of"))
_HEAD = """USE helpdesk

LET few = 3
LET words = ["refund", "money back"]
DEFINE waits AS ticket.status is one of [pending, on_hold]
DEFINE grown AS ticket.nudges > few
"""


def _check(rules: str) -> CheckedProgram:
    checked, problems = pipeline.check(workspace.read_texts({"rules.when": f"{_HEAD}\n{rules}"}))
    assert checked is not None, [d.message for d in problems]
    return checked


def _rule(checked: CheckedProgram, title: str = "it") -> CheckedRule:
    return next(rule for rule in checked.rules if rule.title == title)


def _asked(condition: str, lets: str = "") -> tuple[bool, bool]:
    """Whether a condition is never true, and whether it always is."""
    checked = _check(f'RULE "it"\n  WHEN ticket is updated\n  {lets}\n  IF {condition}\n  THEN stop\n')
    rule = _rule(checked)
    asked = rule.node.branches[0].condition
    assert asked is not None
    assuming = Starting(checked, PURE).assuming(rule)
    return assuming.never(assuming.anything, asked), assuming.always(assuming.anything, asked)


@pytest.mark.parametrize(
    "condition",
    [
        "ticket.priority is high AND ticket.priority is low",
        "ticket.priority is above high AND ticket.priority is below urgent",
        "waits AND ticket.status is open",
        "grown AND ticket.nudges <= 3",
        "NOT grown AND ticket.nudges is between 4 and 9",
        "ticket.nudges >= 5 AND ticket.nudges <= 5 AND ticket.nudges is not 5",
        "ticket.nudges + 1 > 5 AND ticket.nudges + 1 < 2",
        "ticket.spam AND NOT ticket.spam",
        "ticket.spam is false AND ticket.spam",
        "ticket.team is set AND ticket.team is not set",
        'ticket.team.name is "x" AND ticket.team is not set',
        'ticket.team is team "A" AND ticket.team is team "B"',
        'ticket.subject is "a" AND ticket.subject is "b"',
        'ticket.subject is "straße" AND ticket.subject is not "STRASSE"',
        'ticket.subject is one of ["ab", "cd"] AND ticket.subject starts with "x"',
        'ticket.subject starts with "ab" AND ticket.subject starts with "ac"',
        'ticket.subject ends with "ab" AND ticket.subject does not contain "b"',
        "ticket.subject contains any of words AND ticket.subject contains none of words",
        "ticket.subject matches /a+/ AND ticket.subject does not match /a+/",
        "ticket.subject is empty AND ticket.subject is not empty",
        'ticket.tags contains "vip" AND ticket.tags does not contain "VIP"',
        'ticket.tags contains all of ["a", "b"] AND ticket.tags contains none of ["b", "c"]',
        'ticket.tags is empty AND ticket.tags contains "x"',
        "count(ticket.tags) < 0",
        "ticket.created_at < ticket.created_at",
        "ticket.due_at < now AND ticket.due_at > now",
        "ticket.updated_at > ticket.created_at AND ticket.created_at >= ticket.updated_at",
        "now - ticket.created_at > 2 days AND now - ticket.created_at < 24 hours",
        "ticket.status was open AND ticket.status was pending",
        "ticket.status changed AND ticket.status did not change",
        "ticket.status changed to solved AND ticket.status is open",
        "few > 5",
        "false",
        "time_of(now) is at least 22:00 AND time_of(now) is below 06:00",
        "length(ticket.subject) > 10 AND length(ticket.subject) < 5",
        "ticket.created_at is more than 2 days ago AND ticket.created_at is less than 1 day ago",
        "ticket.created_at is more than 4 hours ago AND ticket.created_at is less than 240 minutes ago",
        "customer.spent > 100 EUR AND customer.spent < 50 EUR",
        "(any m in ticket.tags where (m is \"a\")) AND NOT (any m in ticket.tags where (m is \"a\"))",
    ],
)  # fmt: skip
def test_what_is_never_true(condition: str) -> None:
    assert _asked(condition) == (True, False)


@pytest.mark.parametrize(
    "condition",
    [
        "ticket.priority is at least none",
        "ticket.status is not solved OR ticket.status is not closed",
        "ticket.nudges > 5 OR ticket.nudges <= 5",
        'ticket.subject is "a" OR ticket.subject is not "A"',
        'NOT (ticket.subject is "a" AND ticket.subject is "b")',
        'ticket.team is not set OR ticket.team is team "A" OR ticket.team is not team "A"',
        "ticket is set",
        "count(ticket.tags) is at least 0",
        "ticket.id is ticket.id",
        "hour_of(now) < 18 OR hour_of(now) >= 9",
        "true",
    ],
)
def test_what_is_always_true(condition: str) -> None:
    assert _asked(condition) == (False, True)


@pytest.mark.parametrize(
    "condition",
    [
        "ticket.nudges is at least 5 AND ticket.nudges <= 5",
        "ticket.nudges > 5 AND ticket.nudges < 6",
        "ticket.due_at < now OR ticket.due_at >= now",  # missing is neither
        "ticket.due_at is ticket.due_at",
        "ticket.team is not set OR ticket.team.name is \"x\"",
        'ticket.tags contains "a" AND ticket.tags contains "b"',
        'ticket.subject contains "a" AND ticket.subject does not contain "ab"',
        'ticket.subject starts with "a" AND ticket.subject starts with "ab"',
        "ticket.subject matches /a/ AND ticket.subject does not match /a/i",
        "ticket.status is open AND ticket.parent.status is closed",
        "ticket.status was open AND ticket.status is closed",
        'capture(/(.)/, ticket.subject) is "a" AND capture(/(.)/, ticket.subject) is "b"',  # a function
        'ticket.category is "a" AND ticket.subject is "b"',
        "ticket.updated_at > ticket.created_at AND ticket.created_at < ticket.updated_at",
        "ticket.created_at is more than 24 hours ago AND ticket.created_at is less than 1 day ago",  # clocks change
        "ticket.created_at is more than 1 day ago OR ticket.created_at is less than 2 hours ago",
        "NOT (ticket.created_at is less than 2 days ago) AND NOT (ticket.created_at is more than 1 day ago)",  # to come
        "customer.spent >= 100 EUR AND customer.spent <= 100 EUR",
        'ticket.tags contains "a" AND NOT (ticket.tags contains all of ["a", "b"])',
    ],
)  # fmt: skip
def test_what_may_be(condition: str) -> None:
    assert _asked(condition) == (False, False)


def test_lets_stand_for_what_they_were_worked_out_from() -> None:
    assert _asked("late AND ticket.nudges < 3", "LET late = ticket.nudges > 5") == (True, False)
    assert _asked("who is set AND ticket.assignee is not set", "LET who = ticket.assignee") == (True, False)


def test_what_a_part_needs_before_it_is_not_known_of_the_part_alone() -> None:
    """The checker lets it stand behind `is set` only; by itself it is false where there is no category."""
    checked = _check(
        """RULE "it"
  WHEN ticket is updated
  IF ticket.category is set AND (ticket.category is "a" OR ticket.category is not "a")
  THEN stop
"""
    )
    rule = _rule(checked)
    whole = rule.node.branches[0].condition
    assert isinstance(whole, nodes.And)
    assuming = Starting(checked, PURE).assuming(rule)
    assert not assuming.always(assuming.anything, whole.operands[1])
    behind = assuming.assume(assuming.anything, whole.operands[0])
    assert assuming.always(behind, whole.operands[1])


def test_very_many_ways_are_not_told_apart() -> None:
    """What grows beyond all bounds counts as possible, and is given up in time."""
    parts = [f'(ticket.subject contains "a{n}" OR ticket.description contains "b{n}")' for n in range(20)]
    assert _asked(" AND ".join([*parts, 'ticket.subject ends with "x"', "ticket.spam"])) == (False, False)


@pytest.mark.parametrize(
    ("trigger", "condition", "outcome"),
    [
        ("ticket.status changes to solved", "ticket.status is solved", "always"),
        ("ticket.status changes to solved", "ticket.status is closed", "never"),
        ("ticket.status changes to one of [open, new]", "ticket.status is pending", "never"),
        ("ticket.team changes to not set", "ticket.team is set", "never"),
        ("ticket.team changes to set", "ticket.team is set", "always"),
        ("ticket.status has been pending for 3 days", "ticket.status is not pending", "never"),
        ("2 hours before ticket.due_at", "ticket.due_at is set", "always"),
        ("ticket.status changes to solved OR ticket is created", "ticket.status is solved", "open"),
        ("ticket.status changes to solved OR ticket.status changes to closed", "ticket.status is open", "never"),
        ("ticket.status changes", "ticket.status is open", "open"),
        ("ticket is created", "ticket.status is closed", "open"),
    ],
)
def test_what_triggers_tell(trigger: str, condition: str, outcome: str) -> None:
    checked = _check(f'RULE "it"\n  WHEN {trigger}\n  IF {condition}\n  THEN add "a" to ticket.tags\n')
    assert _started(checked) == outcome


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ('RULE "other"\n  WHEN ticket is updated\n  THEN set ticket.status to closed', "open"),
        ('RULE "other"\n  WHEN ticket is updated\n  THEN close ticket', "open"),
        ('RULE "other"\n  ORDER 5\n  WHEN ticket is updated\n  THEN set ticket.status to closed', "never"),
        ('RULE "other"\n  WHEN ticket is updated\n  THEN set ticket.priority to low', "never"),
        # It has a pass of its own.
        ('RULE "other"\n  WHEN 1 day after ticket.created_at\n  THEN set ticket.status to closed', "never"),
    ],
)
def test_what_earlier_rules_write_is_not_told_any_more(other: str, outcome: str) -> None:
    rule = (
        'RULE "it"\n  WHEN ticket.status changes to solved\n  IF ticket.status is closed\n  THEN add "a" to ticket.tags'
    )
    assert _started(_check(f"{other}\n\n{rule}\n")) == outcome


@pytest.mark.parametrize(
    ("trigger", "statement", "outcome"),
    [
        ("ticket.status changes to solved", "set ticket.status to closed", "never"),
        ("ticket.status changes to solved", "close ticket", "never"),
        ("ticket.status changes to solved", "set ticket.parent.status to closed", "open"),
        ("ticket.status changes to solved OR message is received", "set ticket.status to closed", "open"),
    ],
)
def test_what_a_rule_writes_to_its_own_record_comes_too_late(trigger: str, statement: str, outcome: str) -> None:
    """It fires once a turn for each record; the parent of one may be the other, and a ticket may come with messages."""
    condition = "ticket.parent is set AND ticket.status is closed"
    rule = f'RULE "it"\n  WHEN {trigger}\n  IF {condition}\n  THEN {statement}\n'
    assert _started(_check(rule)) == outcome


def test_a_rule_of_many_records_may_have_written_for_the_one_before() -> None:
    text = """RULE "it"
  WHEN every day at 09:00
  FOR EACH ticket WHERE ticket.nudges > 5
  IF ticket.nudges < 3
  THEN {}
"""
    assert _started(_check(text.format("set ticket.spam to true"))) == "never"
    assert _started(_check(text.format("increase ticket.nudges by 1"))) == "open"


def _started(checked: CheckedProgram) -> str:
    rule = _rule(checked)
    starting = Starting(checked, PURE)
    assuming: Assuming = starting.assuming(rule)
    told = starting.situations(rule, assuming)
    condition = rule.node.branches[0].condition
    assert condition is not None
    if assuming.never(told, condition):
        return "never"
    return "always" if assuming.always(told, condition) else "open"
