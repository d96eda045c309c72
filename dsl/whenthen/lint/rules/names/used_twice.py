"""A USE that stands twice in a file."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file as rules
from whenthen.diagnostics.codes.examples import rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.edits.declarations import leave_out_declaration
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

CODE = Code(
    "N312",
    "a USE that stands there twice",
    explanation="A file uses the same library, file or data file a second time.",
    why="The second one does nothing. In data it was often meant to be another file or another record.",
    failing=rules(f"USE helpdesk\nUSE helpdesk\n\n{rule()}"),
    mended=rules(f"USE helpdesk\n\n{rule()}"),
    severity="warning",
    fix=SAFE,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, ...], nodes.Item] = {}
    for item in file.tree.items:
        match item:
            case nodes.UseLibrary():
                key: tuple[str, ...] = ("library", item.name.text)
            case nodes.UseFile():
                key = ("file", item.path.value)
            case nodes.UseData():
                key = ("data", item.path.value, item.record.text)
            case _:
                continue
        first = seen.setdefault(key, item)
        if first is not item:
            yield finding(
                CODE,
                f"`{item.span.text}` stands twice in this file",
                item.span,
                Label(first.span, "it stands here already"),
                help="leave it out, or name what was meant",
                fix=leave_out_declaration(item, "leave it out", doc=item.doc),
            )
