"""Instants, dates and times of day: how they are written in data, and how durations lead from one to another.

An instant is an aware `datetime` in UTC, exact to the microsecond, in the years 1 to 9999. Nothing is guessed at the
border: an instant without a zone, a leap second and a seventh digit behind the second are refused.
"""

from __future__ import annotations

import datetime as dt
import re

from whenthen.values import durations
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure, shown

UTC = dt.UTC

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ](?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6}0*)?)?"
    r"(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6}0*)?)?")
# Only for the reason why a text was refused.
_NO_ZONE = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}[Tt ][0-9]{2}(?::?[0-9]{2}){0,2}(?:[.,][0-9]+)?")
_LEAP = re.compile(r".*[0-9]{2}:[0-9]{2}:60(?:[^0-9].*)?")
_FINE = re.compile(r".*:[0-9]{2}\.[0-9]{7,}.*")
_MAX_LENGTH = 100


def parse_instant(text: str) -> dt.datetime:
    """An instant from RFC 3339 (`2026-11-22T09:00:00Z`, `2026-11-22 10:00+01:00`), in UTC; raises ValueFailure."""
    if len(text) > _MAX_LENGTH or _INSTANT.fullmatch(text) is None:
        raise ValueFailure(_why_no_instant(text))
    try:
        moment = dt.datetime.fromisoformat(text.upper())
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except OverflowError:
        raise _out_of_range() from None
    except ValueError:
        raise ValueFailure(_why_no_instant(text)) from None


def instant(value: dt.datetime) -> dt.datetime:
    """An instant from a `datetime` of Python, which has to be aware; raises ValueFailure."""
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueFailure(f"{shown(value.isoformat())} has no time zone")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise _out_of_range() from None


def _why_no_instant(text: str) -> str:
    if len(text) <= _MAX_LENGTH:
        if _LEAP.fullmatch(text):
            return f"{shown(text)} is a leap second, which instants here do not have"
        if _FINE.fullmatch(text):
            return f"{shown(text)} is finer than a microsecond"
        if _NO_ZONE.fullmatch(text):
            return f"{shown(text)} has no time zone: write `Z` or an offset like `+01:00` behind it"
        if _INSTANT.fullmatch(text):
            return f"{shown(text)} is not on the calendar"
        if _DATE.fullmatch(text):
            return f"{shown(text)} is a date without a time"
    return f"{shown(text)} is not an instant, which is written like `2026-11-22T09:00:00Z`"


def parse_date(text: str) -> dt.date:
    """A date from `2026-11-22`; raises ValueFailure."""
    if _DATE.fullmatch(text) is None:
        raise ValueFailure(f"{shown(text)} is not a date, which is written like `2026-11-22`")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueFailure(f"{shown(text)} is not on the calendar") from None


def parse_time(text: str) -> dt.time:
    """A time of day from `09:30`, `09:30:15` or `09:30:15.5`; raises ValueFailure."""
    if len(text) <= _MAX_LENGTH and _TIME.fullmatch(text):
        try:
            return dt.time.fromisoformat(text)
        except ValueError:
            pass
    raise ValueFailure(f"{shown(text)} is not a time of day, which is written like `09:30`")


def show_instant(value: dt.datetime) -> str:
    """`2026-11-22T09:00:00Z`, with a fraction only where there is one."""
    text = (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat().removesuffix("+00:00")
    return f"{_without_zeros(text)}Z"


def show_date(value: dt.date) -> str:
    """`2026-11-22`."""
    return value.isoformat()


def show_time(value: dt.time) -> str:
    """`09:30`, with seconds and fraction only where there are some."""
    text = value.isoformat()
    return _without_zeros(text) if value.second or value.microsecond else text[:5]


def _without_zeros(text: str) -> str:
    return text.rstrip("0") if "." in text else text


def _out_of_range() -> ValueFailure:
    return ValueFailure("the moment is not in the years 1 to 9999")


# Arithmetic -------------------------------------------------------------------------------------------------------


def add(start: dt.datetime, duration: Duration, zone: dt.tzinfo = UTC) -> dt.datetime:
    """The instant a plain duration after another one.

    Days keep the wall clock of `zone`: a time that does not exist there moves to the first instant after, one that
    exists twice is the first. Then hours and smaller units elapse. Business durations need a calendar and are refused.
    """
    if duration.business:
        raise ValueFailure("business time needs a calendar")
    try:
        moved = start
        if duration.days:
            wall = start.astimezone(zone).replace(tzinfo=None) + dt.timedelta(days=duration.days)
            moved = at_wall_clock(wall, zone)
        return moved + dt.timedelta(microseconds=duration.micros)
    except OverflowError:
        raise _out_of_range() from None


def back(start: dt.datetime, duration: Duration, zone: dt.tzinfo = UTC) -> dt.datetime:
    """The instant a plain duration before another one; see `add`."""
    return add(start, durations.negate(duration), zone)


def at_wall_clock(wall: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The instant at which clocks in `zone` show `wall` (a naive datetime) for the first time, or else jump over it.

    Raises ValueFailure where that is out of the years 1 to 9999.
    """
    try:
        first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if first.astimezone(zone).replace(tzinfo=None) == wall.replace(fold=0):
            return first
        # Clocks jumped over `wall`: `fold` 0 reads it by the offset before the jump, which ends up after the jump.
        before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first
        offset = after.astimezone(zone).utcoffset()
        while after - before > dt.timedelta(microseconds=1):
            middle = before + (after - before) // 2
            if middle.astimezone(zone).utcoffset() == offset:
                after = middle
            else:
                before = middle
        return after
    except OverflowError:
        raise _out_of_range() from None


def subtract(later: dt.datetime, earlier: dt.datetime) -> Duration:
    """The elapsed time from `earlier` to `later`, in hours and smaller units."""
    return Duration(0, (later - earlier) // dt.timedelta(microseconds=1))


def add_to_date(start: dt.date, duration: Duration) -> dt.date:
    """A date a number of whole days after another; hours and business days are refused."""
    if duration.business or duration.micros:
        raise ValueFailure("only whole days can be added to a date")
    try:
        return start + dt.timedelta(days=duration.days)
    except OverflowError:
        raise _out_of_range() from None


def back_from_date(start: dt.date, duration: Duration) -> dt.date:
    """A date a number of whole days before another."""
    return add_to_date(start, durations.negate(duration))


def subtract_dates(later: dt.date, earlier: dt.date) -> Duration:
    """The days from `earlier` to `later`."""
    return Duration((later - earlier).days)
