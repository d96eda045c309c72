"""Backticks around a name that needs none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.edits.reading import reads_the_same
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

CODE = Code(
    "W110",
    "backticks that are not needed",
    explanation="A name stands in backticks and would be read the same without them.",
    why="Backticks tell that a name is special. Where it is not, they are in the way, and searching finds only one "
    "spelling.",
    failing=asks("ticket.`status` is open"),
    mended=asks("ticket.status is open"),
    severity="warning",
    opinion=True,
    fix=SAFE,
)
_PLAIN = re.compile(r"`([^\W\d_]\w*)`")
#: Of more than these in one item, or in one that is longer, the rest is left alone.
_MOST, _LONG = 50, 20_000


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    if "`" not in file.source.text:
        return
    for item in file.tree.items:
        names = [node for node in walk(item) if isinstance(node, nodes.Name | nodes.Reference)]
        places = list(dict.fromkeys((n.span.start, n.span.end) for n in names if _PLAIN.fullmatch(n.span.text)))
        edits = [Edit(Span(file.source, start, end), file.source.text[start + 1 : end - 1]) for start, end in places]
        most = _MOST if len(item.span.text) < _LONG else 0
        together = bool(edits) and reads_the_same(item, edits)
        for number, edit in enumerate(edits):
            if together or (number < most and reads_the_same(item, [edit])):
                yield finding(
                    CODE,
                    f"`{edit.text}` needs no backticks",
                    edit.span,
                    help="leave them out",
                    fix=Fix(f"write `{edit.text}`", (edit,)),
                )
