"""Values that Python code hands over, held against a type: what comes out is a value of the language and nothing else.

The standard is that of `codec`, which reads the same values from data: texts in normal form and without half
characters, numbers of up to 34 digits, known currencies, the same bounds of length, items and depth. Everything is put
together anew from plain classes: a subclass of `str` becomes a `str`, a `dict` a payload that nobody can change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Set
from decimal import Decimal
from itertools import islice
from typing import Any

from whenthen.types.codec import MAX_DEPTH, MAX_ITEMS, DecodeError, checked_key, checked_text
from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    PATTERN,
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
from whenthen.values import durations, moments, money, numbers
from whenthen.values.durations import Duration
from whenthen.values.equality import order_key
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.patterns import Pattern
from whenthen.values.payloads import Payload
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import MAX_TEXT
from whenthen.values.views import RecordView

#: The most values that one value may be made of, those in lists of lists and in payloads included.
MAX_VALUES = 1_000_000

#: The Python class of the values of each simple type.
CLASSES: dict[Type, type] = {
    TEXT: str,
    NUMBER: Decimal,
    BOOLEAN: bool,
    DURATION: Duration,
    BUSINESS_DURATION: Duration,
    INSTANT: dt.datetime,
    DATE: dt.date,
    TIME: dt.time,
    MONEY: Money,
    PATTERN: Pattern,
}


def accept(type: Type, value: Any) -> Any:
    """The value of the language that a Python value is; raises DecodeError where it is none of the type.

    Beside what the table above and `docs/embedding.md` say, int and float (by its shortest spelling) do for a number,
    an aware datetime of any zone for an instant, a list for a list, a list, tuple or set of Python for a set, and the
    view of a record for the record. Objects whose methods raise make it raise the same.
    """
    try:
        return _Acceptor().accept(type, value)
    except ValueFailure as failure:
        raise DecodeError(str(failure)) from None


def _no(value: Any) -> DecodeError:
    if value is None:
        return DecodeError("nothing")
    return DecodeError(f"a value of the Python type {value.__class__.__name__}")


class _Acceptor:
    """Counts the values of one value."""

    def __init__(self) -> None:
        self.left = MAX_VALUES

    def accept(self, type: Type, value: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise DecodeError(f"it is made of more than {MAX_VALUES:,} values")
        match type:
            case Optional(inner):
                return None if value is None else self.accept(inner, value)
            case Choice(values):
                text = _text(value)
                if text not in values:
                    raise DecodeError("a text that is none of its words")
                return text
            case RecordType() | Union():
                return _member(value, type.members if isinstance(type, Union) else (type,))
            case ListOf(item):
                if not isinstance(value, list | tuple) or isinstance(value, Ref):
                    raise _no(value)  # no sets: the order of their members is another one in each process
                return tuple(self.items(value, lambda one: self.accept(item, one)))
            case SetOf(item):
                return self.set(value, lambda one: self.accept(item, one))
        if type == PAYLOAD:
            return self.payload(value, 0)
        simple = _SIMPLE.get(type)
        if simple is None:
            raise _no(value)
        return simple(value)

    def items(self, values: Iterable[Any], item: Callable[[Any], Any]) -> list[Any]:
        found: list[Any] = []
        try:
            for one in islice(values, MAX_ITEMS + 1):
                found.append(item(one))
        except DecodeError as error:
            raise error.under(len(found)) from None
        if len(found) > MAX_ITEMS:
            raise DecodeError(f"more than {MAX_ITEMS:,} items")
        return found

    def set(self, value: Any, item: Callable[[Any], Any]) -> ValueSet:
        if isinstance(value, Set):
            # Of equal members the first one's spelling is kept: in an order that does not depend on hashes.
            return ValueSet(sorted(self.items(value, item), key=lambda one: (order_key(one), repr(one))))
        if not isinstance(value, ValueSet | list | tuple) or isinstance(value, Ref):
            raise _no(value)
        return ValueSet(self.items(value, item))

    def payload(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise DecodeError(f"it is made of more than {MAX_VALUES:,} values")
        if value is None or value is True or value is False:
            return value
        if isinstance(value, str):
            return _text(value)
        if isinstance(value, int | float | Decimal):
            return _number(value)
        if depth >= MAX_DEPTH:
            raise DecodeError(f"nested more than {MAX_DEPTH} deep")
        if isinstance(value, list | tuple) and not isinstance(value, Ref):
            return tuple(self.items(value, lambda one: self.payload(one, depth + 1)))
        if isinstance(value, Mapping) and not isinstance(value, ValueSet | RecordView):
            fields: dict[str, Any] = {}
            for key, one in islice(value.items(), MAX_ITEMS + 1):
                name = _text(key)
                try:
                    fields[name] = self.payload(one, depth + 1)
                except DecodeError as error:
                    raise error.under(name) from None
            if len(fields) > MAX_ITEMS:
                raise DecodeError(f"more than {MAX_ITEMS:,} items")
            return Payload(fields)
        raise _no(value)


def _member(value: Any, members: tuple[Type, ...]) -> Any:
    if isinstance(value, RecordView):
        value = value.ref  # as records were given to the function, so may they come back
    if isinstance(value, str) and TEXT in members:
        return _text(value)
    if not isinstance(value, Ref):
        raise _no(value)
    for member in members:
        if isinstance(member, RecordType) and member.name == value.type:
            return Ref(member.name, checked_key(_plain(value.key)))
    raise DecodeError("a Ref to a record of another type")


def _plain(value: Any) -> str:
    if not isinstance(value, str):
        raise _no(value)
    return str.__str__(value)  # that of a subclass may be anything


def _text(value: Any) -> str:
    return checked_text(_plain(value), MAX_TEXT)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise _no(value)
    if isinstance(value, int):
        return numbers.number(int.__int__(value))
    if isinstance(value, float):
        return numbers.number(float.__repr__(value))
    if isinstance(value, Decimal):
        return numbers.number(Decimal(value))
    raise _no(value)


def _boolean(value: Any) -> bool:
    if value is not True and value is not False:
        raise _no(value)
    return value


def _money(value: Any) -> Money:
    if not isinstance(value, Money):
        raise _no(value)
    if isinstance(value.amount, float):
        raise DecodeError("money whose amount is a float")
    return money.money(_number(value.amount), _plain(value.currency))


def _duration(value: Any, business: bool) -> Duration:
    if not isinstance(value, Duration):
        raise _no(value)
    if value.business is not business:
        raise DecodeError("a duration of plain time" if business else "a duration of business time")
    parts = (value.days, value.micros)
    if not all(isinstance(part, int) and not isinstance(part, bool) for part in parts):
        raise DecodeError("a Duration whose parts are no whole numbers")
    days, micros = map(int.__int__, parts)
    return durations.add(Duration(0, 0, business), Duration(days, micros, business))  # a sum is held to the bounds


def _instant(value: Any) -> dt.datetime:
    if not isinstance(value, dt.datetime):
        raise _no(value)
    if value.tzinfo is None:
        raise DecodeError("a datetime without a time zone")
    at = moments.instant(value)
    return dt.datetime(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, moments.UTC)


def _date(value: Any) -> dt.date:
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise _no(value)
    return dt.date(value.year, value.month, value.day)


def _time(value: Any) -> dt.time:
    if not isinstance(value, dt.time):
        raise _no(value)
    if value.tzinfo is not None:
        raise DecodeError("a time with a time zone")
    return dt.time(value.hour, value.minute, value.second, value.microsecond)


def _pattern(value: Any) -> Pattern:
    if not isinstance(value, Pattern):
        raise _no(value)
    return value


_SIMPLE: dict[Type, Callable[[Any], Any]] = {
    TEXT: _text,
    NUMBER: _number,
    BOOLEAN: _boolean,
    MONEY: _money,
    DURATION: lambda value: _duration(value, False),
    BUSINESS_DURATION: lambda value: _duration(value, True),
    INSTANT: _instant,
    DATE: _date,
    TIME: _time,
    PATTERN: _pattern,
}
