"""Scales: choices with an order. At run time a value is its word; its rank is its place in the declaration, from 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def ranks(values: Sequence[str]) -> dict[str, int]:
    """The rank of each word of a scale that is declared from low to high."""
    return {value: rank for rank, value in enumerate(values)}


def below(left: str, right: str, ranks: Mapping[str, int]) -> bool:
    """`left is below right`."""
    return ranks[left] < ranks[right]


def at_most(left: str, right: str, ranks: Mapping[str, int]) -> bool:
    """`left is at most right`."""
    return ranks[left] <= ranks[right]


def above(left: str, right: str, ranks: Mapping[str, int]) -> bool:
    """`left is above right`."""
    return ranks[left] > ranks[right]


def at_least(left: str, right: str, ranks: Mapping[str, int]) -> bool:
    """`left is at least right`."""
    return ranks[left] >= ranks[right]


def raised(value: str, to: str | None, values: Sequence[str]) -> str:
    """What `raise F [to V]` makes of a value: one step up, or up to V, never down."""
    rank = values.index(value)
    return values[min(rank + 1, len(values) - 1) if to is None else max(rank, values.index(to))]


def lowered(value: str, to: str | None, values: Sequence[str]) -> str:
    """What `lower F [to V]` makes of a value: one step down, or down to V, never up."""
    rank = values.index(value)
    return values[max(rank - 1, 0) if to is None else min(rank, values.index(to))]
