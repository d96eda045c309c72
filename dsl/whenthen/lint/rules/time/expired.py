"""ACTIVE UNTIL a date that has passed."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

_EXAMPLE = rule().replace("  WHEN", "  ACTIVE FROM 2025-12-01 UNTIL {}\n  WHEN", 1).rstrip("\n")

CODE = Code(
    "C203",
    "a rule that has expired",
    explanation="A rule, or a group of rules, is ACTIVE UNTIL a date that has passed.",
    why="It does nothing any more, and whoever reads the rules takes it for one that does. Git remembers what is "
    "deleted.",
    failing=declares(_EXAMPLE.format("2026-01-05")),
    mended=declares(_EXAMPLE.format("2036-01-05")),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    if context.today is None:
        return
    for period in context.own_nodes(nodes.ActivePeriod):
        if period.end is not None and period.end.value < context.today:
            yield finding(
                CODE,
                f"this has been over since `{period.end.value}`",
                period.end.span,
                help="delete it, or write the date of its next time",
            )
