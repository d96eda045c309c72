"""Calendars: when a team works. Business time uses up opening time; business days are the days on which it opens.

The openings of a year are worked out when they are first asked for: as instants, merged where they touch, cut at the
year's ends, and with the opening time before each, so that a question about decades takes a few look-ups.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Set
from itertools import accumulate

import attrs

from whenthen.values import moments
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure, shown
from whenthen.values.zones import FIRST_YEAR, LAST_YEAR, zone_digest

#: The dates of the holidays of a year (and maybe others).
HolidaysOfYear = Callable[[int], Set[dt.date]]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICRO = dt.timedelta(microseconds=1)
_DAY = dt.timedelta(days=1)


@attrs.frozen
class Opening:
    """Opening hours of some days of the week (0 is Monday).

    Hours that close before they open, or when they open, run into the next day.
    """

    days: tuple[int, ...]
    opens: dt.time
    closes: dt.time


@attrs.frozen
class Plan:
    """A calendar as it is declared: an IANA zone, the hours of a week, the codes of the public holidays (`DE`, `DE-BY`)
    and the dates (first and last, both included) on which nobody works.
    """

    zone: str
    openings: tuple[Opening, ...]
    holidays: tuple[str, ...] = ()
    closed: tuple[tuple[dt.date, dt.date], ...] = ()


@attrs.frozen(eq=False)
class _Year:
    """The openings of one year in microseconds since 1970, one after the other.

    It is open in [opens[i], closes[i]), and `before[i]` microseconds of the year are open before opens[i]; `before` has
    one number more, which is all of them. `days` are the ordinals of the dates on which an opening begins.
    """

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]
    days: tuple[int, ...]

    def used(self, at: int) -> int:
        """How much of the year is open before an instant of it."""
        index = bisect_right(self.opens, at)
        if not index:
            return 0
        return self.before[index - 1] + min(at, self.closes[index - 1]) - self.opens[index - 1]

    def is_open(self, at: int) -> bool:
        index = bisect_right(self.opens, at)
        return bool(index) and at < self.closes[index - 1]


class Calendar:
    """A plan in its zone, with the dates of its holidays: a set, or a function that has those of a year.

    Openings are known from 1990 to 2060, by the dates of the zone; what leads beyond is a ValueFailure. Threads may
    share it.
    """

    def __init__(
        self,
        name: str,
        plan: Plan,
        zone: zoneinfo.ZoneInfo,
        holidays: Set[dt.date] | HolidaysOfYear = frozenset(),
    ) -> None:
        self.name = name
        self.plan = plan
        self.zone = zone
        self._holidays: HolidaysOfYear = holidays if callable(holidays) else lambda year: holidays
        self._week = tuple(tuple(o for o in plan.openings if day in o.days) for day in range(7))
        self._years: dict[int, _Year] = {}
        self._starts: dict[int, int] = {}

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether it is open at an instant: an opening includes the moment it opens, not the moment it closes."""
        at = _micros(moment)
        return self._year(self._year_of(at)).is_open(at)

    def working(self, date: dt.date) -> bool:
        """Whether an opening begins on a date."""
        if not FIRST_YEAR <= date.year <= LAST_YEAR:
            raise self._unknown()
        days = self._year(date.year).days
        index = bisect_left(days, date.toordinal())
        return index < len(days) and days[index] == date.toordinal()

    def between(self, start: dt.datetime, end: dt.datetime) -> Duration:
        """The opening time from one instant to another, negative where `end` is the earlier one."""
        first, last = _micros(start), _micros(end)
        if last < first:
            return Duration(0, -self._open_time(last, first), business=True)
        return Duration(0, self._open_time(first, last), business=True)

    def after(self, start: dt.datetime, duration: Duration) -> dt.datetime:
        """The instant a business duration after another one; before it, where the duration is negative.

        Days come first: as many dates on which it opens are counted, the wall clock is kept, and a moment at which it
        is closed moves to the next opening (backwards: to the last closing). Then hours and smaller units use up
        opening time, and the earliest instant at which so much is used up is meant (backwards: the latest).
        """
        at = _micros(start)
        if duration.days:
            at = self._after_days(at, duration.days)
        if duration.micros > 0:
            at = self._forward(at, duration.micros)
        elif duration.micros < 0:
            at = self._backward(at, -duration.micros)
        return _EPOCH + at * _MICRO

    def next_opening(self, moment: dt.datetime) -> dt.datetime:
        """The first instant, from this one on, at which it is open."""
        return _EPOCH + self._open_from(_micros(moment)) * _MICRO

    def next_working(self, date: dt.date, days: int = 1) -> dt.date:
        """The date that is so many working dates after another (before it, where `days` is negative)."""
        if not FIRST_YEAR <= date.year <= LAST_YEAR:
            raise self._unknown()
        return dt.date.fromordinal(self._working_day(date, days))

    def digest(self) -> str:
        """All that its openings come from, in hexadecimal: hours, closed dates, holidays, what clocks in the zone show.

        Holidays count on those days of the week only on which it opens.
        """
        total = hashlib.sha256(zone_digest(self.zone).encode())
        total.update(repr((self.plan.openings, self.plan.closed)).encode())
        for year in range(FIRST_YEAR - 1, LAST_YEAR + 1):
            dates = (d for d in self._holidays(year) if d.year == year and self._week[d.weekday()])
            total.update(",".join(map(str, sorted(dates))).encode())
        return total.hexdigest()

    # Counting ---------------------------------------------------------------------------------------------------------

    def _open_time(self, first: int, last: int) -> int:
        year, end = self._year_of(first), self._year_of(last)
        time = -self._year(year).used(first)
        while year < end:
            time += self._year(year).before[-1]
            year += 1
        return time + self._year(end).used(last)

    def _forward(self, at: int, time: int) -> int:
        year = self._year_of(at)
        wanted = self._year(year).used(at) + time
        while wanted > self._year(year).before[-1]:
            wanted -= self._year(year).before[-1]
            year = self._next(year)
        found = self._year(year)
        index = bisect_left(found.before, wanted) - 1  # wanted is more than nothing
        return found.opens[index] + wanted - found.before[index]

    def _backward(self, at: int, time: int) -> int:
        """The latest instant from which on `time` is open before `at`."""
        year = self._year_of(at)
        left = self._year(year).used(at) - time
        while left < 0:
            year = self._next(year, -1)
            left += self._year(year).before[-1]
        found = self._year(year)
        index = bisect_right(found.before, left) - 1  # less than all of the year
        return found.opens[index] + left - found.before[index]

    def _after_days(self, at: int, days: int) -> int:
        self._year_of(at)  # one that is known
        date = dt.date.fromordinal(self._working_day(self._wall(at).date(), days))
        moved = _micros(moments.at_wall_clock(dt.datetime.combine(date, self._wall(at).time()), self.zone))
        if self._year(self._year_of(moved)).is_open(moved):
            return moved
        return self._open_from(moved) if days > 0 else self._closed_at(moved)

    def _working_day(self, date: dt.date, days: int) -> int:
        """The ordinal of the date that is `days` (not 0) working dates after another."""
        if not days:
            return date.toordinal()
        year = date.year
        known = self._year(year).days
        if days > 0:
            index = bisect_right(known, date.toordinal()) + days - 1
            while index >= len(known):
                index -= len(known)
                year = self._next(year)
                known = self._year(year).days
        else:
            index = bisect_left(known, date.toordinal()) + days
            while index < 0:
                year = self._next(year, -1)
                known = self._year(year).days
                index += len(known)
        return known[index]

    def _open_from(self, at: int) -> int:
        """The first instant from `at` on at which it is open."""
        year = self._year_of(at)
        while True:
            found = self._year(year)
            index = bisect_right(found.closes, at)
            if index < len(found.opens):
                return max(at, found.opens[index])
            year = self._next(year)

    def _closed_at(self, at: int) -> int:
        """The last closing up to `at`, at which it is closed."""
        year = self._year_of(at)
        while True:
            found = self._year(year)
            index = bisect_right(found.closes, at)
            if index:
                return found.closes[index - 1]
            year = self._next(year, -1)

    # Years ------------------------------------------------------------------------------------------------------------

    def _wall(self, at: int) -> dt.datetime:
        return (_EPOCH + at * _MICRO).astimezone(self.zone).replace(tzinfo=None)

    def _next(self, year: int, step: int = 1) -> int:
        if FIRST_YEAR <= year + step <= LAST_YEAR:
            return year + step
        raise self._unknown()

    def _unknown(self) -> ValueFailure:
        if not any(self._year(year).opens for year in range(FIRST_YEAR, LAST_YEAR + 1)):
            return ValueFailure(f"the calendar {shown(self.name)} never opens")
        return ValueFailure(f"the calendar {shown(self.name)} is known from {FIRST_YEAR} to {LAST_YEAR} only")

    def _year_of(self, at: int) -> int:
        """The year that an instant belongs to; raises ValueFailure for one that the calendar does not know."""
        year = (_EPOCH + at * _MICRO).year
        # By UTC it may be off by one; a clock that is set back at New Year shows the old year again.
        if FIRST_YEAR - 1 <= year <= LAST_YEAR + 1:
            if at >= self._start(year + 1):
                year += 1
            elif at < self._start(year):
                year -= 1
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self._unknown()
        return year

    def _start(self, year: int) -> int:
        found = self._starts.get(year)
        if found is None:
            found = self._starts[year] = self._instant(dt.date(year, 1, 1), dt.time())
        return found

    def _year(self, year: int) -> _Year:
        # Two threads may work out the same year; they come to the same, and either may be kept.
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._worked_out(year)
        return found

    def _worked_out(self, year: int) -> _Year:
        start, end = self._start(year), self._start(year + 1)
        closed = self._closed_dates(year)
        spans: list[tuple[int, int]] = []
        days: list[int] = []
        # The hours of New Year's Eve may run into the year.
        date = dt.date(year, 1, 1) - _DAY
        while date.year <= year:
            for opening in () if date in closed else self._week[date.weekday()]:
                overnight = opening.closes <= opening.opens
                opens = self._instant(date, opening.opens)
                closes = self._instant(date + _DAY if overnight else date, opening.closes)
                if opens < closes:
                    spans.append((max(opens, start), min(closes, end)))
                    if date.year == year and date.toordinal() not in days[-1:]:
                        days.append(date.toordinal())
            date += _DAY
        merged = _merged(spans)
        lengths = accumulate((closes - opens for opens, closes in merged), initial=0)
        opens_, closes_ = tuple(s[0] for s in merged), tuple(s[1] for s in merged)
        return _Year(opens_, closes_, tuple(lengths), tuple(days))

    def _closed_dates(self, year: int) -> Set[dt.date]:
        """The dates of a year, and of the last day before it, on which nobody works."""
        eve, last = dt.date(year - 1, 12, 31), dt.date(year, 12, 31)
        found = {d for d in (*self._holidays(year), *self._holidays(year - 1)) if eve <= d <= last}
        for first, final in self.plan.closed:
            date = max(first, eve)
            while date <= min(final, last):
                found.add(date)
                date += _DAY
        return found

    def _instant(self, date: dt.date, time: dt.time) -> int:
        offset = dt.datetime.combine(date, time, self.zone).utcoffset()
        if offset != dt.datetime.combine(date, time.replace(fold=1), self.zone).utcoffset() or offset is None:
            # Clocks show it twice, or jump over it.
            return _micros(moments.at_wall_clock(dt.datetime.combine(date, time), self.zone))
        return _micros(dt.datetime.combine(date, time, dt.UTC) - offset)


def _micros(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MICRO


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that are not empty, sorted, those in one that overlap or touch."""
    merged: list[tuple[int, int]] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        elif opens < closes:
            merged.append((opens, closes))
    return merged
