"""Functions on lists, which are tuples, and sets."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from typing import TypeVar

from whenthen.builtins.whole import whole
from whenthen.values import numbers
from whenthen.values.equality import equality_key, order_key
from whenthen.values.errors import ValueFailure
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


def set_of(items: tuple[T, ...]) -> ValueSet:
    """The items as a set: each once, in no order."""
    return ValueSet(items)


def position(items: tuple[T, ...], item: T | None = None) -> Decimal | None:
    """Where the first item that is equal to one stands, from 1; missing where there is none, or nothing to look for."""
    if item is None:
        return None
    key = equality_key(item)
    return next((Decimal(at) for at, one in enumerate(items, 1) if equality_key(one) == key), None)


def slice_(items: tuple[T, ...], start: Decimal, end: Decimal) -> tuple[T, ...]:
    """The items from one position to another, both included, the first one being 1; fewer where the list is shorter."""
    first, last_ = whole("slice", start, len(items) + 1), whole("slice", end, len(items))
    return items[max(first - 1, 0) : last_]


def rotate(items: tuple[T, ...], by: Decimal) -> tuple[T, ...]:
    """The items from the one behind the first so many on, those after the last; fails for a fraction."""
    if by != by.to_integral_value():
        raise ValueFailure(f"`rotate` goes on by whole numbers, not {numbers.show(by)}")
    if not items:
        return items
    # Exact however large `by` is.
    at = int(by) % len(items)
    return items[at:] + items[:at]


def sort(items: tuple[T, ...]) -> tuple[T, ...]:
    """The items from the lowest to the highest: numbers, moments, durations; texts by the alphabet, capitals aside."""
    return tuple(sorted(items, key=order_key))


def union(one: tuple[T, ...], other: tuple[T, ...]) -> tuple[T, ...]:
    """The items of both lists, those of the first one before, each once."""
    return distinct(one + other)


def common(one: tuple[T, ...], other: tuple[T, ...]) -> tuple[T, ...]:
    """The items of the first list that the other one has too."""
    keys = set(map(equality_key, other))
    return tuple(item for item in one if equality_key(item) in keys)


def minus(one: tuple[T, ...], other: tuple[T, ...]) -> tuple[T, ...]:
    """The items of the first list that the other one does not have."""
    keys = set(map(equality_key, other))
    return tuple(item for item in one if equality_key(item) not in keys)


def unless_empty(items: tuple[T, ...], other: tuple[T, ...]) -> tuple[T, ...]:
    """The first list, or the other one where the first is empty."""
    return items or other


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
