"""A part of AND or OR that stands there twice."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out_operand
from whenthen.lint.finding import finding
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest

CODE = Code(
    "L101",
    "the same test twice",
    explanation="Two parts of one AND, or of one OR, say the same.",
    why="The second one changes nothing. Often it was copied to be changed, and then was not.",
    failing=asks('ticket.status is open AND ticket.subject contains "refund" AND ticket.status is open'),
    mended=asks('ticket.status is open AND ticket.subject contains "refund"'),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for both in context.own_nodes(nodes.And):
        yield from _twice(both)
    for either in context.own_nodes(nodes.Or):
        yield from _twice(either)


def _twice(node: nodes.And | nodes.Or) -> Iterator[Diagnostic]:
    word = "AND" if isinstance(node, nodes.And) else "OR"
    seen: dict[str, nodes.Expression] = {}
    for operand in node.operands:
        first = seen.setdefault(digest(operand), operand)
        if first is not operand:
            yield finding(
                CODE,
                f"`{operand.span.text}` stands twice in this {word}",
                operand.span,
                Label(first.span, "it stands here already"),
                help="leave it out, or change it to what it was meant to ask",
                fix=leave_out_operand(node, operand),
            )
