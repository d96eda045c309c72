"""Time: calendars and settings, triggers that wait for it, comparisons with it, and `wait`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.properties.strategies.chooser import Chooser
from tests.properties.strategies.scope import Scope, Way
from tests.properties.strategies.types import has_literals, literal, quoted
from tests.properties.strategies.world import FieldShape, Known, RecordShape, World
from whenthen.types.model import DATE, DURATION, INSTANT, TEXT, ListOf, Optional, SetOf, required

if TYPE_CHECKING:
    from tests.properties.strategies.conditions import Condition

#: Texts that fields hold are names of calendars too.
_CALENDARS = ("VIP", "refund")
_PLAIN = ("1 hour", "1 day", "90 minutes", "24 hours", "2 days", "36 hours", "1 week", "1.5 days")
_BUSINESS = ("1 business hour", "1 business day", "90 business minutes", "2 business days", "20 business hours")
_ZONES = ("Europe/Berlin", "America/New_York", "UTC")
_DAYS = ("monday to friday", "saturday", "friday to monday", "sunday", "monday to sunday")
_HOURS = ("09:00 to 17:30", "22:00 to 06:00", "00:00 to 00:00", "01:30 to 03:00")
_EXCEPT = ('holidays "DE"', "2026-03-30", "2026-03-31 to 2026-04-01")
_CLOCK = ("day at 09:30", "day", "weekday at 17:45", "monday at 00:30", "sunday at 02:30", "2 days at 12:00", "2 weeks")
_OFTEN = ("6 hours", "hour", "90 minutes", "7 hours")


def calendars(choose: Chooser, world: World) -> list[str]:
    """Up to two calendars, and LETs of durations."""
    texts = []
    for name in _CALENDARS[: choose.pick((1, 0, 1, 2))]:
        zone = f' in "{choose.pick(_ZONES)}"' if choose.chance(60) else ""
        lines = [f"  {choose.pick(_DAYS)} {choose.pick(_HOURS)}{zone}" for _ in range(choose.integer(1, 2))]
        lines += [f"  except {line}" for line in choose.some(_EXCEPT, 0, 1)]
        world.calendars.append(name)
        texts.append("\n".join([f"CALENDAR {name}", *lines]))
    if choose.chance(40):
        world.spans.append("span0")
        texts.append(f"LET span0 = {choose.pick(_PLAIN)}")
    return texts


def settings(choose: Chooser, world: World) -> str:
    """The settings of the project."""
    lines = ["[time]", f'zone = "{choose.pick(("UTC", "Europe/Berlin", "America/New_York"))}"']
    if world.calendars and choose.chance(40):
        lines.append(f'calendar = "{choose.pick(world.calendars)}"')
        world.measured = True
    world.measured = world.measured or len(world.calendars) == 1
    if choose.chance(20):
        lines.append('past_moments = "fire"')
    return "\n".join(lines) + "\n"


# Triggers ---------------------------------------------------------------------------------------------------------


def trigger(choose: Chooser, world: World) -> tuple[str, dict[str, bool]]:
    """A trigger that waits for time, and the records that it brings: whether each may be absent."""
    if choose.chance(25):
        return clock(choose), {}
    record = world.records[choose.pick(list(world.records))]
    world.sent += [event for event in world.events if event.subject == record.name]
    provides = {record.name: False}
    fields = list(record.fields.values())
    moments = [field for field in fields if required(field.type) in (INSTANT, DATE)]
    kind = choose.integer(0, 3)
    if kind == 0 and moments:
        field = choose.pick(moments)
        if choose.chance(30):
            return f"{record.name}.{field.name} arrives", provides
        span, within = _fixed(choose, world, record)
        return f"{span} {choose.pick(('after', 'before'))} {record.name}.{field.name}{within}", provides
    span, within = _fixed(choose, world, record)
    if kind == 1:
        value = record.name if choose.chance(50) else f"{record.name}.{choose.pick(fields).name}"
        return f"{value} has not changed for {span}{within}", provides
    field = choose.pick(fields)
    return f"{record.name}.{field.name} has been {_state(choose, world, field)} for {span}{within}", provides


def clock(choose: Chooser) -> str:
    """`every …`"""
    text = choose.pick(_OFTEN if choose.chance(15) else _CLOCK)
    return f"every {text}" + (f' in "{choose.pick(_ZONES)}"' if choose.chance(35) else "")


def _state(choose: Chooser, world: World, field: FieldShape) -> str:
    """What a field has been for a while: constants that never fail."""
    type = required(field.type)
    if not has_literals(type) or isinstance(type, ListOf | SetOf) or choose.chance(20):
        return choose.pick(("set", "not set")) if isinstance(field.type, Optional) else "set"
    if choose.chance(30):
        words = [name for name, choice in world.words.items() if choice == type]
        if words and choose.chance(50):
            return f"one of {choose.pick(words)}"
        return f"one of [{', '.join(literal(type, choose) for _ in range(choose.integer(1, 2)))}]"
    return literal(type, choose)


def _fixed(choose: Chooser, world: World, record: RecordShape) -> tuple[str, str]:
    """A length of time that the text fixes, and the calendar that measures it."""
    if not world.calendars or choose.chance(55):
        return choose.pick([*_PLAIN, *world.spans]), ""
    span = choose.pick(_BUSINESS)
    if world.measured and choose.chance(40):
        return span, ""
    own = [f"{record.name}.{field.name}" for field in record.fields.values() if required(field.type) == TEXT]
    if own and choose.chance(60):
        return span, f" within {choose.pick(own)}"
    name = choose.pick(world.calendars)
    return span, f" within {choose.pick((name, quoted(name)))}"


# Where records are at hand ----------------------------------------------------------------------------------------


def _lengths(choose: Chooser, scope: Scope) -> tuple[str, str]:
    """A length of time of more than nothing, unless a field holds it; and the calendar that measures it."""
    world = scope.world
    fields = [w.text for w in scope.ways() if w.type == DURATION and not scope.missing(w)]
    if not world.calendars or scope.constant or choose.chance(65):
        if fields and choose.chance(35):
            return choose.pick(fields), ""
        return choose.pick([*_PLAIN, *world.spans]), ""
    span = choose.pick(_BUSINESS)
    if world.measured and choose.chance(50):
        return span, ""
    return span, f" within {_calendar(choose, scope)}"


def _calendar(choose: Chooser, scope: Scope) -> str:
    texts = [w.text for w in scope.ways() if w.type == TEXT and not scope.missing(w) and '"' not in w.text]
    if texts and choose.chance(35):
        return choose.pick(texts)
    names = [*scope.world.calendars] if scope.quotes else []
    names += [quoted(name) for name in names]
    return choose.pick(names) if names else scope.world.calendars[0]


def tests(choose: Chooser, scope: Scope, way: Way, paths: Known) -> list[Callable[[], Condition]]:
    """Comparisons of an instant with the time, or with a calendar."""
    from tests.properties.strategies.conditions import Condition

    def ago() -> Condition:
        length, within = _lengths(choose, scope)
        return Condition(f"{way.text} is {choose.pick(('more', 'less'))} than {length} ago{within}", true=paths)

    def within() -> Condition:
        not_ = "" if scope.missing(way) else choose.pick(("", "not "))
        texts = [w for w in scope.ways() if w.type == TEXT and scope.missing(w) and '"' not in w.text]
        if texts and not not_ and not scope.negated and choose.chance(25):
            scope.notes.loose = True
            return Condition(f"{way.text} is within {choose.pick(texts).text}", true=paths)
        return Condition(f"{way.text} is {not_}within {_calendar(choose, scope)}", true=paths)

    return [ago, ago, within] if scope.world.calendars else [ago]


def wait(choose: Chooser, scope: Scope) -> tuple[str, Scope]:
    """`wait … while …`, and where the next statement stands."""
    from tests.properties.strategies.conditions import condition

    length, within = _lengths(choose, scope)
    scope = scope.later()
    if not choose.chance(60):
        return f"wait {length}{within}", scope
    made = condition(choose, scope, choose.pick((0, 1)))
    return f"wait {length}{within} while {made.text}", scope.knowing(made.true)
