"""WHEN: what starts a rule, as the kernel looks for it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from whenthen.analysis.program import (
    ChangeStart,
    ClockStart,
    ConditionUse,
    ConstantUse,
    EventStart,
    Start,
    TimedStart,
)
from whenthen.compile import clocks
from whenthen.compile.constants import body_of, constant, is_constant
from whenthen.compile.emit import Code
from whenthen.compile.history import change_test, field_type, state_test
from whenthen.compile.scope import Scope, Shop
from whenthen.runtime.rule import OnChange, OnClock, OnEvent, OnTimed, Trigger
from whenthen.syntax import nodes
from whenthen.syntax.walk import children, field_names
from whenthen.types.model import DATE
from whenthen.types.tagged import encode_tagged
from whenthen.values.errors import ValueFailure, shown, visible
from whenthen.values.moments import at_wall_clock
from whenthen.values.timebase import Timebase
from whenthen.values.zones import find_zone

#: So much of a trigger's text is shown.
_LONGEST = 200
#: Texts, which are kept as they are; comments and white space.
_WORDS = re.compile(r'("""[\s\S]*?"""|"(?:\\.|[^"\\\n])*")|(?:#[^\n]*|\s+)+')


def trigger(start: Start, shop: Shop) -> Trigger:
    """A trigger as closures."""
    match start:
        case EventStart(node, type, provides):
            return OnEvent(type, node.subject.text, node.event.text, _cause(node), provides)
        case ChangeStart(node, name, record, field):
            matches = change_test(node.before, node.after, field_type((record, field), shop), shop, shop.lock)
            return OnChange(name, record, field, matches, node.before is not None, _cause(node))
        case TimedStart():
            return _timed(start, shop)
        case ClockStart(node, zone, interval, days, at):
            following = clocks.following(_zone(zone, shop), interval, days, at)
            length = None if interval is None else encode_tagged(interval)
            return OnClock(following, _digest("clock", zone, length, days, encode_tagged(at)), said(node))


def _cause(node: nodes.EventTrigger | nodes.ChangeTrigger) -> str | None:
    return None if node.cause is None else node.cause.text


def _zone(name: str, shop: Shop) -> dt.tzinfo:
    """A zone by its name: the project's own one where it has this name, so that both are of one edition."""
    if str(shop.zone) == name:
        return shop.zone
    found = find_zone(name)
    assert found is not None  # the analysis has looked it up
    return found


def said(node: nodes.Trigger) -> str:
    """A trigger as it is written, on one line and without comments."""
    return visible(_WORDS.sub(lambda found: found[1] or " ", node.span.text), _LONGEST)


def _digest(*parts: Any) -> str:
    data = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()[:16]


# Timers -----------------------------------------------------------------------------------------------------------

_KINDS: dict[type[nodes.Trigger], str] = {
    nodes.StateTrigger: "state",
    nodes.UnchangedTrigger: "unchanged",
    nodes.MomentTrigger: "moment",
}


def _timed(start: TimedStart, shop: Shop) -> OnTimed:
    node, matches, asked = start.node, None, None
    if isinstance(node, nodes.StateTrigger):
        assert start.field is not None
        matches = state_test(node.state, field_type((start.record, start.field), shop), shop, shop.lock)
        wanted = node.state.expression
        asked = [node.state.kind, None if wanted is None else _meaning(wanted, shop)]
    kind = _KINDS[type(node)]
    return OnTimed(
        name=start.name,
        record=start.record,
        field=start.field,
        kind=kind,
        matches=matches,
        due=_due(start, shop.timebase),
        watches=() if start.calendar_field is None else (start.calendar_field,),
        digest=_digest(kind, start.record, start.field, asked, encode_tagged(start.duration), *_measure(start, shop)),
        said=said(node),
    )


def _measure(start: TimedStart, shop: Shop) -> tuple[str, ...]:
    """What the duration of a trigger is measured by: names only, as a calendar may get other dates."""
    if start.duration.business:
        if start.calendar_field is not None:
            return ("field", start.calendar_field, shop.timebase.default or "")
        return ("calendar", start.calendar or shop.timebase.default or "")
    dates = start.field is not None and field_type((start.record, start.field), shop) == DATE
    return ("zone", str(shop.zone)) if start.duration.days or dates else ()


def _due(start: TimedStart, timebase: Timebase) -> Callable[[dt.date, Mapping[str, Any]], dt.datetime]:
    """The moment at which the rule is to be looked at; a date begins at its midnight.

    A record whose field names no calendar is measured by the project's.
    """
    duration, field = start.duration, start.calendar_field
    place = f"{start.name}.{field}"

    def due(begin: dt.date, fields: Mapping[str, Any]) -> dt.datetime:
        calendar = start.calendar
        if field is not None:
            calendar = fields[field]
            if calendar is None and timebase.default is None:
                raise ValueFailure(f"`{place}` names no calendar on which {duration} could be measured")
            if calendar is not None and calendar not in timebase.calendars:
                raise ValueFailure(f"there is no calendar {shown(calendar)}, which `{place}` names")
        if not isinstance(begin, dt.datetime):
            begin = at_wall_clock(dt.datetime.combine(begin, dt.time()), timebase.zone)
        return timebase.after(begin, duration, calendar)

    return due


def _meaning(node: nodes.Expression, shop: Shop) -> Any:
    """Data that is another one for each meaning of an expression that uses no names of a rule."""
    known = constant(node, Scope(shop, Code()), compared=True)
    if is_constant(known):
        return encode_tagged(known)
    # What is worked out each time (a function of the application, a division by zero): its tree, and the definitions.
    told: list[Any] = []
    seen: dict[nodes.Node, int] = {}
    waiting: list[nodes.Node] = [node]
    while waiting:
        part = waiting.pop()
        bound = shop.checked.bindings.get(part)
        if isinstance(bound, ConstantUse | ConditionUse):
            if bound.declaration not in seen:
                seen[bound.declaration] = len(seen)
                waiting.append(body_of(bound.declaration))
            told.append(seen[bound.declaration])
            continue
        below = children(part)
        kind = type(part)
        fields = [getattr(part, name) for name in field_names(cast(Any, kind)) if name != "spelling"]
        plain = [str(field) for field in fields if not isinstance(field, nodes.Node | tuple)]
        told.append([kind.__name__, len(below), plain])
        waiting.extend(reversed(below))
    return told
