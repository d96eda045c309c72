"""What the checked program says of time: starts, calendars, and the calendar and zone that are meant."""

from __future__ import annotations

import datetime as dt

import pytest

from whenthen.analysis import analyse
from whenthen.analysis.calendars import calendar_names
from whenthen.analysis.inputs import NO_SETTINGS, ProgramFile, TimeSettings
from whenthen.analysis.program import CalendarUse, CheckedProgram, ClockStart, TimedStart
from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Source
from whenthen.syntax import nodes, parse
from whenthen.values.calendars import Opening, Plan
from whenthen.values.durations import Duration

SCHEMA = """
RECORD ticket KEY id
  id: text readonly
  status: new | open | solved default new
  due_at: instant?
  due_on: date?
  hours: text?
CALENDAR office
  monday to friday 09:00 to 17:00
"""
LATE = "CALENDAR late\n  monday to friday 13:00 to 22:00\n"
HOUR = 3_600_000_000


def files(text: str) -> list[ProgramFile]:
    source = Source("rules.when", SCHEMA + text)
    tree, problems = parse(source)
    assert problems == ()
    return [ProgramFile(source, tree, frozenset({"rules.when"}))]


def find(text: str, settings: TimeSettings = NO_SETTINGS) -> tuple[Diagnostic, ...]:
    return analyse(files(text), (), settings)[1]


def check(text: str, settings: TimeSettings = NO_SETTINGS) -> CheckedProgram:
    program, found = analyse(files(text), (), settings)
    assert program is not None, found
    return program


def start(trigger: str, more: str = "", settings: TimeSettings = NO_SETTINGS) -> TimedStart | ClockStart:
    (found,) = check(f'RULE "x"\n  WHEN {trigger}\n  THEN stop\n{more}', settings).rules[0].starts
    assert isinstance(found, TimedStart | ClockStart)
    return found


@pytest.mark.parametrize(
    ("trigger", "field", "duration", "calendar", "calendar_field"),
    [
        ("ticket.status has been open for 3 days", "status", Duration(3), None, None),
        ("ticket.status has been open for 2 * long + 1 hour", "status", Duration(14, HOUR), None, None),
        ("ticket has not changed for 3 business days", None, Duration(3, 0, True), None, None),
        ("ticket.due_at has not changed for 1 hour", "due_at", Duration(0, HOUR), None, None),
        ("2 hours before ticket.due_at", "due_at", Duration(0, -2 * HOUR), None, None),
        ("1 business day before ticket.due_on", "due_on", Duration(-1, 0, True), None, None),
        ("1 day after ticket.due_on", "due_on", Duration(1), None, None),
        ("ticket.due_at arrives", "due_at", Duration(), None, None),
        ("1 business hour after ticket.due_at within office", "due_at", Duration(0, HOUR, True), "office", None),
        ('1 business hour after ticket.due_at within "office"', "due_at", Duration(0, HOUR, True), "office", None),
        ("1 business hour after ticket.due_at within ticket.hours", "due_at", Duration(0, HOUR, True), None, "hours"),
    ],
)
def test_timed_starts(
    trigger: str, field: str | None, duration: Duration, calendar: str | None, calendar_field: str | None
) -> None:
    found = start(trigger, "LET long = 1 week")
    assert isinstance(found, TimedStart)
    assert (found.name, found.record, found.field) == ("ticket", "ticket", field)
    assert (found.duration.days, found.duration.micros, found.duration.business) == (
        duration.days,
        duration.micros,
        duration.business,
    )
    assert (found.calendar, found.calendar_field) == (calendar, calendar_field)


WEEK = (0, 1, 2, 3, 4, 5, 6)
MIDNIGHT = dt.time()


@pytest.mark.parametrize(
    ("trigger", "interval", "days", "at"),
    [
        ("every day", None, WEEK, MIDNIGHT),
        ("every weekday at 09:00", None, WEEK[:5], dt.time(9)),
        ("every Sunday at morning", None, (6,), dt.time(6, 30)),
        ("every hour", Duration(0, HOUR), (), None),
        ("every 90 minutes", Duration(0, HOUR * 3 // 2), (), None),
        ("every 1 day", Duration(1), (), MIDNIGHT),
        ("every 2 weeks at 09:00", Duration(14), (), dt.time(9)),
    ],
)
def test_clock_starts(trigger: str, interval: Duration | None, days: tuple[int, ...], at: dt.time | None) -> None:
    found = start(trigger, "LET morning = 6:30")
    assert isinstance(found, ClockStart)
    assert (found.interval, found.days, found.at, found.zone) == (interval, days, at, "UTC")


def test_a_clock_is_in_the_zone_that_it_names_or_in_that_of_the_project() -> None:
    settings = TimeSettings("Europe/Berlin")
    assert start("every day", "", settings).zone == "Europe/Berlin"  # type: ignore[union-attr]
    assert start('every day in "UTC"', "", settings).zone == "UTC"  # type: ignore[union-attr]


def test_plans() -> None:
    text = (
        'CALENDAR night\n  friday to monday 22:00 to 06:00\n  wednesday 00:00 to 00:00 in "Asia/Tokyo"\n'
        '  except holidays "DE"\n  except 2026-12-24 to 2026-12-31\n  except holidays "DE"\n  except 2026-05-01\n'
    )
    program = check(text, TimeSettings("Europe/Berlin"))
    assert program.calendars == {
        "office": Plan("Europe/Berlin", (Opening(WEEK[:5], dt.time(9), dt.time(17)),)),
        "night": Plan(
            "Asia/Tokyo",
            (Opening((4, 5, 6, 0), dt.time(22), dt.time(6)), Opening((2,), MIDNIGHT, MIDNIGHT)),
            ("DE",),
            ((dt.date(2026, 12, 24), dt.date(2026, 12, 31)), (dt.date(2026, 5, 1), dt.date(2026, 5, 1))),
        ),
    }
    assert (program.calendar, program.zone) == (None, "Europe/Berlin")


def test_which_calendar_is_meant() -> None:
    assert check("").calendar == "office"
    assert check(LATE).calendar is None
    assert check(LATE, TimeSettings(calendar="late")).calendar == "late"
    assert check('RULE "x"\n  WHEN 1 business hour after ticket.due_at\n  THEN stop').calendar == "office"
    rule = f'{LATE}RULE "x"\n  WHEN 1 business hour after ticket.due_at\n  THEN stop'
    assert [d.code for d in find(rule)] == ["C105"]
    assert find(rule, TimeSettings(calendar="late")) == ()
    assert find(rule, TimeSettings(calendar="not_there")) == ()  # whoever reads the settings says so
    assert calendar_names(files(LATE)) == ("office", "late")


def test_holidays_are_asked_of_the_predicate() -> None:
    asked: list[str] = []

    def problem(code: str) -> str | None:
        asked.append(code)
        return "there is no such country" if code == "XX" else None

    text = 'CALENDAR x\n  monday 09:00 to 10:00\n  except holidays "DE-BY"\n  except holidays "XX"\n'
    (found,) = find(text, TimeSettings(holiday_problem=problem))
    assert (found.code, found.message) == ("C112", "there is no such country")
    assert asked == ["DE-BY", "XX"]
    assert [d.code for d in find('CALENDAR x\n  monday 09:00 to 10:00\n  except holidays "de"')] == ["C112"]


def test_calendars_are_bound_where_they_are_asked() -> None:
    program = check(
        'RULE "x"\n  WHEN ticket.status changes\n  IF now is within office OR now is within ticket.hours\n  THEN stop'
    )
    uses = [b for b in program.bindings.values() if isinstance(b, CalendarUse)]
    assert uses == [CalendarUse("office")]
    assert isinstance(program.rules[0].node.branches[0].condition, nodes.Or)


def test_a_calendar_of_a_file_that_is_not_used() -> None:
    other = Source("other.when", LATE)
    tree, _ = parse(other)
    first = files('RULE "x"\n  WHEN ticket.status changes\n  IF now is within late\n  THEN stop')
    _, found = analyse([*first, ProgramFile(other, tree, frozenset({"other.when"}))])
    assert [d.code for d in found] == ["N110"]


@pytest.mark.parametrize(
    ("trigger", "code", "help"),
    [
        ('every day in "Berlin"', "C108", "`Europe/Berlin`"),
        ('every day in "europe/berlin"', "C108", "`Europe/Berlin`"),
        ('every day in "New York"', "C108", "`America/New_York`"),
        ("1 hour after ticket.due_at within office", "C106", "`1 business hour`"),
        ("1 business hour after ticket.due_at within ofice", "C107", "`office`"),
        ("ticket.status has been open for 3", "C102", "`3 hours`"),
        ("2 hours before ticket.status", "C101", "`ticket.due_at`, `ticket.due_on`"),
        ("every 24 hours", "C113", "`every day`"),
    ],
)
def test_helps(trigger: str, code: str, help: str) -> None:
    (found,) = find(f'RULE "x"\n  WHEN {trigger}\n  THEN stop')
    assert found.code == code
    assert help in (found.help or "")


# Versions ---------------------------------------------------------------------------------------------------------

RULE = 'RULE "{title}"\n  WHEN ticket.status changes\n  IF {condition}\n  THEN {then}\n'


def version(title: str = "x", condition: str = 'ticket.id is "a"', then: str = "stop", more: str = "") -> str:
    return check(RULE.format(title=title, condition=condition, then=then) + more).rules[0].version


def test_versions_do_not_hang_on_names_and_layout() -> None:
    first = version()
    assert len(first) == 64
    assert version(title="y") == first
    assert version(condition='# why\n    ticket.id   =   "a"') == first
    assert version(title='y"\n  ID y\n  OWNER "me') == first
    assert version(more=RULE.format(title="other", condition="ticket.id is set", then="stop")) == first


def test_versions_hang_on_what_the_rule_says() -> None:
    texts = [
        version(),
        version(condition='ticket.id is "b"'),
        version(condition='ticket.id is not "a"'),
        version(then="wait 2 days stop"),
        version(then="wait 3 days stop"),
        version(title='x"\n  ORDER 3\n  OWNER "me'),
    ]
    assert len(set(texts)) == len(texts)


def test_versions_hang_on_definitions_and_not_on_their_names() -> None:
    def defined(name: str, word: str) -> str:
        return version(
            condition=f"{name}_it",
            then=f"{name}_act ticket",
            more=f'LET {name} = "{word}"\nDEFINE {name}_it AS ticket.id is {name}\n'
            f"DEFINE ACTION {name}_act(ticket: ticket) AS\n  set ticket.hours to {name}\n",
        )

    assert defined("first", "x") == defined("other", "x") != defined("first", "y")


@pytest.mark.parametrize(
    "waits", ["2 business hours", "2 business hours within hours", "2 hours while now is within hours"]
)
def test_versions_hang_on_calendars(waits: str) -> None:
    def with_hours(closes: str) -> str:
        text = RULE.format(title="x", condition="ticket.id is set", then=f"wait {waits} stop")
        text += f"CALENDAR hours\n  monday 09:00 to {closes}\n"
        return check(text, TimeSettings(calendar="hours")).rules[0].version

    assert with_hours("17:00") == with_hours("17:00") != with_hours("18:00")
