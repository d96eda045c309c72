"""Dates, times, business time, and how they are written."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whenthen.builtins import functions
from whenthen.values.calendars import Calendar, Opening, Plan
from whenthen.values.durations import DAY, HOUR, MINUTE, Duration
from whenthen.values.errors import ValueFailure
from whenthen.values.timebase import Timebase

BERLIN = ZoneInfo("Europe/Berlin")


def _calendar(name: str, opens: int, closes: int) -> Calendar:
    hours = Opening((0, 1, 2, 3, 4), dt.time(opens), dt.time(closes))
    return Calendar(name, Plan("Europe/Berlin", (hours,)), BERLIN, frozenset([dt.date(2026, 11, 23)]))


FUNCTIONS = functions(Timebase(BERLIN, {"desk": _calendar("desk", 9, 17), "shop": _calendar("shop", 10, 20)}, "desk"))


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name](*arguments)


def at(text: str) -> dt.datetime:
    """An instant from what clocks in Berlin show, or from a text with an offset."""
    moment = dt.datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)).astimezone(dt.UTC)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


LATE = at("2026-11-22T23:30Z")  # past midnight in Berlin


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("date_of", (LATE,), day("2026-11-23")),
        ("date_of", (LATE, "UTC"), day("2026-11-22")),
        ("time_of", (LATE,), dt.time(0, 30)),
        ("time_of", (LATE, "America/New_York"), dt.time(18, 30)),
        ("hour_of", (LATE,), Decimal(0)),
        ("hour_of", (LATE, "Asia/Kathmandu"), Decimal(5)),
        ("instant_of", (day("2026-11-22"), dt.time(9)), at("2026-11-22T08:00Z")),
        ("instant_of", (day("2026-11-22"), dt.time(9), "America/New_York"), at("2026-11-22T14:00Z")),
        ("instant_of", (day("2026-03-29"), dt.time(2, 30)), at("2026-03-29T01:00Z")),  # clocks jump over it
        ("instant_of", (day("2026-10-25"), dt.time(2, 30)), at("2026-10-25T00:30Z")),  # and show it twice
        ("next_time", (at("2026-11-22T08:59"), dt.time(9)), at("2026-11-22T09:00")),
        ("next_time", (at("2026-11-22T09:00"), dt.time(9)), at("2026-11-23T09:00")),
        ("next_time", (at("2026-11-22T09:00"), dt.time(9), "America/New_York"), at("2026-11-22T14:00Z")),
        ("next_time", (at("2026-11-22T22:00Z"), dt.time(9), "Asia/Tokyo"), at("2026-11-23T00:00Z")),
        ("next_time", (at("2026-03-28T12:00"), dt.time(2, 30)), at("2026-03-29T01:00Z")),  # clocks jump over it
        ("next_time", (at("2026-10-25T00:30Z"), dt.time(2, 30)), at("2026-10-26T01:30Z")),  # not when it comes again
        ("start_of_day", (LATE,), at("2026-11-22T23:00Z")),
        ("start_of_day", (LATE, "UTC"), at("2026-11-22T00:00Z")),
        ("weekday_of", (day("2026-11-22"),), "sunday"),
        ("weekday_of", (day("2026-11-23"),), "monday"),
        ("day_of", (day("2026-11-22"),), 22),
        ("month_of", (day("2026-11-22"),), 11),
        ("year_of", (day("2026-11-22"),), 2026),
        ("week_of", (day("2027-01-03"),), 53),
        ("week_of", (day("2027-01-04"),), 1),
        ("next_weekday", (day("2026-11-22"), "monday"), day("2026-11-23")),
        ("next_weekday", (day("2026-11-22"), "sunday"), day("2026-11-29")),
        ("next_weekday", (day("2026-11-22"), "saturday"), day("2026-11-28")),
        ("end_of_month", (day("2026-11-22"),), day("2026-11-30")),
        ("end_of_month", (day("2028-02-29"),), day("2028-02-29")),
        ("end_of_month", (day("2026-12-31"),), day("2026-12-31")),
        ("end_of_month", (day("9999-12-01"),), day("9999-12-31")),
        ("days_between", (day("2028-02-28"), day("2028-03-01")), 2),
        ("days_between", (day("2026-03-01"), day("2026-02-28")), -1),
        ("earlier", (LATE, at("2026-11-22T12:00Z")), at("2026-11-22T12:00Z")),
        ("later", (LATE, at("2026-11-22T12:00Z")), LATE),
        ("days_in", (Duration(1, 12 * HOUR),), Decimal("1.5")),
        ("hours_in", (Duration(1, 30 * MINUTE),), Decimal("24.5")),
        ("minutes_in", (Duration(0, -90 * MINUTE * 60),), Decimal(-5400)),
        ("parse_date", (" 2026-11-22 ",), day("2026-11-22")),
        ("parse_date", ("22.11.2026",), None),
        ("parse_date", ("2026-02-29",), None),
        ("parse_instant", ("2026-11-22T10:00+01:00",), at("2026-11-22T09:00Z")),
        ("parse_instant", ("2026-11-22T10:00",), None),  # of which zone?
        ("parse_instant", ("soon",), None),
    ],
)
def test_dates_and_times(name: str, arguments: tuple[Any, ...], result: Any) -> None:
    found = call(name, *arguments)
    assert found == result
    assert type(found) is type(result) or isinstance(result, int)


HOURS = Duration(0, 2 * HOUR, business=True)


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("business_time", (at("2026-11-20T16:00"), at("2026-11-24T10:00")), HOURS),
        ("business_time", (at("2026-11-24T10:00"), at("2026-11-20T16:00")), Duration(0, -2 * HOUR, business=True)),
        ("business_time", (at("2026-11-20T18:00"), at("2026-11-24T10:00"), "shop"), HOURS),
        ("business_deadline", (at("2026-11-20T16:00"), HOURS), at("2026-11-24T10:00")),
        ("business_deadline", (at("2026-11-20T19:00"), HOURS, "shop"), at("2026-11-24T11:00")),
        ("business_deadline", (at("2026-11-20T16:00"), Duration(1, 0, True)), at("2026-11-24T16:00")),
        ("is_working_day", (day("2026-11-20"),), True),
        ("is_working_day", (day("2026-11-22"),), False),
        ("is_working_day", (day("2026-11-23"), "shop"), False),  # a holiday
        ("next_working_day", (day("2026-11-20"),), day("2026-11-24")),
        ("next_working_day", (day("2026-11-22"), "shop"), day("2026-11-24")),
        ("next_opening", (at("2026-11-20T17:00"),), at("2026-11-24T09:00")),
        ("next_opening", (at("2026-11-20T17:00"), "shop"), at("2026-11-20T17:00")),
        ("business_hours_in", (HOURS,), Decimal(2)),
    ],
)
def test_business_time(name: str, arguments: tuple[Any, ...], result: Any) -> None:
    assert call(name, *arguments) == result


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("date_of", (LATE, "Europe/Berlim"), "there is no time zone `Europe/Berlim`"),
        ("instant_of", (day("9999-12-31"), dt.time(23, 59), "America/New_York"), "not in the years 1 to 9999"),
        ("date_of", (dt.datetime.max.replace(tzinfo=dt.UTC),), "not in the years 1 to 9999"),
        ("next_time", (at("9999-12-31T12:00Z"), dt.time(9)), "not in the years 1 to 9999"),
        ("next_weekday", (dt.date.max, "monday"), "not in the years 1 to 9999"),
        ("business_time", (LATE, LATE, "night"), "there is no calendar `night`"),
        ("business_deadline", (at("2060-12-31T20:00"), HOURS), "known from 1990 to 2060 only"),
        ("is_working_day", (day("1989-12-31"),), "known from 1990 to 2060 only"),
        ("business_hours_in", (Duration(2, 0, True),), "2 business days have no fixed number of business hours"),
        (
            "format_date",
            (day("2026-11-22"), "D. MMMM um"),
            "`u` means nothing in the pattern `D. MMMM um`: known are YYYY",
        ),
        ("format_date", (day("2026-11-22"), "HH"), "`HH` means nothing"),
        ("format_date", (day("2026-11-22"), "YYYYY"), "`YYYYY` means nothing"),
        ("format_date", (day("2026-11-22"), "D [of MMMM"), "is not closed"),
        ("format_date", (day("2026-11-22"), "-" * 201), "at most 200 characters"),
    ],
)
def test_failures(name: str, arguments: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(ValueFailure, match=reason):
        call(name, *arguments)


def test_without_a_calendar_there_is_no_business_time() -> None:
    with pytest.raises(ValueFailure, match="business time needs a calendar"):
        functions(Timebase())["business_time"](LATE, LATE)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("D MMMM YYYY", "5 March 2026"),
        ("DDDD, DD/MM/YY", "Thursday, 05/03/26"),
        ("DDD D MMM", "Thu 5 Mar"),
        ("YYYY-MM-DD", "2026-03-05"),
        ("M/D/YYYY", "3/5/2026"),
        ("[Week of] D. [März]", "Week of 5. März"),
        ("[]", ""),
        ("", ""),
    ],
)
def test_dates_in_words(pattern: str, text: str) -> None:
    assert call("format_date", day("2026-03-05"), pattern) == text


@pytest.mark.parametrize(
    ("moment", "pattern", "text"),
    [
        ("2026-03-05T09:07:03", "DDDD [at] H:mm", "Thursday at 9:07"),
        ("2026-03-05T09:07:03", "HH:mm:ss", "09:07:03"),
        ("2026-03-05T00:07", "h:mm a", "12:07 am"),
        ("2026-03-05T12:07", "hh:mm A", "12:07 PM"),
        ("2026-03-05T13:07", "h:mmA", "1:07PM"),
        ("2026-03-05T23:30Z", "D MMM", "6 Mar"),
    ],
)
def test_instants_in_words(moment: str, pattern: str, text: str) -> None:
    assert call("format_instant", at(moment), pattern) == text


def test_instants_in_words_of_another_zone() -> None:
    assert call("format_instant", LATE, "D MMM H:mm", "America/New_York") == "22 Nov 18:30"


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC)), st.text(max_size=12))
def test_date_and_time_make_the_instant_again(moment: dt.datetime, pattern: str) -> None:
    again = call("instant_of", call("date_of", moment), call("time_of", moment))
    # But for an hour that clocks show twice.
    assert again in (moment, moment - dt.timedelta(hours=1))
    start = call("start_of_day", moment)
    assert dt.timedelta(0) <= moment - start < dt.timedelta(microseconds=DAY + HOUR)
    with contextlib.suppress(ValueFailure):
        assert isinstance(call("format_instant", moment, pattern), str)
