"""A condition that is compared with true or false."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.parentheses import outer
from whenthen.lint.edits.quoting import brief
from whenthen.lint.finding import finding
from whenthen.syntax import nodes
from whenthen.types.model import Optional

CODE = Code(
    "W108",
    "a condition compared with true or false",
    explanation="`x is true` says the same as `x`, and `x is false` the same as `NOT x`. Where `x` may be missing, `x "
    "is false` is something else, and nothing is found.",
    why="The comparison says nothing, and makes two conditions of the same meaning look different.",
    failing=asks("customer.vip is true"),
    mended=asks("customer.vip"),
    severity="warning",
    opinion=True,
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for test in context.own_nodes(nodes.Compare):
        value = test.right
        if test.operator not in ("is", "is not") or not isinstance(value, nodes.BooleanLiteral):
            continue
        positive = value.value == (test.operator == "is")
        plain = positive and test.operator == "is"
        if isinstance(test.left, nodes.BooleanLiteral) or (
            not plain and isinstance(context.checked.types.get(test.left), Optional | None)
        ):
            continue
        kept = outer(test.left, test).text
        new = kept if positive else f"NOT {kept}"
        yield finding(
            CODE,
            f"`{brief(test.span.text)}` says the same as `{brief(new)}`",
            test.span,
            help="say it so",
            fix=replace(test.span, new),
        )
