"""A condition of very many tests."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes

#: How many tests a condition may have.
MOST = 12
_WORDS = "abcdefghijklm"

CODE = Code(
    "W115",
    "a condition of very many tests",
    explanation=f"A condition joins more than {MOST} tests with AND, OR and NOT.",
    why="Nobody sees any more when it holds. A part of it with a name of its own is read once.",
    failing=asks("\n    AND ".join(f'ticket.subject does not contain "{word}"' for word in _WORDS)),
    mended=asks("ticket.subject contains none of [" + ", ".join(f'"{word}"' for word in _WORDS) + "]"),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for item in file.tree.items:
        conditions: list[nodes.Expression | None] = []
        if isinstance(item, nodes.Rule):
            conditions = [branch.condition for branch in item.branches]
            conditions += [item.for_each.where] if item.for_each is not None else []
        elif isinstance(item, nodes.DefineCondition):
            conditions = [item.condition]
        for condition in conditions:
            if condition is not None and (number := _tests(condition)) > MOST:
                line_end = condition.span.text.find("\n")
                end = condition.span.end if line_end < 0 else condition.span.start + line_end
                yield finding(
                    CODE,
                    f"this condition joins {number} tests",
                    Span(file.source, condition.span.start, end),
                    help="name the parts that belong together: `DEFINE good_customer AS …`",
                )


def _tests(condition: nodes.Expression) -> int:
    number = 0
    waiting: list[nodes.Expression] = [condition]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.And | nodes.Or):
            waiting += node.operands
        elif isinstance(node, nodes.Not):
            waiting.append(node.operand)
        else:
            number += 1
    return number
