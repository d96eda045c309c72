"""A part of an AND that the other parts say already."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out_operand
from whenthen.lint.finding import finding
from whenthen.lint.views.examining import IMPLIED, examined

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
        if one.kind != IMPLIED or one.parent is None:
            continue
        if len(one.others) == 1:
            message = f"`{one.node.span.text}` is always true where `{one.others[0].span.text}` is"
        else:
            message = f"`{one.node.span.text}` is always true where the other parts of this AND are"
        labels = (Label(other.span, "this says it already") for other in one.others)
        yield finding(
            CODE,
            message,
            one.node.span,
            *labels,
            help="leave it out, or change it to what it was meant to ask",
            fix=None if one.may_fail else leave_out_operand(one.parent, one.node),
        )
