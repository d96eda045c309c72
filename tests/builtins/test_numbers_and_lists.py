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
        ("percent_of", "3 12", "25"),
        ("percent_of", "-1 8", "-12.5"),
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
        ("percent_of", "1 0", "division by zero"),
        ("rotate", "0.5", "`rotate` goes on by whole numbers, not 0.5"),
        ("random_number", "2 1", "there is no number from 2 to 1"),
        ("random_number", "1 1.5", "takes whole numbers"),
        ("random_number", "0 1E+999", "more than 34 digits"),
    ],
)
def test_failures(name: str, arguments: str, reason: str) -> None:
    given = {"rotate": (("a",),), "random_number": ("seed",)}.get(name, ())
    with pytest.raises(ValueFailure, match=reason):
        call(name, *given, *_numbers(*arguments.split()))


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
    assert call("money_of", Decimal("49.99"), " eur") == parse("49.99 EUR")
    with pytest.raises(ValueFailure, match="`XXX` is not an ISO 4217 currency code"):
        call("money_of", Decimal(1), "XXX")


def test_lists() -> None:
    items = ("b", "A", "B", "c")
    assert call("first", items) == "b"
    assert call("last", items) == "c"
    assert call("first", ()) is call("last", ()) is call("item", (), Decimal(1)) is None
    assert [call("item", items, Decimal(at)) for at in range(6)] == [None, "b", "A", "B", "c", None]
    assert call("item", items, Decimal("1E+999")) is None
    assert call("distinct", items) == ("b", "A", "c")
    assert call("reverse", items) == ("c", "B", "A", "b")
    assert call("sort", items) == ("A", "b", "B", "c")
    assert call("set_of", items) == ValueSet(items)
    assert call("position", items, "B") == 1
    assert call("position", items, "a") == 2
    assert call("position", items, "d") is call("position", items, None) is None
    assert call("union", items, ("C", "d")) == ("b", "A", "c", "d")
    assert call("common", items, ("C", "B", "d")) == ("b", "B", "c")
    assert call("minus", items, ("C", "B", "d")) == ("A",)
    assert call("unless_empty", ("A",), ("b",)) == ("A",)
    assert call("unless_empty", (), ("b",)) == ("b",)
    assert call("unless_empty", (), ()) == ()
    assert call("list_of", ValueSet(items)) == ("A", "b", "c")
    for position in ("1.5", "-1"):
        with pytest.raises(ValueFailure, match="`item` counts in whole numbers"):
            call("item", items, Decimal(position))


@pytest.mark.parametrize(
    ("by", "result"),
    [(0, "abc"), (1, "bca"), (2, "cab"), (3, "abc"), (-1, "cab"), (3_000_001, "bca"), ("1E+999", "bca")],
)
def test_rotation(by: int | str, result: str) -> None:
    assert call("rotate", tuple("abc"), Decimal(by)) == tuple(result)
    assert call("rotate", (), Decimal(by)) == ()


@pytest.mark.parametrize(
    ("start", "end", "result"),
    [(1, 2, "ab"), (2, 2, "b"), (2, 9, "bc"), (0, 1, "a"), (3, 2, ""), (9, 9, ""), (1, 0, "")],
)
def test_slices(start: int, end: int, result: str) -> None:
    assert call("slice", tuple("abc"), Decimal(start), Decimal(end)) == tuple(result)


@given(st.lists(st.text(max_size=2)).map(tuple), st.lists(st.text(max_size=2)).map(tuple))
def test_lists_as_sets(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert call("set_of", call("union", one, other)) == ValueSet(one + other)
    assert {*call("common", one, other), *call("minus", one, other)} == {*one}
    assert not call("common", call("minus", one, other), other)
    assert call("sort", one) == call("sort", call("sort", one))


def test_chance_is_the_same_every_time_and_everywhere() -> None:
    assert [call("pick", tuple("abcdefgh"), f"T{n}") for n in range(8)] == list("dcfahdee")
    assert call("pick", (), "T1") is None
    assert [call("random_number", f"T{n}", Decimal(1), Decimal(6)) for n in range(8)] == [4, 1, 6, 1, 6, 4, 3, 3]


def test_chance_is_fair() -> None:
    picked = [call("pick", tuple("abc"), f"T{n}") for n in range(3000)]
    assert all(900 < picked.count(item) < 1100 for item in "abc")
    rolled = [int(call("random_number", f"T{n}", Decimal(-1), Decimal(4))) for n in range(3000)]
    assert set(rolled) == set(range(-1, 5))
    assert all(400 < rolled.count(number) < 600 for number in set(rolled))


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
