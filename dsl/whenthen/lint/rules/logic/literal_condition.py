"""A condition that is written out: `IF true`."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks, does
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.asking import questions
from whenthen.syntax import nodes

CODE = Code(
    "L113",
    "`true` or `false` as a condition",
    explanation="A part of a condition is `true` or `false`, written out.",
    why="It is what remains of an attempt to switch a rule on or off. A rule is switched off by DISABLED, which every "
    "tool knows of.",
    failing=asks('ticket.subject contains "refund" AND false'),
    mended=does("set ticket.priority to high"),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for question in context.get(questions):
        waiting = [question.condition]
        while waiting:
            node = waiting.pop()
            if isinstance(node, nodes.And | nodes.Or):
                waiting += node.operands
            elif isinstance(node, nodes.Not):
                waiting.append(node.operand)
            elif isinstance(node, nodes.BooleanLiteral):
                word = "true" if node.value else "false"
                help = "leave it out" if node.value else "to switch a rule off write DISABLED above its WHEN"
                yield finding(CODE, f"the condition holds a `{word}` that is written out", node.span, help=help)
