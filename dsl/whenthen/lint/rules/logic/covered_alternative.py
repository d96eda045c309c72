"""A part of an OR that is true only where another one is."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out_operand
from whenthen.lint.finding import finding
from whenthen.lint.views.examining import COVERED, examined

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
        if one.kind != COVERED or one.parent is None:
            continue
        if len(one.others) == 1:
            message = f"where `{one.node.span.text}` is true, `{one.others[0].span.text}` is true as well"
        else:
            message = f"where `{one.node.span.text}` is true, another part of this OR is true as well"
        labels = (Label(other.span, "this covers it") for other in one.others)
        yield finding(
            CODE,
            message,
            one.node.span,
            *labels,
            help="leave it out, or change it to what it was meant to ask",
            fix=None if one.may_fail else leave_out_operand(one.parent, one.node),
        )
