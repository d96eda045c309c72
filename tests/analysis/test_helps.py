"""What the help of a diagnostic advises: followed to the letter, it mends the text."""

from __future__ import annotations

import pytest

import whenthen
from tests.analysis.test_cases import diagnose
from whenthen import pipeline, workspace

RULE = 'RULE "a"\n  WHEN ticket is updated\n  IF {}\n  THEN stop'
FORMS = """
DEFINE ACTION assign(ticket: ticket, to agent: agent) AS
  set ticket.assignee to agent
DEFINE ACTION assign(ticket: ticket, to team: team) AS
  set ticket.team to team
DEFINE ACTION tell(customer: customer, saying body: text) AS
  email customer about "News" saying body
"""
DOES = FORMS + 'RULE "a"\n  WHEN ticket is updated\n  THEN {}'

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
    ('"red"', "T106", '`contains any of ["red", …]`', 'ticket.subject contains any of ["red", "blue"]'),
    ("today is saturday", "N101", "`weekday_of(today) is saturday`", "weekday_of(today) is saturday"),
    ("ticket.created_at < tomorrow", "N101", "`instant_of(today + 1 day, 09:00)`", "today < today + 1 day"),
    ("ticket.subject is blank", "N101", "`is empty`", "ticket.subject is empty"),
    ("ticket.created_at is 2026-12-24", "T101", "`date_of(MOMENT)`", "date_of(ticket.created_at) is 2026-12-24"),
    ("now > 17:00", "T101", "`time_of(now)`", "time_of(now) > 17:00"),
    ('ticket.subject is like "x"', "N104", '`"x"`', 'ticket.subject contains "x"'),
    (
        "count(t in ticket where t.status is open) > 1",
        "T110",
        "`FOR EACH other ticket WHERE …`",
        "count(t in ticket.tags where t is empty) > 1",
    ),
    (
        "hours_in(ticket.due_at - ticket.created_at) > 1",
        "V104",
        "`ticket.due_at is set`",
        "ticket.due_at is set AND hours_in(ticket.due_at - ticket.created_at) > 1",
    ),
    ("first(ticket.tags) is set", "T105", "`list_of(…)`", "first(list_of(ticket.tags)) is set"),
]
ORDERS = [
    ("set status to solved", "N101", "`ticket.status`", "set ticket.status to solved"),
    ('set ticket.assignee to "ada"', "T104", '`agent "…"`', 'set ticket.assignee to agent "ada"'),
    ('notify "ada" saying "x"', "T105", "an agent or a team", 'notify agent "ada" saying "x"'),
    ('notify customer saying "x"', "T105", "`tell` takes a customer there", 'tell customer saying "x"'),
    ('assign ticket to "Ann"', "T105", '`agent "Ann"`', 'assign ticket to agent "Ann"'),
    ('assign ticket to "Billing"', "T105", '`team "Billing"`', 'assign ticket to team "Billing"'),
    ("assign ticket", "T118", "`assign ticket to team`", 'assign ticket to team "Billing"'),
    ('assign ticket for team "x"', "N108", "`assign ticket to team`", 'assign ticket to team "x"'),
    ('set ticket.tags to "x"', "T104", '`add "x" to ticket.tags`', 'add "x" to ticket.tags'),
    ("set ticket.assignee to null", "N101", "`clear`", "clear ticket.assignee"),
    (
        "set ticket.due_at to 2026-12-24",
        "T104",
        "`instant_of(2026-12-24, 09:00)`",
        "set ticket.due_at to instant_of(2026-12-24, 09:00)",
    ),
    ("set ticket.assignee to actor", "T104", "`actor is an agent`", "clear ticket.assignee"),
    (
        "log capture(/a/, ticket.subject)",
        "V104",
        "`LET found = capture(/a/, ticket.subject)` behind WHEN, ask for `found is set`",
        'log capture(/a/, ticket.subject) otherwise ""',
    ),
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


@pytest.mark.parametrize(
    ("event", "help"),
    [("solved", "`ticket.status changes to solved`"), ("assigned", "`ticket.… changes`")],
)
def test_an_event_that_is_the_change_of_a_field(event: str, help: str) -> None:
    (found,) = diagnose(f'RULE "a"\n  WHEN ticket is {event}\n  THEN stop')
    assert found.code == "N105"
    assert help in (found.help or "")


def test_what_is_calculated_has_a_name_before_it_is_asked_for() -> None:
    text = 'RULE "a"\n  WHEN ticket is updated\n  LET found = {0}\n  IF found is set\n  THEN log found'
    assert diagnose(text.format("capture(/a/, ticket.subject)")) == ()


def test_the_library_that_is_not_used_is_said_once() -> None:
    text = 'RULE "a"\n  WHEN ticket is created\n  IF unsolved AND customer.plan is gold\n  THEN clos ticket'
    (found,) = whenthen.check(text)
    assert (found.code, found.help) == ("N110", "add `USE helpdesk` at the top of this file, or declare it")
    assert [d.code for d in whenthen.check("USE helpdesk\n" + text)] == ["N106"]


def test_a_form_in_a_file_that_is_not_used() -> None:
    form = "USE helpdesk\nDEFINE ACTION pass(ticket: ticket, to {0}: {0}) AS\n  assign ticket to {0}\n"
    rule = 'RULE "a"\n  WHEN ticket is created\n  THEN pass ticket to team "x"\n'
    files = {
        "a.when": f'USE helpdesk\nUSE "c.when"\n{rule}',
        "b.when": form.format("team"),
        "c.when": form.format("agent"),
    }
    (found,) = pipeline.check(workspace.read_texts(files))[1]
    assert (found.code, found.help) == ("N110", 'add `USE "b.when"` at the top of this file')


def test_an_action_has_fifty_forms_at_most() -> None:
    form = "DEFINE ACTION go(ticket: ticket, to level: a{0} | b{0}) AS\n  clear ticket.team\n"
    many = "".join(form.format(number) for number in range(50))
    assert diagnose(many) == ()
    found = diagnose(many + form.format(50) + form.format(51))
    assert [(d.code, d.message) for d in found] == [("N208", "`go` has more than 50 forms")] * 2


def test_what_other_languages_call_types() -> None:
    (found,) = diagnose("EXTEND ticket\n  order: string?")
    assert (found.code, found.help) == ("N104", "the type is called `text` here")
