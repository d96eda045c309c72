"""Python values become values of the language, or are refused: nothing in between."""

from __future__ import annotations

import copy
import datetime as dt
import enum
import itertools
import json
import pickle
from decimal import Decimal
from typing import Any

import pytest

from whenthen.types.accept import accept
from whenthen.types.codec import MAX_ITEMS, DecodeError, decode, encode
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
    RecordType,
    SetOf,
    Type,
    Union,
    Variable,
)
from whenthen.values.durations import Duration
from whenthen.values.money import Money
from whenthen.values.payloads import Payload
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet

EARLY = dt.datetime(2026, 11, 22, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))


class Loud(str):
    def __str__(self) -> str:
        raise KeyError("boo")


class State(enum.StrEnum):
    OPEN = "open"


class Count(enum.IntEnum):
    ONE = 1


class Stamp(dt.datetime):
    pass


def nested(depth: int) -> Any:
    data: Any = {}
    for _ in range(depth):
        data = {"x": data}
    return data


def cyclic() -> Any:
    data: dict[str, Any] = {}
    data["x"] = [data]
    return data


def exploding() -> Any:
    data: Any = [1]
    for _ in range(40):
        data = [data, data, data]
    return data


@pytest.mark.parametrize(
    ("type", "given", "expected"),
    [
        (TEXT, Loud("x"), "x"),
        (TEXT, "e\u0301", "\u00e9"),
        (Choice(("new", "open")), State.OPEN, "open"),
        (NUMBER, Count.ONE, Decimal(1)),
        (MONEY, Money(Decimal("1.5"), "EUR"), Money(Decimal("1.5"), "EUR")),
        (DURATION, Duration(1, Count.ONE), Duration(1, 1)),
        (BUSINESS_DURATION, Duration(1, 0, True), Duration(1, 0, True)),
        (INSTANT, Stamp(2026, 1, 1, tzinfo=dt.UTC, fold=1), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        (INSTANT, EARLY, dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)),
        (TIME, dt.time(9, fold=1), dt.time(9)),
        (Union((RecordType("agent"), TEXT)), Loud("x"), "x"),
        (RecordType("agent"), Ref("agent", Loud("x")), Ref("agent", "x")),
        (SetOf(ListOf(TEXT)), [["a"], ("A",)], ValueSet([("a",)])),
        (PAYLOAD, {Loud("a"): [State.OPEN, {"b": Count.ONE}]}, Payload({"a": ("open", Payload({"b": Decimal(1)}))})),
        (PAYLOAD, [1], (Decimal(1),)),
    ],
)
def test_what_is_accepted_is_made_of_plain_classes(type: Type, given: Any, expected: Any) -> None:
    found = accept(type, given)
    assert (found, repr(found)) == (expected, repr(expected))
    assert found.__class__ is expected.__class__
    if type != BUSINESS_DURATION and not isinstance(type, Union):
        assert decode(type, json.loads(json.dumps(encode(type, found)))) == found


@pytest.mark.parametrize(
    ("type", "given"),
    [
        (TEXT, "a\ud800"),
        (Choice(("a",)), "A"),
        (NUMBER, Decimal("sNaN")),
        (NUMBER, float("inf")),
        (BOOLEAN, 1),
        (MONEY, Money(5.5, "EUR")),  # type: ignore[arg-type]
        (MONEY, Money(Decimal("NaN"), "EUR")),
        (MONEY, Money(Decimal("1." + "1" * 60), "EUR")),
        (MONEY, Money(Decimal(1), "QQQ")),
        (MONEY, Money(Decimal(1), [])),  # type: ignore[arg-type]
        (DURATION, Duration(10**9)),
        (DURATION, Duration(1, 0, True)),
        (DURATION, Duration(1.5, "x")),  # type: ignore[arg-type]
        (INSTANT, dt.datetime(2026, 1, 1)),
        (INSTANT, dt.datetime.max.replace(tzinfo=dt.timezone(dt.timedelta(hours=-5)))),
        (DATE, EARLY),
        (TIME, dt.time(9, tzinfo=dt.UTC)),
        (RecordType("agent"), Ref("agent", [])),  # type: ignore[arg-type]
        (RecordType("agent"), Ref("agent", "")),
        (RecordType("agent"), Ref("agent", "x" * 2000)),
        (RecordType("agent"), Ref("team", "x")),
        (ListOf(TEXT), {"a", "b"}),
        (ListOf(TEXT), itertools.repeat("a")),
        (ListOf(TEXT), Ref("agent", "x")),
        (ListOf(TEXT), ("x",) * (MAX_ITEMS + 1)),
        (SetOf(TEXT), itertools.repeat("a")),
        (PAYLOAD, nested(65)),
        (PAYLOAD, cyclic()),
        (PAYLOAD, exploding()),
        (PAYLOAD, {"\ud800": 1}),
        (PAYLOAD, {1: 1}),
        (PAYLOAD, Ref("agent", "x")),
        (Variable("T"), "x"),
    ],
)
def test_other_values_are_refused(type: Type, given: Any) -> None:
    with pytest.raises(DecodeError):
        accept(type, given)


def test_the_place_of_what_is_wrong_is_told() -> None:
    with pytest.raises(DecodeError, match=r"^a\[1\]: a value of the Python type object$"):
        accept(PAYLOAD, {"a": [1, object()]})


def test_the_members_of_a_python_set_come_in_an_order_of_their_own() -> None:
    """Strings are hashed otherwise in each process: the spelling that is kept must not depend on that."""
    spellings = ["Straße", "STRASSE", "strasse", "strasSe"]
    for order in itertools.permutations(spellings):
        assert accept(SetOf(TEXT), dict.fromkeys(order).keys()).in_order() == ("STRASSE",)
    assert accept(SetOf(TEXT), set(spellings)).in_order() == ("STRASSE",)


def test_a_payload_never_changes() -> None:
    payload = accept(PAYLOAD, {"a": {"b": [1]}})
    for change in (
        lambda: payload.update(a=1),
        lambda: payload["a"].pop("b"),
        lambda: payload.clear(),
        lambda: payload.setdefault("c", 1),
    ):
        with pytest.raises(TypeError, match="never changes"):
            change()
    with pytest.raises(TypeError):
        payload["a"] = 1
    with pytest.raises(TypeError):
        payload |= {"a": 1}
    assert payload == {"a": {"b": (Decimal(1),)}}
    assert pickle.loads(pickle.dumps(payload)) == payload
    assert copy.deepcopy(payload) is copy.copy(payload) is payload
    assert hash(payload) == hash(accept(PAYLOAD, {"a": {"b": [1]}}))
    assert isinstance(decode(PAYLOAD, {"a": {}})["a"], Payload)
