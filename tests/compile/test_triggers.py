"""Triggers of the clock and of timers: what they match, when they are due, and how they are told apart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.compile.desk import Desk
from tests.compile.world import BILLING, NOW, SALES, compiled, rule, turn_of
from whenthen.runtime.model import Decision
from whenthen.runtime.rule import OnClock, OnTimed
from whenthen.values.errors import ValueFailure

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

HOURS = """
CALENDAR desk
  monday to friday 09:00 to 17:00 in "Europe/Berlin"
CALENDAR always
  monday to sunday 00:00 to 00:00 in "UTC"
"""
SETTINGS = 'LET patience = 3 days\nLET number = half(2)\nLET home = team "Billing"\n'


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def _timed(trigger: str, zone: str = "UTC", calendar: str | None = "desk", hours: str = HOURS) -> OnTimed:
    program = compiled(f'{hours}{SETTINGS}RULE "r"\n  WHEN {trigger}\n  THEN stop\n', zone=zone, calendar=calendar)
    (found,) = program.rules[0].triggers
    assert isinstance(found, OnTimed)
    return found


def test_what_a_trigger_watches() -> None:
    state = _timed("ticket.status has been pending for 3 days")
    assert (state.name, state.record, state.field, state.kind) == ("ticket", "ticket", "status", "state")
    assert state.watches == ()
    field = _timed("ticket.status has not changed for 3 days")
    assert (field.field, field.kind, field.matches) == ("status", "unchanged", None)
    whole = _timed("ticket has not changed for patience")
    assert (whole.field, whole.kind) == (None, "unchanged")
    moment = _timed("2 business hours before ticket.due within ticket.note")
    assert (moment.field, moment.kind, moment.matches, moment.watches) == ("due", "moment", None, ("note",))


@pytest.mark.parametrize(
    ("state", "value", "expected"),
    [
        ("status has been pending", "pending", True),
        ("status has been pending", "open", False),
        ("status has been one of [new, open]", "open", True),
        ("status has been one of [new, open]", "pending", False),
        ("team has been set", BILLING, True),
        ("team has been set", None, False),
        ("team has been not set", None, True),
        ("team has been not set", BILLING, False),
        ("team has been home", BILLING, True),
        ("team has been home", SALES, False),
        ("team has been home", None, False),
        ('note has been "GRÜN"', "grün", True),
        ('note has been join(["gr", "n"], "ü")', "GRÜN", True),
        ("count has been 1.0", Decimal(1), True),
        ("seen has been true", None, False),
    ],
)
def test_a_state_holds(state: str, value: Any, expected: bool) -> None:
    matches = _timed(f"ticket.{state} for 1 hour").matches
    assert matches is not None
    turn = turn_of(compiled(""))
    assert [matches(turn, value) for _ in range(2)] == [expected] * 2


@pytest.mark.parametrize(
    ("trigger", "zone", "start", "expected"),
    [
        ("ticket.status has been pending for 3 days", "UTC", NOW, NOW + 3 * DAY),
        ("ticket.status has been pending for patience * 2", "UTC", NOW, NOW + 6 * DAY),
        ("2 hours before ticket.due", "UTC", NOW, NOW - 2 * HOUR),
        ("ticket.due arrives", "UTC", NOW, NOW),
        # Over the end of winter time, which skips from two to three: days keep the wall clock, hours elapse.
        ("1 day after ticket.due", "Europe/Berlin", at("2027-03-27T12:00"), at("2027-03-28T11:00")),
        ("24 hours after ticket.due", "Europe/Berlin", at("2027-03-27T12:00"), at("2027-03-28T12:00")),
        ("1 day after ticket.due", "Europe/Berlin", at("2027-03-27T01:30"), at("2027-03-28T01:00")),
        ("1 day before ticket.due", "Europe/Berlin", at("2026-10-26T01:30"), at("2026-10-25T00:30")),
        ("1 day after ticket.due", "UTC", at("2028-02-28T12:00"), at("2028-02-29T12:00")),
        # A date is its midnight in the zone of the project.
        ("ticket.day arrives", "Europe/Berlin", dt.date(2026, 11, 23), at("2026-11-22T23:00")),
        ("1 day before ticket.day", "Europe/Berlin", dt.date(2027, 3, 29), at("2027-03-27T23:00")),
        # On a Friday evening, and on a calendar.
        ("1 business hour after ticket.due", "UTC", at("2026-11-20T15:30"), at("2026-11-23T08:30")),
        ("1 business day after ticket.due", "UTC", at("2026-11-20T15:30"), at("2026-11-23T15:30")),
        ("1 business hour before ticket.due", "UTC", at("2026-11-23T08:30"), at("2026-11-20T15:30")),
        ("1 business hour after ticket.due within always", "UTC", at("2026-11-20T15:30"), at("2026-11-20T16:30")),
        ('1 business hour after ticket.due within "always"', "UTC", at("2026-11-20T15:30"), at("2026-11-20T16:30")),
        ("1 business hour after ticket.due within ticket.note", "UTC", at("2026-11-20T15:30"), at("2026-11-20T16:30")),
    ],
)
def test_it_is_due(trigger: str, zone: str, start: Any, expected: dt.datetime) -> None:
    assert _timed(trigger, zone).due(start, {"note": "always"}) == expected


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("nowhere", "there is no calendar `nowhere`, which `ticket.note` names"),
        (None, "`ticket.note` names no calendar on which 2 business hours could be measured"),
    ],
)
def test_a_calendar_that_is_not_there(note: str | None, message: str) -> None:
    due = _timed("ticket.status has been open for 2 business hours within ticket.note", calendar=None).due
    with pytest.raises(ValueFailure) as caught:
        due(NOW, {"note": note})
    assert str(caught.value) == message


def test_a_record_without_a_calendar_is_measured_by_that_of_the_project() -> None:
    due = _timed("1 business hour after ticket.due within ticket.note").due
    assert due(at("2026-11-20T15:30"), {"note": None}) == at("2026-11-23T08:30")


def test_the_end_of_time_is_a_failure() -> None:
    with pytest.raises(ValueFailure, match="years 1 to 9999"):
        _timed("ticket.status has been open for 3000000 days").due(NOW, {})
    with pytest.raises(ValueFailure, match="1990 to 2060"):
        _timed("1 business day after ticket.due").due(at("2061-01-03T12:00"), {})


MEANINGS = [
    "ticket.status has been pending for 3 days",
    "ticket.status has been open for 3 days",
    "ticket.status has been one of [open, pending] for 3 days",
    "ticket.status has been pending for 4 days",
    "ticket.status has been pending for 72 hours",
    "ticket.status has been pending for 3 business days",
    "ticket.status has been pending for 3 business days within always",
    "ticket.status has been pending for 3 business days within ticket.subject",
    "ticket.status has not changed for 3 days",
    "ticket has not changed for 3 days",
    "ticket.team has been set for 3 days",
    "ticket.team has been not set for 3 days",
    "ticket.team has been home for 3 days",
    'ticket.note has been "pending" for 3 days',
    "ticket.count has been half(1) for 3 days",
    "ticket.count has been half(2) for 3 days",
    "ticket.count has been half(number) for 3 days",
    "ticket.count has been 1 / 0 for 3 days",
    "ticket.count has been 1 / (1 - 1) for 3 days",
    "3 days after ticket.due",
    "3 days before ticket.due",
    "ticket.due arrives",
    "ticket.day arrives",
]


def test_each_meaning_has_a_digest_of_its_own() -> None:
    digests = [_timed(trigger).digest for trigger in MEANINGS]
    assert len(set(digests)) == len(MEANINGS)
    assert [_timed(trigger).digest for trigger in MEANINGS] == digests


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ticket.status has been pending for 3 days", "ticket.status has been  pending # really\n for patience"),
        ("ticket.status has been pending for 1 hour", "ticket.status has been pending for 60 minutes"),
        ("ticket.team has been home for 1 hour", 'ticket.team has been team "Billing" for 1 hour'),
        ("1 business day after ticket.due", "1 business day after ticket.due within desk"),
    ],
)
def test_the_same_meaning_has_the_same_digest(one: str, other: str) -> None:
    assert _timed(one).digest == _timed(other).digest


def test_a_digest_knows_the_calendar_by_its_name_only() -> None:
    business, days, hours = ("1 business day after ticket.due", "1 day after ticket.due", "1 hour after ticket.due")
    other = HOURS.replace("17:00", "18:00")
    assert _timed(business).digest == _timed(business, hours=other).digest
    assert _timed(business).digest != _timed(business, calendar="always").digest
    assert _timed(business).digest == _timed(business, zone="Europe/Berlin").digest
    assert _timed(days).digest != _timed(days, zone="Europe/Berlin").digest
    assert _timed(hours).digest == _timed(hours, zone="Europe/Berlin").digest


def test_it_is_said_on_one_line() -> None:
    said = _timed('ticket.note has been\n   "a  # b"   # no comment "at all\n  for 1 hour').said
    assert said == 'ticket.note has been "a  # b" for 1 hour'
    assert _timed('ticket.note has been "\\"  #" for 1 hour').said == 'ticket.note has been "\\"  #" for 1 hour'
    assert len(_timed(f'ticket.note has been "{"x" * 900}" for 1 hour').said) == 200


def _clock(trigger: str, zone: str = "Europe/Berlin") -> OnClock:
    (found,) = rule(f'RULE "r"\n  WHEN {trigger}\n  THEN stop\n', zone=zone).triggers
    assert isinstance(found, OnClock)
    return found


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ("every day", "2026-11-22T23:00"),
        ("every day at 09:30", "2026-11-23T08:30"),
        ("every day at 10:00", "2026-11-23T09:00"),
        ("every weekday at 09:00", "2026-11-23T08:00"),
        ('every weekday at 09:00 in "America/New_York"', "2026-11-23T14:00"),
        ("every sunday at 11:00", "2026-11-22T10:00"),
        ("every saturday", "2026-11-27T23:00"),
        ("every hour", "2026-11-22T10:00"),
        ("every 15 minutes", "2026-11-22T09:15"),
        ("every 7 hours", "2026-11-22T13:00"),
        ("every 2 days at 09:00", "2026-11-23T08:00"),
        ("every 2 weeks", "2026-11-22T23:00"),
    ],
)
def test_the_clock(trigger: str, expected: str) -> None:
    assert _clock(trigger).following(NOW) == at(expected)


def test_clocks_are_told_apart() -> None:
    triggers = ["every day", "every weekday", "every day at 01:00", "every 1 hour", "every 2 hours", "every 2 days"]
    digests = {_clock(trigger).digest for trigger in triggers}
    digests |= {_clock("every day", "UTC").digest, _clock("every 60 minutes").digest}
    assert len(digests) == len(triggers) + 1
    assert _clock('every  weekday\n at 09:00 in "Europe/Berlin"').said == 'every weekday at 09:00 in "Europe/Berlin"'


def _fired(decisions: list[Decision]) -> list[dt.datetime]:
    return [decision.time for decision in decisions for _ in decision.fired]


def test_a_state_comes_due_once_for_each_period() -> None:
    when = 'RULE "r"\n  WHEN ticket.status has been pending for 3 days\n'
    desk = Desk(f"{when}  IF ticket.vip\n  THEN increase ticket.count by 1\n", vip=True)
    desk.change(status="pending")
    desk.change(after=DAY, subject="still")
    assert _fired(desk.until(NOW + 9 * DAY)) == [NOW + 3 * DAY]
    desk.change(after=DAY, status="open")
    desk.change(after=DAY, status="pending")
    assert _fired(desk.until(NOW + 13 * DAY)) == []
    assert _fired(desk.until(NOW + 14 * DAY)) == [NOW + 14 * DAY]


def test_a_moment_moves_with_its_field() -> None:
    desk = Desk('RULE "r"\n  WHEN 2 hours before ticket.due\n  THEN set ticket.vip to true\n', due=None)
    desk.change(due=NOW + 10 * HOUR)
    desk.change(after=HOUR, due=NOW + 20 * HOUR)
    assert _fired(desk.until(NOW + 2 * DAY)) == [NOW + 18 * HOUR]
    desk.change(due=NOW + 5 * DAY)
    desk.change(after=HOUR, due=None)
    assert _fired(desk.until(NOW + 9 * DAY)) == []


def test_the_clock_goes_through_the_records() -> None:
    desk = Desk(
        'RULE "r"\n  WHEN every weekday at 09:00\n  FOR EACH ticket WHERE ticket.created is more than 2 days ago\n'
        "  THEN increase ticket.count by 1\n",
        zone="Europe/Berlin",
        created=NOW - DAY,
    )
    fired = _fired(desk.until(NOW + 9 * DAY))
    assert fired == [at(f"2026-11-{day}T08:00") for day in (24, 25, 26, 27, 30)] + [at("2026-12-01T08:00")]
