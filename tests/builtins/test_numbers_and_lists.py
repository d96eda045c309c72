from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.values.strategies import any_values, numbers_
from whenthen.builtins import functions
from whenthen.values.equality import equal, equality_key
from whenthen.values.errors import ValueFailure
from whenthen.values.money import parse
from whenthen.values.numbers import number
from whenthen.values.sets import ValueSet
from whenthen.values.timebase import Timebase

FUNCTIONS = functions(Timebase())


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name](*arguments)


def _numbers(*written: str) -> list[Decimal]:
    return list(map(Decimal, written))


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("abs", "-2.5", "2.5"),
        ("round", "2.5", "3"),
        ("round", "-2.5", "-3"),
        ("round", "2.4", "2"),
        ("round", "2.345 2", "2.35"),
        ("round", "1234 -2", "1200"),
        ("round", "1250 -2", "1300"),
        ("round", "0.4 -2", "0"),
        ("round", "5 999", "5"),
        ("round", "1E-999 3", "0"),
        ("round", "1E+999 3", "1E+999"),
        ("round", "999999999999999999999999999999999.5", "1E+33"),
        ("floor", "2.7", "2"),
        ("floor", "-2.1", "-3"),
        ("ceiling", "2.1", "3"),
        ("ceiling", "-2.7", "-2"),
        ("ceiling", "1E-999", "1"),
        ("min", "2 1", "1"),
        ("max", "2 1", "2"),
        ("remainder", "7 3", "1"),
        ("remainder", "-7 3", "2"),
        ("remainder", "7 -3", "-2"),
        ("remainder", "7.5 2", "1.5"),
        ("remainder", "1E+999 7", "6"),
        ("remainder", "6 3", "0"),
    ],
)
def test_numbers(name: str, arguments: str, result: str) -> None:
    assert call(name, *_numbers(*arguments.split())) == Decimal(result)


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("round", "2.5 0.5", "`round` takes a whole number of digits, not 0.5"),
        ("round", "2.5 1000", "`round` takes a whole number of digits, not 1000"),
        ("remainder", "1 0", "division by zero"),
    ],
)
def test_failures(name: str, arguments: str, reason: str) -> None:
    with pytest.raises(ValueFailure, match=reason):
        call(name, *_numbers(*arguments.split()))


@given(numbers_, numbers_, st.integers(-999, 999))
def test_results_are_numbers_of_the_language_or_failures(one: Decimal, other: Decimal, digits: int) -> None:
    for name, arguments in (
        ("abs", (one,)),
        ("round", (one,)),
        ("round", (one, Decimal(digits))),
        ("floor", (one,)),
        ("ceiling", (one,)),
        ("min", (one, other)),
        ("max", (one, other)),
        ("remainder", (one, other)),
        ("sum", ((one, other),)),
        ("average", ((one, other),)),
    ):
        try:
            result = call(name, *arguments)
        except ValueFailure:
            continue
        assert number(result) == result


@given(numbers_, st.integers(-40, 40))
def test_rounding_goes_to_the_nearest(value: Decimal, digits: int) -> None:
    wide = Context(prec=3000, rounding=ROUND_HALF_UP)
    try:
        rounded = call("round", value, Decimal(digits))
    except ValueFailure:
        return
    unit = Decimal(1).scaleb(-digits, wide)
    assert abs(wide.subtract(rounded, value)) * 2 <= unit
    assert wide.remainder(rounded, unit) == 0


@given(st.integers(-1000, 1000), st.integers(1, 50))
def test_remainders_deal_out_in_turn(value: int, divisor: int) -> None:
    assert call("remainder", Decimal(value), Decimal(divisor)) == value % divisor


def test_money() -> None:
    assert call("amount_of", parse("49.99 EUR")) == Decimal("49.99")
    assert call("currency_of", parse("49.99 EUR")) == "EUR"


def test_lists() -> None:
    items = ("b", "A", "B", "c")
    assert call("first", items) == "b"
    assert call("last", items) == "c"
    assert call("first", ()) is call("last", ()) is call("item", (), Decimal(1)) is None
    assert [call("item", items, Decimal(at)) for at in range(6)] == [None, "b", "A", "B", "c", None]
    assert call("item", items, Decimal("1E+999")) is None
    assert call("distinct", items) == ("b", "A", "c")
    assert call("reverse", items) == ("c", "B", "A", "b")
    assert call("list_of", ValueSet(items)) == ("A", "b", "c")
    for position in ("1.5", "-1"):
        with pytest.raises(ValueFailure, match="`item` counts in whole numbers"):
            call("item", items, Decimal(position))


def test_lists_of_numbers() -> None:
    numbers = tuple(_numbers("2", "1.5", "3"))
    assert call("sum", numbers) == Decimal("6.5")
    assert call("smallest", numbers) == Decimal("1.5")
    assert call("largest", numbers) == 3
    assert call("average", numbers[:2]) == Decimal("1.75")
    assert call("sum", ()) == 0
    assert call("smallest", ()) is call("largest", ()) is call("average", ()) is None
    with pytest.raises(ValueFailure, match="too large"):
        call("sum", tuple(_numbers("9E+999", "9E+999")))


@given(st.lists(any_values.filter(lambda value: value is not None)).map(tuple))
def test_distinct_items(items: tuple[object, ...]) -> None:
    found = call("distinct", items)
    assert len({equality_key(one) for one in found}) == len(found)
    assert all(any(equal(one, other) for other in found) for one in items)
    assert call("reverse", call("reverse", items)) == items
