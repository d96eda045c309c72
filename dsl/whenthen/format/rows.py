"""The lines of the printed file while they come about: where comments go, which blank lines stay, what is aligned.

A comment reaches to the end of its line, so whatever comes after one begins a new line, in the middle of an expression
too. Where a block ends, a comment that stood further to the right than what follows still belongs to the block.
"""

from __future__ import annotations

import attrs

from whenthen.diagnostics.escape import columns
from whenthen.format.documents import INNER_BLANK, KEPT_BLANK, LATER_BLANK, NO_BLANK, ONE_BLANK, Word
from whenthen.format.gaps import Comment

#: Comments at the ends of lines up to this width stand below each other.
ALIGNED = 48
_BEFORE_COMMENT = 2
#: What stands further to the left than the comments and blank lines before it, which belong to what it closes.
_CLOSING = frozenset(")]}")


@attrs.define
class Row:
    """A line: its indentation, its code, and the comment at its end. No code goes on behind a `whole` one, a comment or
    a line that ends within a text.

    `inner` says that the line begins within a text, so that it cannot be moved. `base` is the indentation of the line
    in which that text begins. `blank`: a blank line stands before it.
    """

    indent: int
    code: str = ""
    comment: str = ""
    whole: bool = False
    inner: bool = False
    base: int = 0
    blank: bool = False

    @property
    def width(self) -> int:
        return len(self.code) if self.inner else self.indent + len(self.code)

    @property
    def columns(self) -> int:
        """What the code takes on a screen, where some letters are wider than others."""
        return self.width if self.code.isascii() else self.width - len(self.code) + columns(self.code)


class Rows:
    """All lines, the one that is being written last."""

    def __init__(self) -> None:
        self._rows: list[Row] = [Row(0)]
        self._blank = LATER_BLANK
        self._line = 0  # the indentation of the line that was last meant to begin
        # In the lines above: by their indentation, what it was before, each deeper one below the one before it.
        self._columns: dict[int, int] = {}

    def column(self, indent: int) -> int:
        """Where the next word would stand, with the indentation of a new line if it begins one."""
        row = self._rows[-1]
        return self._inside(indent) if row.comment or row.whole else row.width

    def add(self, text: str, indent: int) -> None:
        """Adds what is no token. A blank after a comment is none; a comma stands before the comment of its line."""
        row = self._rows[-1]
        if text != " " or (not row.comment and not row.whole and row.code):
            row.code += text

    def new_line(self, indent: int, blank: str) -> None:
        """Ends the line; see `documents` for what `blank` is."""
        row = self._rows[-1]
        if row.code or row.comment:
            self._rows.append(Row(indent))
        else:
            row.indent = indent
        self._blank = blank
        self._line = indent

    def word(self, word: Word, indent: int) -> None:
        """Adds a token with its comments."""
        if word.before:
            self._comments_before(word, indent)
        row = self._rows[-1]
        if row.comment or row.whole:
            row = self._begin(self._inside(indent))
        if not row.code:
            self._arrive(row, word.blank and word.text not in _CLOSING)
            self._columns = {known: column for known, column in self._columns.items() if known < row.indent}
            self._columns[row.indent] = word.column
        if word.lines is None and not word.has_lines:
            row.code += word.text
        else:
            row = self._add_lines(word, row)
        if word.after is not None:
            row.comment = word.after.text
        self._blank = NO_BLANK

    def _inside(self, indent: int) -> int:
        """The indentation of a line that begins only because a comment ended the one before it."""
        return max(indent, self._line + 2)

    def _begin(self, indent: int) -> Row:
        row = Row(indent)
        self._rows.append(row)
        return row

    def _arrive(self, row: Row, blank: bool) -> None:
        """Puts a blank line before a new line where one belongs."""
        if len(self._rows) > 1:
            row.blank = self._blank == ONE_BLANK or (blank and self._blank in (KEPT_BLANK, INNER_BLANK))
        if self._blank in (ONE_BLANK, LATER_BLANK):
            self._blank = KEPT_BLANK

    def _comments_before(self, word: Word, indent: int) -> None:
        row = self._rows[-1]
        at_place = self._blank not in (NO_BLANK, INNER_BLANK)  # else the comment stands in the middle of something
        if row.code or row.comment:
            row = self._begin(self._inside(indent))
        indent = row.indent
        deepest = max(self._columns, default=0)
        for comment in word.before:
            if at_place:
                deepest = self._depth(comment, word, indent, deepest)
                row.indent = deepest
            elif word.text in _CLOSING:
                row.indent = indent + 2
            inside = row.indent > indent
            if inside and self._blank == ONE_BLANK:
                row.blank = comment.blank
            else:
                self._arrive(row, comment.blank)
            row.code, row.whole = comment.text, True
            row = self._begin(indent)

    def _depth(self, comment: Comment, word: Word, indent: int, deepest: int) -> int:
        """The indentation of a comment before a new line: that of what follows, or of a block that ends there."""
        if comment.column <= word.column:
            return indent
        inside = (depth for depth, column in self._columns.items() if column <= comment.column)
        return max((depth for depth in inside if indent < depth <= deepest), default=indent)

    def _add_lines(self, word: Word, row: Row) -> Row:
        """A text of several lines: the first one where it stands, the others below it."""
        base = row.base if row.inner else row.indent
        if word.lines is None:
            lines = [line.removesuffix("\r") for line in word.text.split("\n")]
        else:
            indentation = " " * (base if word.documentation else base + 2)
            first, *others = word.lines
            lines = [f'"""{first}', *(f"{indentation}{line}" if line else "" for line in others[:-1])]
            lines.append(f'{indentation}{others[-1]}"""')
        row.code += lines[0]
        for line in lines[1:]:
            row.whole = True
            row = Row(0, line, inner=True, base=base)
            self._rows.append(row)
        return row

    # ---- the end

    def text(self, line_end: str) -> str:
        """The file. No line ends in blanks but those within texts; the last line has its end like all others."""
        rows = [row for row in self._rows if row.code or row.inner]
        starts = _comment_columns(rows)
        lines: list[str] = []
        for row, start in zip(rows, starts, strict=True):
            code = row.code if row.inner else " " * row.indent + row.code
            if not row.whole:
                code = code.rstrip()
            if row.blank:
                lines.append("")
            lines.append(code + " " * (start - row.columns) + row.comment if row.comment else code)
        return "".join(line + line_end for line in lines)


def _comment_columns(rows: list[Row]) -> list[int]:
    """Where the comments at the ends of lines begin. In lines of the same indentation that stand together they begin in
    one column, unless a line is too wide. Lines further to the right may stand between them, but no other comments.
    """
    starts = [row.columns + _BEFORE_COMMENT for row in rows]
    runs: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        for indent in list(runs):
            if row.blank or row.inner or row.indent < indent or (row.comment and row.indent > indent):
                _align(runs.pop(indent), starts)
        if row.comment and not row.inner and row.columns <= ALIGNED:
            runs.setdefault(row.indent, []).append(place)
    for run in runs.values():
        _align(run, starts)
    return starts


def _align(run: list[int], starts: list[int]) -> None:
    column = max(starts[place] for place in run)
    for place in run:
        starts[place] = column
