"""`every …`: the moments at which clocks start a rule.

What is counted in days, or stands on certain days of the week, comes once on each such date at a time of the day: one
that clocks jump over is the first instant after, one that they show twice is the first. What is counted in hours or
minutes is counted in elapsed time from the midnight of each date, and anew from the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure
from whenthen.values.moments import at_wall_clock

#: A Monday: intervals of several days and weeks are counted from there.
FIRST_DAY = dt.date(1970, 1, 5).toordinal()

_MIDNIGHT = dt.time()
_LAST_DAY = dt.date.max.toordinal()

Following = Callable[[dt.datetime], dt.datetime]


def following(zone: dt.tzinfo, interval: Duration | None, days: tuple[int, ...], at: dt.time | None) -> Following:
    """The first moment strictly after another one, aware and in UTC; it raises ValueFailure beyond the year 9999.

    With an interval of days, every so many days; with a shorter one, so often within each day; without one, on the
    `days` of the week (0 is Monday).
    """
    time = at or _MIDNIGHT
    if interval is None:
        return on_dates(zone, time, _ahead_in_week(days))
    if interval.days:
        return on_dates(zone, time, lambda date: (FIRST_DAY - date) % interval.days)
    return within_day(zone, dt.timedelta(microseconds=interval.micros))


def _ahead_in_week(days: tuple[int, ...]) -> Callable[[int], int]:
    """How many days there are from a date to the next one on one of the days of the week, itself included."""
    ahead = tuple(min((day - today) % 7 for day in days) for today in range(7))
    return lambda date: ahead[(date - FIRST_DAY) % 7]


def on_dates(zone: dt.tzinfo, at: dt.time, ahead: Callable[[int], int]) -> Following:
    """At a time of the day on some dates; `ahead` counts the days from a date to the next of them, or is 0."""

    def next_one(moment: dt.datetime) -> dt.datetime:
        # At this date's time or earlier, all earlier dates' times are over: clocks show an earlier time first.
        date = _date(moment, zone)
        while True:
            date += ahead(date)
            found = _instant(date, at, zone)
            if found > moment:
                return found
            date += 1

    return next_one


def within_day(zone: dt.tzinfo, step: dt.timedelta) -> Following:
    """Each `step` from every midnight on, and at each midnight."""

    def next_one(moment: dt.datetime) -> dt.datetime:
        date = _date(moment, zone)
        begin, end = _instant(date, _MIDNIGHT, zone), _instant(date + 1, _MIDNIGHT, zone)
        while end <= moment:  # clocks were set back over midnight, and show the date before again
            date += 1
            begin, end = end, _instant(date + 1, _MIDNIGHT, zone)
        found = begin + ((moment - begin) // step + 1) * step
        return min(found, end)

    return next_one


def _date(moment: dt.datetime, zone: dt.tzinfo) -> int:
    try:
        return moment.astimezone(zone).toordinal()
    except OverflowError:
        raise _no_more() from None


def _instant(date: int, at: dt.time, zone: dt.tzinfo) -> dt.datetime:
    if date > _LAST_DAY:
        raise _no_more()
    return at_wall_clock(dt.datetime.combine(dt.date.fromordinal(date), at), zone)


def _no_more() -> ValueFailure:
    return ValueFailure("the moment is not in the years 1 to 9999")
