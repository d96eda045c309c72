"""A date on which something was to begin, and long has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out_lines
from whenthen.lint.finding import finding
from whenthen.lint.views.dates import ALWAYS, tests_of_today
from whenthen.syntax import nodes

_EXAMPLE = rule().replace("  WHEN", "  ACTIVE FROM 2025-06-01\n  WHEN", 1).rstrip("\n")

CODE = Code(
    "C204",
    "a beginning that has long passed",
    explanation="A rule is ACTIVE FROM a date that lies more than a month back, without an end, or a condition asks "
    "whether such a date has come.",
    why="It was of use once. Now it is always so, and says nothing.",
    failing=declares(_EXAMPLE),
    mended=declares(rule().rstrip("\n")),
    severity="warning",
    opinion=True,
    fix=UNSAFE,
)

_MONTH = dt.timedelta(days=31)


def in_program(context: Context) -> Iterator[Diagnostic]:
    if context.today is None:
        return
    for setting in context.own_nodes(nodes.ActiveSetting):
        period = setting.period
        if period.start is not None and period.end is None and context.today - period.start.value > _MONTH:
            yield finding(
                CODE,
                f"this has been on since `{period.start.value}`",
                period.start.span,
                help="leave ACTIVE out",
                fix=leave_out_lines(setting, "leave ACTIVE out", safe=False),
            )
    for test in tests_of_today(context):
        if test.outcome == ALWAYS and context.today - test.since > _MONTH:
            yield finding(
                CODE,
                f"`{test.node.span.text}` has been true since `{test.since}`",
                test.node.span,
                help="leave the test out",
            )
