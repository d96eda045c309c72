"""Opening hours of a calendar that overlap."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.calendars import days_between
from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Fix, Label
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out_lines
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

_EXAMPLE = "CALENDAR support_hours\n  monday to friday 09:00 to 17:00\n  {} 10:00 to 14:00"

CODE = Code(
    "C212",
    "opening hours that overlap",
    explanation="Two lines of a calendar open it at the same time of the same day.",
    why="The calendar is open when either of them says so: who wrote the second line to shorten a day has not done it.",
    failing=declares(_EXAMPLE.format("friday")),
    mended=declares(_EXAMPLE.format("saturday")),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for declared in context.own_nodes(nodes.CalendarDeclaration):
        open_by: dict[int, nodes.CalendarHours] = {}
        for hours in declared.hours:
            minutes = _openings(hours)
            first = next((open_by[minute] for minute in minutes if minute in open_by), None)
            inside = all(minute in open_by for minute in minutes)
            for minute in minutes:
                open_by.setdefault(minute, hours)
            if first is not None:
                yield finding(
                    CODE,
                    "it is open at these hours already" if inside else "these hours overlap with other ones",
                    hours.span,
                    Label(first.span, "it is open here already"),
                    help="give the days of the one line and of the other hours of their own",
                    fix=_fix(hours) if inside else None,
                )


def _openings(hours: nodes.CalendarHours) -> tuple[int, ...]:
    """The minutes of a week that begin in the opening hours, in the order of the days."""
    opens = hours.opens.value.hour * 60 + hours.opens.value.minute
    closes = hours.closes.value.hour * 60 + hours.closes.value.minute
    length = (closes - opens) if closes > opens else closes - opens + 24 * 60
    days = days_between(hours.first_day, hours.last_day)
    return tuple((day * 24 * 60 + opens + minute) % (7 * 24 * 60) for day in days for minute in range(length))


def _fix(hours: nodes.CalendarHours) -> Fix | None:
    return leave_out_lines(hours, "leave the line out")
