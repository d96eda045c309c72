"""`every …`: the next moment, against a model that looks at what clocks show every quarter of an hour."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whenthen.compile.clocks import following
from whenthen.values.durations import Duration, duration
from whenthen.values.errors import ValueFailure

UTC = dt.UTC
QUARTER = dt.timedelta(minutes=15)
MONDAY = dt.date(1970, 1, 5)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WEEKDAYS = (0, 1, 2, 3, 4)

#: Zones, and a day on which their clocks are changed: by an hour, by half of one, over midnight, by a whole day.
CHANGES = [
    ("Europe/Berlin", dt.date(2026, 3, 29)),
    ("Europe/Berlin", dt.date(2026, 10, 25)),
    ("America/New_York", dt.date(2026, 3, 8)),
    ("America/New_York", dt.date(2026, 11, 1)),
    ("Australia/Lord_Howe", dt.date(2026, 4, 5)),
    ("Australia/Lord_Howe", dt.date(2026, 10, 4)),
    ("Africa/Cairo", dt.date(2026, 4, 24)),
    ("America/Havana", dt.date(2026, 11, 1)),
    ("America/Sao_Paulo", dt.date(2018, 2, 18)),
    ("Pacific/Apia", dt.date(2011, 12, 30)),
    ("Asia/Kathmandu", dt.date(2026, 6, 1)),
    ("UTC", dt.date(2028, 2, 29)),
]


class Model:
    """What clocks in a zone show around a day."""

    def __init__(self, zone: ZoneInfo, around: dt.date, days: int) -> None:
        start = dt.datetime.combine(around - dt.timedelta(days=4), dt.time(), UTC)
        ticks = [start + n * QUARTER for n in range(96 * (days + 8))]
        self.shown = [(tick, tick.astimezone(zone).replace(tzinfo=None)) for tick in ticks]
        first = around - dt.timedelta(days=2)
        self.dates = [first + dt.timedelta(days=n) for n in range(days + 4)]

    def instant(self, date: dt.date, time: dt.time) -> dt.datetime:
        """The first one at which clocks show this, or more when they never do."""
        wall = dt.datetime.combine(date, time)
        exact = next((tick for tick, shown in self.shown if shown == wall), None)
        return exact or next(tick for tick, shown in self.shown if shown > wall)

    def on_dates(self, moment: dt.datetime, time: dt.time, days: tuple[int, ...]) -> dt.datetime:
        found = [self.instant(date, time) for date in self.dates if date.weekday() in days]
        return min(tick for tick in found if tick > moment)

    def each(self, moment: dt.datetime, time: dt.time, days: int) -> dt.datetime:
        found = [self.instant(date, time) for date in self.dates if (date - MONDAY).days % days == 0]
        return min(tick for tick in found if tick > moment)

    def within_day(self, moment: dt.datetime, step: dt.timedelta) -> dt.datetime:
        midnights = [self.instant(date, dt.time()) for date in self.dates]
        found = set()
        for begin, end in pairwise(midnights):
            while begin < end:
                found.add(begin)
                begin += step
        return min(tick for tick in found if tick > moment)


changes = st.sampled_from(CHANGES)
quarters = st.integers(-3 * 96, 3 * 96)
seconds = st.sampled_from([0, 0, 1, 899])
times = st.integers(0, 95).map(lambda n: (dt.datetime.min + n * QUARTER).time())


def _moment(day: dt.date, quarter: int, second: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), UTC) + quarter * QUARTER + dt.timedelta(seconds=second)


@settings(max_examples=150)
@given(
    change=changes,
    quarter=quarters,
    second=seconds,
    time=times,
    days=st.sampled_from([EVERY_DAY, WEEKDAYS, (0,), (6,), (5,)]),
)
@example(change=CHANGES[0], quarter=0, second=0, time=dt.time(2, 30), days=EVERY_DAY)
@example(change=CHANGES[1], quarter=2, second=0, time=dt.time(2, 30), days=EVERY_DAY)
@example(change=CHANGES[7], quarter=18, second=0, time=dt.time(), days=EVERY_DAY)
@example(change=CHANGES[9], quarter=0, second=0, time=dt.time(), days=EVERY_DAY)
def test_days_of_the_week(
    change: tuple[str, dt.date], quarter: int, second: int, time: dt.time, days: tuple[int, ...]
) -> None:
    zone, day = ZoneInfo(change[0]), change[1]
    moment = _moment(day, quarter, second)
    model = Model(zone, moment.date(), 9)
    assert following(zone, None, days, time)(moment) == model.on_dates(moment, time, days)


@settings(max_examples=100)
@given(change=changes, quarter=quarters, second=seconds, time=times, days=st.sampled_from([1, 2, 3, 7, 14]))
def test_every_so_many_days(change: tuple[str, dt.date], quarter: int, second: int, time: dt.time, days: int) -> None:
    zone, day = ZoneInfo(change[0]), change[1]
    moment = _moment(day, quarter, second)
    model = Model(zone, moment.date(), 16)
    assert following(zone, Duration(days), (), time)(moment) == model.each(moment, time, days)


@settings(max_examples=150)
@given(
    change=changes,
    quarter=quarters,
    second=seconds,
    minutes=st.sampled_from([1, 7, 15, 50, 60, 90, 420, 600, 1439]),
)
@example(change=CHANGES[6], quarter=-10, second=0, minutes=60)
@example(change=CHANGES[7], quarter=16, second=0, minutes=60)
@example(change=CHANGES[8], quarter=8, second=0, minutes=90)
@example(change=CHANGES[9], quarter=40, second=0, minutes=600)
def test_within_the_day(change: tuple[str, dt.date], quarter: int, second: int, minutes: int) -> None:
    zone, day = ZoneInfo(change[0]), change[1]
    moment = _moment(day, quarter, second)
    model = Model(zone, moment.date(), 2)
    step = duration(Decimal(minutes), "minute")
    expected = model.within_day(moment, dt.timedelta(minutes=minutes))
    assert following(zone, step, (), None)(moment) == expected


def _next(text: str, zone: str, interval: Duration | None, days: tuple[int, ...], at: dt.time | None) -> str:
    found = following(ZoneInfo(zone), interval, days, at)(dt.datetime.fromisoformat(text))
    return found.isoformat()


HOUR = duration(Decimal(1), "hour")


@pytest.mark.parametrize(
    ("moment", "zone", "interval", "days", "at", "expected"),
    [
        # Strictly after.
        ("2026-11-23T08:00:00Z", "Europe/Berlin", None, WEEKDAYS, dt.time(9), "2026-11-24T08:00:00+00:00"),
        ("2026-11-23T07:59:59.999999Z", "Europe/Berlin", None, WEEKDAYS, dt.time(9), "2026-11-23T08:00:00+00:00"),
        # Over a weekend.
        ("2026-11-20T08:00:00Z", "Europe/Berlin", None, WEEKDAYS, dt.time(9), "2026-11-23T08:00:00+00:00"),
        # Half past two does not exist, and then exists twice.
        ("2026-03-29T00:00:00Z", "Europe/Berlin", None, EVERY_DAY, dt.time(2, 30), "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T00:00:00Z", "Europe/Berlin", None, EVERY_DAY, dt.time(2, 30), "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T00:30:00Z", "Europe/Berlin", None, EVERY_DAY, dt.time(2, 30), "2026-10-26T01:30:00+00:00"),
        # A day of 23 and one of 25 hours.
        ("2026-03-29T21:00:00Z", "Europe/Berlin", HOUR, (), None, "2026-03-29T22:00:00+00:00"),
        ("2026-10-25T22:00:00Z", "Europe/Berlin", HOUR, (), None, "2026-10-25T23:00:00+00:00"),
        # Half an hour is set back at two: the hours are counted from midnight.
        ("2026-04-04T15:00:00Z", "Australia/Lord_Howe", HOUR, (), None, "2026-04-04T16:00:00+00:00"),
        ("2026-04-05T13:00:00Z", "Australia/Lord_Howe", HOUR, (), None, "2026-04-05T13:30:00+00:00"),
        # Ninety minutes do not divide the day of 23 hours, and begin anew.
        ("2026-03-29T21:30:00Z", "Europe/Berlin", Duration(0, 5_400_000_000), (), None, "2026-03-29T22:00:00+00:00"),
        # A leap day.
        ("2028-02-28T12:00:00Z", "UTC", None, EVERY_DAY, None, "2028-02-29T00:00:00+00:00"),
        # Every other day and every other week, counted from a Monday in 1970.
        ("2026-11-22T12:00:00Z", "UTC", Duration(2), (), dt.time(9), "2026-11-23T09:00:00+00:00"),
        ("2026-11-23T09:00:00Z", "UTC", Duration(14), (), dt.time(9), "2026-12-07T09:00:00+00:00"),
        # Clocks that go back one minute after midnight show the day before again.
        ("2010-11-07T02:45:00Z", "America/St_Johns", HOUR, (), None, "2010-11-07T03:30:00+00:00"),
        ("2010-11-07T02:31:30Z", "America/St_Johns", None, EVERY_DAY, dt.time(23, 30), "2010-11-08T03:00:00+00:00"),
    ],
)
def test_it_comes_next_at(
    moment: str, zone: str, interval: Duration | None, days: tuple[int, ...], at: dt.time | None, expected: str
) -> None:
    assert _next(moment, zone, interval, days, at) == expected


@pytest.mark.parametrize(
    ("interval", "days"), [(None, EVERY_DAY), (None, (0,)), (Duration(2), ()), (Duration(3_660_000), ()), (HOUR, ())]
)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
@pytest.mark.parametrize("last", [dt.datetime.max, dt.datetime(9999, 12, 31)])
def test_there_is_an_end(interval: Duration | None, days: tuple[int, ...], zone: str, last: dt.datetime) -> None:
    next_one = following(ZoneInfo(zone), interval, days, None)

    def to_the_end(moment: dt.datetime) -> None:
        for _ in range(60):
            later = next_one(moment)
            assert later > moment
            moment = later

    with pytest.raises(ValueFailure, match="years 1 to 9999"):
        to_the_end(last.replace(tzinfo=UTC))
