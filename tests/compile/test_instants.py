"""`is within`, `is more than D ago`, `is less than D ago`, `today`: a moment before, at and after each boundary."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.compile.world import NOW, T1, compiled, holds, result, turn_of
from whenthen.runtime.model import Event, State
from whenthen.runtime.turn import Turn
from whenthen.values.errors import ValueFailure

#: Now is a Sunday, 09:00 UTC, which is 10:00 in Berlin.
HOURS = """
CALENDAR desk
  monday to friday 09:00 to 17:00 in "Europe/Berlin"
CALENDAR round_the_clock
  monday to sunday 00:00 to 00:00 in "Europe/Berlin"
"""
SECOND = dt.timedelta(seconds=1)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize("doubt", [False, True])
@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00:00", True),
        ("2026-11-23T15:59:59", True),
        ("2026-11-23T16:00:00", False),
        ("2026-11-22T12:00:00", False),
    ],
)
def test_within_opening_hours(due: str, expected: bool, doubt: bool) -> None:
    assert holds("ticket.due is within desk", doubt, before=HOURS, due=at(due)) is expected
    negated = "ticket.due is set AND ticket.due is not within desk"
    assert holds(negated, doubt, before=HOURS, due=at(due)) is not expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("now is within desk", False),
        ("now is within round_the_clock", True),
        ('now is within "round_the_clock"', True),
        ("now is within (ticket.note otherwise ticket.subject)", True),
        ("now is not within (ticket.note otherwise ticket.subject)", False),
        # What is missing is neither within nor not within.
        ("ticket.created is within desk", False),
        ("ticket.created is set AND ticket.created is not within desk", False),
        ("now is within ticket.parent.note", False),
    ],
)
def test_within_by_name(condition: str, expected: bool) -> None:
    assert holds(condition, before=HOURS, subject="round_the_clock", created=None) is expected


def test_a_calendar_that_is_not_there_is_a_failure() -> None:
    with pytest.raises(ValueFailure, match="no calendar `nowhere`"):
        holds("now is within ticket.subject", before=HOURS, subject="nowhere")
    for word in ("more", "less"):
        with pytest.raises(ValueFailure, match="no calendar `nowhere`"):
            holds(
                f"ticket.due is {word} than 1 business day ago within ticket.subject", before=HOURS, subject="nowhere"
            )


AGO = [
    # A duration, the project's zone, and the moment that is exactly so long ago.
    ("2 hours", "UTC", NOW - dt.timedelta(hours=2)),
    ("90 seconds", "UTC", NOW - dt.timedelta(seconds=90)),
    ("2 days", "UTC", NOW - dt.timedelta(days=2)),
    ("1 week", "UTC", NOW - dt.timedelta(days=7)),
    ("ticket.waited", "UTC", NOW - dt.timedelta(minutes=90)),
    # Over the end of summer time days keep the wall clock, hours do not.
    ("4 weeks", "Europe/Berlin", NOW - dt.timedelta(days=28)),
    ("5 weeks", "Europe/Berlin", NOW - dt.timedelta(days=35, hours=1)),
    ("840 hours", "Europe/Berlin", NOW - dt.timedelta(days=35)),
]


@pytest.mark.parametrize("doubt", [False, True])
@pytest.mark.parametrize(("duration", "zone", "exactly"), AGO)
def test_ago(duration: str, zone: str, exactly: dt.datetime, doubt: bool) -> None:
    def answers(due: dt.datetime) -> tuple[bool, bool]:
        return (
            holds(f"ticket.due is more than {duration} ago", doubt, zone=zone, due=due),
            holds(f"ticket.due is less than {duration} ago", doubt, zone=zone, due=due),
        )

    assert answers(exactly - SECOND) == (True, False)
    assert answers(exactly) == (False, False)
    assert answers(exactly + SECOND) == (False, True)
    assert answers(NOW) == (False, True)
    assert answers(NOW + SECOND) == (False, False)


@pytest.mark.parametrize(
    ("duration", "exactly"),
    [
        # Two hours after Friday 15:00 in Berlin were over on Friday at 17:00; a second later they end on Monday.
        ("2 business hours within desk", "2026-11-20T14:00:00"),
        ("10 business hours within desk", "2026-11-19T14:00:00"),
        ("2 business hours within ticket.subject", "2026-11-20T14:00:00"),
        ("10 business hours within round_the_clock", "2026-11-21T23:00:00"),
    ],
)
def test_business_time_ago(duration: str, exactly: str) -> None:
    def answers(due: dt.datetime) -> list[bool]:
        length, calendar = duration.split(" within ")
        conditions = [f"ticket.due is {word} than {length} ago within {calendar}" for word in ("more", "less")]
        return [holds(condition, before=HOURS, due=due, subject="desk") for condition in conditions]

    moment = at(exactly)
    assert answers(moment - SECOND) == [True, False]
    assert answers(moment) == [not duration.endswith("clock"), False]
    assert answers(moment + SECOND) == [False, True]
    assert answers(NOW) == [False, True]
    assert answers(NOW + SECOND) == [False, False]


def test_the_default_calendar_measures() -> None:
    only = 'CALENDAR desk\n  monday to friday 09:00 to 17:00 in "Europe/Berlin"\n'
    assert holds("ticket.due is more than 2 business hours ago", before=only, due=at("2026-11-20T13:59:59"))
    assert not holds("ticket.due is more than 2 business hours ago", before=only, due=at("2026-11-20T14:30:00"))


@pytest.mark.parametrize("word", ["more", "less"])
@pytest.mark.parametrize("duration", ["1 hour", "1 day", "(ticket.paused otherwise 1 day)"])
def test_what_is_missing_is_not_ago(word: str, duration: str) -> None:
    assert not holds(f"ticket.due is {word} than {duration} ago", due=None)
    assert not holds(f"ticket.due is {word} than ticket.paused ago", paused=None)


@pytest.mark.parametrize("ago", ["1 hour ago", "30 days ago", "1 business day ago within desk"])
def test_the_last_moment_of_all_is_not_ago(ago: str) -> None:
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    assert not holds(f"ticket.due is more than {ago}", before=HOURS, due=last)
    assert not holds(f"ticket.due is less than {ago}", before=HOURS, due=last)


def test_hours_are_compared_without_a_call() -> None:
    program = compiled(
        'RULE "r"\n  WHEN ticket is updated\n  IF ticket.due is more than 2 hours ago\n  THEN stop\n',
        zone="Europe/Berlin",
    )
    test = program.rules[0].branches[0].test
    assert test is not None
    assert test(turn_of(program), T1, None) is False
    code: Any = test.__code__
    assert [value for name, value in test.__globals__.items() if name in code.co_names and callable(value)] == []


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-11-22T22:59:59", "Europe/Berlin", dt.date(2026, 11, 22)),
        ("2026-11-22T23:00:00", "Europe/Berlin", dt.date(2026, 11, 23)),
        ("2026-11-22T23:00:00", "UTC", dt.date(2026, 11, 22)),
        ("2028-02-29T07:59:59", "America/Los_Angeles", dt.date(2028, 2, 28)),
    ],
)
def test_today_is_the_date_of_the_zone(now: str, zone: str, expected: dt.date) -> None:
    program = compiled('RULE "r"\n  WHEN ticket is updated\n  LET x = today\n  THEN stop\n', zone=zone)
    turn = Turn(program, State(), Event("1", "/desk", "ticket.updated", at(now), {"ticket": T1}))
    assert program.rules[0].lets[0](turn, T1, None) == expected
    assert holds("ticket.day is today", day=NOW.date())
    assert not holds("ticket.day is today + 1 day", day=NOW.date())


def test_there_is_no_day_after_the_last_one() -> None:
    program = compiled('RULE "r"\n  WHEN ticket is updated\n  LET x = today\n  THEN stop\n', zone="Europe/Berlin")
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    turn = Turn(program, State(), Event("1", "/desk", "ticket.updated", last, {"ticket": T1}))
    with pytest.raises(ValueFailure, match="years 1 to 9999"):
        program.rules[0].lets[0](turn, T1, None)


def test_business_durations_are_calculated_and_compared() -> None:
    assert str(result("2 business hours + 30 business minutes")) == "2 business hours 30 business minutes"
    assert str(result("2 business days * 3")) == "6 business days"
    assert holds("2 business hours > 90 business minutes")
    with pytest.raises(ValueFailure, match="how long a business day is"):
        holds("ticket.count * 1 business day > 3 business hours")
