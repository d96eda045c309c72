"""Types of every form, and values of a given type."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.values import strategies as values
from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NOTHING,
    NUMBER,
    PATTERN,
    PAYLOAD,
    TEXT,
    TIME,
    UNKNOWN,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
    Variable,
    optional,
)
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet

WORDS = ("low", "normal", "high", "urgent", "on hold")
RECORDS = tuple(map(RecordType, ("customer", "agent", "team")))

scalars = st.sampled_from([TEXT, NUMBER, BOOLEAN, DURATION, INSTANT, DATE, TIME, MONEY, PAYLOAD])
choices = st.builds(
    Choice, st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True).map(tuple), st.booleans()
)
unions = st.lists(st.sampled_from([*RECORDS, TEXT]), min_size=2, max_size=4, unique=True).map(
    lambda members: Union(tuple(members))
)
items = st.one_of(scalars, choices, st.sampled_from(RECORDS), unions)
required_types = st.recursive(items, lambda inner: st.builds(ListOf, inner) | st.builds(SetOf, inner), max_leaves=3)

#: What a field may be declared as.
data_types = required_types | st.builds(Optional, required_types)
#: All that the checker may meet.
all_types: st.SearchStrategy[Type] = st.one_of(
    data_types,
    st.sampled_from([PATTERN, BUSINESS_DURATION, NOTHING, UNKNOWN, ListOf(NOTHING), ListOf(UNKNOWN)]),
    st.builds(ListOf, data_types.map(optional)),
    st.just(Variable("T")),
)


def values_of(type: Type) -> st.SearchStrategy[Any]:
    """Values of a type that is data."""
    match type:
        case Optional(inner):
            return st.none() | values_of(inner)
        case Choice(words):
            return st.sampled_from(words)
        case ListOf(item):
            return st.lists(values_of(item), max_size=3).map(tuple)
        case SetOf(item):
            return st.lists(values_of(item), max_size=3).map(ValueSet)
        case RecordType(name):
            return st.builds(Ref, st.just(name), values.texts.filter(bool))
        case Union(members):
            return st.one_of(*map(values_of, members))
        case _:
            return values.BY_KIND[str(type)]


def narrower(type: Type) -> st.SearchStrategy[Type]:
    """Types that go where `type` is asked for."""
    match type:
        case Optional(inner):
            return narrower(inner) | narrower(inner).map(Optional)
        case Choice(words):
            some = st.lists(st.sampled_from(words), min_size=1, unique=True)
            return st.builds(Choice, some.map(tuple), st.booleans())
        case ListOf(item):
            return narrower(item).map(ListOf)
        case SetOf(item):
            return narrower(item).map(SetOf)
        case Union(members):
            some_members = st.lists(st.sampled_from(members), min_size=2, unique=True)
            return st.sampled_from(members) | some_members.map(lambda each: Union(tuple(each)))
        case _:
            return st.just(type)
