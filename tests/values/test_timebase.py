"""What a program knows of time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from whenthen.values.calendars import Calendar, Opening, Plan
from whenthen.values.durations import HOUR, Duration
from whenthen.values.errors import ValueFailure
from whenthen.values.timebase import Timebase

BERLIN = ZoneInfo("Europe/Berlin")


def _calendar(name: str, opens: int, closes: int) -> Calendar:
    hours = Opening((0, 1, 2, 3, 4), dt.time(opens), dt.time(closes))
    return Calendar(name, Plan("Europe/Berlin", (hours,)), BERLIN)


DESK, SHOP = _calendar("desk", 9, 17), _calendar("shop", 10, 20)
TIMEBASE = Timebase(BERLIN, {"desk": DESK, "shop": SHOP}, "desk")
FRIDAY = dt.datetime(2026, 11, 20, 16, tzinfo=BERLIN).astimezone(dt.UTC)


def test_the_default_calendar_is_meant_unless_one_is_named() -> None:
    two = Duration(0, 2 * HOUR, business=True)
    assert TIMEBASE.after(FRIDAY, two) == dt.datetime(2026, 11, 23, 10, tzinfo=BERLIN)
    assert TIMEBASE.after(FRIDAY, two, "shop") == dt.datetime(2026, 11, 20, 18, tzinfo=BERLIN)
    week = dt.timedelta(7)
    assert TIMEBASE.between(FRIDAY, FRIDAY + week) == Duration(0, 40 * HOUR, business=True)
    assert TIMEBASE.between(FRIDAY, FRIDAY + week, "shop") == Duration(0, 50 * HOUR, business=True)
    evening = FRIDAY + dt.timedelta(hours=2)
    assert not TIMEBASE.is_within(evening)
    assert TIMEBASE.is_within(evening, "shop")


def test_plain_days_keep_the_wall_clock_of_the_zone() -> None:
    before = dt.datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    assert TIMEBASE.after(before, Duration(1)) == dt.datetime(2026, 3, 29, 12, tzinfo=BERLIN)
    assert TIMEBASE.date(dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 11, 21)


def test_a_moment_without_a_date_in_the_zone() -> None:
    with pytest.raises(ValueFailure, match="not in the years 1 to 9999"):
        TIMEBASE.date(dt.datetime.max.replace(tzinfo=dt.UTC))


def test_a_calendar_that_does_not_exist() -> None:
    with pytest.raises(ValueFailure, match="there is no calendar `night`"):
        TIMEBASE.is_within(FRIDAY, "night")
    with pytest.raises(ValueFailure, match="business time needs a calendar"):
        Timebase(BERLIN, {"desk": DESK}).between(FRIDAY, FRIDAY)


def test_the_digest_changes_with_all_that_it_knows() -> None:
    digests = {
        timebase.digest()
        for timebase in (
            TIMEBASE,
            Timebase(dt.UTC, TIMEBASE.calendars, "desk"),
            Timebase(BERLIN, TIMEBASE.calendars, "shop"),
            Timebase(BERLIN, {"desk": DESK}, "desk"),
            Timebase(BERLIN, {"desk": SHOP, "shop": DESK}, "desk"),
        )
    }
    assert len(digests) == 5
    assert Timebase(BERLIN, {"shop": SHOP, "desk": DESK}, "desk").digest() == TIMEBASE.digest()
