"""A sweep on its way through the rules that an index cannot rule out."""

from __future__ import annotations

from whenthen.runtime.started import Started
from whenthen.runtime.tables import Rest
from whenthen.runtime.turn import Turn


class Sweeping:
    """`place` is that of the next rule that the sweep names for what started it, None at its end."""

    __slots__ = ("_found", "_rest", "_turn", "place", "started")

    def __init__(self, turn: Turn, started: Started, rest: Rest) -> None:
        self.started = started
        self._turn = turn
        self._rest = rest
        self.begin_again(-1)

    def begin_again(self, after: int) -> None:
        """Something was written: ask anew, for the rules behind a place."""
        assert self._rest.sweep is not None
        self._found = self._rest.sweep(
            self._turn, self.started.slots[self.started.group.bound[self._rest.first]], after
        )
        self.place = next(self._found, None)

    def advance(self) -> None:
        """On to the next rule."""
        self.place = next(self._found, None)

    def number(self, place: int) -> int | None:
        """The number of the start of a rule, None where the sweep does not ask it."""
        return self._rest.swept.get(place)
