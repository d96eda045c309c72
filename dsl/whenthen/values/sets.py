"""Sets: no value twice, by the language's equality, and no order that a program could see."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, NoReturn

from whenthen.values.equality import equality_key, order_key
from whenthen.values.text import fold


class ValueSet(dict[Hashable, Any]):
    """An immutable set of values. Of equal values it keeps the first one's spelling.

    It is a dict from equality key to value, so that `equality_key(value) in value_set` is one look-up; iterating gives
    the values, always in the same order for the same members, however the set came about.
    """

    __slots__ = ("_hash",)

    def __init__(self, values: Iterable[Any] = ()) -> None:
        found: dict[Hashable, Any] = {}
        texts = True
        for value in values:
            if value.__class__ is str:
                key: Hashable = fold(value)
            else:
                key = equality_key(value)
                texts = False
            if key not in found:
                found[key] = value
        if len(found) > 1:
            if texts:
                found = {key: found[key] for key in sorted(found)}  # type: ignore[type-var]  # the order of `order_key`
            else:
                found = dict(sorted(found.items(), key=lambda item: order_key(item[1])))
        dict.update(self, found)  # quicker than by `super()`

    def contains(self, value: Any) -> bool:
        """Whether the value is a member."""
        return equality_key(value) in self

    def add(self, value: Any) -> ValueSet:
        """The set with the value; the set itself where it is a member already."""
        key = equality_key(value)
        if key in self:
            return self
        if type(key) is not str or not all(type(other) is str for other in self.keys()):
            return ValueSet((*self.values(), value))
        items = list(self.items())
        items.insert(bisect_left(items, key, key=_key_of), (key, value))
        return _in_order(items)

    def remove(self, value: Any) -> ValueSet:
        """The set without the value; the set itself where it is no member."""
        key = equality_key(value)
        return _in_order([item for item in self.items() if item[0] != key]) if key in self else self

    def in_order(self) -> tuple[Any, ...]:
        """The members in an order that depends on nothing but them."""
        return tuple(self.values())

    def equality_keys(self) -> frozenset[Hashable]:
        """What equal sets have in common."""
        return frozenset(self.keys())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values())

    def __eq__(self, other: object) -> bool:
        return self.keys() == other.keys() if isinstance(other, ValueSet) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return self.keys() != other.keys() if isinstance(other, ValueSet) else NotImplemented

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(self.equality_keys())

    def __repr__(self) -> str:
        return f"ValueSet({list(self.values())!r})"

    def __reduce__(self) -> tuple[Callable[..., ValueSet], tuple[tuple[Any, ...]]]:
        return ValueSet, (self.in_order(),)

    def copy(self) -> ValueSet:
        """The set itself: it never changes."""
        return self

    def __copy__(self) -> ValueSet:
        return self

    def __deepcopy__(self, memo: object) -> ValueSet:
        return self

    def _immutable(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a ValueSet never changes")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = _immutable
    __ior__ = __or__ = __ror__ = _immutable


def _key_of(item: tuple[Any, Any]) -> Any:
    return item[0]


def _in_order(items: list[tuple[Hashable, Any]]) -> ValueSet:
    """The set of items that are sorted already, with their keys."""
    made = ValueSet()
    dict.update(made, items)
    return made


EMPTY = ValueSet()
