"""What generated code calls where the work may be long, so that it is taken from the budget of the turn.

Nothing here is given None, unless its docstring says so. The rates are those of `runtime.meter`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from whenthen.runtime.meter import KEPT, LONG, SEARCHED, holds_values, measured
from whenthen.types.codec import MAX_ITEMS
from whenthen.values import render
from whenthen.values.equality import equality_key
from whenthen.values.errors import ValueFailure
from whenthen.values.sets import EMPTY, ValueSet
from whenthen.values.text import MAX_TEXT, made

if TYPE_CHECKING:
    from whenthen.runtime.turn import Turn

#: To add to a collection of so many items, or to take one away, costs nothing.
_FEW = 64

C = TypeVar("C", bound=Collection[Any])


def counted(turn: Turn, collection: C) -> C:
    """The collection itself, its items taken from the budget of the turn."""
    turn.spend(len(collection))
    return collection


def counted_if_present(turn: Turn, collection: C | None) -> C | None:
    """The same, for what may be missing."""
    if collection is not None:
        turn.spend(len(collection))
    return collection


def weighed(turn: Turn, collection: C, weight: int) -> C:
    """The collection itself, each item taken from the budget as `weight` steps."""
    turn.spend(len(collection) * weight)
    return collection


def wholly(turn: Turn, value: Any) -> Any:
    """A value (or None) that a function will look at, with all that is in it."""
    if type(value) is str:
        if len(value) > LONG:
            turn.spend(len(value) // KEPT)
    elif holds_values(value):
        turn.spend(measured(value))
    return value


# Texts ------------------------------------------------------------------------------------------------------------


def same(turn: Turn, left: str, right: str) -> bool:
    """Whether `left is right`."""
    return left == right or turn.fold(left) == turn.fold(right)


def contains(turn: Turn, whole: str, part: str) -> bool:
    """Whether the text has the part."""
    return turn.fold(part) in turn.fold(whole)


def starts_with(turn: Turn, whole: str, part: str) -> bool:
    """Whether the text starts with the part."""
    return turn.fold(whole).startswith(turn.fold(part))


def ends_with(turn: Turn, whole: str, part: str) -> bool:
    """Whether the text ends with the part."""
    return turn.fold(whole).endswith(turn.fold(part))


def contains_any(turn: Turn, whole: str, parts: Collection[str]) -> bool:
    """Whether the text has one of the parts, which are folded."""
    folded = turn.fold(whole)
    turn.spend(len(folded) * len(parts) // SEARCHED)
    return any(part in folded for part in parts)


def contains_all(turn: Turn, whole: str, parts: Collection[str]) -> bool:
    """Whether the text has all of the parts, which are folded."""
    folded = turn.fold(whole)
    turn.spend(len(folded) * len(parts) // SEARCHED)
    return all(part in folded for part in parts)


def starts_with_any(turn: Turn, whole: str, parts: tuple[str, ...]) -> bool:
    """Whether the text starts with one of the parts, which are folded."""
    turn.spend(len(parts) // KEPT)
    return turn.fold(whole).startswith(parts)


def ends_with_any(turn: Turn, whole: str, parts: tuple[str, ...]) -> bool:
    """Whether the text ends with one of the parts, which are folded."""
    turn.spend(len(parts) // KEPT)
    return turn.fold(whole).endswith(parts)


def folded(turn: Turn, texts: Iterable[str | None]) -> tuple[str, ...]:
    """The folded forms of the texts that are not None."""
    return tuple([turn.fold(text) for text in texts if text is not None])


def joined(turn: Turn, *parts: str) -> str:
    """One text of several; raises ValueFailure where it is too long."""
    size = sum(map(len, parts))
    if size > LONG:
        if size > MAX_TEXT:
            raise ValueFailure(f"the text would be longer than {MAX_TEXT:,} characters")
        turn.spend(size // SEARCHED)
    return made("".join(parts))


def to_text(turn: Turn, value: Any) -> str:
    """What `{…}` in a text becomes; the empty text for None."""
    if holds_values(value):
        turn.spend(measured(value))
    return render.to_text(value)


# Membership -------------------------------------------------------------------------------------------------------


def key(turn: Turn, value: Any) -> Hashable:
    """The equality key of a value."""
    if type(value) is str:
        return turn.fold(value)
    if holds_values(value):
        turn.spend(measured(value))
    return equality_key(value)


def is_one_of(turn: Turn, value: Any, options: Iterable[Any]) -> bool:
    """Whether the value is equal to one of the options, of which any may be None."""
    wanted = key(turn, value)
    return any(option is not None and key(turn, option) == wanted for option in options)


def keys_of(turn: Turn, values: Iterable[Any]) -> tuple[Hashable, ...]:
    """The equality keys of the values that are not None."""
    return tuple([key(turn, value) for value in values if value is not None])


def list_keys(turn: Turn, values: Iterable[Any]) -> frozenset[Hashable]:
    """The equality keys of the items of a list."""
    return frozenset([key(turn, value) for value in values])


# Collections of a record ------------------------------------------------------------------------------------------


def with_item(turn: Turn, collection: Any, item: Any, is_set: bool) -> Any:
    """The set or list (or None) with an item more; raises ValueFailure where these are too many."""
    size = 0 if collection is None else len(collection)
    if size > _FEW:
        turn.spend(size)
    added = (EMPTY if collection is None else collection).add(item) if is_set else (*(collection or ()), item)
    if len(added) > MAX_ITEMS:
        raise ValueFailure(f"{len(added):,} items are more than {MAX_ITEMS:,}")
    return added


def with_items(turn: Turn, collection: Any, items: Collection[Any], is_set: bool) -> Any:
    """The set or list (or None) with more items, in their order; raises ValueFailure where these are too many."""
    present = collection or ()
    turn.spend(len(present) + measured(items))
    added = ValueSet((*present, *items)) if is_set else (*present, *items)
    if len(added) > MAX_ITEMS:
        raise ValueFailure(f"{len(added):,} items are more than {MAX_ITEMS:,}")
    return added


def without_item(turn: Turn, collection: Any, item: Any) -> Any:
    """The set or list (or None) without all items that are equal to it."""
    if collection is None:
        return None
    if len(collection) > _FEW:
        turn.spend(len(collection))
    if isinstance(collection, ValueSet):
        return collection.remove(item)
    unwanted = key(turn, item)
    return tuple([other for other in collection if key(turn, other) != unwanted])


def without_items(turn: Turn, collection: Any, items: Collection[Any]) -> Any:
    """The set or list (or None) without all items that are equal to one of some."""
    if collection is None:
        return None
    turn.spend(len(collection))
    unwanted = {key(turn, item) for item in items}
    rest = tuple([other for other in collection if key(turn, other) not in unwanted])
    return ValueSet(rest) if isinstance(collection, ValueSet) else rest


def value_set(turn: Turn, values: Collection[Any]) -> ValueSet:
    """The set of the items of a list."""
    turn.spend(measured(values))
    return ValueSet(values)


def value_set_if_present(turn: Turn, values: Collection[Any] | None) -> ValueSet | None:
    """The same, for what may be missing."""
    return None if values is None else value_set(turn, values)
