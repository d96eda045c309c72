"""A CALENDAR by which nothing is measured."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import CalendarUse, TimedStart
from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.declarations import leave_out_declaration
from whenthen.lint.finding import finding
from whenthen.lint.views.uses import reached, settled_files
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import BUSINESS_DURATION, required

_DAYS = "CALENDAR support_hours\n  monday to friday 09:00 to 17:30\n\n"
_NIGHTS = "CALENDAR night_hours\n  monday to friday 17:30 to 23:00\n\n"
_RULE = rule(when="4 business hours after ticket.created_at within support_hours")

CODE = Code(
    "N309",
    "a calendar by which nothing is measured",
    explanation="A CALENDAR is named by no rule and no text of the project, and is not the one by which business time "
    "is measured. Where a calendar is named by a field, such as the hours of an agent, any of them may be meant.",
    why="Deadlines are counted by other hours than its writer believes. Often `business` is missing: `4 hours` go on "
    "at night.",
    failing=declares(_DAYS + _NIGHTS + _RULE),
    mended=declares(_DAYS + _RULE),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    calendars = [
        item
        for file in settled_files(context)
        for item in file.tree.items
        if isinstance(item, nodes.CalendarDeclaration)
    ]
    used = context.get(_used) if calendars else frozenset()
    for calendar in calendars:
        name = calendar.name.text
        if used is None or name in used:
            continue
        # The settings may name it.
        sole = name == context.checked.calendar
        yield finding(
            CODE,
            f"nothing is measured by `{name}`",
            calendar.name.span,
            help="business time is measured by it: write `business hours`"
            if sole
            else f"write `within {name}` where it is meant, or leave it out",
            fix=None if sole else leave_out_declaration(calendar, f"leave out `{name}`", doc=calendar.doc),
        )


def _used(context: Context) -> frozenset[str] | None:
    """The names of the calendars that are used; None where any of them may be named while rules run."""
    checked = context.checked
    found: set[str] = set()
    business = False
    for item in context.get(reached):
        for node in walk(item):
            type = checked.types.get(node)
            business = business or (type is not None and required(type) == BUSINESS_DURATION)
            for named in _calendars(node, context):
                if named is None:
                    business = True
                elif isinstance(named, nodes.TextLiteral):
                    found.add(named.value)
                elif isinstance(binding := checked.bindings.get(named), CalendarUse):
                    found.add(binding.name)
                else:
                    return None
            if isinstance(node, nodes.TextLiteral):
                found.add(node.value)
    for each in checked.rules:
        for start in each.starts:
            if isinstance(start, TimedStart):
                business = business or start.duration.business
                if start.calendar_field is not None:
                    return None
                if start.calendar is not None:
                    found.add(start.calendar)
    for record in checked.data.values():
        found.update(value for value in record.values() if isinstance(value, str))
    # Where there are several, the settings name the one that is meant without a name.
    if checked.calendar is not None and (business or len(checked.calendars) > 1):
        found.add(checked.calendar)
    return frozenset(found)


def _calendars(node: nodes.Node, context: Context) -> Iterator[nodes.Expression | None]:
    """The calendars that a node names; None for the one that is meant without a name."""
    match node:
        case nodes.Within():
            yield node.calendar
        case nodes.Ago() | nodes.StateTrigger() | nodes.UnchangedTrigger() | nodes.MomentTrigger() | nodes.Wait():
            if node.calendar is not None:
                yield node.calendar
        case nodes.Call():
            function = context.checked.functions.get(node)
            for at, parameter in enumerate(function.parameters if function is not None else ()):
                if parameter.name == "calendar":
                    yield node.arguments[at] if at < len(node.arguments) else None
