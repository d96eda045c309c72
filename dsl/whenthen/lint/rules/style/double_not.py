"""NOT NOT."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.parentheses import outer
from whenthen.lint.edits.quoting import in_line
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

CODE = Code(
    "W104",
    "NOT before NOT",
    explanation="A NOT stands right before another NOT.",
    why="The two cancel each other. One of them may have been left over.",
    failing=asks("NOT (NOT customer.vip)"),
    mended=asks("customer.vip"),
    severity="warning",
    opinion=True,
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    inner = {node.operand for node in context.own_nodes(nodes.Not) if isinstance(node.operand, nodes.Not)}
    for negation in context.own_nodes(nodes.Not):
        # Of three, the first two.
        if isinstance(negation.operand, nodes.Not) and negation not in inner:
            kept = outer(negation.operand.operand, negation.operand).text
            yield finding(
                CODE,
                "the second NOT takes back the first",
                negation.span,
                help=f"write `{in_line(kept)}`",
                fix=replace(negation.span, kept),
            )
