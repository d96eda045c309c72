"""Values that say themselves of which type they are: back as they were, and one text for equal ones."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from tests.types.strategies import data_types, values_of
from tests.values.strategies import business_durations
from whenthen.types.codec import DecodeError
from whenthen.types.tagged import decode_tagged, encode_tagged, same_text
from whenthen.values.durations import DAY, Duration
from whenthen.values.equality import equal
from whenthen.values.money import Money
from whenthen.values.patterns import compile_pattern
from whenthen.values.payloads import Payload
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet

values = data_types.flatmap(values_of) | business_durations


@given(values)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    data = json.loads(json.dumps(encode_tagged(value)))
    again = decode_tagged(data)
    assert type(again) is (Payload if type(value) is dict else type(value))
    assert repr(again) == repr(value) or again == value
    assert encode_tagged(again) == data


def test_a_pattern_comes_back_as_it_was() -> None:
    again = decode_tagged(encode_tagged(compile_pattern("a+b", "i")))
    assert again.search("xAAB")


@given(values, values)
def test_one_text_stands_for_equal_values_and_for_no_others(one: Any, other: Any) -> None:
    assert same_text((one,)) == same_text((one,))
    if type(one) is type(other) and one is not None:
        assert (same_text((one,)) == same_text((other,))) == equal(one, other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Straße", "STRASSE", True),
        ("a", "b", False),
        ("1", Decimal(1), False),
        (None, "", False),
        (Decimal("1.50"), Decimal("1.5"), True),
        (Decimal("-0"), Decimal(0), True),
        (Decimal("1" * 33 + "1"), Decimal("1" * 33 + "2"), False),
        (Money(Decimal("2.0"), "EUR"), Money(Decimal(2), "EUR"), True),
        (Money(Decimal(2), "EUR"), Money(Decimal(2), "USD"), False),
        (Duration(1), Duration(0, DAY), True),
        (Duration(1, 0, True), Duration(0, DAY, True), False),
        (ValueSet(["b", "A"]), ValueSet(["a", "B"]), True),
        (Ref("ticket", "T1"), Ref("ticket", "t1"), False),
        (("a", "b"), ("b", "a"), False),
    ],
)
def test_what_counts_as_the_same(one: Any, other: Any, same: bool) -> None:
    assert (same_text((one, "x")) == same_text((other, "x"))) is same


@pytest.mark.parametrize(
    "data",
    [
        1,
        1.5,
        [],
        {},
        {"number": "1", "text": "a"},
        {"number": 1},
        {"number": "one"},
        {"instant": "2026-11-22"},
        {"date": "2026-13-01"},
        {"money": "1 XYZ"},
        {"record": ["ticket"]},
        {"record": ["ticket", 1]},
        {"duration": [1, "2"]},
        {"duration": [True, 2]},
        {"list": "a"},
        {"list": [{"set": [1]}]},
        {"pattern": ["(", ""]},
        {"nothing": "x"},
    ],
)
def test_what_no_value_is_written_as(data: Any) -> None:
    with pytest.raises(DecodeError):
        decode_tagged(data)
