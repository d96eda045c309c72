"""What stands between the tokens of a file: comments and blank lines, each put where it belongs.

A comment at the end of a line belongs behind the token before it, one on a line of its own before the token after it.
Comments stay between the tokens that they stand between, but for two places where no line can end well: before a comma
they move behind it, and behind a word that leads a line, such as AND, they move before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from whenthen.source import Source, Span
from whenthen.syntax.token import Token

#: What closes a list; a comma before it says nothing.
_CLOSING = frozenset({"RPAR", "RSQB", "RBRACE"})
#: Words and signs that lead a line where what they join needs several.
_LEADING = frozenset({"AND", "OR", "OTHERWISE", "PLUS", "MINUS", "STAR", "SLASH", "BAR", "LESS_THAN"})
#: `# whenthen: ignore[L101]`, not `ignore-file[…]`. What is only meant as one does no harm.
_TO_LINTER = re.compile(r"#[ \t]*whenthen\b(?![ \t]*:[ \t]*ignore-file\b)", re.IGNORECASE)


@attrs.frozen
class Comment:
    """A comment. `column` is the indentation of its line; `at_end` says that a token stands before it in the line.

    `blank` says that a blank line stands before it.
    """

    text: str
    column: int
    at_end: bool
    blank: bool

    @property
    def is_for_line(self) -> bool:
        """Whether it speaks to the linter of its line, or of the next one, which then stays one line."""
        return bool(_TO_LINTER.search(self.text))


@attrs.define
class Placed:
    """A token with the comments on lines of their own before it, and the one behind it at the end of its line.

    `blank`: a blank line stands right before it. `new_line`: it begins a line. `column`: the indentation of its line.
    """

    token: Token
    column: int = 0
    blank: bool = False
    new_line: bool = False
    before: tuple[Comment, ...] = ()
    after: Comment | None = None


def placed(source: Source, tokens: Sequence[Token], comments: Sequence[Span]) -> list[Placed]:
    """The tokens with what stands between them, and one of no characters for the end of the file behind the last one.

    Commas that say nothing are left out.
    """
    text = source.text
    end = Token("", "", len(text), len(text))
    found: list[Placed] = []
    gaps: list[list[Comment]] = []
    columns = _Columns(text)
    reached = number = 0
    for token in (*tokens, end):
        gap: list[Comment] = []
        while number < len(comments) and comments[number].start < token.start_pos:
            span = comments[number]
            line_ends = text.count("\n", reached, span.start)
            at_end = line_ends == 0 and bool(found)
            gap.append(Comment(span.text.rstrip(), columns.of(span.start), at_end, line_ends > 1))
            reached = span.end
            number += 1
        line_ends = text.count("\n", reached, token.start_pos)
        begins = bool(line_ends or gap)
        found.append(Placed(token, columns.of(token.start_pos), line_ends > 1, begins))
        gaps.append(gap)
        reached = token.end_pos
    found[-1].column = 0
    kept, between = _without_last_commas(found, gaps)
    _move(kept, between)
    for place, (here, gap) in enumerate(zip(kept, between, strict=True)):
        # Only the first one of a gap can stand behind a token.
        if gap and gap[0].at_end:
            kept[place - 1].after = gap.pop(0)
        here.before = tuple(gap)
    return kept


def _without_last_commas(found: list[Placed], gaps: list[list[Comment]]) -> tuple[list[Placed], list[list[Comment]]]:
    kept: list[Placed] = []
    between: list[list[Comment]] = []
    waiting: list[Comment] = []
    for place, (here, gap) in enumerate(zip(found, gaps, strict=True)):
        if here.token.type == "COMMA" and found[place + 1].token.type in _CLOSING:
            waiting = gap
            continue
        kept.append(here)
        between.append([*waiting, *gap])
        waiting = []
    return kept, between


def _move(kept: list[Placed], between: list[list[Comment]]) -> None:
    """Moves comments away from commas and from words that lead a line, and blank lines to these words."""
    for place, here in enumerate(kept):
        if here.token.type == "COMMA" and between[place]:
            between[place + 1] = [*between[place], *between[place + 1]]
            between[place] = []
    for place in range(len(kept) - 2, 0, -1):  # from the end, as one such word may follow another
        if kept[place].token.type in _LEADING and between[place + 1]:
            between[place] = [*between[place], *between[place + 1]]
            between[place + 1] = []
            kept[place].new_line = True
        if kept[place].token.type in _LEADING and kept[place + 1].blank:
            kept[place].blank = True


class _Columns:
    """The indentation of the lines of a text, asked for in the order of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._reached = 0
        self._column = self._indentation(0)

    def of(self, offset: int) -> int:
        """How many blanks the line of an offset begins with."""
        start = self._text.rfind("\n", self._reached, offset) + 1
        if start:
            self._column = self._indentation(start)
        self._reached = offset
        return self._column

    def _indentation(self, start: int) -> int:
        at = start
        while self._text[at : at + 1] in (" ", "\t"):
            at += 1
        return at - start
