"""How an output looks: its width, its colours, the characters that it can hold."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from whenthen.diagnostics.escape import CanShow, columns, shows_anything

_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "strong": "1",
    "frame": "1;34",
    "label": "1;34",
    "help": "1;36",
}


@attrs.frozen
class Look:
    """`width` is in columns; source lines that are longer are cut around what is marked in them."""

    width: int = 100
    colour: bool = False
    can_show: CanShow = shows_anything

    def paint(self, text: str, style: str) -> str:
        """The text in a style by name (a severity, strong, frame, label, help); plain without colours."""
        if not self.colour or not style or not text.strip():
            return text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"

    @property
    def ellipsis(self) -> str:
        return "…" if self.can_show("…") else "..."


PLAIN = Look()


@attrs.define
class Canvas:
    """One row that is drawn from several sides; what is drawn later covers what was there."""

    _chars: list[str] = attrs.field(factory=list)
    _styles: list[str] = attrs.field(factory=list)

    def draw(self, column: int, text: str, style: str) -> None:
        missing = column + len(text) - len(self._chars)
        if missing > 0:
            self._chars += [" "] * missing
            self._styles += [""] * missing
        self._chars[column : column + len(text)] = text
        self._styles[column : column + len(text)] = [style] * len(text)

    def painted(self, look: Look) -> str:
        """The row without spaces at its end."""
        out: list[str] = []
        run_start = 0
        for at in range(1, len(self._chars) + 1):
            if at == len(self._chars) or self._styles[at] != self._styles[run_start]:
                out.append(look.paint("".join(self._chars[run_start:at]), self._styles[run_start]))
                run_start = at
        return "".join(out).rstrip(" ")


@attrs.frozen
class Cut:
    """What of a line is shown, and at which column each of its characters stands."""

    text: str
    _columns: tuple[int, ...]  # of each character of the line, and of the line's end
    _left: int
    _right: int
    _shift: int

    def column(self, index: int) -> int:
        """Where a character (counted from 0; the line's end and all behind it included) stands in `text`.

        One that is left out stands where the ellipsis does.
        """
        at = self._columns[min(index, len(self._columns) - 1)]
        return 0 if at < self._left else min(at, self._right) - self._left + self._shift


def cut(pieces: Sequence[str], marked: Sequence[tuple[int, int]], room: int, ellipsis: str) -> Cut:
    """Fit a line, one printable piece for each of its characters, into `room` columns.

    Where it does not fit, the characters `marked` (from, up to) stay in sight - all of them if there is room, else the
    first of them - and `ellipsis` stands for what is left out.
    """
    places = [0]
    for piece in pieces:
        places.append(places[-1] + columns(piece))
    total = places[-1]
    if total <= room:
        return Cut("".join(pieces), tuple(places), 0, total, 0)
    room = max(room - 2 * len(ellipsis), 8)
    stretches = [(places[min(a, len(pieces))], places[min(b, len(pieces))]) for a, b in marked] or [(0, 0)]
    start, end = min(a for a, _ in stretches), max(b for _, b in stretches)
    if end - start > room:
        start, end = stretches[0]
    end = min(end, start + room)
    left = min(max(0, start - (room - (end - start)) // 2), max(0, total - room))
    right = min(total, left + room)
    body = "".join(
        piece if places[i + 1] <= right else " " * (right - places[i])
        for i, piece in enumerate(pieces)
        if left <= places[i] < right
    )
    first = next((place for place in places if place >= left), left)
    text = (ellipsis if left else "") + " " * (first - left) + body + (ellipsis if right < total else "")
    return Cut(text, tuple(places), left, right, len(ellipsis) if left else 0)
