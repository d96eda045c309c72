"""The clocks and the calendar of `examples/servicenow`, worked out without the package.

Openings are walked over one date after the other. The holidays are written out: those of Brazil, in the
years of the tables.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Sao_Paulo")

_OPENS, _CLOSES = dt.time(8), dt.time(18)
_EVERY_YEAR = {(1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25)}
_GOOD_FRIDAYS = {dt.date(2016, 3, 25), dt.date(2017, 4, 14)}
_CLOSED = {dt.date(2016, 11, 14)}
_DAY, _MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)

Opening = tuple[dt.datetime, dt.datetime]


def local(moment: dt.datetime) -> dt.datetime:
    """What clocks in São Paulo show."""
    return moment.astimezone(ZONE).replace(tzinfo=None)


def instant(wall: dt.datetime) -> dt.datetime:
    """When clocks show it: the first time where they do so twice; where they jump over it, right after that."""
    while True:
        moment = wall.replace(tzinfo=ZONE).astimezone(dt.UTC)
        if local(moment) == wall:
            return moment
        wall += _MINUTE


def days_after(moment: dt.datetime, days: int) -> dt.datetime:
    """So many days later by the clock on the wall; earlier, where they are negative."""
    return instant(local(moment) + days * _DAY)


def mornings(after: dt.datetime, time: dt.time) -> Iterator[dt.datetime]:
    """A time of each day from Monday to Friday, later than an instant."""
    date = local(after).date()
    while True:
        moment = instant(dt.datetime.combine(date, time))
        if date.weekday() < 5 and moment > after:
            yield moment
        date += _DAY


# The calendar -----------------------------------------------------------------------------------------------------


@functools.cache
def next_morning(after: dt.datetime, time: dt.time) -> dt.datetime:
    """The next time of a day from Monday to Friday."""
    return next(mornings(after, time))


@functools.cache
def opening(date: dt.date) -> Opening | None:
    """From when to when the desk works on a date."""
    holiday = (date.month, date.day) in _EVERY_YEAR or date in _GOOD_FRIDAYS or date in _CLOSED
    if holiday or date.weekday() >= 5:
        return None
    return instant(dt.datetime.combine(date, _OPENS)), instant(dt.datetime.combine(date, _CLOSES))


def openings(start: dt.datetime, step: int = 1) -> Iterator[Opening]:
    """The openings from the date of an instant on, or back."""
    date = local(start).date()
    while True:
        found = opening(date)
        if found:
            yield found
        date += step * _DAY


def is_open(moment: dt.datetime) -> bool:
    found = opening(local(moment).date())
    return found is not None and found[0] <= moment < found[1]


def working_hours_after(start: dt.datetime, hours: int) -> dt.datetime:
    """The first instant at which so much opening time is used up."""
    left = dt.timedelta(hours=hours)
    for opens, closes in openings(start):
        begin = max(opens, start)
        if begin < closes:
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
    raise AssertionError


def working_hours_before(end: dt.datetime, hours: int) -> dt.datetime:
    """The last instant from which on so much opening time is left."""
    left = dt.timedelta(hours=hours)
    for opens, closes in openings(end, -1):
        stop = min(closes, end)
        if opens < stop:
            if left <= stop - opens:
                return stop - left
            left -= stop - opens
    raise AssertionError


def working_days_after(start: dt.datetime, days: int) -> dt.datetime:
    """The same time on the date that is so many working dates later, or the first opening after it."""
    wall = local(start)
    while days:
        wall += _DAY
        days -= opening(wall.date()) is not None
    moment = instant(wall)
    return next(max(opens, moment) for opens, closes in openings(moment) if moment < closes)


def working_time(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """How long the desk was open in between."""
    total = dt.timedelta()
    for opens, closes in openings(start):
        if opens >= end:
            return total
        total += max(dt.timedelta(), min(closes, end) - max(opens, start))
    raise AssertionError
