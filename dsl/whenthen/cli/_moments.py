"""Moments as people read and write them: on the clocks of the project's zone."""

from __future__ import annotations

import datetime as dt
import re

from whenthen.values.errors import ValueFailure, shown
from whenthen.values.moments import at_wall_clock, parse_date, parse_instant, parse_time, show_instant

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOCAL = re.compile(rf"({_DATE.pattern})[Tt ]([0-9:.]+)")


def show_moment(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """`2026-11-22T10:00:00+01:00`; `2026-11-22T09:00:00Z` where the project's zone is UTC. To the second."""
    moment = moment.replace(microsecond=0)
    if str(zone) == "UTC":
        return show_instant(moment)
    try:
        return moment.astimezone(zone).isoformat()
    except OverflowError:  # at the ends of the calendar
        return show_instant(moment)


def last_moment(text: str, zone: dt.tzinfo) -> dt.datetime:
    """The moment up to which a text lets time pass; raises ValueFailure.

    An instant with its offset, a local time on the clocks of `zone`, or a date, which is meant with all of its day.
    """
    if _DATE.fullmatch(text):
        return _end_of(parse_date(text), zone)
    local = _LOCAL.fullmatch(text)
    if local is not None:
        return at_wall_clock(dt.datetime.combine(parse_date(local[1]), parse_time(local[2])), zone)
    try:
        return parse_instant(text)
    except ValueFailure:
        raise ValueFailure(
            f"{shown(text)} is no moment: write an instant like `2026-12-01T09:00:00Z`, a local time like "
            "`2026-12-01T09:00`, or a date like `2026-12-01`"
        ) from None


def _end_of(date: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """The last moment of a date."""
    try:
        following = dt.datetime.combine(date + dt.timedelta(days=1), dt.time())
        return at_wall_clock(following, zone) - dt.timedelta(microseconds=1)
    except OverflowError:
        raise ValueFailure("the moment is not in the years 1 to 9999") from None
