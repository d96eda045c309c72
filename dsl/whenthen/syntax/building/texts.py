"""Texts: escapes, dedenting, and what stands between braces."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable

import attrs

from whenthen.diagnostics.fixes import enclose, replace
from whenthen.diagnostics.model import Diagnostic, Fix, Report
from whenthen.source import Source, Span
from whenthen.syntax import nodes as n
from whenthen.syntax.building.core import Mistake

_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "{": "{", "}": "}"}
_STOP = re.compile(r"[\\{}]")
_IN_HOLE = re.compile(r"[{}\"`]")
_QUOTED = re.compile(r'"(?:[^"\\\r\n]|\\.)*"')
_BACKTICKED = re.compile(r"`[^`\r\n]+`")

Ranges = list[tuple[int, int]]


@attrs.frozen
class Layout:
    """Which characters of a text are layout, not content: sorted, disjoint ranges of offsets."""

    dropped: Ranges

    def content(self, source: str, start: int, end: int) -> str:
        """The characters from start to end without the layout."""
        dropped = self.dropped
        pieces = []
        index = max(bisect_right(dropped, (start, start)) - 1, 0)
        for first, last in dropped[index:]:
            if first >= end:
                break
            if last > start:
                pieces.append(source[start : max(first, start)])
                start = min(last, end)
        pieces.append(source[start:end])
        return "".join(pieces)


def parse_text(
    source: Source, start: int, end: int, report: Report, parse_expression: Callable[[int, int], n.Expression]
) -> n.TextLiteral | n.Template:
    """The text between the quotes at `start` and before `end`, quotes included in both.

    Raises Mistake when braces or quotes do not pair.
    """
    text = source.text
    long = text.startswith('"""', start)
    width = 3 if long else 1
    first, last = start + width, end - width
    holes = _find_holes(source, first, last, long)
    layout = _layout(text, first, last, holes) if long else Layout([])
    spelling, span = text[start:end], Span(source, start, end)
    if not holes:
        return n.TextLiteral(_nfc(_literal(source, first, last, layout, report)), spelling, span=span)
    parts: list[n.Expression] = []
    at = first
    for opening, closing in [*holes, (last, last)]:
        value = _literal(source, at, opening, layout, report)
        if value:
            parts.append(n.TextLiteral(_nfc(value), text[at:opening], span=Span(source, at, opening)))
        if opening < last:
            parts.append(parse_expression(opening + 1, closing))
        at = closing + 1
    return n.Template(tuple(parts), spelling, span=span)


def parse_documentation(source: Source, start: int, end: int) -> str:
    """The dedented text of a triple-quoted block; braces and backslashes are what they are."""
    first, last = start + 3, end - 3
    return _layout(source.text, first, last, []).content(source.text, first, last).strip()


def lines_of(source: Source, start: int, end: int, documentation: bool) -> tuple[str, ...] | None:
    """The lines between the triple quotes at `start` and before `end`, without their common indentation; blank ones
    are empty. Any other indentation, the same for all lines but the first, leaves the text what it is.

    None where the lines cannot be moved, as one of them ends between braces.
    """
    text = source.text
    first, last = start + 3, end - 3
    holes = [] if documentation else _find_holes(source, first, last, long=True)
    if any("\n" in text[opening:closing] for opening, closing in holes):
        return None
    lines = text[first:last].split("\n")
    common = _common_start(_indents(lines))
    kept = (line[common if number else 0 :].removesuffix("\r") for number, line in enumerate(lines))
    return tuple(line if line.strip() else "" for line in kept)


def _find_holes(source: Source, first: int, last: int, long: bool) -> Ranges:
    """The offsets of each `{` and its `}`."""
    text = source.text
    holes: Ranges = []
    at = first
    while found := _STOP.search(text, at, last):
        at = found.start()
        if text[at] == "\\":
            at += 2
        elif text[at] == "}":
            raise Mistake(
                Diagnostic(
                    "S015",
                    "this `}` closes nothing",
                    Span(source, at, at + 1),
                    help="for a brace that is meant as such write `\\}`",
                    fix=replace(Span(source, at, at + 1), "\\}", safe=False),
                )
            )
        elif text.startswith("{{", at) and at + 1 < last:
            raise Mistake(
                Diagnostic(
                    "S017",
                    "one brace is enough to fill something in",
                    Span(source, at, at + 2),
                    help="write `{ticket.subject}`; for a brace that is meant as such write `\\{`",
                    fix=_one_brace(source, at, last),
                )
            )
        else:
            closing = _find_close(text, at + 1, last)
            if closing is None:
                raise _unclosed(source, first - 1, at, last, long)
            if not text[at + 1 : closing].strip():
                raise Mistake(
                    Diagnostic(
                        "S016",
                        "there is nothing between these braces",
                        Span(source, at, closing + 1),
                        help="write what to fill in, such as `{ticket.subject}`; for braces that are meant as such"
                        " write `\\{` and `\\}`",
                    )
                )
            holes.append((at, closing))
            at = closing + 1
    return holes


def _find_close(text: str, at: int, last: int) -> int | None:
    depth = 1
    while found := _IN_HOLE.search(text, at, last):
        at = found.end()
        sign = found.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if not depth:
                return found.start()
        else:
            quoted = (_QUOTED if sign == '"' else _BACKTICKED).match(text, found.start(), last)
            if quoted:
                at = quoted.end()
    return None


def _unclosed(source: Source, start: int, opening: int, last: int, long: bool) -> Mistake:
    text = source.text
    line_end = text.find("\n", last)
    rest = text[last + 1 : len(text) if line_end < 0 else line_end]
    if not long and "}" in rest and '"' in rest:
        return Mistake(
            Diagnostic(
                "S013",
                "a quote inside braces ends the text it stands in",
                Span(source, last, last + 1),
                help='write the text with three quotes, """…""", or name the value with LET and use the name here',
                fix=_three_quotes(source, start),
            )
        )
    return Mistake(
        Diagnostic(
            "S012",
            "this `{` is not closed before the text ends",
            Span(source, opening, opening + 1),
            help="close it with `}`; for a brace that is meant as such write `\\{`",
        )
    )


#: Characters of a text that a fix looks through.
_LONGEST_LINE = 1_000
_PATH_IN_BRACES = re.compile(r"\{(\{[ \t]*[^\W\d_][\w.]*[ \t]*\})\}")
#: What other languages write behind a backslash, and mean something by.
_OTHER_ESCAPES = frozenset("abefruvxNU0'/")


def _one_brace(source: Source, at: int, last: int) -> Fix | None:
    """`{{ticket.id}}`: takes the outer braces away."""
    found = _PATH_IN_BRACES.match(source.text, at, last)
    return replace(Span(source, *found.span()), found[1]) if found else None


def _three_quotes(source: Source, start: int) -> Fix | None:
    """Puts a text of one line, whose braces hold texts in quotes, between three quotes."""
    text = source.text
    inside = quoted = False
    for at in range(start + 1, min(len(text), start + _LONGEST_LINE)):
        sign = text[at]
        if sign in "\\\r\n" or sign == ("{" if inside else "}"):
            return None
        if sign == '"' and not inside:  # here the text ends
            blank = text[start + 1].isspace() or text[at - 1].isspace()
            return None if blank or not quoted else enclose(Span(source, start, at + 1), '""', '""')
        quoted = quoted or sign == '"'
        inside = sign != "}" and (inside or sign == "{")
    return None


def _two_backslashes(source: Source, at: int, letter: str) -> Fix | None:
    if not letter.strip() or letter in _OTHER_ESCAPES:
        return None
    return replace(Span(source, at, at + 1), "\\\\", safe=False)


def _nfc(text: str) -> str:
    """All texts of the language are in this normal form."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _literal(source: Source, start: int, end: int, layout: Layout, report: Report) -> str:
    raw = layout.content(source.text, start, end)
    if "\\" not in raw:
        return raw
    text = source.text
    pieces: list[str] = []
    at = start
    while (found := text.find("\\", at, end)) >= 0:
        pieces.append(layout.content(text, at, found))
        letter = text[found + 1 : found + 2]
        if letter not in _ESCAPES:
            shown = f"\\{letter}" if letter.strip() else "\\"
            report(
                Diagnostic(
                    "S014",
                    f"`{shown}` means nothing in a text",
                    Span(source, found, min(found + 2, end)),
                    help='`\\"`, `\\\\`, `\\n`, `\\t`, `\\{` and `\\}` are known; a backslash itself is written `\\\\`',
                    fix=_two_backslashes(source, found, letter),
                )
            )
        pieces.append(_ESCAPES.get(letter, letter))
        at = found + 2
    pieces.append(layout.content(text, at, end))
    return "".join(pieces)


def _layout(text: str, first: int, last: int, holes: Ranges) -> Layout:
    """The common indentation, the line end after the opening quotes, and the last line when it holds only the closing
    quotes. Line ends become line feeds.
    """
    raw = text[first:last]
    if holes:  # line ends inside braces are no lines of the text
        pieces, at = [], first
        for opening, closing in holes:
            pieces += [text[at:opening], "x" * (closing + 1 - opening)]
            at = closing + 1
        raw = "".join([*pieces, text[at:last]])
    lines = raw.split("\n")
    common = _common_start(_indents(lines))
    dropped: Ranges = []
    at = first
    for number, line in enumerate(lines):
        end = at + len(line)
        is_last = number == len(lines) - 1
        if not line.strip():
            # a blank line keeps its line end alone; the first and the last one are not lines of the text
            until = end + 1 if number == 0 and not is_last else end
            dropped.append((at - 1 if is_last and number > 1 else at, until))
        else:
            if number:
                dropped.append((at, at + common))
            if line.endswith("\r"):
                dropped.append((end - 1, end))
        at = end + 1
    return Layout(_merged(dropped))


def _indents(lines: list[str]) -> list[str]:
    """The white space before each line but the first and the blank ones."""
    return [line[: len(line) - len(line.lstrip(" \t"))] for number, line in enumerate(lines) if number and line.strip()]


def _common_start(indents: list[str]) -> int:
    if not indents:
        return 0
    low, high = min(indents), max(indents)
    for index, letter in enumerate(low):
        if index >= len(high) or high[index] != letter:
            return index
    return len(low)


def _merged(ranges: Ranges) -> Ranges:
    merged: Ranges = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        elif first < last:
            merged.append((first, last))
    return merged
