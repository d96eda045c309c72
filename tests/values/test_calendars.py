"""Calendars: against one that looks at every minute, and each side of each boundary."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.values.naive_calendar import NaiveCalendar
from whenthen.values.calendars import Calendar, Opening, Plan
from whenthen.values.durations import DAY, HOUR, MINUTE, SECOND, Duration
from whenthen.values.errors import ValueFailure

WEEK = (0, 1, 2, 3, 4)
ALL = (0, 1, 2, 3, 4, 5, 6)

#: Days around which something happens, as zone and first day; each is looked at for twelve days.
WINDOWS = [
    ("Europe/Berlin", dt.date(2026, 3, 24)),  # clocks go forward on the 29th, at 2
    ("Europe/Berlin", dt.date(2026, 10, 20)),  # and back on the 25th, at 3
    ("America/New_York", dt.date(2026, 3, 3)),
    ("America/New_York", dt.date(2026, 10, 27)),
    ("Australia/Lord_Howe", dt.date(2026, 3, 31)),  # half an hour, back on April 5th
    ("Australia/Lord_Howe", dt.date(2026, 9, 29)),
    ("Africa/Cairo", dt.date(2026, 4, 20)),  # at midnight, so that a day begins at 1
    ("Pacific/Apia", dt.date(2011, 12, 26)),  # December 30th did not exist
    ("Europe/London", dt.date(2028, 2, 23)),  # February 29th
    ("Asia/Kathmandu", dt.date(2026, 12, 26)),  # New Year, 5:45 ahead
    ("UTC", dt.date(2026, 12, 26)),
]
DAYS = 12

times = st.integers(0, 95).map(lambda quarter: dt.time(quarter // 4, quarter % 4 * 15))
openings = st.builds(
    Opening, st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))), times, times
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Calendar, NaiveCalendar]:
    zone, first = draw(st.sampled_from(WINDOWS))
    dates = st.integers(-1, DAYS).map(lambda n: first + dt.timedelta(n))
    closed = draw(st.lists(st.tuples(dates, st.integers(0, 2)), max_size=1))
    plan = Plan(
        zone,
        tuple(draw(st.lists(openings, max_size=4))),
        closed=tuple((date, date + dt.timedelta(days)) for date, days in closed),
    )
    holidays = frozenset(draw(st.sets(dates, max_size=3)))
    return Calendar("hours", plan, ZoneInfo(zone), holidays), NaiveCalendar(plan, holidays, first, DAYS)


# The first and the last two days may lack hours of days that are not looked at.
places = st.integers(2 * 24 * 60, DAYS * 24 * 60)


@given(pairs(), st.lists(places, min_size=1, max_size=20))
def test_it_is_open_when_it_should_be(both: tuple[Calendar, NaiveCalendar], asked: list[int]) -> None:
    calendar, naive = both
    for place in asked:
        assert calendar.is_open(naive.instants[place]) == naive.open[place]
        date = naive.instants[place].astimezone(naive.zone).date()
        assert calendar.working(date) == (date in naive.working)


@given(pairs(), places, places)
def test_time_between(both: tuple[Calendar, NaiveCalendar], start: int, end: int) -> None:
    calendar, naive = both
    found = calendar.between(naive.instants[start], naive.instants[end])
    assert found == Duration(0, (naive.used[end] - naive.used[start]) * MINUTE, business=True)


@given(pairs(), places, st.integers(-3000, 3000).filter(bool))
def test_time_after(both: tuple[Calendar, NaiveCalendar], start: int, minutes: int) -> None:
    calendar, naive = both
    expected = naive.after(start, minutes)
    assume(expected is not None and 24 * 60 < expected < (DAYS + 1) * 24 * 60)
    assert expected is not None
    found = calendar.after(naive.instants[start], Duration(0, minutes * MINUTE, business=True))
    assert found == naive.instants[expected]


@given(pairs(), places, st.integers(-6, 6).filter(bool))
def test_days_after(both: tuple[Calendar, NaiveCalendar], start: int, days: int) -> None:
    calendar, naive = both
    expected = naive.after_days(start, days)
    assume(expected is not None and 24 * 60 < expected < (DAYS + 1) * 24 * 60)
    assert expected is not None
    assert calendar.after(naive.instants[start], Duration(days, 0, business=True)) == naive.instants[expected]


@given(pairs(), places, st.integers(0, 59_999_999), st.integers(1, 40 * HOUR))
def test_what_was_added_has_passed(
    both: tuple[Calendar, NaiveCalendar], place: int, fraction: int, micros: int
) -> None:
    """To the microsecond, in both directions, and not a microsecond earlier than that."""
    calendar, naive = both
    start = naive.instants[place] + dt.timedelta(microseconds=fraction)
    wanted = Duration(0, micros, business=True)
    try:
        end = calendar.after(start, wanted)
    except ValueFailure:
        assert not naive.working
        return
    assert calendar.between(start, end) == wanted
    assert calendar.between(start, end - dt.timedelta(microseconds=1)) < wanted
    back = calendar.after(end, Duration(0, -micros, business=True))
    assert calendar.between(back, end) == wanted
    assert calendar.between(back + dt.timedelta(microseconds=1), end) < wanted
    assert calendar.between(end, start) == Duration(0, -micros, business=True)


# Each side of each boundary -----------------------------------------------------------------------------------------


def _calendar(
    zone: str, *hours: Opening, holidays: str = "", closed: tuple[tuple[dt.date, dt.date], ...] = ()
) -> Calendar:
    dates = frozenset(map(dt.date.fromisoformat, holidays.split()))
    return Calendar("hours", Plan(zone, hours, (), closed), ZoneInfo(zone), dates)


def _hours(days: tuple[int, ...], opens: str, closes: str) -> Opening:
    return Opening(days, dt.time.fromisoformat(opens), dt.time.fromisoformat(closes))


def _at(calendar: Calendar, wall: str) -> dt.datetime:
    """`2026-11-22 09:00` by the clocks of the calendar; `+1` behind it for the second time."""
    text, _, fold = wall.partition("+")
    return dt.datetime.fromisoformat(text).replace(tzinfo=calendar.zone, fold=int(fold or 0)).astimezone(dt.UTC)


def _duration(text: str) -> Duration:
    amount, unit = text.split()
    if unit.startswith("day"):
        return Duration(int(amount), 0, business=True)
    return Duration(0, int(amount) * {"h": HOUR, "m": MINUTE, "s": SECOND}[unit], business=True)


BERLIN = _calendar(
    "Europe/Berlin", _hours(WEEK, "09:00", "17:30"), _hours((5,), "10:00", "14:00"), holidays="2026-05-01"
)
NIGHT = _calendar("Europe/Berlin", _hours(ALL, "22:00", "06:00"), holidays="2026-05-01")
ROUND_THE_CLOCK = _calendar("America/New_York", _hours(ALL, "00:00", "00:00"))
LORD_HOWE = _calendar("Australia/Lord_Howe", _hours(ALL, "01:00", "03:00"))
EASTER = _calendar(
    "Europe/Berlin",
    _hours(WEEK, "09:00", "17:00"),
    holidays="2027-01-01",
    closed=((dt.date(2026, 4, 3), dt.date(2026, 4, 6)),),
)


@pytest.mark.parametrize(
    ("calendar", "wall", "is_open"),
    [
        (BERLIN, "2026-11-20 08:59:59", False),  # a Friday
        (BERLIN, "2026-11-20 09:00", True),
        (BERLIN, "2026-11-20 17:29:59.999999", True),
        (BERLIN, "2026-11-20 17:30", False),
        (BERLIN, "2026-11-21 09:59", False),
        (BERLIN, "2026-11-21 10:00", True),
        (BERLIN, "2026-11-22 12:00", False),
        (BERLIN, "2026-05-01 12:00", False),
        (BERLIN, "2026-04-30 12:00", True),
        (NIGHT, "2026-11-22 05:59", True),
        (NIGHT, "2026-11-22 06:00", False),
        (NIGHT, "2026-11-22 21:59", False),
        (NIGHT, "2026-11-22 22:00", True),
        (NIGHT, "2027-01-01 00:00", True),
        # The night before a holiday ends on it, and none begins.
        (NIGHT, "2026-05-01 05:59", True),
        (NIGHT, "2026-05-01 22:00", False),
        (NIGHT, "2026-05-02 05:59", False),
        (NIGHT, "2026-05-02 22:00", True),
        (EASTER, "2026-04-02 16:59", True),
        (EASTER, "2026-04-03 09:00", False),
        (EASTER, "2026-04-06 16:59", False),
        (EASTER, "2026-04-07 09:00", True),
        (ROUND_THE_CLOCK, "2026-03-08 01:59", True),
        (ROUND_THE_CLOCK, "2026-11-01 01:30+1", True),
        (ROUND_THE_CLOCK, "2026-12-31 23:59:59.999999", True),
    ],
)
def test_open_and_closed(calendar: Calendar, wall: str, is_open: bool) -> None:
    assert calendar.is_open(_at(calendar, wall)) is is_open


@pytest.mark.parametrize(
    ("calendar", "start", "duration", "end"),
    [
        # Within a day, and at its very end.
        (BERLIN, "2026-11-19 09:00", "1 h", "2026-11-19 10:00"),
        (BERLIN, "2026-11-19 16:30", "1 h", "2026-11-19 17:30"),
        (BERLIN, "2026-11-19 16:31", "1 h", "2026-11-20 09:01"),
        (BERLIN, "2026-11-19 09:00", "0 h", "2026-11-19 09:00"),
        (BERLIN, "2026-11-22 03:00", "0 h", "2026-11-22 03:00"),
        # Over a weekend that is open on Saturday.
        (BERLIN, "2026-11-20 17:00", "1 h", "2026-11-21 10:30"),
        (BERLIN, "2026-11-21 13:30", "1 h", "2026-11-23 09:30"),
        (BERLIN, "2026-11-22 12:00", "1 s", "2026-11-23 09:00:01"),
        # Over a holiday, a Friday.
        (BERLIN, "2026-04-30 17:29", "1 m", "2026-04-30 17:30"),
        (BERLIN, "2026-04-30 17:29", "2 m", "2026-05-02 10:01"),
        # Backwards.
        (BERLIN, "2026-11-23 09:30", "-1 h", "2026-11-21 13:30"),
        (BERLIN, "2026-11-23 09:30", "-30 m", "2026-11-23 09:00"),
        (BERLIN, "2026-11-22 12:00", "-1 s", "2026-11-21 13:59:59"),
        # Over midnight, and over New Year.
        (NIGHT, "2026-11-22 23:00", "4 h", "2026-11-23 03:00"),
        (NIGHT, "2026-11-22 23:00", "8 h", "2026-11-23 23:00"),
        (NIGHT, "2026-12-31 23:00", "7 h", "2027-01-01 06:00"),
        (NIGHT, "2026-12-31 23:00", "8 h", "2027-01-01 23:00"),
        (NIGHT, "2027-01-01 23:00", "-8 h", "2026-12-31 23:00"),
        # A night in which clocks go forward has seven hours, one in which they go back nine.
        (NIGHT, "2026-03-28 22:00", "7 h", "2026-03-29 06:00"),
        (NIGHT, "2026-03-28 22:00", "4 h", "2026-03-29 03:00"),
        (NIGHT, "2026-03-28 22:00", "8 h", "2026-03-29 23:00"),
        (NIGHT, "2026-10-24 22:00", "9 h", "2026-10-25 06:00"),
        (NIGHT, "2026-10-24 22:00", "5 h", "2026-10-25 02:00+1"),
        (ROUND_THE_CLOCK, "2026-03-08 00:00", "24 h", "2026-03-09 01:00"),
        (ROUND_THE_CLOCK, "2026-11-01 00:00", "24 h", "2026-11-01 23:00"),
        # On Lord Howe Island clocks move by half an hour: at 2 to 1:30 in April, at 2 to 2:30 in October.
        (LORD_HOWE, "2026-04-04 02:00", "90 m", "2026-04-05 01:30"),
        (LORD_HOWE, "2026-04-05 01:00", "120 m", "2026-04-05 02:30"),
        (LORD_HOWE, "2026-04-05 01:00", "151 m", "2026-04-06 01:01"),
        (LORD_HOWE, "2026-10-04 01:00", "90 m", "2026-10-04 03:00"),
        (LORD_HOWE, "2026-10-04 01:00", "91 m", "2026-10-05 01:01"),
        # A leap day is a day.
        (BERLIN, "2028-02-28 17:00", "1 h", "2028-02-29 09:30"),
        (BERLIN, "2028-02-29 17:00", "1 h", "2028-03-01 09:30"),
        # Days: as many dates on which it opens, at the same time of day.
        (BERLIN, "2026-11-19 12:00", "1 day", "2026-11-20 12:00"),
        (BERLIN, "2026-11-20 12:00", "1 day", "2026-11-21 12:00"),
        (BERLIN, "2026-11-20 15:00", "1 day", "2026-11-23 09:00"),  # Saturday, closed at 15
        (BERLIN, "2026-11-22 12:00", "1 day", "2026-11-23 12:00"),
        (BERLIN, "2026-11-20 12:00", "3 days", "2026-11-24 12:00"),
        (BERLIN, "2026-11-18 20:00", "1 day", "2026-11-20 09:00"),
        (BERLIN, "2026-11-18 07:00", "1 day", "2026-11-19 09:00"),
        (BERLIN, "2026-04-30 12:00", "1 day", "2026-05-02 12:00"),
        (BERLIN, "2026-05-01 12:00", "1 day", "2026-05-02 12:00"),
        (BERLIN, "2028-02-28 12:00", "1 day", "2028-02-29 12:00"),
        (BERLIN, "2026-03-28 13:00", "1 day", "2026-03-30 13:00"),
        (BERLIN, "2026-12-31 12:00", "1 day", "2027-01-01 12:00"),
        (BERLIN, "2026-11-23 12:00", "-1 day", "2026-11-21 12:00"),
        (BERLIN, "2026-11-23 07:00", "-2 days", "2026-11-19 17:30"),  # Friday, closed at 7
        (BERLIN, "2026-11-22 12:00", "-1 day", "2026-11-21 12:00"),
        (EASTER, "2026-04-02 12:00", "1 day", "2026-04-07 12:00"),
        # From before the first opening of a year back to the last one of the year before.
        (EASTER, "2027-01-01 07:00", "-1 m", "2026-12-31 16:59"),
        (EASTER, "2027-01-05 07:00", "-1 day", "2026-12-31 17:00"),
        (EASTER, "2026-04-07 12:00", "-1 day", "2026-04-02 12:00"),
        (NIGHT, "2026-03-28 02:30", "1 day", "2026-03-29 03:00"),
        (NIGHT, "2026-10-24 02:30", "1 day", "2026-10-25 02:30"),
    ],
)
def test_after(calendar: Calendar, start: str, duration: str, end: str) -> None:
    assert calendar.after(_at(calendar, start), _duration(duration)) == _at(calendar, end)


def test_days_come_before_hours() -> None:
    start = _at(BERLIN, "2026-11-19 17:00")
    assert BERLIN.after(start, Duration(1, HOUR, business=True)) == _at(BERLIN, "2026-11-21 10:30")
    assert BERLIN.after(start, Duration(1, -9 * HOUR, business=True)) == _at(BERLIN, "2026-11-19 16:30")


def test_hours_that_touch_or_overlap_count_once() -> None:
    calendar = _calendar(
        "UTC",
        _hours((0,), "09:00", "12:00"),
        _hours((0,), "12:00", "14:00"),
        _hours((0,), "13:00", "15:00"),
        _hours((0,), "10:00", "11:00"),
        _hours((0,), "23:00", "01:00"),
        _hours((1,), "00:30", "02:00"),
    )
    monday = _at(calendar, "2026-11-23 00:00")
    assert calendar.between(monday, monday + dt.timedelta(7)) == Duration(0, 9 * HOUR, business=True)
    assert calendar.after(monday, Duration(0, 8 * HOUR, business=True)) == _at(calendar, "2026-11-24 01:00")
    assert calendar.after(monday, Duration(1, 0, business=True)) == _at(calendar, "2026-11-24 00:00")


def test_an_hour_that_clocks_jump_over_is_no_opening() -> None:
    calendar = _calendar("Europe/Berlin", _hours((6,), "02:00", "03:00"))
    assert not calendar.working(dt.date(2026, 3, 29))
    assert calendar.working(dt.date(2026, 3, 22))
    start = _at(calendar, "2026-03-22 02:30")
    assert calendar.after(start, Duration(1, 0, business=True)) == _at(calendar, "2026-04-05 02:30")
    # When they are set back, the hour is open twice; the first time it closes is meant.
    assert calendar.is_open(_at(calendar, "2026-10-25 02:30"))
    assert calendar.is_open(_at(calendar, "2026-10-25 02:30+1"))
    before = _calendar("Europe/Berlin", _hours((6,), "01:00", "02:30"))
    assert not before.is_open(_at(before, "2026-10-25 02:15+1"))


def test_the_next_opening_and_working_day() -> None:
    for wall, expected in (
        ("2026-11-20 17:29", "2026-11-20 17:29"),
        ("2026-11-20 17:30", "2026-11-21 10:00"),
        ("2026-11-21 14:00", "2026-11-23 09:00"),
        ("2026-12-31 18:00", "2027-01-01 09:00"),
    ):
        assert BERLIN.next_opening(_at(BERLIN, wall)) == _at(BERLIN, expected)
    assert BERLIN.next_working(dt.date(2026, 11, 21)) == dt.date(2026, 11, 23)
    assert BERLIN.next_working(dt.date(2026, 11, 23), -1) == dt.date(2026, 11, 21)
    assert BERLIN.next_working(dt.date(2026, 11, 21), 0) == dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    "calendar",
    [
        _calendar("Europe/Berlin"),
        _calendar("Europe/Berlin", _hours((0,), "09:00", "17:00"), closed=((dt.date(1, 1, 1), dt.date(9999, 12, 31)),)),
    ],
)
def test_a_calendar_that_never_opens(calendar: Calendar) -> None:
    start = _at(calendar, "2026-11-20 12:00")
    assert not calendar.is_open(start)
    assert not calendar.working(dt.date(2026, 11, 20))
    assert calendar.between(start, start + dt.timedelta(3650)) == Duration(0, 0, business=True)
    for duration in ("1 h", "-1 h", "1 day", "-1 day"):
        with pytest.raises(ValueFailure, match="the calendar `hours` never opens"):
            calendar.after(start, _duration(duration))
    with pytest.raises(ValueFailure, match="never opens"):
        calendar.next_opening(start)


def test_the_years_that_are_known() -> None:
    first, last = _at(BERLIN, "1990-01-01 00:00"), _at(BERLIN, "2060-12-31 23:59:59")
    moment = dt.timedelta(seconds=1)
    assert not BERLIN.is_open(first)
    assert not BERLIN.is_open(last)
    assert BERLIN.between(first, last) > Duration(0, 70 * 250 * 8 * HOUR, business=True)
    known = "the calendar `hours` is known from 1990 to 2060 only"
    for outside in (first - moment, last + moment, dt.datetime.min.replace(tzinfo=dt.UTC)):
        with pytest.raises(ValueFailure, match=known):
            BERLIN.is_open(outside)
        with pytest.raises(ValueFailure, match=known):
            BERLIN.between(first, outside)
        with pytest.raises(ValueFailure, match=known):
            BERLIN.after(outside, _duration("1 h"))
    for start, duration in ((last, "1 h"), (last, "1 day"), (first, "-1 h"), (first, "-1 day"), (first, "99999 days")):
        with pytest.raises(ValueFailure, match=known):
            BERLIN.after(start, _duration(duration))
    with pytest.raises(ValueFailure, match=known):
        BERLIN.after(first, Duration(0, 36500 * DAY, business=True))
    for date in (dt.date(1989, 12, 31), dt.date(2061, 1, 1)):
        with pytest.raises(ValueFailure, match=known):
            BERLIN.working(date)
        with pytest.raises(ValueFailure, match=known):
            BERLIN.next_working(date)


def test_the_digest_changes_with_what_the_openings_come_from() -> None:
    def digest(
        zone: str = "Europe/Berlin", holidays: str = "2026-05-01", closes: str = "17:00", closed: int = 0
    ) -> str:
        dates = ((dt.date(2026, 12, 24), dt.date(2026, 12, 24)),) * closed
        return _calendar(zone, _hours(WEEK, "09:00", closes), holidays=holidays, closed=dates).digest()

    assert digest() == digest()
    others = {digest(zone="Europe/London"), digest(holidays=""), digest(closes="17:01"), digest(closed=1)}
    assert len(others | {digest()}) == 5
    # A holiday on a Sunday closes nothing.
    assert digest(holidays="2026-05-01 2026-05-03") == digest()


def test_holidays_may_be_worked_out_a_year_at_a_time() -> None:
    asked: list[int] = []

    def of_year(year: int) -> frozenset[dt.date]:
        asked.append(year)
        return frozenset([dt.date(year, 12, 31)])

    plan = Plan("UTC", (_hours(ALL, "22:00", "02:00"),))
    calendar = Calendar("hours", plan, ZoneInfo("UTC"), of_year)
    assert not calendar.is_open(_at(calendar, "2027-01-01 01:00"))
    assert calendar.is_open(_at(calendar, "2027-01-01 23:00"))
    assert set(asked) == {2026, 2027}
