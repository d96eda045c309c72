"""Numbers: decimals of up to 34 digits between 1E-999 and 1E+1000, finite, at the border and after every operation.

Results are rounded half-even to 34 digits. What would leave the bounds is a failure, never an infinity or a silent 0.
"""

from __future__ import annotations

import decimal
import re
from decimal import Decimal

from whenthen.values.errors import ValueFailure, shown

DIGITS = 34
#: A number that is not 0 is at least 1E-999 and less than 1E+1000, sign apart.
MAX_EXPONENT = 999

#: The context of every operation. A `Context` is only written to by its flags, so that threads may share it.
CONTEXT = decimal.Context(
    prec=DIGITS,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-MAX_EXPONENT,
    Emax=MAX_EXPONENT,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow, decimal.Subnormal],
)
_EXACT = CONTEXT.copy()
_EXACT.traps[decimal.Inexact] = True

# No spelling of a number within the bounds needs more characters, leading and trailing zeros aside.
_MAX_LENGTH = 1100
_MAX_BITS = 3400
_SPELLING = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,5})?")
ZERO = Decimal(0)


def number(value: str | int | Decimal) -> Decimal:
    """A number of the language, from text (as in JSON), an int or a Decimal.

    Trailing zeros are kept. Raises ValueFailure for what is no number, is not finite, has more than 34 digits or an
    exponent out of bounds. Takes time for the first thousand characters only.
    """
    if isinstance(value, Decimal):
        return _exactly(value)
    if isinstance(value, bool):
        raise ValueFailure("true and false are not numbers")
    if isinstance(value, int):
        if value.bit_length() > _MAX_BITS:
            raise _too_large()
        return _exactly(Decimal(value))
    if len(value) > _MAX_LENGTH:
        raise ValueFailure(f"a number of {len(value):,} characters is too long")
    if _SPELLING.fullmatch(value) is None:
        raise ValueFailure(f"{shown(value)} is not a number")
    return _exactly(Decimal(value))


def _exactly(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueFailure(f"{shown(value)} is not a finite number")
    try:
        return _EXACT.plus(value)
    except decimal.Overflow:
        raise _too_large() from None
    except decimal.Subnormal:
        raise _too_small() from None
    except decimal.Inexact:
        raise ValueFailure(f"the number has more than {DIGITS} digits") from None


def _too_large() -> ValueFailure:
    return ValueFailure(f"the number is too large (1E+{MAX_EXPONENT + 1} or more)")


def _too_small() -> ValueFailure:
    return ValueFailure(f"the number is too close to 0 (less than 1E-{MAX_EXPONENT})")


def failure_of(error: decimal.DecimalException) -> ValueFailure:
    """What an operation of `CONTEXT` that could not be done is for the rule that asked for it."""
    if isinstance(error, decimal.Overflow):
        return _too_large()
    if isinstance(error, decimal.Subnormal):
        return _too_small()
    # Nothing else can happen between finite numbers.
    return ValueFailure("division by zero")


def add(left: Decimal, right: Decimal) -> Decimal:
    """`left + right`."""
    try:
        return CONTEXT.add(left, right)
    except decimal.DecimalException as error:
        raise failure_of(error) from None


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """`left - right`."""
    try:
        return CONTEXT.subtract(left, right)
    except decimal.DecimalException as error:
        raise failure_of(error) from None


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """`left * right`."""
    try:
        return CONTEXT.multiply(left, right)
    except decimal.DecimalException as error:
        raise failure_of(error) from None


def divide(left: Decimal, right: Decimal) -> Decimal:
    """`left / right`, rounded half-even; fails where `right` is 0."""
    try:
        return CONTEXT.divide(left, right)
    except decimal.DecimalException as error:
        raise failure_of(error) from None


def negate(value: Decimal) -> Decimal:
    """`-value`; there is one zero."""
    return CONTEXT.minus(value)


def normalised(value: Decimal) -> Decimal:
    """The same number in its one form: no trailing zeros, an integer without exponent where it has up to 34 digits."""
    if not value:
        return ZERO
    reduced = value.normalize(CONTEXT)
    if reduced.as_tuple().exponent > 0 and reduced.adjusted() < DIGITS:  # type: ignore[operator]  # finite
        return reduced.quantize(Decimal(1), context=CONTEXT)
    return reduced


def show(value: Decimal) -> str:
    """The number as a person writes it: `2.5`, `1000`; without exponent, trailing zeros and the sign of zero."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
