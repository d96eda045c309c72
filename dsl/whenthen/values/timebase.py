"""What a program knows of time besides the moment: its zone, its calendars, and which of these is meant unless one is
named.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

import attrs

from whenthen.values import moments
from whenthen.values.calendars import Calendar
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure, shown
from whenthen.values.zones import zone_digest


@attrs.frozen
class Timebase:
    """`zone` is the project's time zone, `default` the name of its calendar."""

    zone: dt.tzinfo = dt.UTC
    calendars: Mapping[str, Calendar] = attrs.field(factory=dict)
    default: str | None = None

    def calendar(self, name: str | None = None) -> Calendar:
        """A calendar by its name, the project's where there is none; raises ValueFailure where it does not exist."""
        wanted = self.default if name is None else name
        if wanted is None:
            raise ValueFailure("business time needs a calendar")
        found = self.calendars.get(wanted)
        if found is None:
            raise ValueFailure(f"there is no calendar {shown(wanted)}")
        return found

    def after(self, start: dt.datetime, duration: Duration, calendar: str | None = None) -> dt.datetime:
        """The instant a duration after another one (before it, where the duration is negative)."""
        if duration.business:
            return self.calendar(calendar).after(start, duration)
        return moments.add(start, duration, self.zone)

    def between(self, start: dt.datetime, end: dt.datetime, calendar: str | None = None) -> Duration:
        """The opening time from one instant to another, negative where `end` is the earlier one."""
        return self.calendar(calendar).between(start, end)

    def is_within(self, moment: dt.datetime, calendar: str | None = None) -> bool:
        """Whether a calendar is open at an instant; raises ValueFailure where it does not exist."""
        return self.calendar(calendar).is_open(moment)

    def date(self, moment: dt.datetime) -> dt.date:
        """The date that calendars in the project's zone show; raises ValueFailure before year 1 and after 9999."""
        try:
            return moment.astimezone(self.zone).date()
        except OverflowError:
            raise ValueFailure("the moment is not in the years 1 to 9999") from None

    def digest(self) -> str:
        """All that it knows, in hexadecimal: what clocks show in its zone, and the calendars, 1990 to 2060."""
        parts = [zone_digest(self.zone), repr(self.default)]
        parts += [f"{name!r} {calendar.digest()}" for name, calendar in sorted(self.calendars.items())]
        return hashlib.sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()
