"""Functions on instants that need the zone or the calendars of the project.

A zone is an IANA name, a calendar the name of a declared one; the project's is meant where it is left out. One that
does not exist is a failure.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from whenthen.builtins.formats import format_moment
from whenthen.values import moments
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure, shown
from whenthen.values.timebase import Timebase
from whenthen.values.zones import find_zone


@attrs.frozen
class TimeFunctions:
    """The functions, with what they know of time."""

    timebase: Timebase

    def business_time(self, start: dt.datetime, end: dt.datetime, calendar: str | None = None) -> Duration:
        """The opening time from one instant to another; negative where `end` is the earlier one."""
        return self.timebase.between(start, end, calendar)

    def business_deadline(self, start: dt.datetime, after: Duration, calendar: str | None = None) -> dt.datetime:
        """The instant a business duration after another one."""
        return self.timebase.after(start, after, calendar)

    def is_working_day(self, day: dt.date, calendar: str | None = None) -> bool:
        """Whether the calendar opens on a date."""
        return self.timebase.calendar(calendar).working(day)

    def next_working_day(self, day: dt.date, calendar: str | None = None) -> dt.date:
        """The first date after another on which the calendar opens."""
        return self.timebase.calendar(calendar).next_working(day)

    def next_opening(self, moment: dt.datetime, calendar: str | None = None) -> dt.datetime:
        """The first instant, from one on, at which the calendar is open."""
        return self.timebase.calendar(calendar).next_opening(moment)

    def date_of(self, moment: dt.datetime, zone: str | None = None) -> dt.date:
        """The date that clocks show at an instant."""
        return self._wall(moment, zone).date()

    def time_of(self, moment: dt.datetime, zone: str | None = None) -> dt.time:
        """The time of day that clocks show at an instant."""
        return self._wall(moment, zone).time()

    def instant_of(self, day: dt.date, at: dt.time, zone: str | None = None) -> dt.datetime:
        """The instant at which clocks show a date and a time; the first one, or the first after where they jump."""
        return moments.at_wall_clock(dt.datetime.combine(day, at), self._zone(zone))

    def next_time(self, moment: dt.datetime, at: dt.time, zone: str | None = None) -> dt.datetime:
        """The first instant after another at which clocks show a time of day. Fails behind the year 9999."""
        today = self.date_of(moment, zone)
        found = self.instant_of(today, at, zone)
        return found if found > moment else self.instant_of(moments.add_to_date(today, Duration(1)), at, zone)

    def start_of_day(self, moment: dt.datetime, zone: str | None = None) -> dt.datetime:
        """The first instant of the day that an instant is in."""
        return self.instant_of(self.date_of(moment, zone), dt.time(), zone)

    def hour_of(self, moment: dt.datetime, zone: str | None = None) -> Decimal:
        """The hour that clocks show, from 0 to 23."""
        return Decimal(self._wall(moment, zone).hour)

    def format_instant(self, moment: dt.datetime, pattern: str, zone: str | None = None) -> str:
        """An instant as clocks show it, by a pattern. Fails for a pattern that has letters without a meaning."""
        return format_moment(self._wall(moment, zone), pattern)

    def _wall(self, moment: dt.datetime, zone: str | None) -> dt.datetime:
        try:
            return moment.astimezone(self._zone(zone)).replace(tzinfo=None)
        except OverflowError:
            raise ValueFailure("the moment is not in the years 1 to 9999") from None

    def _zone(self, name: str | None) -> dt.tzinfo:
        if name is None:
            return self.timebase.zone
        zone = find_zone(name)
        if zone is None:
            raise ValueFailure(f"there is no time zone {shown(name)}")
        return zone
