"""A test that is never true."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.examining import NEVER, examined

CODE = Code(
    "L103",
    "a test that is never true",
    explanation="No value that the field can have passes the test: nothing is above the highest step of a scale, no "
    "count is below zero, nothing differs from itself.",
    why="What hangs on the test never runs, and nothing says so.",
    failing=asks("ticket.priority is above urgent"),
    mended=asks("ticket.priority is at least urgent"),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for one in context.get(examined):
        if one.kind == NEVER:
            message = f"`{one.node.span.text}` is never true, whatever the records hold"
            yield finding(CODE, message, one.node.span, help="change the test to what it was meant to ask")
