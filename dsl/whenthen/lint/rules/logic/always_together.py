"""An OR of which one part or another is always true."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.examining import TOGETHER, examined

CODE = Code(
    "L114",
    "an OR that is always true",
    explanation="Whatever the records hold, one part or another of the OR is true: `is not A OR is not B` is true of "
    "everything, because nothing is both.",
    why="It keeps nothing out. With `is not`, AND is meant: neither the one nor the other.",
    failing=asks("ticket.status is not solved OR ticket.status is not closed"),
    mended=asks("ticket.status is not solved AND ticket.status is not closed"),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for one in context.get(examined):
        if one.kind != TOGETHER:
            continue
        if len(one.others) == 1:
            message = f"`{one.others[0].span.text}` or `{one.node.span.text}`: one of them is always true"
        else:
            message = "one part or another of this OR is always true"
        labels = (Label(other.span, "where this is not true, the other one is") for other in one.others)
        help = "write AND where none of them is to be so; otherwise leave the OR out"
        yield finding(CODE, message, one.node.span, *labels, help=help)
