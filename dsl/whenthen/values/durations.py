"""Durations. Days (and weeks, which are seven days) keep the wall clock, hours and smaller units are elapsed time.

That is why a duration has two parts; `moments` says which moment is `3 days 4 hours` after another one. Two plain
durations compare by their nominal length, a day counting 24 hours. How long a business day is depends on a calendar, so
business days and business hours have no order between them, and a sum of both has none at all.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import attrs

from whenthen.values import numbers
from whenthen.values.errors import ValueFailure, shown

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

#: No duration is longer than about 10,000 years, more than lies between any two instants.
MAX_DAYS = 3_660_000
_MAX_MICROS = MAX_DAYS * DAY

_MICROS = {"second": SECOND, "minute": MINUTE, "hour": HOUR}
_DAYS = {"day": 1, "week": 7}
UNITS = (*_MICROS, *_DAYS)


@attrs.frozen(eq=False)
class Duration:
    """`days` of the calendar and `micros` (microseconds) of elapsed time, either may be negative.

    `business` measures both on a calendar of opening hours. `==` holds between nominally equal plain durations and
    between business durations of the same parts; `<` and its kin raise ValueFailure where there is no order.
    """

    days: int = 0
    micros: int = 0
    business: bool = False

    @property
    def nominal(self) -> int:
        """The length in microseconds, a day counting 24 hours; means nothing for business durations."""
        return self.days * DAY + self.micros

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Duration):
            return NotImplemented
        if self.business or other.business:
            return self.business == other.business and self.days == other.days and self.micros == other.micros
        return self.nominal == other.nominal

    def __hash__(self) -> int:
        return hash((self.days, self.micros) if self.business else self.nominal)

    def __lt__(self, other: Duration) -> bool:
        left, right = _lengths(self, other, "compare")
        return left < right

    def __le__(self, other: Duration) -> bool:
        left, right = _lengths(self, other, "compare")
        return left <= right

    def __gt__(self, other: Duration) -> bool:
        left, right = _lengths(self, other, "compare")
        return left > right

    def __ge__(self, other: Duration) -> bool:
        left, right = _lengths(self, other, "compare")
        return left >= right

    def __str__(self) -> str:
        return say(self)


def _lengths(left: Duration, right: Duration, verb: str) -> tuple[int, int]:
    """Two integers in the proportion of the durations, where there is one."""
    if left.business != right.business:
        raise ValueFailure(f"cannot {verb} business time and plain time")
    if not left.business:
        return left.nominal, right.nominal
    if left.micros == right.micros == 0:
        return left.days, right.days
    if left.days == right.days == 0:
        return left.micros, right.micros
    raise ValueFailure(f"cannot {verb} business days and business hours: how long a business day is depends on the day")


def _made(days: int, micros: int, business: bool) -> Duration:
    if abs(days) > MAX_DAYS or abs(micros) > _MAX_MICROS:
        raise ValueFailure(f"the duration is longer than {MAX_DAYS:,} days")
    return Duration(days, micros, business)


def duration(amount: Decimal, unit: str, business: bool = False) -> Duration:
    """`3 days`: an amount of one of `UNITS`. The fraction of a day becomes hours; of a microsecond, half-even.

    Raises ValueFailure for too long ones, for business weeks (calendars differ in how many days they work), and for
    fractions of a business day.
    """
    if unit in _MICROS:
        return _made(0, _whole(amount, _MICROS[unit]), business)
    if business and unit == "week":
        raise ValueFailure("weeks cannot be counted in business time: say how many business days")
    return _split(amount, _DAYS[unit], 0, business)


def _whole(amount: Decimal, factor: int) -> int:
    """`amount * factor` as a whole number, half-even, where it is not absurdly large."""
    if amount.adjusted() > 40:
        raise ValueFailure(f"the duration is longer than {MAX_DAYS:,} days")
    if amount.adjusted() < -40:
        return 0
    # Exact: in integers, not in 34 digits.
    numerator, denominator = amount.as_integer_ratio()
    return _half_even(numerator * factor, denominator)


def _half_even(numerator: int, denominator: int) -> int:
    quotient, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and quotient % 2):
        quotient += 1
    return quotient


def _split(amount: Decimal, days: int, micros: int, business: bool) -> Duration:
    """`amount * (days, micros)`, whole days staying days."""
    if not days:
        return _made(0, _whole(amount, micros), business)
    if amount.copy_abs() > MAX_DAYS and (days or micros):
        raise ValueFailure(f"the duration is longer than {MAX_DAYS:,} days")
    product = numbers.multiply(amount, Decimal(days))
    whole = int(product)
    fraction = numbers.subtract(product, Decimal(whole))
    if fraction and business:
        raise ValueFailure("a business day cannot be divided: how long it is depends on the day")
    return _made(whole, _whole(amount, micros) + _whole(fraction, DAY), business)


def add(left: Duration, right: Duration) -> Duration:
    """`left + right`, part by part; business and plain durations do not mix."""
    if left.business != right.business:
        raise ValueFailure("cannot add business time and plain time")
    return _made(left.days + right.days, left.micros + right.micros, left.business)


def subtract(left: Duration, right: Duration) -> Duration:
    """`left - right`, part by part."""
    if left.business != right.business:
        raise ValueFailure("cannot subtract business time and plain time")
    return _made(left.days - right.days, left.micros - right.micros, left.business)


def negate(value: Duration) -> Duration:
    """`-value`."""
    return Duration(-value.days, -value.micros, value.business)


def multiply(value: Duration, factor: Decimal) -> Duration:
    """`value * factor`: fractions of days become hours, fractions of microseconds are rounded half-even."""
    return _split(factor, value.days, value.micros, value.business)


def divide(value: Duration, divisor: Decimal) -> Duration:
    """`value / divisor`, like `multiply`."""
    if not divisor:
        raise ValueFailure("division by zero")
    numerator, denominator = divisor.as_integer_ratio()
    if numerator < 0:
        numerator, denominator = -numerator, -denominator
    days, rest = divmod(abs(value.days) * abs(denominator), numerator)
    if (value.days < 0) != (denominator < 0):
        days, rest = -days, -rest
    if rest and value.business:
        raise ValueFailure("a business day cannot be divided: how long it is depends on the day")
    return _made(days, _half_even(value.micros * denominator + rest * DAY, numerator), value.business)


def ratio(left: Duration, right: Duration) -> Decimal:
    """`left / right`: a number. Fails where `right` is nothing or there is no proportion between the two."""
    dividend, divisor = _lengths(left, right, "divide")
    return numbers.divide(Decimal(dividend), Decimal(divisor))


# Spellings --------------------------------------------------------------------------------------------------------

_NUMBER = r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,12})?"
_SPELLING = re.compile(
    rf"([+-]?)P(?=[0-9T+-])(?:({_NUMBER})W)?(?:({_NUMBER})D)?"
    rf"(?:T(?=[0-9+-])(?:({_NUMBER})H)?(?:({_NUMBER})M)?(?:({_NUMBER})S)?)?"
)
_CALENDAR_UNITS = re.compile(r"[+-]?P[^T]*[YM].*", re.DOTALL)


def parse(text: str) -> Duration:
    """A plain duration from ISO 8601: `P3DT4H`, `PT90S`, `-P1D`; raises ValueFailure.

    Parts may have signs and fractions of their own (`P1DT-1H`). Years and months have no fixed length and are refused.
    """
    match = _SPELLING.fullmatch(text) if len(text) <= 200 else None
    if match is None:
        if len(text) <= 200 and _CALENDAR_UNITS.fullmatch(text):
            raise ValueFailure(f"{shown(text)} counts months or years, which have no fixed length: say it in days")
        raise ValueFailure(f"{shown(text)} is not a duration, which is written like `P3DT4H30M`")
    sum_ = Duration()
    for part, unit in zip(match.groups()[1:], ("week", "day", "hour", "minute", "second"), strict=True):
        if part is not None:
            sum_ = add(sum_, duration(Decimal(part), unit))
    return negate(sum_) if match[1] == "-" else sum_


def show(value: Duration) -> str:
    """The duration in ISO 8601, both parts kept; a business duration has no such form and is refused."""
    if value.business:
        raise ValueFailure("a business duration cannot be written as data")
    days, micros = value.days, value.micros
    if days <= 0 and micros <= 0 and (days or micros):
        return "-" + show(negate(value))
    text = f"P{days}D" if days else "P"
    if micros or not days:
        sign = "-" if micros < 0 else ""
        hours, rest = divmod(abs(micros), HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds = _seconds(rest)
        shown_parts = [f"{sign}{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n]
        if rest or not shown_parts:
            shown_parts.append(f"{sign}{seconds}S")
        text += "T" + "".join(shown_parts)
    return text


def _seconds(micros: int) -> str:
    whole, fraction = divmod(micros, SECOND)
    return f"{whole}.{fraction:06d}".rstrip("0") if fraction else str(whole)


def say(value: Duration) -> str:
    """The duration in words, for messages: `3 days 4 hours`, `2 business days`, `minus 30 minutes`, `0 seconds`."""
    if value.business:
        if not value.days or not value.micros or (value.days < 0) == (value.micros < 0):
            negative = value.days < 0 or value.micros < 0
            return _words(abs(value.days), abs(value.micros), "business ", negative)
        first = _words(abs(value.days), 0, "business ", value.days < 0)
        return f"{first} {_words(0, abs(value.micros), 'business ', value.micros < 0)}"
    days, micros = divmod(abs(value.nominal), DAY)
    return _words(days, micros, "", value.nominal < 0)


def _words(days: int, micros: int, kind: str, negative: bool) -> str:
    hours, rest = divmod(micros, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    counted = ((f"{days}", "day"), (f"{hours}", "hour"), (f"{minutes}", "minute"), (_seconds(rest), "second"))
    parts = [f"{n} {kind}{unit}{'' if n == '1' else 's'}" for n, unit in counted if n != "0"]
    words = " ".join(parts) or f"0 {kind}seconds"
    return f"minus {words}" if negative else words


def sort_key(value: Duration) -> tuple[Any, ...]:
    """An order of all durations, for lists that have to come out the same everywhere; not the order of the language."""
    return (True, value.days, value.micros) if value.business else (False, value.nominal, 0)
