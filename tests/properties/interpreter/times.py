"""Time: what clocks show, when `every …` comes, and business time, which calendars tell that are handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Protocol
from zoneinfo import ZoneInfo

import attrs

from tests.properties.interpreter.plain import DAY, Length, at_clock, length, moved
from whenthen.syntax import nodes

_ONE_DAY = dt.timedelta(days=1)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: Intervals of days are counted from this Monday.
_FIRST = dt.date(1970, 1, 5)


class Calendars(Protocol):
    """Opening hours by name; None is the calendar that is meant where none is named. All of it raises Failure."""

    def after(self, start: dt.datetime, business: Length, calendar: str | None) -> dt.datetime: ...

    def is_open(self, moment: dt.datetime, calendar: str) -> bool: ...

    def known(self, calendar: str | None) -> None: ...


@attrs.frozen
class Times:
    """The project's zone and its calendars."""

    zone: dt.tzinfo
    calendars: Calendars

    def date(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.zone).date()

    def midnight(self, date: dt.date) -> dt.datetime:
        return at_clock(dt.datetime.combine(date, dt.time()), self.zone)

    def after(self, start: dt.datetime, by: Length, calendar: str | None = None) -> dt.datetime:
        return self.calendars.after(start, by, calendar) if by.business else moved(start, by, self.zone)

    def is_open(self, moment: dt.datetime, calendar: str) -> bool:
        return self.calendars.is_open(moment, calendar)

    def known(self, calendar: str | None) -> None:
        """Fails where there is no such calendar."""
        self.calendars.known(calendar)

    def following(self, trigger: nodes.ClockTrigger, moment: dt.datetime) -> dt.datetime:
        """The first time of `every …` after a moment: all times of some days are looked at."""
        zone = self.zone if trigger.zone is None else ZoneInfo(trigger.zone.value)
        day = moment.astimezone(zone).date() - 2 * _ONE_DAY
        while True:
            later = [time for time in _times(trigger, day, zone) if time > moment]
            if later:
                # Where clocks go back over midnight, a time of the next day may be the earlier one.
                return min([*later, *(t for t in _times(trigger, day + _ONE_DAY, zone) if t > moment)])
            day += _ONE_DAY


def _times(trigger: nodes.ClockTrigger, day: dt.date, zone: dt.tzinfo) -> Iterator[dt.datetime]:
    """When `every …` comes on a date."""
    begin = at_clock(dt.datetime.combine(day, dt.time()), zone)
    every = Length(0, DAY // 24) if trigger.unit == "hour" else None
    if trigger.interval is not None:
        assert isinstance(trigger.interval, nodes.DurationLiteral)
        every = length(trigger.interval.amount, trigger.interval.unit, False)
    if every is not None and not every.days:
        end = at_clock(dt.datetime.combine(day + _ONE_DAY, dt.time()), zone)
        while begin < end:
            yield begin
            begin += dt.timedelta(microseconds=every.micros)
        return
    if every is not None:
        comes = (day - _FIRST).days % every.days == 0
    elif trigger.unit == "weekday":
        comes = day.weekday() < 5
    else:
        comes = trigger.unit == "day" or day.weekday() == _DAYS.index(trigger.unit)
    if comes:
        at = trigger.at.value if isinstance(trigger.at, nodes.TimeLiteral) else dt.time()
        yield at_clock(dt.datetime.combine(day, at), zone)
