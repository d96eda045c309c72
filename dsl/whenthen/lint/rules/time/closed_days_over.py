"""Dates on which a calendar is closed, long past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

_EXAMPLE = "CALENDAR support_hours\n  monday to friday 09:00 to 17:00\n  except {} to {}"

CODE = Code(
    "C208",
    "closed days that are long past",
    explanation="A calendar excepts dates that lie more than a year back.",
    why="They say nothing of the days to come, and the list grows each year. Often it also shows that nobody has "
    "entered those of this year. They matter only where old records are still measured.",
    failing=declares(_EXAMPLE.format("2023-12-24", "2023-12-31")),
    mended=declares(_EXAMPLE.format("2036-12-24", "2036-12-31")),
    severity="warning",
    opinion=True,
)

_YEAR = dt.timedelta(days=366)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for closed in context.own_nodes(nodes.CalendarExcept):
        last = closed.last or closed.first
        if context.today is not None and last is not None and context.today - last.value > _YEAR:
            yield finding(
                CODE,
                f"these days ended on `{last.value}`, more than a year ago",
                closed.span,
                help="leave them out, and see whether those of this year are there",
            )
