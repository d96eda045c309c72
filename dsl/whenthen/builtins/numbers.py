"""Functions on numbers and money. They are exact wherever the result has 34 digits."""

from __future__ import annotations

import decimal
from decimal import Decimal

from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money, money
from whenthen.values.numbers import MAX_EXPONENT, divide, multiply, number, show

# Wide enough for all digits between the largest and the smallest number.
_WIDE = decimal.Context(prec=2 * MAX_EXPONENT + 100, Emin=-decimal.MAX_EMAX, Emax=decimal.MAX_EMAX)


def absolute(value: Decimal) -> Decimal:
    """The number without its sign."""
    return value.copy_abs()


def round_(value: Decimal, digits: Decimal | None = None) -> Decimal:
    """The nearest number with so many decimal places (0 where left out); a half goes away from 0: 2.5 becomes 3."""
    places = Decimal(0) if digits is None else digits
    if places != places.to_integral_value() or places.copy_abs() > MAX_EXPONENT:
        raise ValueFailure(f"`round` takes a whole number of digits, not {show(places)}")
    # What is below the places already stays as it is.
    if _places(value) <= places:
        return value
    unit = Decimal(1).scaleb(-int(places), _WIDE)
    return number(value.quantize(unit, rounding=decimal.ROUND_HALF_UP, context=_WIDE))


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # finite
    return -exponent


def floor(value: Decimal) -> Decimal:
    """The next whole number below, or the number itself."""
    return number(value.to_integral_value(rounding=decimal.ROUND_FLOOR, context=_WIDE))


def ceiling(value: Decimal) -> Decimal:
    """The next whole number above, or the number itself."""
    return number(value.to_integral_value(rounding=decimal.ROUND_CEILING, context=_WIDE))


def smaller(one: Decimal, other: Decimal) -> Decimal:
    """The smaller one of two numbers."""
    return one if one <= other else other


def larger(one: Decimal, other: Decimal) -> Decimal:
    """The larger one of two numbers."""
    return one if one >= other else other


def remainder(value: Decimal, divisor: Decimal) -> Decimal:
    """What is left of `value` after as many whole `divisor`s as fit into it; never negative for a positive divisor.

    Fails where the divisor is 0.
    """
    if not divisor:
        raise ValueFailure("division by zero")
    rest = _WIDE.remainder(value, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = _WIDE.add(rest, divisor)
    return _rounded(rest)


def _rounded(value: Decimal) -> Decimal:
    """A number of many digits as one of the language."""
    return number(decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-9999, Emax=9999).plus(value))


def percent_of(part: Decimal, total: Decimal) -> Decimal:
    """How many hundredths of the total the part is. Fails where the total is 0."""
    return divide(multiply(part, Decimal(100)), total)


def amount_of(value: Money) -> Decimal:
    """The amount without its currency."""
    return value.amount


def currency_of(value: Money) -> str:
    """The ISO code of the currency."""
    return value.currency


def money_of(amount: Decimal, currency: str) -> Money:
    """An amount of a currency, by its ISO code. Fails for a code that is not known."""
    return money(amount, currency.strip().upper())
