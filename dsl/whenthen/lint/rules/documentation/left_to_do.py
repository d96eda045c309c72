"""A note to oneself that something is left to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file as rules
from whenthen.diagnostics.codes.examples import rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.docs import documentation
from whenthen.source import Span
from whenthen.syntax import nodes

_MARKS = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
_MARK = re.compile(rf"\b(?:{'|'.join(_MARKS)})\b")

CODE = Code(
    "D108",
    "something is left to do",
    explanation=f"`{_MARKS[0]}`, `{_MARKS[1]}` or `{_MARKS[2]}` stands in a comment, in documentation or in a title.",
    why="The rule runs, whether it is done or not. What is left to do is seen by those who plan, not by those who "
    "read rules.",
    failing=rules(f"USE helpdesk\n\n# {_MARKS[0]}: not for spam\n{rule()}"),
    mended=rules(f"USE helpdesk\n\n# Also for what may be spam.\n{rule()}"),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    places = [*file.tree.comments, *(place for _, place in documentation(file))]
    places += [item.title.span for item in file.tree.items if isinstance(item, nodes.Rule | nodes.DefineGroup)]
    for place in places:
        for found in _MARK.finditer(file.source.text, place.start, place.end):
            yield finding(
                CODE,
                f"`{found.group()}` says that something is left to do",
                Span(file.source, found.start(), found.end()),
                help="do it, or write it down where work is planned",
            )
