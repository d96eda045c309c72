"""Which Python type stands for which type of the language, in the annotations of bound functions."""

from __future__ import annotations

import collections.abc
import types
import typing
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from whenthen.types.accept import CLASSES
from whenthen.types.model import (
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
)
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.views import RecordView

_LISTS = (tuple, collections.abc.Sequence, collections.abc.Collection, collections.abc.Iterable)
_SETS = (frozenset, collections.abc.Set, collections.abc.Collection, collections.abc.Iterable)
# Less than is taken: a generator is no list, and neither is a set, whose order differs from process to process.
_RETURNED_LISTS = (tuple, list, collections.abc.Sequence)
_RETURNED_SETS = (frozenset, set, collections.abc.Set)
_MAPPINGS = (collections.abc.Mapping,)


def spelled(type: Type, result: bool = False) -> str:
    """The annotation that an author would write: `tuple[str, ...]`, `Decimal | None`; `result` for what is returned."""
    match type:
        case Optional(inner):
            return f"{spelled(inner, result)} | None"
        case Choice():
            return "str"
        case ListOf(item):
            return f"tuple[{spelled(item, result)}, ...]"
        case SetOf(item):
            return f"frozenset[{spelled(item, result)}]"
        case RecordType():
            return "Ref" if result else "Mapping[str, Any]"
        case Union(members):
            return " | ".join(dict.fromkeys(spelled(member, result) for member in members))
    scalar = CLASSES.get(type)
    return "Any" if scalar is None else scalar.__name__


def agrees(type: Type, annotation: Any, result: bool = False) -> bool:
    """Whether an annotation, resolved, fits a declared type; `result` where it is that of what is returned."""
    members = _members(annotation)
    if isinstance(type, Optional):
        if types.NoneType not in members:
            return False
        members = tuple(m for m in members if m is not types.NoneType)
        type = type.type
    declared = type.members if isinstance(type, Union) else (type,)
    return (
        bool(members)
        and all(any(_agrees(d, member, result) for d in declared) for member in members)
        and all(any(_agrees(d, member, result) for member in members) for d in declared)
    )


def _members(annotation: Any) -> tuple[Any, ...]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return typing.get_args(annotation)
    return (types.NoneType,) if annotation is None else (annotation,)


def _agrees(type: Type, annotation: Any, result: bool) -> bool:
    origin = typing.get_origin(annotation) or annotation
    items = typing.get_args(annotation)
    match type:
        case Choice():
            return annotation is str
        case ListOf(item):
            if origin is tuple and not (len(items) == 2 and items[1] is Ellipsis):
                return False
            fits = origin in (_RETURNED_LISTS if result else _LISTS)
            return fits and _item_agrees(item, items, result)
        case SetOf(item):
            if result and annotation is ValueSet:
                return True
            fits = origin in (_RETURNED_SETS if result else _SETS)
            return fits and _item_agrees(item, items, result)
        case RecordType():
            if result:
                return annotation is Ref
            return annotation is RecordView or (origin in _MAPPINGS and items in ((), (str, Any), (str, object)))
    scalar = CLASSES.get(type)
    if scalar is None:  # a payload, or a type variable
        return annotation in (Any, object) or isinstance(annotation, typing.TypeVar)
    return annotation is scalar or (result and scalar is Decimal and annotation is int)


def _item_agrees(item: Type, items: tuple[Any, ...], result: bool) -> bool:
    return bool(items) and agrees(item, items[0], result)


def adapter(type: Type) -> Callable[[Any], Any] | None:
    """What turns a value of the language into what the annotation says; None where it is that already.

    Sets become frozensets: those of the language find their members by its own equality.
    """
    match type:
        case Optional(inner):
            adapt = adapter(inner)
            return None if adapt is None else lambda value: None if value is None else adapt(value)
        case SetOf(item):
            adapt_item = adapter(item) or _same
            return lambda value: frozenset(map(adapt_item, value))
        case ListOf(item):
            adapt_each = adapter(item)
            return None if adapt_each is None else lambda value: tuple(map(adapt_each, value))
    return None


def _same(value: Any) -> Any:
    return value
