"""Which names are offered for a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whenthen.diagnostics.nearest import did_you_mean, distance, nearest, one_of

FIELDS = (
    "id",
    "status",
    "priority",
    "requester",
    "assignee",
    "created_at",
    "first_replied_at",
    "tags",
    "team",
    "subject",
)


@pytest.mark.parametrize(
    ("wrong", "offered"),
    [
        ("prioritty", ("priority",)),
        ("pirority", ("priority",)),  # two letters swapped
        ("Status", ("status",)),  # letter case alone
        ("createdAt", ("created_at",)),  # letter case and underscores alone
        ("created-at", ("created_at",)),
        ("replied_at", ("first_replied_at",)),  # words of a longer name
        ("assigne", ("assignee",)),
        ("tag", ("tags",)),
        ("colour", ()),
        ("x", ()),
        ("", ()),
        ("priority", ()),  # it is right
    ],
)
def test_nearest(wrong: str, offered: tuple[str, ...]) -> None:
    assert nearest(wrong, FIELDS) == offered


def test_at_most_three_in_a_fixed_order() -> None:
    names = [f"field_{letter}" for letter in "hgfedcba"]
    assert nearest("field_x", names) == nearest("field_x", reversed(names)) == ("field_a", "field_b", "field_c")


def test_names_that_are_equal_but_for_case_push_others_out() -> None:
    assert nearest("OPEN", ("open", "opens", "reopen")) == ("open",)


def test_did_you_mean() -> None:
    assert did_you_mean("stauts", FIELDS) == "did you mean `status`?"
    assert did_you_mean("ab", ("aa", "ac")) == "did you mean `aa` or `ac`?"
    assert did_you_mean("colour", FIELDS) is None


def test_one_of() -> None:
    assert one_of(()) == ""
    assert one_of(("a",)) == "`a`"
    assert one_of(("a", "b", "c")) == "`a`, `b` or `c`"
    assert one_of(("a", "b"), "and") == "`a` and `b`"
    assert one_of(("\u202ea",)) == "`\\u{202E}a`"


def test_names_of_any_length_are_quick() -> None:
    assert nearest("x" * 100_000, ["x" * 99_999, "y"]) == ()
    assert nearest("X" * 100_000, ["x" * 100_000]) == ("x" * 100_000,)
    assert len(nearest("team_5000", [f"team_{n}" for n in range(5000)])) == 3


words = st.text("abc", max_size=7)


@given(words, words)
def test_distance_is_the_same_both_ways_and_zero_for_equal_names(left: str, right: str) -> None:
    assert distance(left, right, 9) == distance(right, left, 9)
    assert (distance(left, right, 9) == 0) == (left == right)
    assert distance(left, right, 9) >= abs(len(left) - len(right))
    assert distance(left, right, 2) == min(distance(left, right, 9), 3)
