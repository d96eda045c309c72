from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.types.strategies import all_types, choices, data_types, narrower, required_types, unions, values_of
from whenthen.types.codec import decode, encode
from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DURATION,
    NOTHING,
    NUMBER,
    PATTERN,
    PAYLOAD,
    TEXT,
    UNKNOWN,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
    Variable,
)
from whenthen.types.operators import find
from whenthen.types.relations import (
    assignable,
    common_scale,
    comparable,
    join,
    kind,
    ordered,
    overlap,
    plain,
    substitute,
    unify,
    union,
)
from whenthen.values.equality import equal

CUSTOMER, AGENT, TEAM = map(RecordType, ("customer", "agent", "team"))
STATUS = Choice(("new", "open", "solved"))
PRIORITY = Choice(("low", "normal", "high", "urgent"), ordered=True)
T = Variable("T")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (TEXT, TEXT),
        (TEXT, Optional(TEXT)),
        (Optional(TEXT), Optional(TEXT)),
        (Choice(("new",)), STATUS),
        (Choice(("new",)), Optional(STATUS)),
        (Choice(("low", "high")), PRIORITY),
        (CUSTOMER, Union((CUSTOMER, AGENT))),
        (Union((AGENT, CUSTOMER)), Union((CUSTOMER, AGENT, TEXT))),
        (TEXT, Union((CUSTOMER, TEXT))),
        (ListOf(NOTHING), ListOf(TEXT)),
        (ListOf(TEXT), ListOf(Optional(TEXT))),
        (ListOf(CUSTOMER), ListOf(Union((CUSTOMER, AGENT)))),
        (SetOf(Choice(("new",))), SetOf(STATUS)),
        (ListOf(STATUS), PAYLOAD),
        (CUSTOMER, PAYLOAD),
        (NUMBER, Optional(PAYLOAD)),
        (UNKNOWN, TEXT),
        (Optional(TEXT), UNKNOWN),
    ],
)
def test_assignable(source: Type, target: Type) -> None:
    assert assignable(source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (Optional(TEXT), TEXT),
        (TEXT, NUMBER),
        (STATUS, Choice(("new",))),
        (STATUS, TEXT),
        (TEXT, STATUS),
        (Union((CUSTOMER, AGENT)), CUSTOMER),
        (AGENT, Union((CUSTOMER, TEAM))),
        (Union((CUSTOMER, TEXT)), Union((CUSTOMER, AGENT))),
        (ListOf(TEXT), SetOf(TEXT)),
        (ListOf(TEXT), TEXT),
        (BUSINESS_DURATION, DURATION),
        (PATTERN, PAYLOAD),
        (ListOf(PATTERN), PAYLOAD),
        (Optional(TEXT), PAYLOAD),
        (PAYLOAD, TEXT),
    ],
)
def test_not_assignable(source: Type, target: Type) -> None:
    assert not assignable(source, target)


@given(all_types, all_types, all_types)
def test_assignable_is_an_order(one: Type, two: Type, three: Type) -> None:
    assert assignable(one, one)
    # What is unknown agrees with everything, so it is the one type that order cannot lead through.
    if "unknown" not in f"{one} {two} {three}" and assignable(one, two) and assignable(two, three):
        assert assignable(one, three)


@pytest.mark.parametrize(
    ("left", "right", "shared"),
    [
        (AGENT, CUSTOMER, False),
        (AGENT, Optional(AGENT), True),
        (AGENT, Union((CUSTOMER, AGENT)), True),
        (Union((AGENT, TEXT)), Choice(("new", "open")), True),  # a text in quotes is a value of the choice
        (TEXT, Choice(("new", "open")), True),
        (AGENT, Choice(("new", "open")), False),
        (Choice(("new", "open")), Choice(("open", "low"), True), True),
        (Choice(("new", "open")), Choice(("low", "high"), True), False),
        (ListOf(AGENT), SetOf(TEXT), True),  # `[]`
        (ListOf(AGENT), AGENT, False),
        (PAYLOAD, AGENT, True),
        (PAYLOAD, PATTERN, False),
        (DURATION, BUSINESS_DURATION, False),
        (UNKNOWN, AGENT, False),  # its mistake has been said
    ],
)
def test_overlap(left: Type, right: Type, shared: bool) -> None:
    assert overlap(left, right) == overlap(right, left) == shared


@given(all_types, required_types, required_types)
def test_what_goes_to_two_types_makes_them_overlap(source: Type, left: Type, right: Type) -> None:
    assume("unknown" not in f"{source} {left} {right}" and source != NOTHING)
    if assignable(source, left) and assignable(source, right):
        assert overlap(left, right)


@given(st.data(), data_types)
def test_a_value_goes_where_its_type_goes(data: st.DataObject, target: Type) -> None:
    """Written as data of the wider type, a value of the narrower one comes back as the same value."""
    assume("payload" not in str(target))
    source = data.draw(narrower(target))
    assert assignable(source, target)
    value: Any = data.draw(values_of(source))
    again = decode(target, encode(target, value))
    assert again is None if value is None else equal(again, value)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (STATUS, Choice(("solved", "closed")), True),
        (STATUS, Choice(("closed",)), False),
        (STATUS, TEXT, False),
        (PRIORITY, Choice(("high",)), True),
        (Optional(TEXT), TEXT, True),
        (TEXT, NUMBER, False),
        (CUSTOMER, AGENT, False),
        (CUSTOMER, Union((AGENT, CUSTOMER)), True),
        (Union((AGENT, TEXT)), TEXT, True),
        (Union((AGENT, TEAM)), Union((CUSTOMER, TEXT)), False),
        (ListOf(TEXT), ListOf(NUMBER), False),
        (ListOf(NOTHING), ListOf(NUMBER), True),
        (ListOf(TEXT), SetOf(TEXT), False),
        (SetOf(Optional(CUSTOMER)), SetOf(Union((CUSTOMER, AGENT))), True),
        (DURATION, BUSINESS_DURATION, False),
        (PATTERN, PATTERN, False),
        (UNKNOWN, TEXT, True),
    ],
)
def test_comparable(left: Type, right: Type, expected: bool) -> None:
    assert comparable(left, right) == comparable(right, left) == expected


@given(st.data(), choices | unions, choices | unions, st.sampled_from([lambda type: type, ListOf, SetOf]))
def test_types_whose_values_are_equal_are_comparable(
    data: st.DataObject, left: Type, right: Type, of: Callable[[Type], Type]
) -> None:
    one, other = data.draw(values_of(of(left))), data.draw(values_of(of(right)))
    if one and equal(one, other):
        assert comparable(of(left), of(right)) or isinstance(left, Choice) != isinstance(right, Choice)


@given(all_types, all_types)
def test_a_join_holds_both(left: Type, right: Type) -> None:
    joined = join(left, right)
    if joined is not None:
        assert assignable(left, joined)
        assert assignable(right, joined)
    elif assignable(left, right):
        pytest.fail("the wider one of two types is their join")
    assert (joined is None) == (join(right, left) is None)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Choice(("new",)), Choice(("open",)), Choice(("new", "open"))),
        (PRIORITY, Choice(("low", "urgent"), ordered=True), PRIORITY),
        (TEXT, Optional(TEXT), Optional(TEXT)),
        (Optional(NOTHING), TEXT, Optional(TEXT)),
        (CUSTOMER, AGENT, Union((CUSTOMER, AGENT))),
        (Union((CUSTOMER, TEXT)), AGENT, Union((CUSTOMER, TEXT, AGENT))),
        (ListOf(CUSTOMER), ListOf(AGENT), ListOf(Union((CUSTOMER, AGENT)))),
        (CUSTOMER, TEXT, None),
        (TEXT, NUMBER, None),
        (ListOf(TEXT), ListOf(NUMBER), None),
        (NUMBER, PAYLOAD, PAYLOAD),
        (UNKNOWN, TEXT, UNKNOWN),
    ],
)
def test_joins(left: Type, right: Type, expected: Type | None) -> None:
    assert join(left, right) == expected


def test_scales_of_two_declarations() -> None:
    assert common_scale(PRIORITY, Choice(("low", "urgent"), ordered=True)) == PRIORITY
    assert common_scale(Choice(("normal",), ordered=True), Optional(PRIORITY)) == PRIORITY
    assert common_scale(PRIORITY, Choice(("urgent", "low"), ordered=True)) is None
    assert common_scale(PRIORITY, Choice(("low", "huge"), ordered=True)) is None
    assert common_scale(PRIORITY, STATUS) is None
    assert ordered(Optional(PRIORITY))
    assert not ordered(STATUS)
    assert not ordered(TEXT)
    assert not ordered(BOOLEAN)


def test_type_variables() -> None:
    found: dict[str, Type] = {}
    assert unify(ListOf(T), ListOf(CUSTOMER), found)
    assert unify(T, AGENT, found)
    assert found == {"T": Union((CUSTOMER, AGENT))}
    assert not unify(T, NUMBER, found)
    assert substitute(Optional(ListOf(T)), found) == Optional(ListOf(Union((CUSTOMER, AGENT))))
    assert substitute(ListOf(T), {}) == ListOf(NOTHING)
    assert substitute(SetOf(TEXT), found) == SetOf(TEXT)
    assert not unify(ListOf(T), TEXT, {})
    assert not unify(T, Optional(TEXT), {})
    assert unify(Optional(T), Optional(TEXT), found := {})
    assert found == {"T": TEXT}
    assert unify(NUMBER, NUMBER, {})
    assert unify(UNKNOWN, NUMBER, {})


@given(all_types, st.dictionaries(st.just("T"), required_types))
def test_substitution_leaves_no_variable_known(type: Type, variables: dict[str, Type]) -> None:
    assert "T" not in str(substitute(type, variables)).split()


def test_unions() -> None:
    assert union((CUSTOMER, Union((AGENT, CUSTOMER)))) == Union((CUSTOMER, AGENT))
    assert union((CUSTOMER, CUSTOMER)) == CUSTOMER


def test_what_can_be_in_a_payload() -> None:
    assert plain(Optional(ListOf(CUSTOMER)))
    assert not plain(SetOf(BUSINESS_DURATION))
    assert not plain(T)


@given(all_types, all_types)
def test_equality_has_a_row_exactly_where_types_are_comparable(left: Type, right: Type) -> None:
    assume(kind(left) and kind(right))
    assert (find("is", left, right) is not None) == comparable(left, right)
    assert (find("is not", left, right) is not None) == comparable(left, right)
