"""A condition that asks for a day that has passed."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.dates import NEVER, tests_of_today

CODE = Code(
    "C205",
    "a test for a day that has passed",
    explanation="A condition compares `today`, or `now`, with a date that has passed, so that it is never true again.",
    why="What hangs on it no longer happens. It was written for some weeks and then forgotten; `ACTIVE FROM … UNTIL "
    "…` is made for that, and easier to see.",
    failing=asks("today is below 2026-01-05"),
    mended=asks("today is below 2036-01-05"),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for test in tests_of_today(context):
        if test.outcome == NEVER:
            yield finding(
                CODE,
                f"`{test.node.span.text}` has not been true since `{test.since}`",
                test.node.span,
                help="delete what hangs on it, or write the date of its next time",
            )
