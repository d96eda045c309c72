"""What generated code calls where a few lines of Python are better than many generated ones.

Collections are tuples (lists) and `ValueSet`s. Nothing here is given None, unless its docstring says so.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from whenthen.values.equality import equality_key
from whenthen.values.refs import Ref
from whenthen.values.sets import EMPTY, ValueSet
from whenthen.values.text import fold, made
from whenthen.values.views import RecordView

if TYPE_CHECKING:
    from whenthen.runtime.turn import Turn

C = TypeVar("C", bound=Collection[Any])


def joined(*parts: str) -> str:
    """One text of several; raises ValueFailure where it is too long."""
    return made("".join(parts))


def counted(turn: Turn, collection: C) -> C:
    """The collection itself, its items taken from the budget of the turn."""
    turn.spend(len(collection))
    return collection


def counted_if_present(turn: Turn, collection: C | None) -> C | None:
    """The same, for what may be missing."""
    if collection is not None:
        turn.spend(len(collection))
    return collection


def with_fields(turn: Turn, value: Any) -> Any:
    """An argument for a bound function: records are given with their fields, those in lists and sets too."""
    if isinstance(value, Ref):  # before tuple, which it is
        return RecordView(value, turn.rows[value])
    if isinstance(value, tuple | ValueSet):
        return tuple(with_fields(turn, item) for item in value)
    return value


def existing(turn: Turn, value: Any) -> Any:
    """What a bound function returned, where all records in it exist; None for what is missing."""
    if isinstance(value, Ref):
        turn.named(value)
    elif isinstance(value, tuple | ValueSet):
        for item in value:
            existing(turn, item)
    return value


def size(collection: Collection[Any]) -> Decimal:
    """`count(LIST)`."""
    return Decimal(len(collection))


# Membership -------------------------------------------------------------------------------------------------------


def is_one_of(value: Any, options: Iterable[Any]) -> bool:
    """Whether the value is equal to one of the options, of which any may be None."""
    key = equality_key(value)
    return any(option is not None and equality_key(option) == key for option in options)


def is_record(value: Any, type: str) -> bool:
    """Whether a record or a text is a record of that type."""
    return isinstance(value, Ref) and value.type == type


def keys_of(values: Iterable[Any]) -> tuple[Hashable, ...]:
    """The equality keys of the values that are not None."""
    return tuple(equality_key(value) for value in values if value is not None)


def list_keys(values: Iterable[Any]) -> frozenset[Hashable]:
    """The equality keys of the items of a list."""
    return frozenset(map(equality_key, values))


def any_key_in(keys: Collection[Hashable], wanted: Iterable[Hashable]) -> bool:
    """Whether one of the wanted keys is there."""
    return any(key in keys for key in wanted)


def all_keys_in(keys: Collection[Hashable], wanted: Iterable[Hashable]) -> bool:
    """Whether all of the wanted keys are there."""
    return all(key in keys for key in wanted)


def all_present(values: Iterable[Any]) -> bool:
    """Whether none of the values is None."""
    return all(value is not None for value in values)


def folded(texts: Iterable[str | None]) -> tuple[str, ...]:
    """The folded forms of the texts that are not None."""
    return tuple(fold(text) for text in texts if text is not None)


# Collections of a record ------------------------------------------------------------------------------------------


def with_item(collection: Any, item: Any, is_set: bool) -> Any:
    """The set or list (or None) with an item more."""
    if is_set:
        return (EMPTY if collection is None else collection).add(item)
    return (*(() if collection is None else collection), item)


def without_item(collection: Any, item: Any) -> Any:
    """The set or list (or None) without all items that are equal to it."""
    if collection is None:
        return None
    if isinstance(collection, ValueSet):
        return collection.remove(item)
    key = equality_key(item)
    return tuple(other for other in collection if equality_key(other) != key)
