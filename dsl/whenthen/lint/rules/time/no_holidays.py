"""A calendar that is open on public holidays."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.calendars import days_between
from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

_EXAMPLE = "CALENDAR support_hours\n  monday to friday 09:00 to 17:00"

CODE = Code(
    "C213",
    "a calendar without holidays",
    explanation="A calendar that is closed on some days of the week excepts neither public holidays nor dates.",
    why="On Christmas Day it is open: business hours pass, promises are broken, and customers are told that "
    "somebody is there.",
    failing=declares(_EXAMPLE),
    mended=declares(f'{_EXAMPLE}\n  except holidays "DE"'),
    severity="warning",
    opinion=True,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for calendar in context.own_nodes(nodes.CalendarDeclaration):
        open_on = {day for hours in calendar.hours for day in days_between(hours.first_day, hours.last_day)}
        if not calendar.exceptions and len(open_on) < 7:
            yield finding(
                CODE,
                f"`{calendar.name.text}` is open on public holidays",
                calendar.name.span,
                help='write `except holidays "DE"` with the code of the country, or dates on which nobody is there',
            )
