from __future__ import annotations

import threading
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given

from tests.values.strategies import numbers_
from whenthen.values import numbers
from whenthen.values.errors import ValueFailure


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2.50", "2.5"),
        ("1E+3", "1000"),
        ("-0", "0"),
        ("0.000", "0"),
        ("+7", "7"),
        ("-12.340", "-12.34"),
        ("1e-3", "0.001"),
        ("100", "100"),
        ("1." + "0" * 50, "1"),
        ("9" * 34, "9" * 34),
    ],
)
def test_numbers_are_shown_plainly(written: str, shown: str) -> None:
    assert numbers.show(numbers.number(written)) == shown
    assert numbers.show(numbers.normalised(numbers.number(written))) == shown


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("NaN", "`NaN` is not a number"),
        ("Infinity", "not a number"),
        ("1_000", "not a number"),
        ("٣", "not a number"),
        (" 1", "not a number"),
        ("1,5", "not a number"),
        ("", "not a number"),
        ("0x10", "not a number"),
        ("9" * 35, "more than 34 digits"),
        ("1E+1000", "too large"),
        ("1E-1000", "too close to 0"),
        ("1E+99999", "too large"),
        ("1E+999999999999", "not a number"),
        pytest.param("9" * 1_000_000, "1,000,000 characters is too long", id="a million digits"),
        pytest.param(10**5000, "too large", id="ten to the 5000"),
        (True, "not numbers"),
        (Decimal("NaN"), "not a finite number"),
        (Decimal("sNaN"), "not a finite number"),
        (Decimal("-Infinity"), "not a finite number"),
        (Decimal("1E+1000"), "too large"),
    ],
)
def test_what_is_no_number_is_refused(written: str | int | Decimal, reason: str) -> None:
    with pytest.raises(ValueFailure, match=reason):
        numbers.number(written)


def test_a_million_digits_take_no_time() -> None:
    monster, integer = "9" * 1_000_000, 1 << 3_400_000
    before = time.process_time()
    for value in (monster, integer):
        with pytest.raises(ValueFailure):
            numbers.number(value)
    assert time.process_time() - before < 0.5


@given(numbers_, numbers_)
def test_results_are_numbers_of_the_language_or_failures(left: Decimal, right: Decimal) -> None:
    operations: list[Callable[[Decimal, Decimal], Decimal]] = [
        numbers.add,
        numbers.subtract,
        numbers.multiply,
        numbers.divide,
    ]
    for operation in operations:
        try:
            result = operation(left, right)
        except ValueFailure:
            continue
        assert numbers.number(result) == result
        assert numbers.number(numbers.show(result)) == result
        assert numbers.normalised(result) == result
    assert numbers.add(numbers.negate(left), left) == 0


@given(numbers_, numbers_)
def test_sums_and_products_commute(left: Decimal, right: Decimal) -> None:
    for operation in (numbers.add, numbers.multiply):
        try:
            result = operation(left, right)
        except ValueFailure:
            with pytest.raises(ValueFailure):
                operation(right, left)
        else:
            assert operation(right, left) == result


@given(numbers_)
def test_one_form_for_each_number(value: Decimal) -> None:
    longer = numbers.normalised(value)
    assert longer == value
    assert str(longer) == str(numbers.normalised(numbers.number(numbers.show(value))))


def test_rounding_is_half_even() -> None:
    odd, even = Decimal("1" * 34), Decimal("1" * 33 + "2")
    assert numbers.add(odd, Decimal("0.5")) == even
    assert numbers.add(even, Decimal("0.5")) == even
    assert numbers.show(numbers.divide(Decimal(2), Decimal(3))) == "0.6666666666666666666666666666666667"


def test_failures() -> None:
    for dividend in (Decimal(1), Decimal(0)):
        with pytest.raises(ValueFailure, match="division by zero"):
            numbers.divide(dividend, Decimal("0.0"))
    with pytest.raises(ValueFailure, match="too large"):
        numbers.multiply(Decimal("1E+999"), Decimal(10))
    for sum_ in (numbers.add, numbers.subtract):
        with pytest.raises(ValueFailure, match="too large"):
            sum_(Decimal("9E+999"), Decimal("9E+999").copy_sign(1 if sum_ is numbers.add else -1))
    with pytest.raises(ValueFailure, match="too close to 0"):
        numbers.divide(Decimal("1E-999"), Decimal(10))


def test_threads_share_the_context() -> None:
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for i in range(2000):
                assert numbers.add(Decimal(i), Decimal(1)) == i + 1
                with pytest.raises(ValueFailure):
                    numbers.divide(Decimal(i), Decimal(0))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
