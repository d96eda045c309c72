"""Where choices come from."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Chooser:
    """Choices out of one source of integers: `integer(low, high)`, both included.

    The first option is the simplest one: Hypothesis shrinks towards it.
    """

    def __init__(self, integer: Callable[[int, int], int]) -> None:
        self.integer = integer

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.integer(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """True so often."""
        return self.integer(0, 99) >= 100 - percent

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """A few of the options, each at most once, in their order."""
        wanted = min(self.integer(least, most), len(options))
        rest = list(range(len(options)))
        chosen = sorted(rest.pop(self.integer(0, len(rest) - 1)) for _ in range(wanted))
        return [options[place] for place in chosen]


def drawn(draw: Callable[[st.SearchStrategy[int]], int]) -> Chooser:
    """A chooser that asks Hypothesis."""
    return Chooser(lambda low, high: low if low == high else draw(st.integers(low, high)))


def seeded(seed: int) -> Chooser:
    """A chooser that gives the same choices for the same seed."""
    return Chooser(random.Random(seed).randint)
