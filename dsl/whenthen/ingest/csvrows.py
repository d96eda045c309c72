"""One row of CSV read by hand: what the reader of the standard library cannot, whose longest cell is a global setting.

It reads the same rows: quotes around a cell that begins with one, doubled inside; anything else as it stands.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache

#: What a row with an open quote is called by `row_at`.
OPEN = -1


@lru_cache(maxsize=16)
def _cell(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'"([^"]*+(?:""[^"]*+)*+)("?)|([^{mark}\r\n]*)')


def row_at(text: str, start: int, delimiter: str) -> tuple[list[str], int] | int:
    """The cells of the row that begins at `start`, and where the next one does.

    Instead a number where there is no row: `OPEN` where the text ends inside quotes, else the place of what is wrong.
    """
    cell = _cell(delimiter)
    cells: list[str] = []
    at = start
    while True:
        found = cell.match(text, at)
        if found is None:  # pragma: no cover - the last way to match takes no character
            return at
        at = found.end()
        if found[3] is None:
            if not found[2]:
                return OPEN
            cells.append(found[1].replace('""', '"'))
        else:
            cells.append(found[3])
        if text.startswith(delimiter, at):
            at += 1
            continue
        end = at + text.startswith("\r", at)
        if end == len(text) or text.startswith("\n", end):
            return cells, min(end + 1, len(text))
        return at


def is_too_long(error: csv.Error) -> bool:
    """Whether the reader of the standard library gave up on a cell for its length alone."""
    return "field limit" in str(error)


def lone_return(error: csv.Error) -> bool:
    """Whether a line ends with a carriage return alone."""
    return "new-line character" in str(error)


def separator_used(header: list[str], delimiter: str) -> tuple[str, str] | None:
    """What seems to stand between the cells of a first row that has one cell alone: the character and its name."""
    for mark, words in ((";", "semicolons"), ("\t", "tabs"), (",", "commas")):
        if len(header) == 1 and mark != delimiter and mark in header[0]:
            return mark, words
    return None
