"""Text that a user wrote, and places in it."""

from __future__ import annotations

from array import array
from bisect import bisect_right

import attrs


@attrs.frozen(eq=False)
class Source:
    """One text: a rule file, a data file, or a string handed to the API.

    `name` is what a user is shown (a path relative to where they stand, or `<text>`).
    Offsets count characters of `text`, which holds no byte-order mark.
    """

    name: str
    text: str
    _line_starts: array[int] = attrs.field(init=False, repr=False)

    @_line_starts.default
    def _find_line_starts(self) -> array[int]:
        starts = array("I", [0])
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1, the column in characters."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line (counted from 1) without its line end; empty past the last line."""
        if not 1 <= number <= len(self._line_starts):
            return ""
        start = self._line_starts[number - 1]
        end = self.text.find("\n", start)
        return (self.text[start:] if end < 0 else self.text[start:end]).rstrip("\r")


@attrs.frozen(weakref_slot=False)
class Span:
    """A stretch of a source: the characters from `start` up to, but not including, `end`."""

    source: Source = attrs.field(repr=False)
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def position(self) -> tuple[int, int]:
        """Line and column of the start, counted from 1."""
        return self.source.position(self.start)

    @property
    def sort_key(self) -> tuple[str, int, int]:
        return (self.source.name, self.start, self.end)

    def to(self, other: Span) -> Span:
        """From the start of this span to the end of the other, in the same source."""
        return Span(self.source, self.start, other.end)


#: For trees that were built without a text.
NO_SOURCE = Source("<built>", "")
NOWHERE = Span(NO_SOURCE, 0, 0)
