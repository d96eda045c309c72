"""A duration that a larger unit says in a smaller number."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from whenthen.diagnostics.codes.examples import starts
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

CODE = Code(
    "W109",
    "a duration in a small unit",
    explanation="A duration is written in seconds or minutes and is a whole number of minutes or hours. Hours stay "
    "hours: a day is a day of the calendar, and not always 24 of them.",
    why="Large numbers have to be worked out by whoever reads them, and a zero too many is not seen.",
    failing=starts("120 minutes after ticket.created_at"),
    mended=starts("2 hours after ticket.created_at"),
    severity="warning",
    opinion=True,
    fix=SAFE,
)
_LARGER = {"second": ((3600, "hour"), (60, "minute")), "minute": ((60, "hour"),)}


def in_program(context: Context) -> Iterator[Diagnostic]:
    for node in context.own_nodes(nodes.DurationLiteral):
        if not 0 < node.amount < Decimal(10**9):
            continue
        for factor, unit in _LARGER.get(node.unit, ()):
            if node.amount % factor == 0:
                number = int(node.amount) // factor
                business = "business " if node.business else ""
                new = f"{number} {business}{unit}{'' if number == 1 else 's'}"
                yield finding(
                    CODE, f"`{node.span.text}` is {new}", node.span, help="say it so", fix=replace(node.span, new)
                )
                break
