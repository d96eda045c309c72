"""The value table, and its agreement with the type table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.values.strategies import BY_KIND
from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    Type,
)
from whenthen.types.operators import ROWS, Row
from whenthen.values import scales
from whenthen.values.durations import Duration
from whenthen.values.equality import equal
from whenthen.values.errors import ValueFailure, shown
from whenthen.values.money import Money
from whenthen.values.numbers import number
from whenthen.values.operators import OPERATORS
from whenthen.values.refs import Ref
from whenthen.values.render import to_text
from whenthen.values.sets import ValueSet

CLASSES: dict[Type, type] = {
    BOOLEAN: bool,
    NUMBER: Decimal,
    MONEY: Money,
    DURATION: Duration,
    BUSINESS_DURATION: Duration,
    INSTANT: dt.datetime,
    DATE: dt.date,
}
RANKS = scales.ranks(["low", "normal", "high"])


def test_each_row_of_one_table_has_its_row_in_the_other() -> None:
    names = [row.name for row in ROWS]
    assert sorted(names) == sorted(OPERATORS)
    assert len(set(names)) == len(names)


def _operands(row: Row, data: st.DataObject) -> list[Any]:
    operands = [data.draw(BY_KIND[kind]) for kind in (row.left, row.right) if kind]
    if row.extra == "ranks":
        operands.append(RANKS)
    return operands


@settings(max_examples=25)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@given(data=st.data())
def test_rows_give_what_they_promise_or_a_value_failure(row: Row, data: st.DataObject) -> None:
    operands = _operands(row, data)
    if None in operands:
        return
    try:
        result = OPERATORS[row.name](*operands)
    except ValueFailure:
        assert row.operator not in ("is", "is not")
        return
    assert type(result) is CLASSES[row.result]
    if row.result == NUMBER:
        assert number(result) == result
    if row.operator == "is":
        assert result == equal(operands[0], operands[1])
        assert result != OPERATORS[row.name.replace(" is ", " is not ")](*operands)
    if isinstance(result, Duration):
        assert result.business == (row.result == BUSINESS_DURATION)


def test_scales() -> None:
    assert OPERATORS["scale < scale"]("low", "high", RANKS)
    assert OPERATORS["scale >= scale"]("normal", "normal", RANKS)
    assert not OPERATORS["scale > scale"]("normal", "normal", RANKS)
    assert OPERATORS["scale <= scale"]("normal", "high", RANKS)
    words = ("low", "normal", "high")
    assert [scales.raised(w, None, words) for w in words] == ["normal", "high", "high"]
    assert [scales.raised(w, "normal", words) for w in words] == ["normal", "normal", "high"]
    assert [scales.lowered(w, None, words) for w in words] == ["low", "low", "normal"]
    assert [scales.lowered(w, "normal", words) for w in words] == ["low", "normal", "normal"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is", "as it is"),
        (None, ""),
        (True, "true"),
        (Decimal("2.50"), "2.5"),
        (Decimal("1E+3"), "1000"),
        (Money(Decimal("49.9"), "EUR"), "49.90 EUR"),
        (Duration(3, 4 * 3600 * 10**6), "3 days 4 hours"),
        (dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), "2026-11-22T09:00:00Z"),
        (dt.date(2026, 11, 22), "2026-11-22"),
        (dt.time(9, 30), "09:30"),
        (Ref("agent", "a7"), "a7"),
        ((Decimal(1), "b"), "1, b"),
        (ValueSet(["b", "A"]), "A, b"),
        ({"id": "t1", "n": Decimal("1.0")}, "{id: t1, n: 1}"),
    ],
)
def test_values_in_texts(value: object, text: str) -> None:
    assert to_text(value) == text


def test_texts_of_values_are_bounded() -> None:
    with pytest.raises(ValueFailure, match="longer than"):
        to_text(("x" * 1000,) * 2000)


def test_what_is_shown_of_foreign_text_is_harmless() -> None:
    assert shown("\x1b[31mred") == "`\\x1b[31mred`"
    assert shown("a\u202eb") == "`a\\u202eb`"
    assert shown("x" * 100) == "`" + "x" * 39 + "…`"
