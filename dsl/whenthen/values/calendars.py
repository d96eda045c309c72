"""Calendars: when a team works. Business time uses up opening time; business days are the days on which it opens."""

from __future__ import annotations

import datetime as dt

import attrs

from whenthen.values.durations import Duration


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


class Calendar:
    """A plan in its zone, with the dates of its holidays."""

    def is_open(self, moment: dt.datetime) -> bool:
        raise NotImplementedError

    def after(self, start: dt.datetime, duration: Duration) -> dt.datetime:
        raise NotImplementedError

    def between(self, start: dt.datetime, end: dt.datetime) -> Duration:
        raise NotImplementedError
