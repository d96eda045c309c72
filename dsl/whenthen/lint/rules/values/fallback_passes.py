"""A test that holds where the value is missing, because of what stands in for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from whenthen.analysis.literals import NOT_WRITTEN, written
from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.text import same

CODE = Code(
    "V209",
    "a fallback that makes the test pass",
    explanation="What stands behind `otherwise` makes the test true, so that the condition also holds where there "
    "is no value: `(rating.points otherwise 0) is below 3` is true of a rating without points.",
    why="The fallback was often chosen to keep the checker content, and not to say what a missing value means. "
    "Where it is meant, it says so better with `is not set OR`.",
    failing=asks("(message.spam_score otherwise 0) is below 3"),
    mended=asks("message.spam_score is not set OR message.spam_score is below 3"),
    severity="warning",
    opinion=True,
)

_ORDER = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def in_program(context: Context) -> Iterator[Diagnostic]:
    for node in context.own_nodes(nodes.Compare):
        for side, other, operator in (
            (node.left, node.right, node.operator),
            (node.right, node.left, _TURNED.get(node.operator, node.operator)),
        ):
            if isinstance(side, nodes.Otherwise) and _holds(operator, side.fallback, other, context):
                yield finding(
                    CODE,
                    f"where `{side.value.span.text}` is missing, this is true",
                    side.fallback.span,
                    help=f"say what is meant: `{side.value.span.text} is not set OR …`, or another fallback",
                )


def _holds(operator: str, fallback: nodes.Expression, other: nodes.Expression, context: Context) -> bool:
    left, right = written(fallback, context.checked), written(other, context.checked)
    if NOT_WRITTEN in (left, right) or type(left) is not type(right):
        return False
    try:
        return _true(operator, left, right)
    except ValueFailure:
        return False


def _true(operator: str, left: Any, right: Any) -> bool:
    if operator == "is":
        return same(left, right) if isinstance(left, str) else bool(left == right)
    if operator in _ORDER and isinstance(left, Decimal | Duration | Money):
        return bool(_ORDER[operator](left, right))
    return False
