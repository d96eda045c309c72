from __future__ import annotations

import contextlib
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.values.strategies import dates, instants, plain_durations, times
from whenthen.values import moments
from whenthen.values.durations import HOUR, MINUTE, Duration
from whenthen.values.errors import ValueFailure

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [dt.UTC, BERLIN, *map(ZoneInfo, ("America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu"))]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z"),
        ("2026-11-22T10:00:00+01:00", "2026-11-22T09:00:00Z"),
        ("2026-11-22 10:00+0100", "2026-11-22T09:00:00Z"),
        ("2026-11-22t09:00:00.500z", "2026-11-22T09:00:00.5Z"),
        ("2026-11-22T09:00:00.123456000Z", "2026-11-22T09:00:00.123456Z"),
        ("2026-11-22T00:30:00+05:45", "2026-11-21T18:45:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_instants_are_in_utc(written: str, shown: str) -> None:
    value = moments.parse_instant(written)
    assert value.tzinfo is dt.UTC
    assert moments.show_instant(value) == shown


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-11-22T09:00:00", "no time zone"),
        ("2026-11-22 09:00", "no time zone"),
        ("2026-11-22", "a date without a time"),
        ("2026-06-30T23:59:60Z", "leap second"),
        ("2026-02-30T09:00:00Z", "not on the calendar"),
        ("0000-01-01T00:00:00Z", "not on the calendar"),
        ("2026-11-22T24:00:00Z", "not an instant"),
        ("2026-11-22T09:00:00.1234567Z", "finer than a microsecond"),
        ("0001-01-01T00:00:00+00:01", "years 1 to 9999"),
        ("9999-12-31T23:59:59-00:01", "years 1 to 9999"),
        ("2026-11-22T09:00:00+25:00", "not on the calendar"),
        ("1763802000", "not an instant"),
        ("yesterday", "not an instant"),
        ("٢٠٢٦-11-22T09:00:00Z", "not an instant"),
        ("", "not an instant"),
        pytest.param("2" * 1_000_000, "not an instant", id="a million digits"),
    ],
)
def test_what_is_no_instant_is_refused_with_its_reason(written: str, reason: str) -> None:
    with pytest.raises(ValueFailure, match=reason):
        moments.parse_instant(written)


def test_python_datetimes_have_to_be_aware() -> None:
    assert moments.instant(dt.datetime(2026, 7, 1, 12, tzinfo=BERLIN)).hour == 10
    with pytest.raises(ValueFailure, match="no time zone"):
        moments.instant(dt.datetime(2026, 7, 1, 12))
    with pytest.raises(ValueFailure, match="years 1 to 9999"):
        moments.instant(dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=1))))


def test_dates_and_times() -> None:
    assert moments.parse_date("2028-02-29") == dt.date(2028, 2, 29)
    assert moments.show_time(moments.parse_time("09:30")) == "09:30"
    assert moments.show_time(moments.parse_time("09:30:15.250")) == "09:30:15.25"
    assert moments.show_time(moments.parse_time("09:30:00")) == "09:30"
    for written in ("2027-02-29", "2026-1-1", "20260101", "x"):
        with pytest.raises(ValueFailure):
            moments.parse_date(written)
    for written in ("24:00", "9:30", "09:60", "09:30:60", "09:30Z", "09:30:00.1234567", "x"):
        with pytest.raises(ValueFailure):
            moments.parse_time(written)


@given(instants, dates, times)
def test_spellings_round_trip(instant: dt.datetime, date: dt.date, time: dt.time) -> None:
    assert moments.parse_instant(moments.show_instant(instant)) == instant
    assert moments.parse_date(moments.show_date(date)) == date
    assert moments.parse_time(moments.show_time(time)) == time


def _utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type, misc]


def test_days_keep_the_wall_clock_and_hours_elapse() -> None:
    evening_before = _utc(2026, 3, 28, 17)  # 18:00 in Berlin, the clocks go forward in the night
    assert moments.add(evening_before, Duration(1), BERLIN) == _utc(2026, 3, 29, 16)
    assert moments.add(evening_before, Duration(0, 24 * HOUR), BERLIN) == _utc(2026, 3, 29, 17)
    assert moments.add(evening_before, Duration(1)) == _utc(2026, 3, 29, 17)
    assert moments.back(_utc(2026, 3, 29, 16), Duration(1), BERLIN) == evening_before


def test_a_time_that_does_not_exist_is_the_first_instant_after() -> None:
    half_past_two = _utc(2026, 3, 28, 1, 30)  # 02:30 in Berlin
    assert moments.add(half_past_two, Duration(1), BERLIN) == _utc(2026, 3, 29, 1)  # 03:00, not 03:30
    assert moments.add(half_past_two, Duration(1, 10 * MINUTE), BERLIN) == _utc(2026, 3, 29, 1, 10)
    # Samoa left out a whole day.
    assert moments.at_wall_clock(dt.datetime(2011, 12, 30, 12), ZoneInfo("Pacific/Apia")) == _utc(2011, 12, 30, 10)


def test_a_time_that_exists_twice_is_the_first() -> None:
    day_before = _utc(2026, 10, 24, 0, 30)  # 02:30 in Berlin
    assert moments.add(day_before, Duration(1), BERLIN) == _utc(2026, 10, 25, 0, 30)
    second = _utc(2026, 10, 25, 1, 30)  # 02:30 for the second time
    assert moments.add(second, Duration(0, HOUR), BERLIN) == _utc(2026, 10, 25, 2, 30)
    assert moments.add(second, Duration(), BERLIN) == second


@given(st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2060, 1, 1)), st.sampled_from(ZONES))
def test_the_wall_clock_is_met_for_the_first_time_or_jumped_over(wall: dt.datetime, zone: dt.tzinfo) -> None:
    moment = moments.at_wall_clock(wall, zone)
    shown = moment.astimezone(zone).replace(tzinfo=None)
    before = (moment - dt.timedelta(microseconds=1)).astimezone(zone).replace(tzinfo=None)
    assert shown >= wall
    assert shown == wall or before < wall
    assert moment.astimezone(zone).fold == 0 or shown != wall


@given(instants, plain_durations, st.sampled_from(ZONES))
def test_moments_stay_within_the_years_or_fail(start: dt.datetime, duration: Duration, zone: dt.tzinfo) -> None:
    for operation in (moments.add, moments.back):
        try:
            result = operation(start, duration, zone)
        except ValueFailure:
            continue
        assert result.tzinfo is dt.UTC


@given(instants, instants)
def test_a_difference_leads_back(later: dt.datetime, earlier: dt.datetime) -> None:
    difference = moments.subtract(later, earlier)
    assert difference.days == 0
    assert moments.add(earlier, difference, BERLIN) == later


@given(dates, dates)
def test_days_between_dates(later: dt.date, earlier: dt.date) -> None:
    difference = moments.subtract_dates(later, earlier)
    assert moments.add_to_date(earlier, difference) == later
    assert moments.back_from_date(later, difference) == earlier


def test_what_cannot_be_added() -> None:
    with pytest.raises(ValueFailure, match="needs a calendar"):
        moments.add(_utc(2026, 1, 1), Duration(1, 0, True))
    for duration in (Duration(1, HOUR), Duration(1, 0, True)):
        with pytest.raises(ValueFailure, match="only whole days"):
            moments.add_to_date(dt.date(2026, 1, 1), duration)
    for moment in (dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31, 23)):
        for zone in map(ZoneInfo, ("Asia/Tokyo", "America/New_York")):
            with contextlib.suppress(ValueFailure):
                moments.at_wall_clock(moment, zone)
    with pytest.raises(ValueFailure, match="years 1 to 9999"):
        moments.at_wall_clock(dt.datetime(1, 1, 1), ZoneInfo("Asia/Tokyo"))
    with pytest.raises(ValueFailure, match="years 1 to 9999"):
        moments.add_to_date(dt.date(9999, 12, 31), Duration(1))
