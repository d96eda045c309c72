from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.values.strategies import business_durations, numbers_, plain_durations
from whenthen.values import durations
from whenthen.values.durations import DAY, HOUR, MAX_DAYS, MINUTE, Duration, duration
from whenthen.values.errors import ValueFailure


@pytest.mark.parametrize(
    ("amount", "unit", "expected", "said"),
    [
        ("90", "second", Duration(0, 90 * durations.SECOND), "1 minute 30 seconds"),
        ("4", "hour", Duration(0, 4 * HOUR), "4 hours"),
        ("3", "day", Duration(3), "3 days"),
        ("2", "week", Duration(14), "14 days"),
        ("1.5", "day", Duration(1, 12 * HOUR), "1 day 12 hours"),
        ("0.5", "week", Duration(3, 12 * HOUR), "3 days 12 hours"),
        ("0", "day", Duration(), "0 seconds"),
        ("0.25", "second", Duration(0, 250_000), "0.25 seconds"),
        ("0.0000005", "second", Duration(0, 0), "0 seconds"),  # half-even
        ("0.0000015", "second", Duration(0, 2), "0.000002 seconds"),
    ],
)
def test_amounts_of_units(amount: str, unit: str, expected: Duration, said: str) -> None:
    made = duration(Decimal(amount), unit)
    assert (made.days, made.micros) == (expected.days, expected.micros)
    assert durations.say(made) == said


def test_business_time() -> None:
    assert duration(Decimal(3), "day", True) == Duration(3, 0, True)
    assert durations.say(Duration(1, 0, True)) == "1 business day"
    assert durations.say(Duration(-2, 90 * MINUTE, True)) == "minus 2 business days 1 business hour 30 business minutes"
    assert durations.say(Duration(2, HOUR, True)) == "2 business days 1 business hour"
    assert Duration(1, 0, True) != Duration(1)
    assert Duration(1, 0, True) != Duration(0, DAY, True)
    assert Duration(1, 0, True) < Duration(2, 0, True)
    assert Duration(0, HOUR, True) < Duration(0, 2 * HOUR, True)
    with pytest.raises(ValueFailure, match="business days and business hours"):
        _ = Duration(1, 0, True) < Duration(0, HOUR, True)
    with pytest.raises(ValueFailure, match="business time and plain time"):
        _ = Duration(1, 0, True) < Duration(2)
    with pytest.raises(ValueFailure, match="say how many business days"):
        duration(Decimal(1), "week", True)
    for make in (
        lambda: duration(Decimal("0.5"), "day", True),
        lambda: durations.divide(Duration(3, 0, True), Decimal(2)),
    ):
        with pytest.raises(ValueFailure, match="a business day cannot be divided"):
            make()
    assert durations.divide(Duration(4, 0, True), Decimal(2)) == Duration(2, 0, True)
    with pytest.raises(ValueFailure, match="cannot be written as data"):
        durations.show(Duration(1, 0, True))


def test_plain_durations_compare_by_their_nominal_length() -> None:
    assert Duration(1) == Duration(0, 24 * HOUR)
    assert hash(Duration(1)) == hash(Duration(0, 24 * HOUR))
    assert Duration(1) > Duration(0, 23 * HOUR)
    assert Duration(2, -DAY) == Duration(1)


@pytest.mark.parametrize(
    ("written", "shown", "said"),
    [
        ("P3DT4H", "P3DT4H", "3 days 4 hours"),
        ("PT90S", "PT1M30S", "1 minute 30 seconds"),
        ("PT76H", "PT76H", "3 days 4 hours"),
        ("-P1D", "-P1D", "minus 1 day"),
        ("P-1D", "-P1D", "minus 1 day"),
        ("P1DT-1H", "P1DT-1H", "23 hours"),
        ("-P1DT-1H", "P-1DT1H", "minus 23 hours"),
        ("P2W", "P14D", "14 days"),
        ("P1.5D", "P1DT12H", "1 day 12 hours"),
        ("PT0.5S", "PT0.5S", "0.5 seconds"),
        ("P0D", "PT0S", "0 seconds"),
    ],
)
def test_iso_8601(written: str, shown: str, said: str) -> None:
    value = durations.parse(written)
    assert durations.show(value) == shown
    assert durations.say(value) == said


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("P1Y", "no fixed length"),
        ("P1M", "no fixed length"),
        ("P1Y2M3DT4H", "no fixed length"),
        ("P", "not a duration"),
        ("PT", "not a duration"),
        ("3 days", "not a duration"),
        ("P1H", "not a duration"),
        ("PT1S1M", "not a duration"),
        ("P" + "9" * 500 + "D", "not a duration"),
        ("P99999999D", "longer than"),
        ("PT999999999999999999H", "longer than"),
    ],
)
def test_what_is_no_duration_is_refused(written: str, reason: str) -> None:
    with pytest.raises(ValueFailure, match=reason):
        durations.parse(written)


@given(plain_durations)
def test_data_keeps_both_parts(value: Duration) -> None:
    again = durations.parse(durations.show(value))
    assert (again.days, again.micros) == (value.days, value.micros)


@given(plain_durations | business_durations, plain_durations | business_durations, numbers_)
def test_results_are_bounded_or_failures(left: Duration, right: Duration, factor: Decimal) -> None:
    for operation in (
        lambda: durations.add(left, right),
        lambda: durations.subtract(left, right),
        lambda: durations.multiply(left, factor),
        lambda: durations.divide(left, factor),
        lambda: durations.ratio(left, right),
        lambda: durations.negate(left),
    ):
        try:
            result = operation()
        except ValueFailure:
            continue
        if isinstance(result, Duration):
            assert abs(result.days) <= MAX_DAYS
            assert abs(result.micros) <= MAX_DAYS * DAY
            assert result.business == left.business
            assert durations.say(result)


@given(plain_durations, st.integers(1, 1000))
def test_a_part_times_its_number_is_the_whole(value: Duration, number: int) -> None:
    try:
        whole = durations.multiply(durations.divide(value, Decimal(number)), Decimal(number))
    except ValueFailure:  # the whole is at the bound, and its parts are rounded up
        return
    assert abs(whole.nominal - value.nominal) <= number


@given(plain_durations, plain_durations)
def test_order_agrees_with_equality(left: Duration, right: Duration) -> None:
    assert (left < right) + (left == right) + (left > right) == 1
    assert (left <= right) == (not left > right)
    assert (left >= right) == (not left < right)


def test_division() -> None:
    assert durations.ratio(Duration(1), Duration(0, HOUR)) == 24
    assert durations.divide(Duration(3), Decimal(2)) == Duration(1, 12 * HOUR)
    assert durations.divide(Duration(-3), Decimal(2)) == Duration(-1, -12 * HOUR)
    assert durations.divide(Duration(3), Decimal(-2)) == Duration(-1, -12 * HOUR)
    assert durations.divide(Duration(0, HOUR), Decimal("0.5")) == Duration(0, 2 * HOUR)
    for nothing in (
        lambda: durations.divide(Duration(1), Decimal(0)),
        lambda: durations.ratio(Duration(1), Duration()),
    ):
        with pytest.raises(ValueFailure, match="division by zero"):
            nothing()
