"""When two values are equal, for values of every kind; and the key that equal values share.

Plain Python `==` already is the language's equality for numbers, booleans, choices, durations, money, moments and
references; only text, and what holds text, needs a key.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Any

from whenthen.values import durations, money
from whenthen.values.refs import Ref
from whenthen.values.text import fold, same


def equality_key(value: Any) -> Hashable:
    """A hashable value that is equal for equal values and only for them; for text its folded form.

    Values of different kinds have different keys: a list of two texts is no reference, `true` is no 1.
    """
    kind = type(value)
    if kind is str:
        return fold(value)
    if kind is Decimal or kind is Ref:
        return value  # type: ignore[no-any-return]
    if kind is bool:
        return ("boolean", value)
    if kind is tuple or kind is list:
        return ("list", *map(equality_key, value))
    if isinstance(value, Mapping):
        if hasattr(value, "equality_keys"):
            return ("set", value.equality_keys())
        return ("payload", frozenset((name, equality_key(item)) for name, item in value.items()))
    return value  # type: ignore[no-any-return]


def equal(left: Any, right: Any) -> bool:
    """Whether `left is right`; what is missing (None) is equal to nothing."""
    if left is None or right is None:
        return False
    kind = type(left)
    if kind is type(right):
        if kind is str:
            return same(left, right)
        if kind is Decimal or kind is bool or kind is Ref or hasattr(kind, "equality_keys"):
            return bool(left == right)
    return equality_key(left) == equality_key(right)


def order_key(value: Any) -> tuple[Any, ...]:
    """An order of all values of all kinds, in which equal values are neighbours.

    It is what makes sets come out the same everywhere; for text it is that of the folded form's code points.
    """
    kind = type(value)
    if kind is str:
        return ("text", fold(value))
    if kind is Decimal:
        return ("number", value)
    if kind is money.Money:
        return ("money", money.sort_key(value))
    if kind is durations.Duration:
        return ("duration", durations.sort_key(value))
    if kind is Ref:
        return ("record", tuple(value))
    if kind is tuple or kind is list:
        return ("list", tuple(map(order_key, value)))
    if isinstance(value, Mapping):
        if hasattr(value, "equality_keys"):
            return ("set", tuple(map(order_key, value)))
        return ("payload", tuple(sorted((name, order_key(item)) for name, item in value.items())))
    if value is None:
        return ("",)
    return (kind.__name__, value)
