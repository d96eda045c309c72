"""JSON from outside as plain data: exact decimals, no key twice, every problem told in one sentence.

Plain data are None, booleans, text, whole numbers, Decimals, lists, and dicts with text as keys.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence, Set
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from whenthen.diagnostics.escape import quote
from whenthen.runtime.model import EventRejected
from whenthen.types.codec import described, encode
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.sets import ValueSet

#: How deep lists and objects may stand in each other.
MAX_DEPTH = 64

_WHITE = b" \t\r\n"
_AT_BYTE = re.compile(r"(.*) \(byte (\d+)\)")
_NOT_A_NUMBER = re.compile(rb"-?(?:NaN|Infinity)")
_LONE_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


def decimal(digits: str) -> Decimal:
    """A number of JSON that is not whole; raises ValueError."""
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent of more than eighteen digits
        raise ValueError("a number is out of bounds") from None


_DECODER = msgspec.json.Decoder(float_hook=decimal)


def parse(raw: bytes | str, max_depth: int = MAX_DEPTH) -> Any:
    """The plain data that a JSON text holds; raises EventRejected, whose text is the reason.

    `0.1` is Decimal("0.1"). A key that stands twice in one object is refused, like everything else that readers of
    JSON understand in different ways.
    """
    try:
        data = raw.encode() if isinstance(raw, str) else raw
    except UnicodeEncodeError:
        raise EventRejected(_HALF) from None
    try:
        value = _DECODER.decode(data)
    except RecursionError:
        raise EventRejected(_TOO_DEEP) from None
    except UnicodeDecodeError as error:
        raise EventRejected(f"this is not UTF-8 ({error.reason})") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise EventRejected(_explain(data, str(error))) from None
    if may_hold_twins(data, count_keys(value, max_depth)):
        _refuse_twins(data)
    return value


_HALF = "the text holds half a character (a lone surrogate)"
_TOO_DEEP = f"lists and objects stand in each other more than {MAX_DEPTH} deep"


def _explain(data: bytes, problem: str) -> str:
    if not data.strip():
        return "this is empty, not JSON"
    if "out of range" in problem:
        return "a number has too many digits"
    if _LONE_SURROGATE.search(data):
        return "a text holds half a character (a lone surrogate, `\\ud800` to `\\udfff`)"
    found = _AT_BYTE.fullmatch(problem.removeprefix("JSON is malformed: "))
    if found is None:
        return f"this is not JSON: {problem[:1].lower()}{problem[1:]}"
    text, at = found[1], int(found[2])
    word = _NOT_A_NUMBER.match(data, at) or _NOT_A_NUMBER.match(data, max(0, at - 1))
    if word:
        return f"`{word[0].decode()}` is not a number in JSON"
    return f"this is not JSON: {text} near byte {at}"


def count_keys(value: Any, depth_left: int) -> int:
    """How many keys there are in plain data; raises EventRejected where it is nested deeper."""
    if depth_left < 0:
        raise EventRejected(_TOO_DEEP)
    count = 0
    if isinstance(value, dict):
        count = len(value)
        value = value.values()
    elif not isinstance(value, list):
        return 0
    for item in value:
        kind = item.__class__
        if kind is dict or kind is list:
            count += count_keys(item, depth_left - 1)
    return count


def may_hold_twins(data: bytes, keys: int) -> bool:
    """Whether a key may stand twice in an object of the JSON in which a reader found so many keys.

    The bytes hold a quote and a colon at least once for each key. Where that is the number of keys that were kept,
    none was lost; elsewhere (a text may hold such a pair too) somebody has to look.
    """
    return data.translate(None, _WHITE).count(b'":') != keys


def _refuse_twins(data: bytes) -> None:
    def pairs(items: list[tuple[str, None]]) -> None:
        seen: set[str] = set()
        for key, _ in items:
            if key in seen:
                raise EventRejected(f"the key {quote(key)} stands twice in one object")
            seen.add(key)

    json.loads(data, object_pairs_hook=pairs, parse_int=str, parse_float=str)


def plain(value: Any) -> Any:
    """Data of a Python program as plain data: dates and times in ISO 8601, money and durations as they are written in
    data, tuples and sets as lists. Raises EventRejected for anything else, with its place.
    """
    try:
        return _plain(value, 0)
    except _NotPlainError as error:
        place = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in reversed(error.path)).removeprefix(".")
        raise EventRejected(f"{place}: {error}" if place else str(error)) from None


class _NotPlainError(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.path: list[str | int] = []  # from the inside


def _plain(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool | int | Decimal | float):
        return value
    if isinstance(value, str):
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise _NotPlainError(_HALF) from None
        return str(value)
    if depth > MAX_DEPTH:
        raise EventRejected(_TOO_DEEP)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Money | Duration | ValueSet):
        try:
            return encode(None, value)
        except ValueFailure as failure:
            raise _NotPlainError(str(failure)) from None
    step: str | int = 0
    try:
        if isinstance(value, Mapping):
            items = {}
            for step, item in value.items():
                if not isinstance(step, str):
                    raise _NotPlainError(f"a key is {described(step)}, not text")
                items[str(step)] = _plain(item, depth + 1)
            return items
        if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
            members = []
            for step, item in enumerate(value):  # noqa: B007 - the step is where an error happens
                members.append(_plain(item, depth + 1))
            return members
        if isinstance(value, Set):
            # In an order that does not depend on hashes, which differ from run to run.
            return sorted(
                (_plain(item, depth + 1) for item in value), key=lambda item: (type(item).__name__, str(item))
            )
    except _NotPlainError as error:
        error.path.append(step if isinstance(step, int) else str(step))
        raise
    raise _NotPlainError(f"a Python {type(value).__name__} is no plain data")
