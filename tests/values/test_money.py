from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given

from tests.values.strategies import currencies, moneys, numbers_
from whenthen import resources
from whenthen.values import money, numbers
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("49.99 EUR", "49.99 EUR"),
        ("49.90 EUR", "49.90 EUR"),
        ("49.9 EUR", "49.90 EUR"),
        ("100 USD", "100.00 USD"),
        ("100 JPY", "100 JPY"),
        ("0.5 JPY", "0.5 JPY"),
        ("1.2345 EUR", "1.2345 EUR"),
        ("-3.10 KWD", "-3.100 KWD"),
        ("5EUR", "5.00 EUR"),
    ],
)
def test_money_is_written_with_its_currency(written: str, shown: str) -> None:
    assert money.show(money.parse(written)) == shown


@pytest.mark.parametrize(
    "written",
    ["49.99", "EUR 49.99", "49,99 EUR", "49.99 XXX", "49.99 eur", "1E3 EUR", "", "1 EUR EUR", "9" * 35 + " EUR"],
)
def test_what_is_no_money_is_refused(written: str) -> None:
    with pytest.raises(ValueFailure):
        money.parse(written)


@given(moneys, moneys)
def test_two_currencies_have_no_order_and_no_sum(left: Money, right: Money) -> None:
    if left.currency == right.currency:
        assert (left < right) == (right > left) == (not left >= right) == (not right <= left)
        return
    assert left != right
    for operation in (
        lambda: left < right,
        lambda: left <= right,
        lambda: left > right,
        lambda: left >= right,
        lambda: money.add(left, right),
        lambda: money.subtract(left, right),
        lambda: money.ratio(left, right),
    ):
        with pytest.raises(ValueFailure, match="two currencies"):
            operation()


@given(moneys, numbers_)
def test_products_stay_in_their_currency(value: Money, factor: Decimal) -> None:
    for operation in (money.multiply, money.divide):
        try:
            result = operation(value, factor)
        except ValueFailure:
            continue
        assert result.currency == value.currency
        assert money.parse(money.show(result)) == result


@given(numbers_, currencies)
def test_equal_money_looks_equal(amount: Decimal, currency: str) -> None:
    one = money.money(amount, currency)
    other = money.money(numbers.normalised(amount), currency)
    assert one == other
    assert hash(one) == hash(other)
    assert money.show(one) == money.show(other)
    assert money.parse(money.show(one)) == one
    assert money.negate(money.negate(one)) == one


def test_arithmetic() -> None:
    ten, four = money.parse("10.00 EUR"), money.parse("4 EUR")
    assert money.add(ten, four) == money.parse("14 EUR")
    assert money.subtract(four, ten) == money.parse("-6 EUR")
    assert money.ratio(ten, four) == Decimal("2.5")
    assert money.multiply(ten, Decimal("0.19")) == money.parse("1.90 EUR")
    assert money.divide(ten, Decimal(4)) == money.parse("2.50 EUR")
    assert ten != Decimal(10)
    with pytest.raises(ValueFailure, match="division by zero"):
        money.ratio(ten, money.parse("0 EUR"))


def test_the_grammar_knows_the_same_currencies() -> None:
    (codes,) = re.findall(r"^MONEY\S* .*\(\?:((?:[A-Z]{3}\|?)+)\)", resources.grammar(), re.MULTILINE)
    assert sorted(codes.split("|")) == sorted(money.CURRENCIES)
