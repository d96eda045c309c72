"""Time zones by their names, and what their clocks show as a digest: another one where an upgrade changed it."""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Iterator
from functools import lru_cache

#: The years that are compared: those that calendars know, both included.
FIRST_YEAR, LAST_YEAR = 1990, 2060

_FIRST = dt.datetime(FIRST_YEAR, 1, 1, tzinfo=dt.UTC)
_LAST = dt.datetime(LAST_YEAR + 1, 1, 1, tzinfo=dt.UTC)
#: Clocks that are set and set back within a step are not seen; there are none such.
_STEP = dt.timedelta(days=7)
_SECOND = dt.timedelta(seconds=1)

#: Of the machine, of nowhere, or with leap seconds: no zones that mean the same everywhere.
_NO_ZONES = ("localtime", "posixrules", "Factory")
_NO_FOLDERS = ("posix/", "right/")


@lru_cache(maxsize=1024)
def find_zone(name: str) -> zoneinfo.ZoneInfo | None:
    """A time zone by its IANA name, such as `Europe/Berlin`; None where there is none."""
    if name in _NO_ZONES or name.startswith(_NO_FOLDERS):
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """The names of all zones, sorted; for suggestions."""
    return tuple(sorted(name for name in zoneinfo.available_timezones() if name not in _NO_ZONES))


@lru_cache(maxsize=64)
def zone_digest(zone: dt.tzinfo) -> str:
    """A digest, in hexadecimal, of the offsets of a zone from 1990 to 2060 and of the instants at which they change.

    It does not depend on how the system stores the zone.
    """
    total = hashlib.sha256()
    for moment, offset in _changes(zone):
        total.update(f"{moment:%Y-%m-%dT%H:%M:%S} {offset.total_seconds():.0f}\n".encode())
    return total.hexdigest()


def _changes(zone: dt.tzinfo) -> Iterator[tuple[dt.datetime, dt.timedelta]]:
    """The first instant, and those at which clocks are set, each with the offset that holds from it on."""
    moment = _FIRST
    offset = _offset(moment, zone)
    yield moment, offset
    while moment < _LAST:
        following = min(moment + _STEP, _LAST)
        after = _offset(following, zone)
        if after != offset:
            yield _first_other(moment, following, zone), after
        moment, offset = following, after


def _first_other(before: dt.datetime, after: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The first instant, to the second, at which the offset is that of `after`."""
    wanted = _offset(after, zone)
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if _offset(middle, zone) == wanted:
            after = middle
        else:
            before = middle
    return after


def _offset(moment: dt.datetime, zone: dt.tzinfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()
