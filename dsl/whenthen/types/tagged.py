"""Values as data that says itself of which type they are: for what rules remember, where no declaration tells.

Text, booleans and what is missing stand for themselves; everything else is an object with one key, the name of
its type.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from whenthen.types.codec import MAX_DEPTH, DecodeError, checked_text, described
from whenthen.values import moments, money, numbers
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.patterns import Pattern, compile_pattern
from whenthen.values.payloads import Payload
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import MAX_TEXT, fold

Data = Any


def encode_tagged(value: Any) -> Data:
    """A value as data; None for None."""
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return {"number": numbers.show(value)}
        case Duration(days=days, micros=micros, business=business):
            return {"business_duration" if business else "duration": [days, micros]}
        case dt.datetime():
            return {"instant": moments.show_instant(value)}
        case dt.date():
            return {"date": moments.show_date(value)}
        case dt.time():
            return {"time": moments.show_time(value)}
        case Money():
            return {"money": money.show(value)}
        case Ref():
            return {"record": [value.type, value.key]}
        case ValueSet():
            return {"set": [encode_tagged(item) for item in value.in_order()]}
        case tuple() | list():
            return {"list": [encode_tagged(item) for item in value]}
        case Mapping():
            return {"payload": {name: encode_tagged(item) for name, item in value.items()}}
        case Pattern(source=source, flags=flags):
            return {"pattern": [source, flags]}
    raise TypeError(f"{type(value).__name__} is no value that can be kept")


def decode_tagged(data: Data, depth: int = 0) -> Any:
    """The value that `encode_tagged` wrote; raises DecodeError."""
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, str):
        return checked_text(data, MAX_TEXT)
    if not isinstance(data, dict) or len(data) != 1 or depth > MAX_DEPTH:
        raise DecodeError(f"expected a value with its type, got {described(data)}")
    ((name, inner),) = data.items()
    if name in ("list", "set") and isinstance(inner, list):
        items = tuple(decode_tagged(item, depth + 1) for item in inner)
        return items if name == "list" else ValueSet(items)
    if name == "payload" and isinstance(inner, dict):
        return Payload({checked_text(key, MAX_TEXT): decode_tagged(item, depth + 1) for key, item in inner.items()})
    is_pair = isinstance(inner, list) and len(inner) == 2
    if name == "record" and is_pair and all(isinstance(part, str) for part in inner):
        return Ref(*inner)
    if name in ("duration", "business_duration") and is_pair and all(type(part) is int for part in inner):
        return Duration(inner[0], inner[1], name == "business_duration")
    parse = _PARSED.get(name)
    try:
        if name == "pattern" and is_pair and all(isinstance(part, str) for part in inner):
            return compile_pattern(*inner)
        if parse is None or not isinstance(inner, str):
            raise DecodeError(f"expected a value with its type, got {described(data)}")
        return parse(inner)
    except ValueFailure as failure:
        raise DecodeError(str(failure)) from None


_PARSED: dict[str, Callable[[str], Any]] = {
    "number": numbers.number,
    "instant": moments.parse_instant,
    "date": moments.parse_date,
    "time": moments.parse_time,
    "money": money.parse,
}


def same_text(values: tuple[Any, ...]) -> str:
    """One text for each combination of values that the language calls equal, missing ones included."""
    return json.dumps([encode_tagged(_alike(value)) for value in values], ensure_ascii=True, separators=(",", ":"))


def _alike(value: Any) -> Any:
    """One of the values that are equal to a value, always the same one."""
    match value:
        case str():
            return fold(value)
        case Decimal():
            return numbers.normalised(value)
        case Money(amount=amount, currency=currency):
            return Money(numbers.normalised(amount), currency)
        case Duration(business=False):
            return Duration(0, value.nominal)
        case Ref():  # before tuple, which it is
            return value
        case ValueSet() | tuple() | list():
            return tuple(_alike(item) for item in value)
        case Mapping():
            return tuple((name, _alike(value[name])) for name in sorted(value))
    return value
