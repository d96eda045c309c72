"""Functions on lists, which are tuples, and sets."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from typing import TypeVar

from whenthen.builtins.whole import whole
from whenthen.values import numbers
from whenthen.values.equality import equality_key
from whenthen.values.sets import ValueSet

T = TypeVar("T")


def first(items: tuple[T, ...]) -> T | None:
    """The first item; missing where the list is empty."""
    return items[0] if items else None


def last(items: tuple[T, ...]) -> T | None:
    """The last item; missing where the list is empty."""
    return items[-1] if items else None


def item(items: tuple[T, ...], position: Decimal) -> T | None:
    """The item at a position, the first one being 1; missing where the list is shorter, and at 0."""
    at = whole("item", position, len(items) + 1)
    return items[at - 1] if 1 <= at <= len(items) else None


def distinct(items: tuple[T, ...]) -> tuple[T, ...]:
    """The items without those that are equal to an earlier one."""
    found: dict[Hashable, T] = {}
    for one in items:
        found.setdefault(equality_key(one), one)
    return tuple(found.values())


def reverse(items: tuple[T, ...]) -> tuple[T, ...]:
    """The items from the last to the first."""
    return items[::-1]


def list_of(items: ValueSet) -> tuple[object, ...]:
    """The members of a set, in an order that depends on nothing but them."""
    return items.in_order()


def total(items: tuple[Decimal, ...]) -> Decimal:
    """The sum; 0 of no numbers. Fails where it is too large."""
    result = Decimal(0)
    for one in items:
        result = numbers.add(result, one)
    return result


def smallest(items: tuple[Decimal, ...]) -> Decimal | None:
    """The smallest number; missing where there are none."""
    return min(items, default=None)


def largest(items: tuple[Decimal, ...]) -> Decimal | None:
    """The largest number; missing where there are none."""
    return max(items, default=None)


def average(items: tuple[Decimal, ...]) -> Decimal | None:
    """The sum divided by how many they are; missing where there are none."""
    return numbers.divide(total(items), Decimal(len(items))) if items else None
