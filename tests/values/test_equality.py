from __future__ import annotations

import copy
import datetime as dt
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.values.strategies import any_values, texts
from whenthen.values import moments
from whenthen.values.durations import Duration
from whenthen.values.equality import equal, equality_key, order_key
from whenthen.values.money import Money
from whenthen.values.refs import Ref
from whenthen.values.sets import EMPTY, ValueSet


@given(any_values, any_values)
def test_equal_values_share_their_key(left: object, right: object) -> None:
    assert equal(left, right) == equal(right, left)
    assert equal(left, left) == (left is not None)
    if left is not None and right is not None:
        same = equality_key(left) == equality_key(right)
        assert equal(left, right) == same
        if same:
            assert hash(equality_key(left)) == hash(equality_key(right))
            assert order_key(left) == order_key(right)


@given(any_values)
def test_a_copy_is_equal(value: object) -> None:
    again = pickle.loads(pickle.dumps(value))
    assert value is None or equal(value, again)


@given(st.lists(any_values))
def test_all_values_have_one_order(values: list[object]) -> None:
    ordered, from_the_second = sorted(values, key=order_key), sorted(values[1:] + values[:1], key=order_key)
    assert list(map(order_key, ordered)) == list(map(order_key, from_the_second))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Straße", "STRASSE"),
        (Decimal("2.50"), Decimal("2.5")),
        (Money(Decimal("5.0"), "EUR"), Money(Decimal(5), "EUR")),
        (Duration(1), Duration(0, 24 * 3600 * 10**6)),
        (("A", Decimal(1)), ("a", Decimal("1.0"))),
        ({"x": "A"}, {"x": "a"}),
        (ValueSet(["a", "B"]), ValueSet(["b", "A"])),
        (moments.parse_instant("2026-01-01T00:00Z"), moments.parse_instant("2026-01-01T01:00+01:00")),
    ],
)
def test_equal(left: object, right: object) -> None:
    assert equal(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (None, None),
        ("a", None),
        (True, Decimal(1)),
        (("agent", "a7"), Ref("agent", "a7")),
        (Ref("agent", "A"), Ref("agent", "a")),
        (Ref("agent", "a"), Ref("customer", "a")),
        (Money(Decimal(5), "EUR"), Money(Decimal(5), "USD")),
        (("a", "b"), ("b", "a")),
        (("a",), ValueSet(["a"])),
        ({}, ()),
        ({}, EMPTY),
        (Duration(1), Duration(1, 0, True)),
        (dt.date(2026, 1, 1), moments.parse_instant("2026-01-01T00:00Z")),
        ("5", Decimal(5)),
    ],
)
def test_not_equal(left: object, right: object) -> None:
    assert not equal(left, right)
    assert not equal(right, left)


@given(st.lists(texts, max_size=8), st.randoms(use_true_random=False))
def test_sets_do_not_know_how_they_came_about(values: list[str], random: object) -> None:
    made = ValueSet(values)
    shuffled = list({equality_key(v): v for v in reversed(values)}.values())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    grown = EMPTY
    for value in shuffled:
        grown = grown.add(value)
    assert made == grown
    assert hash(made) == hash(grown)
    assert tuple(made) == made.in_order()
    assert list(map(equality_key, made)) == list(map(equality_key, grown))
    for value in shuffled:
        assert equality_key(value) in made
        assert made.contains(value.upper()) == (equality_key(value.upper()) in made)
        made = made.remove(value)
    assert made == EMPTY
    assert not made


def test_a_set_keeps_the_first_spelling() -> None:
    tags = ValueSet(["VIP", "vip", "Spam"])
    assert tags.in_order() == ("Spam", "VIP")
    assert tags.add("SPAM") is tags
    assert tags.remove("other") is tags
    assert tags.add("billing").in_order() == ("billing", "Spam", "VIP")
    assert len(tags) == 2
    assert "vip" in tags
    assert "VIP" not in tags  # `in` is about equality keys
    assert tags != ValueSet(["vip"])


def test_sets_never_change() -> None:
    tags = ValueSet(["a"])
    for change in (
        lambda: tags.__setitem__("b", "b"),
        lambda: tags.__delitem__("a"),
        lambda: tags.update(b="b"),
        lambda: tags.pop("a"),
        lambda: tags.popitem(),
        lambda: tags.setdefault("b", "b"),
        lambda: tags.clear(),
        lambda: tags | {"b": "b"},
    ):
        with pytest.raises(TypeError):
            change()
    assert tags == ValueSet(["a"])
    assert copy.copy(tags) is copy.deepcopy(tags) is tags.copy() is tags
    assert pickle.loads(pickle.dumps(tags)) == tags
