from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.types.strategies import all_types
from whenthen.types.model import (
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    TEXT,
    TIME,
    UNKNOWN,
    Choice,
    ListOf,
    Optional,
    RecordType,
    Type,
    Union,
)
from whenthen.types.operators import ARITHMETIC, EQUALITY, ORDER, ROWS, find, negation
from whenthen.types.relations import comparable, kind, ordered

PRIORITY = Choice(("low", "normal", "high"), ordered=True)
STATUS = Choice(("new", "open"))


@pytest.mark.parametrize(
    ("left", "operator", "right", "name", "result"),
    [
        (NUMBER, "+", Optional(NUMBER), "number + number", NUMBER),
        (MONEY, "*", NUMBER, "money * number", MONEY),
        (MONEY, "/", MONEY, "money / money", NUMBER),
        (DURATION, "/", DURATION, "duration / duration", NUMBER),
        (NUMBER, "*", BUSINESS_DURATION, "number * business duration", BUSINESS_DURATION),
        (INSTANT, "-", INSTANT, "instant - instant", DURATION),
        (INSTANT, "+", DURATION, "instant + duration", INSTANT),
        (DATE, "-", DATE, "date - date", DURATION),
    ],
)
def test_arithmetic(left: Type, operator: str, right: Type, name: str, result: Type) -> None:
    row = find(operator, left, right)
    assert row is not None
    assert (row.name, row.result) == (name, result)


@pytest.mark.parametrize(
    ("left", "operator", "right"),
    [
        (TEXT, "+", TEXT),
        (MONEY, "+", NUMBER),
        (MONEY, "*", MONEY),
        (NUMBER, "/", MONEY),
        (DURATION, "+", BUSINESS_DURATION),
        (DURATION, "<", BUSINESS_DURATION),
        (DURATION, "is", BUSINESS_DURATION),
        (INSTANT, "+", INSTANT),
        (INSTANT, "+", BUSINESS_DURATION),
        (INSTANT, "<", DATE),
        (TIME, "+", DURATION),
        (TEXT, "<", TEXT),
        (STATUS, "<", STATUS),
        (PRIORITY, "<", Choice(("high", "low"), ordered=True)),
        (PRIORITY, "<", STATUS),
        (STATUS, "is", Choice(("closed",))),
        (STATUS, "is", TEXT),
        (RecordType("agent"), "is", RecordType("team")),
        (ListOf(TEXT), "is", TEXT),
        (UNKNOWN, "+", NUMBER),
        (UNKNOWN, "is", NUMBER),
    ],
)
def test_what_has_no_row(left: Type, operator: str, right: Type) -> None:
    assert find(operator, left, right) is None


@pytest.mark.parametrize(
    ("left", "right", "name"),
    [
        (TEXT, Optional(TEXT), "text is text"),
        (STATUS, Choice(("open", "closed")), "choice is choice"),
        (PRIORITY, Choice(("low",)), "choice is choice"),
        (PRIORITY, PRIORITY, "scale is scale"),
        (RecordType("agent"), Union((RecordType("agent"), RecordType("team"))), "record is record"),
        (RecordType("agent"), Union((RecordType("agent"), TEXT)), "mixed is mixed"),
        (TEXT, Union((RecordType("agent"), TEXT)), "mixed is mixed"),
        (ListOf(TEXT), ListOf(TEXT), "list is list"),
    ],
)
def test_equality(left: Type, right: Type, name: str) -> None:
    row = find("is", left, right)
    assert row is not None
    assert row.name == name


def test_extra_arguments() -> None:
    assert {row.name for row in ROWS if row.extra == "zone"} == {"instant + duration", "instant - duration"}
    assert {row.left for row in ROWS if row.extra == "ranks"} == {"scale"}
    assert all(row.extra in ("", "zone", "ranks") for row in ROWS)


def test_signs() -> None:
    row = negation(Optional(MONEY))
    assert row is not None
    assert (row.name, row.result) == ("- money", MONEY)
    assert negation(TEXT) is None
    assert negation(INSTANT) is None


@given(all_types, all_types, st.sampled_from([*ARITHMETIC, *EQUALITY, *ORDER]))
def test_rows_are_about_the_kinds_they_say(left: Type, right: Type, operator: str) -> None:
    row = find(operator, left, right)
    if row is None:
        return
    assert row.operator == operator
    if operator in EQUALITY:
        assert comparable(left, right)
    else:
        assert (row.left, row.right) == (kind(left), kind(right))
    if operator in ORDER:
        assert ordered(left)
        assert ordered(right)
