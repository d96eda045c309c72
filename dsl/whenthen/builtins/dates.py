"""Functions on dates and durations that need no zone and no calendar."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from whenthen.values import durations, moments
from whenthen.values.durations import DAY, HOUR, MINUTE, Duration
from whenthen.values.errors import ValueFailure
from whenthen.values.numbers import divide

#: The choice that `core.when` declares, Monday first.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weekday_of(day: dt.date) -> str:
    """The day of the week."""
    return WEEKDAYS[day.weekday()]


def day_of(day: dt.date) -> Decimal:
    """The day of the month, from 1."""
    return Decimal(day.day)


def month_of(day: dt.date) -> Decimal:
    """The month, from 1."""
    return Decimal(day.month)


def year_of(day: dt.date) -> Decimal:
    """The year."""
    return Decimal(day.year)


def week_of(day: dt.date) -> Decimal:
    """The number of the week in its year, by ISO 8601."""
    return Decimal(day.isocalendar().week)


def next_weekday(day: dt.date, weekday: str) -> dt.date:
    """The first date after another that is on a day of the week. Fails behind the year 9999."""
    ahead = (WEEKDAYS.index(weekday) - day.weekday() - 1) % 7 + 1
    return moments.add_to_date(day, Duration(ahead))


def end_of_month(day: dt.date) -> dt.date:
    """The last date of the month."""
    first = day.replace(day=28) + dt.timedelta(days=4) if (day.year, day.month) != (9999, 12) else None
    return dt.date.max if first is None else first.replace(day=1) - dt.timedelta(days=1)


def days_between(first: dt.date, second: dt.date) -> Decimal:
    """The days from one date to another; negative where the second is the earlier one."""
    return Decimal((second - first).days)


def days_in(value: Duration) -> Decimal:
    """How many days of 24 hours a duration has."""
    return divide(Decimal(value.nominal), Decimal(DAY))


def hours_in(value: Duration) -> Decimal:
    """How many hours a duration has, a day counting 24."""
    return divide(Decimal(value.nominal), Decimal(HOUR))


def minutes_in(value: Duration) -> Decimal:
    """How many minutes a duration has, a day counting 1440."""
    return divide(Decimal(value.nominal), Decimal(MINUTE))


def business_hours_in(value: Duration) -> Decimal:
    """How many business hours a duration has. Fails for business days: how long one is depends on the day."""
    if value.days:
        raise ValueFailure(f"{durations.say(value)} have no fixed number of business hours")
    return divide(Decimal(value.micros), Decimal(HOUR))


def earlier(one: dt.datetime, other: dt.datetime) -> dt.datetime:
    """The earlier one of two instants."""
    return min(one, other)


def later(one: dt.datetime, other: dt.datetime) -> dt.datetime:
    """The later one of two instants."""
    return max(one, other)


def parse_date(value: str) -> dt.date | None:
    """The date that a text is (`2026-11-22`), white space around it aside; missing where it is none."""
    try:
        return moments.parse_date(value.strip())
    except ValueFailure:
        return None


def parse_instant(value: str) -> dt.datetime | None:
    """The instant that a text is (`2026-11-22T09:00:00Z`), white space around it aside; missing where it is none."""
    try:
        return moments.parse_instant(value.strip())
    except ValueFailure:
        return None
