"""A value that is compared with one value after the other."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.quoting import brief, in_line
from whenthen.lint.finding import finding
from whenthen.lint.views.chains import Link, merged, runs
from whenthen.syntax import nodes

CODE = Code(
    "W101",
    "a value compared with one after the other",
    explanation="`x is a OR x is b` asks the same as `x is one of [a, b]`, and `x is not a AND x is not b` the same "
    "as `x is not one of [a, b]`.",
    why="With each value, the line grows by the name of the field, and one wrong OR or AND is easily overlooked.",
    failing=asks("ticket.status is new OR ticket.status is open"),
    mended=asks("ticket.status is one of [new, open]"),
    severity="warning",
    opinion=True,
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for either in context.own_nodes(nodes.Or):
        yield from _chains(either, False, context)
    for both in context.own_nodes(nodes.And):
        yield from _chains(both, True, context)


def _chains(joined: nodes.And | nodes.Or, negated: bool, context: Context) -> Iterator[Diagnostic]:
    def link(operand: nodes.Expression) -> Link | None:
        if isinstance(operand, nodes.Compare) and operand.operator == ("is not" if negated else "is"):
            return Link(operand, operand.left, (operand.right,))
        if isinstance(operand, nodes.OneOf) and isinstance(operand.options, nodes.ListLiteral):
            return Link(operand, operand.value, operand.options.items) if operand.negated == negated else None
        return None

    for run in runs(joined, link, context):
        new, place, fix = merged(joined, run, "is not one of" if negated else "is one of")
        yield finding(
            CODE,
            f"`{brief(run[0].value.span.text)}` is compared with one value after the other",
            place,
            help=f"write `{in_line(new)}`",
            fix=fix,
        )
