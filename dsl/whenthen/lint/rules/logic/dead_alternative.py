"""A part of an OR that cannot be true where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out_operand
from whenthen.lint.finding import finding
from whenthen.lint.views.examining import DEAD, examined

CODE = Code(
    "L107",
    "an alternative that cannot be true here",
    explanation="What stands beside the OR excludes one of its parts, so that the part is never what makes the "
    "condition true.",
    why="One of the cases that the rule seems to be for never happens.",
    failing=asks('ticket.status is open AND (ticket.status is pending OR ticket.subject contains "refund")'),
    mended=asks('ticket.status is pending OR (ticket.status is open AND ticket.subject contains "refund")'),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for one in context.get(examined):
        if one.kind == DEAD and one.parent is not None:
            yield finding(
                CODE,
                f"`{one.node.span.text}` cannot be true here, because of what stands beside this OR",
                one.node.span,
                help="leave it out, or take it out of the parentheses",
                fix=None if one.may_fail else leave_out_operand(one.parent, one.node),
            )
