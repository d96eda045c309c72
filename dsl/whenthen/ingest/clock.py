"""Times as tables spell them: a format and a zone, and nothing guessed when clocks change."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import attrs

from whenthen.values.errors import ValueFailure, shown

#: What to do with a local time that clocks show twice, when they are set back.
TWICE = ("reject", "first", "second")


@attrs.frozen
class Clock:
    """How a column spells moments: a `strptime` format, and the zone of what it spells (None where it spells that too).

    A local time that clocks in the zone jump over is refused. One that they show twice is refused too, unless `twice`
    says which of the two is meant.
    """

    format: str
    zone: zoneinfo.ZoneInfo | None = None
    twice: str = "reject"

    def instant(self, text: str) -> dt.datetime:
        """The moment, in UTC; raises ValueFailure."""
        wall = self.naive(text)
        if wall.tzinfo is None:
            wall = self._in_zone(wall, text)
        try:
            return wall.astimezone(dt.UTC)
        except OverflowError:
            raise ValueFailure(f"{shown(text)} is not in the years 1 to 9999") from None

    def naive(self, text: str) -> dt.datetime:
        """What the text spells, in no zone but one that it names; raises ValueFailure."""
        try:
            return dt.datetime.strptime(text, self.format)
        except (ValueError, OverflowError):
            raise ValueFailure(f"{shown(text)} is not written like `{self.format}`") from None

    def _in_zone(self, wall: dt.datetime, text: str) -> dt.datetime:
        if self.zone is None:
            raise ValueFailure(f"{shown(text)} has no time zone")
        first, second = wall.replace(tzinfo=self.zone, fold=0), wall.replace(tzinfo=self.zone, fold=1)
        if first.utcoffset() == second.utcoffset():
            return first
        # In a gap the offset after the change, which `fold=1` has, is the larger one.
        if (first.utcoffset() or dt.timedelta()) < (second.utcoffset() or dt.timedelta()):
            raise ValueFailure(f"{shown(text)} is a time that clocks in {self.zone.key} jump over")
        if self.twice == "reject":
            raise ValueFailure(
                f'{shown(text)} is a time that clocks in {self.zone.key} show twice: say `twice = "first"` or '
                '`twice = "second"` in the mapping'
            )
        return first if self.twice == "first" else second


def format_problem(format: str, needs_date: bool = True, needs_time: bool = True) -> str | None:
    """What is wrong with a `strptime` format that has to spell a date, a time or both; None where it is fine."""
    if "%Z" in format:
        return "names of zones (`%Z`) do not say which one is meant; offsets (`%z`) do"
    sample = dt.datetime(2026, 11, 22, 21, 43, tzinfo=dt.UTC)
    try:
        back = dt.datetime.strptime(sample.strftime(format), format)
    except (ValueError, OverflowError):
        return "it is no format that a time can be read by"
    if needs_date and back.date() != sample.date():
        return "it does not spell a whole date"
    if needs_time and (back.hour, back.minute) != (sample.hour, sample.minute):
        return "it does not spell hours and minutes"
    return None
