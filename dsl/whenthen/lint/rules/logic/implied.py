"""A part of an AND that the other parts say already."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.views.examining import IMPLIED, examined
from whenthen.lint.views.superfluous import superfluous

CODE = Code(
    "L105",
    "a test that another one makes superfluous",
    explanation="Wherever the other parts of the AND are true, this one is true as well. A test whether something is "
    "there does not count, where what comes after it needs it.",
    why="It says nothing new, and the next reader looks for what it might be there for. Often a different value was "
    "meant.",
    failing=asks("ticket.priority is urgent AND ticket.priority is above normal"),
    mended=asks("ticket.priority is urgent"),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for one in context.get(examined):
        if one.kind == IMPLIED and one.parent is not None:
            yield superfluous(
                CODE,
                one,
                one.parent,
                "{this} is always true where {other} is",
                "{this} is always true where the other parts of this AND are",
                "this says it already",
            )
