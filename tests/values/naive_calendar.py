"""A calendar that looks at every minute of some days: slow, and too simple to be wrong in the same way."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from whenthen.values.calendars import Plan

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


@lru_cache
def minutes(zone: str, first: dt.date, days: int) -> tuple[tuple[dt.datetime, ...], tuple[dt.datetime, ...]]:
    """All minutes of some days and a day at both ends, and the latest time that clocks showed up to each."""
    start = dt.datetime.combine(first - DAY, dt.time(), dt.UTC)
    instants = tuple(start + n * MINUTE for n in range((days + 2) * 24 * 60))
    walls = (t.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for t in instants)
    return instants, tuple(accumulate(walls, max))


class NaiveCalendar:
    """Knows the days from `first` on; asked about others it says None."""

    def __init__(self, plan: Plan, holidays: frozenset[dt.date], first: dt.date, days: int) -> None:
        self.zone = ZoneInfo(plan.zone)
        self.instants, self.latest = minutes(plan.zone, first, days)
        self.open = [False] * len(self.instants)
        self.working: set[dt.date] = set()
        for n in range(-2, days + 3):
            date = first + n * DAY
            if date in holidays or any(begin <= date <= end for begin, end in plan.closed):
                continue
            for opening in plan.openings:
                if date.weekday() in opening.days:
                    last = date + DAY if opening.closes <= opening.opens else date
                    places = range(self.place(date, opening.opens), self.place(last, opening.closes))
                    for place in places:
                        self.open[place] = True
                    if places:
                        self.working.add(date)
        self.used = [0, *accumulate(self.open)]

    def place(self, date: dt.date, time: dt.time) -> int:
        """The first minute at which clocks show a time, or have jumped over it."""
        wall = dt.datetime.combine(date, time)
        low, high = 0, len(self.latest)
        while low < high:
            middle = (low + high) // 2
            if self.latest[middle] < wall:
                low = middle + 1
            else:
                high = middle
        return low

    def after(self, place: int, minutes: int) -> int | None:
        """The earliest minute up to which so many are open after another one (before it: the latest)."""
        places = range(place, len(self.instants)) if minutes > 0 else range(place, -1, -1)
        wanted = self.used[place] + minutes
        return next((at for at in places if self.used[at] == wanted), None)

    def after_days(self, place: int, days: int) -> int | None:
        """The minute so many working dates away."""
        wall = self.instants[place].astimezone(self.zone).replace(tzinfo=None)
        date, left, step = wall.date(), abs(days), 1 if days > 0 else -1
        # Dates at the ends are known in part only.
        first, last = self.latest[0].date() + DAY, self.latest[-1].date() - DAY
        while left:
            date += step * DAY
            if not first <= date <= last:
                return None
            left -= date in self.working
        at = self.place(date, wall.time())
        if self.open[at]:
            return at
        if days > 0:
            return next((n for n in range(at, len(self.open)) if self.open[n]), None)
        return next((n for n in range(at, 0, -1) if self.open[n - 1]), None)
