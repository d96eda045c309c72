"""Between values and data: what JSON, MessagePack and the like can hold.

| type | data |
| --- | --- |
| text, a choice | text |
| number | a number, or a number written as text (which keeps digits that a reader of JSON may lose) |
| boolean | true, false |
| money | text `49.99 EUR` |
| duration | text in ISO 8601, `P3DT4H` |
| instant, date, time | text in RFC 3339: `2026-11-22T09:00:00Z`, `2026-11-22`, `09:30` |
| list, set | a list; that of a set is sorted |
| a record | its key, or the record itself: an object with its fields |
| one of several records | `{"type": "agent", "key": "a7"}`, or the record itself: `{"type": "agent", "record": {…}}` |
| text beside records | text |
| payload | any data |
| missing | null |
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from whenthen.types.model import (
    BOOLEAN,
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
from whenthen.values import durations, moments, money, numbers
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure, shown
from whenthen.values.money import Money
from whenthen.values.payloads import Payload
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import MAX_TEXT, nfc

#: The longest key of a record, in characters.
MAX_KEY = 1_024
#: The most items of one list or set.
MAX_ITEMS = 100_000
#: How deep a payload may be nested.
MAX_DEPTH = 64

_SAFE_INTEGER = 2**53

#: Takes the name of a record type and an embedded record (an object with its fields), and returns the reference to it.
#: It may raise DecodeError.
EmbeddedRecord = Callable[[str, Mapping[str, Any]], Ref]
Decoder = Callable[[Any, EmbeddedRecord | None], Any]


class DecodeError(Exception):
    """Data that is not of its type. `path` leads to it from the outside: names of fields, numbers of items from 0."""

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message, path)
        self.message = message
        self.path = path

    def under(self, step: str | int) -> DecodeError:
        """The same error, seen from one step further out."""
        return DecodeError(self.message, (step, *self.path))

    @property
    def place(self) -> str:
        """The path in one line: `tags[2]`, `order.lines[0].price`; empty at the top."""
        steps = (f"[{s}]" if isinstance(s, int) else f".{s}" for s in self.path)
        return "".join(steps).removeprefix(".")

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.path else self.message


def decode(type: Type, data: Any, record: EmbeddedRecord | None = None) -> Any:
    """The value that the data stands for; raises DecodeError. For much data of one type make a `decoder` once."""
    return decoder(type)(data, record)


def decoder(type: Type) -> Decoder:
    """A function of data and of what to do with embedded records (None refuses them), that decodes like `decode`."""
    match type:
        case Optional(inner):
            return _optional(decoder(inner))
        case Choice(values):
            return _choice(values)
        case ListOf(item):
            return _items("a list", decoder(item), tuple)
        case SetOf(item):
            return _items("a list (of a set's members)", decoder(item), ValueSet)
        case RecordType(name):
            return _record(name)
        case Union(members):
            return _union(members)
    simple = _SIMPLE.get(type)
    if simple is not None:
        return simple
    raise ValueError(f"values of the type {type} are not data")


def _expected(what: str, data: Any) -> DecodeError:
    return DecodeError(f"expected {what}, got {described(data)}")


def described(data: Any) -> str:
    """A piece of data for a message: null, true, the number `5`, the text `abc`, a list, an object."""
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return f"the text {shown(data)}" if data else "the empty text"
    if isinstance(data, int):
        return f"the number {shown(data)}" if data.bit_length() < 1000 else "a number of very many digits"
    if isinstance(data, float | Decimal):
        return f"the number {shown(data)}"
    if isinstance(data, list | tuple):
        return "a list" if data else "an empty list"
    if isinstance(data, Mapping):
        return "an object"
    return f"something else ({data.__class__.__name__})"


# Simple types -----------------------------------------------------------------------------------------------------


def _text(data: Any, _: EmbeddedRecord | None) -> str:
    if not isinstance(data, str):
        raise _expected("text", data)
    return checked_text(data, MAX_TEXT)


def checked_text(data: str, limit: int) -> str:
    """A text that values may hold, in normal form; raises DecodeError."""
    if len(data) > limit:
        raise DecodeError(f"the text has {len(data):,} characters, more than {limit:,}")
    if data.isascii():
        return data
    try:
        data.encode()
    except UnicodeEncodeError:
        raise DecodeError("the text holds half a character (a lone surrogate)") from None
    normal = nfc(data)
    if len(normal) > limit:
        raise DecodeError(f"the text has more than {limit:,} characters in normal form")
    return normal


def _number(data: Any, _: EmbeddedRecord | None) -> Decimal:
    if data.__class__ is int and -_SAFE_INTEGER < data < _SAFE_INTEGER:
        return Decimal(data)  # most are
    if isinstance(data, bool) or not isinstance(data, int | float | Decimal | str):
        raise _expected("a number", data)
    try:
        if isinstance(data, float):
            if not math.isfinite(data):
                raise DecodeError(f"expected a number, got {data} which is not finite")
            return numbers.number(repr(data))
        return numbers.number(data)
    except ValueFailure as failure:
        raise DecodeError(str(failure)) from None


def _boolean(data: Any, _: EmbeddedRecord | None) -> bool:
    if not isinstance(data, bool):
        raise _expected("true or false", data)
    return data


def _written(what: str, parse: Callable[[str], Any]) -> Decoder:
    def decode_written(data: Any, _: EmbeddedRecord | None) -> Any:
        if not isinstance(data, str):
            raise _expected(what, data)
        try:
            return parse(data)
        except ValueFailure as failure:
            raise DecodeError(str(failure)) from None

    return decode_written


def _payload(data: Any, _: EmbeddedRecord | None, depth: int = 0) -> Any:
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, str):
        return _text(data, None)
    if isinstance(data, int | float | Decimal):
        return _number(data, None)
    if depth >= MAX_DEPTH:
        raise DecodeError(f"nested more than {MAX_DEPTH} deep")
    step: str | int = 0
    try:
        if isinstance(data, list | tuple):
            _bound(data)
            items = []
            for step, item in enumerate(data):  # noqa: B007 - the step is where an error happens
                items.append(_payload(item, None, depth + 1))
            return tuple(items)
        if isinstance(data, Mapping):
            _bound(data)
            fields: dict[str, Any] = {}
            for step, item in data.items():
                fields[_text(step, None)] = _payload(item, None, depth + 1)
            return Payload(fields)
    except DecodeError as error:
        raise error.under(step) from None
    raise _expected("data", data)


_SIMPLE: dict[Type, Decoder] = {
    TEXT: _text,
    NUMBER: _number,
    BOOLEAN: _boolean,
    MONEY: _written("money like `49.99 EUR`", money.parse),
    DURATION: _written("a duration like `P3DT4H`", durations.parse),
    INSTANT: _written("an instant like `2026-11-22T09:00:00Z`", moments.parse_instant),
    DATE: _written("a date like `2026-11-22`", moments.parse_date),
    TIME: _written("a time like `09:30`", moments.parse_time),
    PAYLOAD: _payload,
}


# Types made of others ---------------------------------------------------------------------------------------------


def _optional(inner: Decoder) -> Decoder:
    return lambda data, record: None if data is None else inner(data, record)


def _choice(values: tuple[str, ...]) -> Decoder:
    known = {value: value for value in values}

    def decode_choice(data: Any, _: EmbeddedRecord | None) -> str:
        try:
            return known[data]
        except (KeyError, TypeError):
            raise _not_among(values, data) from None

    return decode_choice


def _not_among(values: tuple[str, ...], data: Any) -> DecodeError:
    some = ", ".join(f"`{v}`" for v in values[:8])
    more = f" and {len(values) - 8} more" if len(values) > 8 else ""
    message = f"expected one of {some}{more}, got {described(data)}"
    if isinstance(data, str):
        by_small = {value.casefold(): value for value in values}
        near = difflib.get_close_matches(data[:100].casefold(), by_small, 1)
        if near:
            message += f"; did you mean `{by_small[near[0]]}`?"
    return DecodeError(message)


def _bound(data: list[Any] | tuple[Any, ...] | Mapping[str, Any]) -> None:
    if len(data) > MAX_ITEMS:
        raise DecodeError(f"{len(data):,} items are more than {MAX_ITEMS:,}")


def _items(what: str, item: Decoder, make: Callable[[list[Any]], Any]) -> Decoder:
    def decode_items(data: Any, record: EmbeddedRecord | None) -> Any:
        if not isinstance(data, list | tuple):
            raise _expected(what, data)
        _bound(data)
        values: list[Any] = []
        try:
            for one in data:
                values.append(item(one, record))  # the length is the number of the item that fails
        except DecodeError as error:
            raise error.under(len(values)) from None
        return make(values)

    return decode_items


def checked_key(data: str) -> str:
    """The key of a record; raises DecodeError."""
    if not data:
        raise DecodeError("a record's key cannot be the empty text")
    return checked_text(data, MAX_KEY)


def _record(name: str) -> Decoder:
    def decode_record(data: Any, record: EmbeddedRecord | None) -> Ref:
        if isinstance(data, str):
            return Ref(name, checked_key(data))
        if isinstance(data, Mapping) and record is not None:
            return record(name, data)
        raise _expected(f"the key of the `{name}` (text)" + ("" if record is None else " or the record itself"), data)

    return decode_record


def _union(members: tuple[Type, ...]) -> Decoder:
    names = tuple(m.name for m in members if isinstance(m, RecordType))
    with_text = TEXT in members
    shape = f'{{"type": "{names[0]}", "key": …}}' if names else ""
    what = " or ".join(str(m) for m in members)

    def decode_union(data: Any, record: EmbeddedRecord | None) -> Any:
        if isinstance(data, str) and with_text:
            return _text(data, None)
        if not isinstance(data, Mapping):
            raise DecodeError(f"expected {what}, written as {shape}, got {described(data)}")
        name = data.get("type")
        if name not in names:
            raise _not_among(names, name).under("type")
        keys = data.keys() - {"type"}
        if keys == {"key"} and isinstance(data["key"], str):
            return _under("key", lambda: Ref(name, checked_key(data["key"])))
        if keys == {"record"} and isinstance(data["record"], Mapping) and record is not None:
            return _under("record", lambda: record(name, data["record"]))
        raise DecodeError(f'expected {what}, written as {{"type": "{name}", "key": …}}')

    return decode_union


def _under(step: str, get: Callable[[], Any]) -> Any:
    try:
        return get()
    except DecodeError as error:
        raise error.under(step) from None


# Values to data ---------------------------------------------------------------------------------------------------


def encode(type: Type | None, value: Any) -> Any:
    """The data for a value: only None, bool, int, float, str, list and dict, and the same for equal values.

    The type matters for records alone: where it names one record type the data is the key, otherwise (None, a union, a
    payload) it says which. Raises ValueFailure for a business duration, which has no form in data.
    """
    if value is None or value.__class__ is str or value.__class__ is bool:
        return value
    match type:
        case Optional(inner):
            return encode(inner, value)
        case RecordType() if isinstance(value, Ref):
            return value.key
        case ListOf(item) | SetOf(item):
            return [encode(item, one) for one in value]
        case _:
            return _encode_plain(value)


def _encode_plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return encode_number(value)
    if isinstance(value, Ref):  # before tuple, which it is
        return {"type": value.type, "key": value.key}
    if isinstance(value, dt.datetime):  # before date, which it is
        return moments.show_instant(value)
    if isinstance(value, dt.date):
        return moments.show_date(value)
    if isinstance(value, dt.time):
        return moments.show_time(value)
    if isinstance(value, Money):
        return money.show(value)
    if isinstance(value, Duration):
        return durations.show(value)
    if isinstance(value, ValueSet | tuple | list):
        return [encode(None, item) for item in value]
    if isinstance(value, Mapping):
        return {name: encode(None, item) for name, item in value.items()}
    if isinstance(value, str | bool | int | float):
        return value
    raise ValueFailure(f"{value.__class__.__name__} cannot be written as data")


def encode_number(value: Decimal) -> int | float | str:
    """A number as data: a JSON number where every reader gets it back exactly, or else its plain spelling as text."""
    if -_SAFE_INTEGER <= value <= _SAFE_INTEGER:
        whole = int(value)
        if whole == value:
            return whole
    elif value == value.to_integral_value():
        return numbers.show(value)
    near = float(value)
    return near if Decimal(repr(near)) == value else numbers.show(value)
