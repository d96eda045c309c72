"""Functions that an application has bound: whatever they do, a rule gets a value of the declared type or a failure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    PAYLOAD,
    TEXT,
    TIME,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
)
from whenthen.types.schema import Function
from whenthen.values import moments, numbers
from whenthen.values.durations import Duration
from whenthen.values.errors import FunctionFailure, ValueFailure
from whenthen.values.money import Money
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import made
from whenthen.values.views import RecordView

_CLASSES: dict[Type, type] = {
    BOOLEAN: bool,
    MONEY: Money,
    DURATION: Duration,
    BUSINESS_DURATION: Duration,
    TIME: dt.time,
}


class _WrongTypeError(Exception):
    """A value is not of the declared type."""


def guarded(function: Callable[..., Any], declared: Function) -> Callable[..., Any]:
    """The function, which now raises nothing but ValueFailure and returns values of the declared type only.

    Python's int and float do for a number, any iterable of items for a list or a set, an aware datetime of any zone for
    an instant.
    """
    name, returns = declared.name, declared.returns

    def call(*arguments: Any) -> Any:
        try:
            result = function(*arguments)
        except ValueFailure:
            raise
        except Exception as error:
            raise FunctionFailure(f"the function `{name}` failed: {_said(error)}") from error
        try:
            return _checked(result, returns)
        except _WrongTypeError:
            raise FunctionFailure(f"the function `{name}` returned {_shown(result)}, declared is {returns}") from None
        except ValueFailure as failure:
            raise FunctionFailure(f"the function `{name}` returned a value that is none: {failure}") from None

    return call


def all_guarded(
    functions: Mapping[str, Callable[..., Any]], declared: Mapping[str, Function], trusted: Collection[str]
) -> dict[str, Callable[..., Any]]:
    """The functions that are declared, all but the trusted ones guarded."""
    return {
        name: functions[name] if name in trusted else guarded(functions[name], function)
        for name, function in declared.items()
        if name in functions
    }


def _said(error: Exception) -> str:
    text = str(error).strip()
    return f"{type(error).__name__}: {text.splitlines()[0][:200]}" if text else type(error).__name__


def _shown(result: Any) -> str:
    if result is None:
        return "nothing"
    if isinstance(result, dt.datetime) and result.tzinfo is None:
        return "a datetime without a time zone"
    return f"a value of the Python type {type(result).__name__}"


def _checked(value: Any, declared: Type) -> Any:
    """The value as the language has it; raises _WrongTypeError or ValueFailure."""
    if isinstance(value, RecordView):
        value = value.ref  # as records were given to the function, so may they come back
    match declared:
        case Optional(inner):
            return None if value is None else _checked(value, inner)
        case Choice(values):
            fits = isinstance(value, str) and value in values
        case RecordType(name):
            fits = isinstance(value, Ref) and value.type == name
        case Union(members):
            return _checked_member(value, members)
        case ListOf(item):
            return tuple(_checked(v, item) for v in _items(value))
        case SetOf(item):
            return ValueSet(_checked(v, item) for v in _items(value))
        case _:
            return _checked_scalar(value, declared)
    if not fits:
        raise _WrongTypeError
    return value


def _checked_member(value: Any, members: tuple[Type, ...]) -> Any:
    for member in members:
        try:
            return _checked(value, member)
        except _WrongTypeError:
            continue
    raise _WrongTypeError


def _items(value: Any) -> Any:
    if isinstance(value, str | bytes | Mapping | Ref) and not isinstance(value, ValueSet):
        raise _WrongTypeError
    try:
        return iter(value)
    except TypeError:
        raise _WrongTypeError from None


def _checked_scalar(value: Any, declared: Type) -> Any:
    if declared == TEXT:
        if not isinstance(value, str):
            raise _WrongTypeError
        return made(str(value))
    if declared == NUMBER:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise _WrongTypeError
        return numbers.number(Decimal(repr(value)) if isinstance(value, float) else value)
    if declared == INSTANT:
        if not isinstance(value, dt.datetime) or value.tzinfo is None:
            raise _WrongTypeError
        return moments.instant(value)
    if declared == DATE:
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            raise _WrongTypeError
        return value
    if declared == PAYLOAD:
        return _checked_payload(value)
    wanted = _CLASSES.get(declared)
    if wanted is not None and not isinstance(value, wanted):
        raise _WrongTypeError
    return value


def _checked_payload(value: Any) -> Any:
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            raise _WrongTypeError
        return {name: _checked_payload(item) for name, item in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, Ref):
        return tuple(map(_checked_payload, value))
    if value is None or isinstance(value, bool):
        return value
    return _checked_scalar(value, TEXT if isinstance(value, str) else NUMBER)
