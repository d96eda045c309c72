"""Triggers at a moment that a record sets: `has been … for`, `has not changed for`, `before`, `after`, `arrives`."""

from __future__ import annotations

from collections.abc import Sequence

from whenthen.analysis import changes, flow
from whenthen.analysis.checker import Checker
from whenthen.analysis.durations import calendar_of, check_calendar, fixed_duration
from whenthen.analysis.environment import NO_FACTS, Environment, Facts
from whenthen.analysis.fields import known_record, own_field
from whenthen.analysis.program import CalendarUse, Start, TimedStart
from whenthen.analysis.wording import a
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.types.model import (
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    TEXT,
    UNKNOWN,
    Optional,
    RecordType,
    required,
)
from whenthen.values.durations import Duration, negate

#: The start, None after a mistake, and the records that it brings all the same, None where these are not known.
Found = tuple[TimedStart | None, dict[str, bool] | None]


def told(starts: Sequence[Start]) -> Facts:
    """What all triggers say of the moment at which a rule starts: that the field they are about has a value.

    A timer is gone as soon as its field is cleared, and nothing runs between it and its rule. A change is another
    thing: a rule before this one may have undone it.
    """
    said = [_has_value(start) for start in starts]
    return said[0] if said and said[0] is not None and all(other == said[0] for other in said) else NO_FACTS


def _has_value(start: Start) -> Facts | None:
    if not isinstance(start, TimedStart) or start.field is None or isinstance(start.node, nodes.UnchangedTrigger):
        return None
    if isinstance(start.node, nodes.StateTrigger) and start.node.state.kind == "not set":
        return None
    return flow.present((start.name, start.field))


def state(trigger: nodes.StateTrigger, checker: Checker, env: Environment) -> Found:
    """`ticket.status has been pending for 3 days`"""
    found = own_field(trigger.field, "has been … for 3 days", checker, env)
    length = _length(trigger.duration, trigger.calendar, found, checker, env)
    if not isinstance(found, tuple):
        return None, None if found is None else {found: False}
    record, field, type = found
    name = f"`{trigger.field.span.text}`"
    good = changes.check_value_set(trigger.state, type, name, checker, env)
    if trigger.state.kind == "not set" and not isinstance(type, Optional):
        checker.report(
            "T122",
            f"{name} always has a value, so this never holds",
            trigger.state.span,
            Label(checker.field_spans[record, field], "declared here"),
            help="name a value; only what is declared with `?` may be missing",
        )
        good = False
    checker.targets[trigger] = (record, field)
    if length is None or not good:
        return None, {record: False}
    duration, calendar, calendar_field = length
    return TimedStart(trigger, record, record, field, duration, calendar, calendar_field), {record: False}


def unchanged(trigger: nodes.UnchangedTrigger, checker: Checker, env: Environment) -> Found:
    """`ticket has not changed for 2 days`, `ticket.status has not changed for 2 days`"""
    found: tuple[str, str | None, object] | str | None
    if isinstance(trigger.value, nodes.Reference):
        name = known_record(trigger.value, checker, env)
        found = None if name is None else (name, None, RecordType(name))
    else:
        found = own_field(trigger.value, "has not changed for 2 days", checker, env)
    length = _length(trigger.duration, trigger.calendar, found, checker, env)
    if not isinstance(found, tuple):
        return None, None if found is None else {found: False}
    record, field, _ = found
    if field is not None:
        checker.targets[trigger] = (record, field)
    if length is None:
        return None, {record: False}
    duration, calendar, calendar_field = length
    return TimedStart(trigger, record, record, field, duration, calendar, calendar_field), {record: False}


def moment(trigger: nodes.MomentTrigger, checker: Checker, env: Environment) -> Found:
    """`2 hours before ticket.due_at`, `1 day after ticket.solved_at`, `ticket.due_at arrives`"""
    found = own_field(trigger.field, "arrives", checker, env)
    length: _Length | None = (Duration(), None, None)
    if trigger.offset is not None:
        length = _length(trigger.offset, trigger.calendar, found, checker, env)
    if not isinstance(found, tuple):
        return None, None if found is None else {found: False}
    record, field, type = found
    checker.targets[trigger] = (record, field)
    if required(type) not in (INSTANT, DATE):
        word = {-1: "before", 1: "after"}.get(trigger.direction)
        checker.report(
            "C101",
            f"`{trigger.field.span.text}` is {a(type)}, and "
            + (f"what stands behind `{word}` is a moment" if word else "what arrives is a moment"),
            trigger.field.span,
            Label(checker.field_spans[record, field], "declared here"),
            help=_moments_of(record, checker),
        )
        return None, {record: False}
    if length is None:
        return None, {record: False}
    duration, calendar, calendar_field = length
    if trigger.direction < 0:
        duration = negate(duration)
    return TimedStart(trigger, record, record, field, duration, calendar, calendar_field), {record: False}


def _moments_of(record: str, checker: Checker) -> str:
    """Which fields of a record are moments."""
    fields = checker.schema.records[record].fields.values()
    known = [f"`{record}.{field.name}`" for field in fields if required(field.type) in (INSTANT, DATE)]
    if not known:
        return (
            f"no field of `{record}` is an instant or a date; a new one is declared `EXTEND {record}  due_at: instant?`"
        )
    return f"moments of `{record}` are {', '.join(known[:6])}" + (" …" if len(known) > 6 else "")


#: The duration of a trigger, the calendar that measures it, and the field that holds the name of one.
_Length = tuple[Duration, str | None, str | None]


def _length(
    node: nodes.Expression,
    calendar: nodes.Expression | None,
    found: tuple[str, object, object] | str | None,
    checker: Checker,
    env: Environment,
) -> _Length | None:
    """The length of time of a trigger about `found`; None after a mistake. A mistake in it hides none in the other."""
    duration = fixed_duration(node, checker, env)
    if duration is not None:
        type = BUSINESS_DURATION if duration.business else DURATION
        if not check_calendar(node, type, calendar, checker, env):
            return None
    record = found[0] if isinstance(found, tuple) else found
    named = (None, None) if calendar is None else _calendar(calendar, record, checker, env)
    return None if duration is None or named is None else (duration, *named)


def _calendar(
    node: nodes.Expression, record: str | None, checker: Checker, env: Environment
) -> tuple[str | None, str | None] | None:
    """A declared calendar, or a field of the trigger's own record that holds the name of one."""
    if isinstance(node, nodes.Member):
        found = own_field(node, "changes", checker, env)
        if not isinstance(found, tuple) or record is None:
            return None
        owner, field, type = found
        if owner != record:
            checker.report(
                "C107",
                f"this trigger is about `{record}`, and `{node.span.text}` is not a field of it",
                node.span,
                help=f"name a CALENDAR, or a text of `{record}` that holds the name of one",
            )
            return None
        if required(type) != TEXT:
            checker.report(
                "C107",
                f"`{node.span.text}` is {a(type)}, and a calendar is wanted here",
                node.span,
                Label(checker.field_spans[owner, field], "declared here"),
                help="name a CALENDAR, or a text that holds the name of one",
            )
            return None
        return None, field
    if calendar_of(node, checker, env) in (None, UNKNOWN):
        return None
    use = checker.bindings.get(node)
    if isinstance(use, CalendarUse):
        return use.name, None
    if isinstance(node, nodes.TextLiteral):
        return node.value, None
    checker.report(
        "C107",
        f"`{node.span.text}` is not a calendar that is known before there is an event",
        node.span,
        help="name a CALENDAR, or a field of the record that holds the name of one",
    )
    return None
