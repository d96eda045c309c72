"""What looks like chance and is none: the same seed gives the same choice, on every machine and in every replay."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TypeVar

from whenthen.values import numbers
from whenthen.values.errors import ValueFailure

T = TypeVar("T")


def pick(items: tuple[T, ...], seed: str) -> T | None:
    """One of the items, by the seed; missing where there are none."""
    return items[_below(len(items), seed)] if items else None


def random_number(seed: str, lowest: Decimal, highest: Decimal) -> Decimal:
    """A whole number between two others, both included, by the seed. Fails for fractions, and where there is none."""
    if lowest != lowest.to_integral_value() or highest != highest.to_integral_value():
        raise ValueFailure("`random_number` takes whole numbers")
    if lowest > highest:
        raise ValueFailure(f"there is no number from {numbers.show(lowest)} to {numbers.show(highest)}")
    return numbers.number(int(lowest) + _below(int(highest) - int(lowest) + 1, seed))


def _below(bound: int, seed: str) -> int:
    """A number from 0 to below the bound, all as likely as each other."""
    # So many more bits than the bound has that what is left over makes no difference.
    size = bound.bit_length() // 8 + 16
    digest = hashlib.shake_256(seed.encode("utf-8", "surrogatepass")).digest(size)
    return int.from_bytes(digest, "big") % bound
