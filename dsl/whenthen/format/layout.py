"""From documents to lines: which groups stand on one line, decided from the outside in and from the left to the right.

This is what Wadler's "A prettier printer" and its many descendants do, with a stack of its own instead of recursion.
"""

from __future__ import annotations

from whenthen.format.documents import Choice, Concat, Document, Group, Indent, Line, Text, Word
from whenthen.format.rows import Rows

#: No line of code is wider, unless a single word of it is.
WIDTH = 100
#: How far a line of a block stands to the right of the line that opens it.
STEP = 2

#: A piece that is still to be printed: with what new lines are indented, and whether lines end at its places.
_Waiting = tuple[int, bool, Document]


def lay_out(document: Document) -> Rows:
    """The lines that a document takes."""
    rows = Rows()
    kept = False  # a comment before this line is for it alone, so that it stays one line
    stack: list[_Waiting] = [(0, True, document)]
    while stack:
        indent, broken, piece = stack.pop()
        if isinstance(piece, Word):
            rows.word(piece, indent)
            kept = kept or piece.opens_kept
        elif isinstance(piece, Text):
            rows.add(piece.text, indent)
        elif isinstance(piece, Concat):
            stack.extend((indent, broken, part) for part in reversed(piece.parts))
        elif isinstance(piece, Line):
            if broken or piece.hard:
                rows.new_line(indent, piece.blank)
                kept = False
            else:
                rows.add(piece.flat, indent)
        elif isinstance(piece, Indent):
            stack.append((indent + STEP, broken, piece.content))
        elif isinstance(piece, Group):
            may_break = broken and not (kept or piece.opens_kept or piece.closes_kept)
            piece.broken = piece.forced or (may_break and not _fits(piece, WIDTH - rows.column(indent), stack))
            stack.append((indent, piece.broken, piece.content))
        elif isinstance(piece, Choice):
            stack.append((indent, broken, piece.broken if piece.group.broken else piece.flat))
        else:
            raise TypeError(f"no layout for {type(piece).__name__}")
    return rows


def _fits(group: Group, room: int, stack: list[_Waiting]) -> bool:
    """Whether a group stands on one line, with what follows it up to the next place where the line may end."""
    room -= group.width
    if room < 0 or group.has_lines or group.trails:
        return room >= 0
    behind: list[tuple[bool, Document]] = []
    at = len(stack)
    while behind or at:
        if not behind:
            at -= 1
            behind.append((stack[at][1], stack[at][2]))
        broken, piece = behind.pop()
        if isinstance(piece, Line):
            if broken or piece.hard:
                return True
            room -= piece.width
        elif isinstance(piece, Concat):
            behind.extend((broken, part) for part in reversed(piece.parts))
        elif isinstance(piece, (Group, Indent)):
            behind.append((broken, piece.content))
        elif isinstance(piece, Choice):
            behind.append((broken, piece.broken if piece.group.broken else piece.flat))
        else:
            if piece.leads:
                return True
            room -= piece.width
            if room >= 0 and (piece.has_lines or piece.trails):
                return True
        if room < 0:
            return False
    return True
