"""Numbers that count something."""

from __future__ import annotations

from decimal import Decimal

from whenthen.values import numbers
from whenthen.values.errors import ValueFailure


def whole(function: str, value: Decimal, most: int) -> int:
    """A number of characters or a position: whole, not negative, and cut down to `most`; raises ValueFailure."""
    if value < 0 or value != value.to_integral_value():
        raise ValueFailure(f"`{function}` counts in whole numbers from 0, not {numbers.show(value)}")
    return most if value > most else int(value)
