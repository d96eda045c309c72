"""Source lines with marks under them: `^` for the problem itself, `-` for further places. Secrets are printed as stars.

12 |   IF ticket.prioritty is below urgent
   |             ^^^^^^^^^
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from whenthen.diagnostics.escape import columns, escape, shown
from whenthen.diagnostics.look import Canvas, Cut, Look, cut
from whenthen.diagnostics.secrets import masked
from whenthen.source import Source, Span

_TAB = 4
#: Of longer lines only the part around the marks is looked at.
_LONG_LINE = 4000
#: A marked stretch of more lines is shown by its first and its last ones.
_MOST_LINES = 6
#: Characters on each side of a place among which secrets are looked for, in a line that is longer: more than is shown.
_NEAR = 2_000


@attrs.frozen
class Mark:
    """A place to mark; `style` is a severity for the problem itself, else label."""

    span: Span
    text: str = ""
    style: str = "label"

    @property
    def sign(self) -> str:
        return "-" if self.style == "label" else "^"


@attrs.frozen
class _Place:
    """A mark by lines (from 1) and characters of a line (from 0); `end` lies behind the last one."""

    mark: Mark
    first: int
    start: int
    last: int
    end: int


def _place(mark: Mark) -> _Place:
    source, span = mark.span.source, mark.span
    size = len(source.text)
    start, end = min(span.start, size), min(max(span.start, span.end), size)
    while end > start + 1 and source.text[end - 1] in "\r\n":
        end -= 1
    first, column = source.position(start)
    last, end_column = source.position(end)
    if last == first:
        end_column = max(end_column, column + 1)
    return _Place(mark, first, column - 1, last, end_column - 1)


def _first_line_only(place: _Place) -> _Place:
    end = len(place.mark.span.source.line(place.first))
    return attrs.evolve(place, last=place.first, end=max(end, place.start + 1))


def _show_line(text: str, places: Sequence[_Place], room: int, look: Look) -> tuple[Cut, int]:
    """The line as it is printed, and how many characters at its start were not even looked at."""
    marked = [(p.start, p.end) for p in sorted(places, key=lambda p: p.mark.style == "label")]
    skipped = 0
    if len(text) > _LONG_LINE:
        skipped = max(0, marked[0][0] - _LONG_LINE // 2) if marked else 0
        text = text[skipped : skipped + _LONG_LINE]
        marked = [(max(0, start - skipped), max(0, end - skipped)) for start, end in marked]
    if len(text) <= room and text.isascii() and text.isprintable():  # as most lines are
        return Cut(text, tuple(range(len(text) + 1)), 0, len(text), 0), skipped
    pieces: list[str] = []
    column = 0
    for char in text:
        piece = " " * (_TAB - column % _TAB) if char == "\t" else shown(char, look.can_show)
        column += columns(piece)
        pieces.append(piece)
    return cut(pieces, marked, room, look.ellipsis), skipped


def _underline(places: Sequence[_Place], line: Cut, skipped: int, look: Look) -> Iterator[str]:
    """The rows under a line: the marks, with the text of the last behind it and those of the others hung below."""
    drawn = []
    for place in sorted(places, key=lambda p: (p.start, p.end)):
        start = line.column(max(0, place.start - skipped))
        drawn.append((start, max(start + 1, line.column(max(0, place.end - skipped))), place.mark))
    row = Canvas()
    for start, end, mark in sorted(drawn, key=lambda d: d[2].style != "label"):
        row.draw(start, mark.sign * (end - start), mark.style)
    texts = [(start, end, mark) for start, end, mark in drawn if mark.text]
    if texts and texts[-1][1] >= max(end for _, end, _ in drawn):
        _, end, mark = texts.pop()
        row.draw(end + 1, escape(mark.text, look.can_show), mark.style)
    yield row.painted(look)
    if texts:
        yield _hooks(texts).painted(look)
    while texts:
        start, _, mark = texts.pop()
        row = _hooks(texts)
        row.draw(start, escape(mark.text, look.can_show), mark.style)
        yield row.painted(look)


def _hooks(texts: Sequence[tuple[int, int, Mark]]) -> Canvas:
    row = Canvas()
    for start, _, mark in texts:
        row.draw(start, "|", mark.style)
    return row


def gutter_width(marks: Sequence[Mark]) -> int:
    """Columns that the line numbers of these marks need."""
    return max(len(str(_place(mark).last)) for mark in marks)


def snippet(source: Source, marks: Sequence[Mark], gutter: int, look: Look) -> Iterator[str]:
    """The rows that show `marks`, which all stand in `source`."""
    places = [_place(mark) for mark in marks]
    long = next((p for p in places if p.last > p.first and p.mark.style != "label"), None)
    places = [p if p is long else _first_line_only(p) if p.last > p.first else p for p in places]
    room = max(look.width - gutter - 3 - (2 if long else 0), 20)
    empty = look.paint(" " * gutter + " |", "frame")

    by_line: dict[int, list[_Place]] = {}
    for place in places:
        if place is not long:
            by_line.setdefault(place.first, []).append(place)
    lines = set(by_line)
    if long:
        inside = range(long.first, long.last + 1)
        lines |= set(inside if len(inside) <= _MOST_LINES else [*inside[:3], *inside[-2:]])
    before = 0
    yield empty
    for number in sorted(lines):
        for between in range(before + 1, number) if before and number - before == 2 else ():
            yield from _rows(source, between, (), long, gutter, room, look)
        if before and number - before > 2:
            bar = look.paint("|", long.mark.style) if long and long.first < number <= long.last else ""
            yield f"{look.paint('.' * 3, 'frame')}{' ' * gutter}{bar}".rstrip(" ")
        yield from _rows(source, number, by_line.get(number, ()), long, gutter, room, look)
        before = number


def _rows(
    source: Source, number: int, places: Sequence[_Place], long: _Place | None, gutter: int, room: int, look: Look
) -> Iterator[str]:
    """A line, and the rows under it. `long` is the one mark over several lines: it has a bar on the left."""
    text = _without_secrets(source.line(number), places)
    seen = list(places)
    if long and number == long.first:
        seen.append(attrs.evolve(long, end=len(text)))
    elif long and number == long.last:
        seen.append(attrs.evolve(long, start=max(0, long.end - 1)))
    line, skipped = _show_line(text, seen, room, look)
    bar, under = _bars(number, text, long, look)
    frame = look.paint(f"{number:>{gutter}} |", "frame")
    empty = look.paint(" " * gutter + " |", "frame")
    yield f"{frame} {bar}{line.text}".rstrip(" ")
    if long and number == long.first and text[: long.start].strip():
        rule = "_" * (line.column(long.start - skipped) + 1)
        yield f"{empty} {look.paint(f' {rule}^', long.mark.style)}"
    for row in _underline(places, line, skipped, look) if places else ():
        yield f"{empty} {under}{row}".rstrip(" ")
    if long and number == long.last:
        rule = "_" * max(1, line.column(long.end - 1 - skipped) + 1)
        tail = f" {escape(long.mark.text, look.can_show)}" if long.mark.text else ""
        yield f"{empty} {look.paint(f'|{rule}^{tail}', long.mark.style)}"


def _without_secrets(text: str, places: Sequence[_Place]) -> str:
    """The line with stars for secrets; of a very long one, near what is shown."""
    if len(text) <= _NEAR:
        return masked(text)
    for at in {0, *(edge for place in places for edge in (place.start, place.end))}:
        first, last = max(0, at - _NEAR), at + _NEAR
        text = text[:first] + masked(text[first:last]) + text[last:]
    return text


def _bars(number: int, text: str, long: _Place | None, look: Look) -> tuple[str, str]:
    """What stands left of a line and of the rows under it, where one mark goes over several lines."""
    if long is None:
        return "", ""
    bar = look.paint("|", long.mark.style) + " "
    if not long.first <= number <= long.last:
        return "  ", "  "
    if number > long.first:
        return bar, bar
    if text[: long.start].strip():
        return "  ", bar
    return look.paint("/", long.mark.style) + " ", bar
