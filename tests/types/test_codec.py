from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.types.strategies import data_types, values_of
from whenthen.types.codec import MAX_DEPTH, MAX_ITEMS, MAX_KEY, DecodeError, decode, decoder, encode
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
from whenthen.values.durations import Duration
from whenthen.values.equality import equal
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import MAX_TEXT

AGENT, TEAM = RecordType("agent"), RecordType("team")
WHO = Union((AGENT, TEAM, TEXT))
STATUS = Choice(("new", "open", "On Hold"))


def _numbers_as_text(value: Any) -> Any:
    """A payload as it comes back: numbers that JSON may lose are text there."""
    if isinstance(value, Decimal):
        data = encode(None, value)
        return data if isinstance(data, str) else value
    if isinstance(value, tuple):
        return tuple(map(_numbers_as_text, value))
    if isinstance(value, Mapping) and not isinstance(value, ValueSet):
        return {name: _numbers_as_text(item) for name, item in value.items()}
    return value


def _has_payload(type: Type) -> bool:
    return "payload" in str(type)


@given(st.data(), data_types)
def test_round_trip_through_any_json(data: st.DataObject, type: Type) -> None:
    value = data.draw(values_of(type))
    written = encode(type, value)
    for text in (json.dumps(written, allow_nan=False), msgspec.json.encode(written).decode()):
        again = decode(type, json.loads(text))
        if value is None:
            assert again is None
        elif _has_payload(type):
            assert json.dumps(encode(type, again)) == json.dumps(written)
        else:
            assert equal(again, value), (written, again)
            assert again.__class__ is value.__class__
    if value is not None and not _has_payload(type):
        assert encode(type, decode(type, written)) == written


@given(st.data(), data_types, data_types)
def test_wrong_data_is_refused_and_nothing_else_happens(data: st.DataObject, type: Type, other: Type) -> None:
    written = encode(None, data.draw(values_of(other)))
    try:
        value = decode(type, written)
    except DecodeError:
        return
    assert value is None or encode(type, value) is not None


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists), data_types)
def test_any_json_is_decoded_or_refused(data: Any, type: Type) -> None:
    with contextlib.suppress(DecodeError):
        decode(type, data, record=lambda name, fields: Ref(name, "x"))


@pytest.mark.parametrize(
    ("type", "data", "value"),
    [
        (TEXT, "cafe\u0301", "café"),
        (TEXT, "", ""),
        (NUMBER, 5, Decimal(5)),
        (NUMBER, 0.1, Decimal("0.1")),
        (NUMBER, -0.0, Decimal(0)),
        (NUMBER, 1e300, Decimal("1E+300")),
        (NUMBER, Decimal("2.50"), Decimal("2.5")),
        (NUMBER, "12345678901234567890.5", Decimal("12345678901234567890.5")),
        (BOOLEAN, False, False),
        (MONEY, "49.99 EUR", Money(Decimal("49.99"), "EUR")),
        (DURATION, "P3DT4H", Duration(3, 4 * 3600 * 10**6)),
        (INSTANT, "2026-11-22T10:00:00+01:00", dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)),
        (DATE, "2026-11-22", dt.date(2026, 11, 22)),
        (TIME, "09:30", dt.time(9, 30)),
        (STATUS, "On Hold", "On Hold"),
        (Optional(STATUS), None, None),
        (ListOf(NUMBER), [1, 2], (Decimal(1), Decimal(2))),
        (SetOf(TEXT), ["b", "A", "a"], ValueSet(["A", "b"])),
        (AGENT, "a7", Ref("agent", "a7")),
        (WHO, {"type": "team", "key": "Billing"}, Ref("team", "Billing")),
        (WHO, "bob@example.com", "bob@example.com"),
        (PAYLOAD, {"a": [1, "x", None, True]}, {"a": (Decimal(1), "x", None, True)}),
    ],
)
def test_decode(type: Type, data: Any, value: Any) -> None:
    assert decode(type, data) == value


@pytest.mark.parametrize(
    ("type", "data", "message"),
    [
        (TEXT, 5, "expected text, got the number `5`"),
        (TEXT, None, "expected text, got null"),
        (TEXT, ["a"], "expected text, got a list"),
        (TEXT, "\ud800", "half a character"),
        (TEXT, "x" * (MAX_TEXT + 1), "1,048,577 characters, more than 1,048,576"),
        (TEXT, "\ufb2c" * (MAX_TEXT // 2), "in normal form"),
        (NUMBER, True, "expected a number, got true"),
        (NUMBER, None, "expected a number, got null"),
        (NUMBER, "five", "`five` is not a number"),
        (NUMBER, float("nan"), "not finite"),
        (NUMBER, float("inf"), "not finite"),
        (NUMBER, Decimal("NaN"), "not a finite number"),
        pytest.param(NUMBER, 10**5000, "too large", id="ten to the 5000"),
        pytest.param(NUMBER, "9" * 1_000_000, "too long", id="a million digits"),
        (BOOLEAN, 1, "expected true or false, got the number `1`"),
        (BOOLEAN, "true", "expected true or false, got the text `true`"),
        (BOOLEAN, None, "expected true or false, got null"),
        (MONEY, 49.99, "expected money like `49.99 EUR`, got the number `49.99`"),
        (MONEY, "49.99", "not money"),
        (DURATION, "P1Y", "no fixed length"),
        (INSTANT, "2026-11-22T09:00:00", "no time zone"),
        (INSTANT, 1763802000, "expected an instant like"),
        (DATE, "22.11.2026", "not a date"),
        (TIME, "9am", "not a time"),
        (STATUS, "opne", "expected one of `new`, `open`, `On Hold`, got the text `opne`; did you mean `open`?"),
        (STATUS, "on hold", "did you mean `On Hold`?"),
        (STATUS, 3, "expected one of `new`, `open`, `On Hold`, got the number `3`"),
        (STATUS, ["open"], "got a list"),
        (Choice(tuple(map(str, range(20)))), "x", "`7` and 12 more, got"),
        (ListOf(TEXT), "a", "expected a list, got the text `a`"),
        (ListOf(TEXT), ["a", None], "[1]: expected text, got null"),
        (ListOf(ListOf(NUMBER)), [[1], [1, {}]], "[1][1]: expected a number, got an object"),
        (ListOf(NUMBER), [0] * (MAX_ITEMS + 1), "100,001 items are more than 100,000"),
        (SetOf(TEXT), {"a": 1}, "expected a list (of a set's members), got an object"),
        (AGENT, 7, "expected the key of the `agent` (text), got the number `7`"),
        (AGENT, "", "cannot be the empty text"),
        (AGENT, "x" * (MAX_KEY + 1), "more than 1,024"),
        (AGENT, {"id": "a7"}, "expected the key of the `agent` (text), got an object"),
        (WHO, 7, 'expected agent or team or text, written as {"type": "agent", "key": …}, got the number `7`'),
        (WHO, {"key": "x"}, "type: expected one of `agent`, `team`, got null"),
        (WHO, {"type": "teem", "key": "x"}, "did you mean `team`?"),
        (WHO, {"type": ["team"], "key": "x"}, "type: expected one of"),
        (WHO, {"type": "team", "key": ""}, "key: a record's key"),
        (WHO, {"type": "team", "id": "x"}, 'written as {"type": "team", "key": …}'),
        (Union((AGENT, TEAM)), "a7", "expected agent or team"),
        (PAYLOAD, {"a": [{"b": float("nan")}]}, "a[0].b: expected a number, got nan"),
        (PAYLOAD, {"a": object()}, "a: expected data, got something else (object)"),
        (PAYLOAD, {7: 1}, "[7]: expected text, got the number `7`"),
    ],
)
def test_refusals_say_why(type: Type, data: Any, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(type, data)
    assert message in str(caught.value)


def test_deep_payloads() -> None:
    def nested(depth: int) -> Any:
        data: Any = 1
        for _ in range(depth):
            data = [data]
        return data

    assert decode(PAYLOAD, nested(MAX_DEPTH))
    with pytest.raises(DecodeError, match="nested more than 64 deep"):
        decode(PAYLOAD, nested(5000))


def test_embedded_records_are_the_callers() -> None:
    seen: list[tuple[str, Mapping[str, Any]]] = []

    def embedded(name: str, fields: Mapping[str, Any]) -> Ref:
        seen.append((name, fields))
        if "id" not in fields:
            raise DecodeError("required", ("id",))
        return Ref(name, fields["id"])

    get = decoder(ListOf(WHO))
    data = ["x", {"type": "agent", "record": {"id": "a7", "name": "Bo"}}]
    assert get(data, embedded) == ("x", Ref("agent", "a7"))
    assert decode(AGENT, {"id": "a8"}, embedded) == Ref("agent", "a8")
    assert seen == [("agent", {"id": "a7", "name": "Bo"}), ("agent", {"id": "a8"})]
    with pytest.raises(DecodeError, match=r"^\[0\]\.record\.id: required$") as caught:
        get([{"type": "agent", "record": {}}], embedded)
    assert caught.value.path == (0, "record", "id")
    with pytest.raises(DecodeError, match="or the record itself, got the number"):
        decode(AGENT, 7, embedded)
    with pytest.raises(DecodeError, match="written as"):
        get([{"type": "agent", "record": {}}], None)


@pytest.mark.parametrize(
    ("type", "value", "data"),
    [
        (NUMBER, Decimal("5.00"), 5),
        (NUMBER, Decimal("2.50"), 2.5),
        (NUMBER, Decimal("-0"), 0),
        (NUMBER, Decimal(2**53), 2**53),
        (NUMBER, Decimal(2**53 + 1), "9007199254740993"),
        (NUMBER, Decimal("1E+20"), "100000000000000000000"),
        (NUMBER, Decimal("0.1"), 0.1),
        (NUMBER, Decimal("0.12345678901234567890"), "0.1234567890123456789"),
        (NUMBER, Decimal("1E-999"), "0." + "0" * 998 + "1"),
        (SetOf(TEXT), ValueSet(["b", "A", "c"]), ["A", "b", "c"]),
        (AGENT, Ref("agent", "a7"), "a7"),
        (ListOf(Optional(AGENT)), (Ref("agent", "a7"), None), ["a7", None]),
        (WHO, Ref("team", "T"), {"type": "team", "key": "T"}),
        (None, Ref("team", "T"), {"type": "team", "key": "T"}),
        (None, (True, "x", Decimal(1)), [True, "x", 1]),
        (PAYLOAD, {"at": dt.date(2026, 1, 1), "who": (Ref("agent", "a"),)}, None),
    ],
)
def test_encode(type: Type | None, value: Any, data: Any) -> None:
    expected = {"at": "2026-01-01", "who": [{"type": "agent", "key": "a"}]} if data is None else data
    written = encode(type, value)
    assert written == expected
    assert written.__class__ is expected.__class__


def test_what_is_no_data() -> None:
    for type in (PATTERN, BUSINESS_DURATION):
        with pytest.raises(ValueError, match="are not data"):
            decoder(type)
    with pytest.raises(ValueFailure, match="business duration"):
        encode(None, Duration(1, 0, True))
    with pytest.raises(ValueFailure, match="object cannot be written as data"):
        encode(None, object())
