"""What the help of a diagnostic advises: followed to the letter, it mends the text."""

from __future__ import annotations

import pytest

import whenthen
from tests.analysis.test_cases import diagnose

RULE = 'RULE "a"\n  WHEN ticket is updated\n  IF {}\n  THEN stop'
DOES = 'RULE "a"\n  WHEN ticket is updated\n  THEN {}'

#: A condition or statement that is wrong, its code, what the help says, and the text when the help is followed.
ADVICE = [
    ("ticket.team is empty", "T108", "`ticket.team is not set`", "ticket.team is not set"),
    ("ticket.team is not empty", "T108", "`ticket.team is set`", "ticket.team is set"),
    (
        'ticket.nudges > 1 AND ticket.team is not team "B"',
        "V101",
        '`(ticket.team is not set OR ticket.team is not team "B")`',
        'ticket.nudges > 1 AND (ticket.team is not set OR ticket.team is not team "B")',
    ),
    (
        'ticket.subject contains "one" OR "two"',
        "T106",
        '`ticket.subject contains any of ["one", "two"]`',
        'ticket.subject contains any of ["one", "two"]',
    ),
    (
        'ticket.tags contains "one" AND "two"',
        "T106",
        '`ticket.tags contains all of ["one", "two"]`',
        'ticket.tags contains all of ["one", "two"]',
    ),
    (
        "ticket.status is open OR pending",
        "T106",
        "`ticket.status is one of [open, pending]`",
        "ticket.status is one of [open, pending]",
    ),
    (
        "ticket.status is [open, pending]",
        "T101",
        "`ticket.status is one of [open, pending]`",
        "ticket.status is one of [open]",
    ),
    (
        "ticket.nudges is not [1, 2]",
        "T101",
        "`ticket.nudges is not one of [1, 2]`",
        "ticket.nudges is not one of [1, 2]",
    ),
    ("actor is agent", "N111", "`actor is an agent`", "actor is an agent"),
    ('actor is "agent"', "T101", '`is agent "…"`', 'actor is agent "x"'),
    ("ticket.team is null", "N101", "`is not set`", "ticket.team is not set"),
    ("ticket.status is none", "N103", "`is not set`", "ticket.team is not set"),
    ("ticket.subject is refund", "N101", '`"refund"`', 'ticket.subject is "refund"'),
    ("ticket.tags contains vip", "N101", '`"vip"`', 'ticket.tags contains "vip"'),
    ("ticket.assignee.active is yes", "N101", "`true` or `false`", "ticket.assignee.active is true"),
    ("ticket.paid > 100", "T101", "`100 EUR`", "ticket.paid > 100 EUR"),
    ("ticket.effort > 2", "T101", "`2 hours`", "ticket.effort > 2 hours"),
    ("ticket.created_at < 3 days", "T101", "`now - MOMENT`", "now - ticket.created_at < 3 days"),
    ("status is open", "N101", "`ticket.status`", "ticket.status is open"),
    ("ticket.sujet is empty", "N102", "`subject`", "ticket.subject is empty"),
    ("ticket.priority is not set", "T122", "compare it with a value", "ticket.priority is normal"),
    ("first(ticket.tags) is set", "T105", "`list_of(…)`", "first(list_of(ticket.tags)) is set"),
]
ORDERS = [
    ("set status to solved", "N101", "`ticket.status`", "set ticket.status to solved"),
    ('set ticket.assignee to "ada"', "T104", '`agent "…"`', 'set ticket.assignee to agent "ada"'),
    ('notify "ada" saying "x"', "T105", "an agent or a team", 'notify agent "ada" saying "x"'),
    ('set ticket.tags to "x"', "T104", '`add "x" to ticket.tags`', 'add "x" to ticket.tags'),
    ("increase ticket.priority by 1", "T103", "`raise ticket.priority`", "raise ticket.priority"),
    ('log "{ticket.category}"', "V105", 'otherwise "…"', 'log """{ticket.category otherwise "x"}"""'),
]
CASES = [(RULE, *case) for case in ADVICE] + [(DOES, *case) for case in ORDERS]


@pytest.mark.parametrize(("frame", "wrong", "code", "help", "right"), CASES, ids=[case[1] for case in CASES])
def test_help_can_be_followed(frame: str, wrong: str, code: str, help: str, right: str) -> None:
    (found,) = diagnose(frame.format(wrong))
    assert found.code == code
    assert help in (found.help or "")
    assert diagnose(frame.format(right)) == ()


def test_the_library_that_is_not_used_is_said_once() -> None:
    text = 'RULE "a"\n  WHEN ticket is created\n  IF unsolved AND customer.plan is gold\n  THEN clos ticket'
    (found,) = whenthen.check(text)
    assert (found.code, found.help) == ("N110", "add `USE helpdesk` at the top of this file, or declare it")
    assert [d.code for d in whenthen.check("USE helpdesk\n" + text)] == ["N106"]


def test_what_other_languages_call_types() -> None:
    (found,) = diagnose("EXTEND ticket\n  order: string?")
    assert (found.code, found.help) == ("N104", "the type is called `text` here")
