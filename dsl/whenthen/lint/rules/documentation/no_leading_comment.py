"""A file that does not say what is in it."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file as rules
from whenthen.diagnostics.codes.examples import rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.source import Span

CODE = Code(
    "D105",
    "a file that does not say what is in it",
    explanation="A file does not begin with a comment.",
    why="Rules are looked for by their topic. Without a first line that names it, new ones are put anywhere.",
    failing=rules(f"USE helpdesk\n\n{rule()}"),
    mended=rules(f"# What happens when a ticket comes in.\n\nUSE helpdesk\n\n{rule()}"),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    if not file.tree.items:
        return
    first = file.tree.items[0]
    if any(c.start < first.span.start and not _is_for_tools(c) for c in file.tree.comments):
        return
    line_end = file.source.text.find("\n", first.span.start)
    end = first.span.end if line_end < 0 else min(first.span.end, line_end)
    yield finding(
        CODE,
        "this file does not say what is in it",
        Span(file.source, first.span.start, end),
        help="begin it with a comment: `# What happens when a ticket comes in.`",
    )


def _is_for_tools(comment: Span) -> bool:
    return comment.text.lstrip("# \t").casefold().startswith("whenthen:")
