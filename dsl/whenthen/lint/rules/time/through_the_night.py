"""Opening hours that were to end in the afternoon, and end the next morning."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

_EXAMPLE = "CALENDAR support_hours\n  monday to friday 09:00 to {}:00"

CODE = Code(
    "C214",
    "opening hours that end the next morning",
    explanation="Opening hours begin in the morning and end at an hour before that, such as `09:00 to 05:00`. Hours "
    "that close before they open run into the next day. Times count to 24.",
    why="The calendar is open for twenty hours a day. Meant was five in the afternoon, which is `17:00`.",
    failing=declares(_EXAMPLE.format("05")),
    mended=declares(_EXAMPLE.format("17")),
    severity="warning",
    fix=UNSAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for hours in context.own_nodes(nodes.CalendarHours):
        opens, closes = hours.opens.value, hours.closes.value
        if 6 <= opens.hour <= 12 and 3 <= closes.hour <= 8 and closes.hour + 2 <= opens.hour:
            afternoon = f"{closes.hour + 12}:{closes.minute:02}"
            yield finding(
                CODE,
                f"this runs until `{closes.hour:02}:{closes.minute:02}` of the next day",
                hours.closes.span,
                help=f"write `{afternoon}`, if the afternoon is meant",
                fix=Fix(f"write `{afternoon}`", (Edit(hours.closes.span, afternoon),), safe=False),
            )
