"""A part of an OR that is true only where another one is."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.views.examining import COVERED, examined
from whenthen.lint.views.superfluous import superfluous

CODE = Code(
    "L106",
    "an alternative that another one covers",
    explanation="Wherever this part of the OR is true, another one is true as well.",
    why="It lets nothing through that would not come through anyway. Often a different value was meant, or AND.",
    failing=asks("ticket.status is open OR ticket.status is one of [open, pending]"),
    mended=asks("ticket.status is one of [open, pending]"),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for one in context.get(examined):
        if one.kind == COVERED and one.parent is not None:
            yield superfluous(
                CODE,
                one,
                one.parent,
                "where {this} is true, {other} is true as well",
                "where {this} is true, another part of this OR is true as well",
                "this covers it",
            )
