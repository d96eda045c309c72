"""A text that is searched for one text after the other."""

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
    "W102",
    "a text searched for one after the other",
    explanation='`x contains "a" OR x contains "b"` asks the same as `x contains any of ["a", "b"]`. Likewise with '
    "AND and `all of`, with `does not contain`, AND and `none of`, and with `starts with` and `ends with`.",
    why="With each word, the line grows by the name of the field. A list can also be named by a LET and used "
    "elsewhere.",
    failing=asks('ticket.subject contains "refund" OR ticket.subject contains "chargeback"'),
    mended=asks('ticket.subject contains any of ["refund", "chargeback"]'),
    severity="warning",
    opinion=True,
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for operator in ("contains", "starts with", "ends with"):
        for either in context.own_nodes(nodes.Or):
            yield from _chains(either, operator, "any", context)
    for both in context.own_nodes(nodes.And):
        yield from _chains(both, "contains", "all", context)
        yield from _chains(both, "contains", "none", context)


def _chains(joined: nodes.And | nodes.Or, operator: str, quantifier: str, context: Context) -> Iterator[Diagnostic]:
    def link(operand: nodes.Expression) -> Link | None:
        if not isinstance(operand, nodes.TextTest) or operand.operator != operator:
            return None
        alone = not operand.quantifier and operand.negated == (quantifier == "none")
        if alone:
            return Link(operand, operand.value, (operand.item,))
        listed = operand.item
        if operand.quantifier == quantifier and not operand.negated and isinstance(listed, nodes.ListLiteral):
            return Link(operand, operand.value, listed.items)
        return None

    for run in runs(joined, link, context):
        new, place, fix = merged(joined, run, f"{operator} {quantifier} of")
        yield finding(
            CODE,
            f"`{brief(run[0].value.span.text)}` is searched {len(run)} times",
            place,
            help=f"write `{in_line(new)}`",
            fix=fix,
        )
