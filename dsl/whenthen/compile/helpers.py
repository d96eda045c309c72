"""What generated code calls where a few lines of Python are better than many generated ones.

Collections are tuples (lists) and `ValueSet`s. Nothing here is given None, unless its docstring says so.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from whenthen.values.equality import equality_key
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.views import RecordView

if TYPE_CHECKING:
    from whenthen.runtime.turn import Turn


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


def is_record(value: Any, type: str) -> bool:
    """Whether a record or a text is a record of that type."""
    return isinstance(value, Ref) and value.type == type


def list_keys(values: Iterable[Any]) -> frozenset[Hashable]:
    """The equality keys of the items of a list."""
    return frozenset(map(equality_key, values))


def any_key_in(keys: Collection[Hashable], wanted: Iterable[Hashable]) -> bool:
    """Whether one of the wanted keys is there."""
    return any(key in keys for key in wanted)


def all_keys_in(keys: Collection[Hashable], wanted: Iterable[Hashable]) -> bool:
    """Whether all of the wanted keys are there."""
    return all(key in keys for key in wanted)
