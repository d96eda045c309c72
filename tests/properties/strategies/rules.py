"""Rules: settings, triggers, LETs, branches."""

from __future__ import annotations

from tests.properties.strategies import limits, timing
from tests.properties.strategies.chooser import Chooser
from tests.properties.strategies.conditions import condition
from tests.properties.strategies.scope import Scope
from tests.properties.strategies.statements import statements
from tests.properties.strategies.types import has_literals
from tests.properties.strategies.values import perhaps, present
from tests.properties.strategies.world import FieldShape, World
from whenthen.types.model import (
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    PAYLOAD,
    TEXT,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
    optional,
    required,
)

_CAUSES = ("agent", "customer", "rule", "system", "a rule", "an agent")


def rule(choose: Chooser, world: World, number: int) -> str:
    """The text of a rule."""
    delayed = choose.chance(35)
    bindings, triggers = _triggers(choose, world, delayed)
    scope = Scope(world, bindings, delayed=delayed)
    each = ""
    if choose.chance(18 if bindings else 75):
        each, scope = limits.for_each(choose, scope)
    lines = [f'RULE "rule {number}"']
    if choose.chance(15):
        lines.insert(0, '"""\nWhy there is this rule.\n"""')
    lines += [*_settings(choose, number), *limits.settings(choose, scope, number)]
    lines.append("  WHEN " + "\n    OR ".join(triggers))
    lines += [each] if each else []
    for place in range(choose.integer(0, 2) if choose.chance(40) else 0):
        scope, text = _let(choose, scope, f"let{place}")
        lines.append(text)
    lines += _branches(choose, scope)
    return "\n".join(lines)


def _settings(choose: Chooser, number: int) -> list[str]:
    lines = []
    if choose.chance(20):
        lines.append(f"  ID id_{number}")
    if choose.chance(10):
        lines.append('  OWNER "desk"')
    if choose.chance(25):
        lines.append(f"  ORDER {choose.pick(('1', '2', '-1', '0'))}")
    if choose.chance(8):
        lines.append("  SHADOW")
    if choose.chance(3):
        lines.append("  DISABLED")
    return lines


def _triggers(choose: Chooser, world: World, delayed: bool) -> tuple[dict[str, Type], list[str]]:
    """One of those that are `delayed` waits for time, and none asks who caused it."""
    texts: list[str] = []
    brought: list[dict[str, bool]] = []
    for place in range(choose.pick((1, 1, 2, 3))):
        if delayed and (not place or choose.chance(50)):
            text, provides = timing.trigger(choose, world)
        else:
            text, provides = _trigger(choose, world, delayed)
        texts.append(text)
        brought.append(provides)
    bindings: dict[str, Type] = {}
    for provides in brought:
        for name in provides:
            surely = all(name in other and not other[name] for other in brought)
            bindings[name] = RecordType(name) if surely else Optional(RecordType(name))
    for name, type in bindings.items():
        alias = world.aliases.get(name)
        if alias is not None and isinstance(type, Optional) and alias.path[0] in bindings:
            # The name would mean two things.
            if delayed:
                return {}, [timing.clock(choose)]
            text, provides = _change(choose, world)
            return {only: RecordType(only) for only in provides}, [text]
    return bindings, texts


def _trigger(choose: Chooser, world: World, delayed: bool) -> tuple[str, dict[str, bool]]:
    """A trigger, and the records that it brings: whether each may be absent."""
    cause = f" by {choose.pick(_CAUSES)}" if choose.chance(15) and not delayed else ""
    if choose.chance(60):
        event = choose.pick(world.sent if world.sent and choose.chance(40) else world.events)
        world.sent.append(event)
        # Any event may create or change a record, and then it brings what it brings.
        derived = event.word in ("created", "updated")
        provides = {n: n != event.subject if derived else absent for n, absent in event.provides.items()}
        return f"{event.subject} is {event.word}{cause}", provides
    text, provides = _change(choose, world)
    return text + cause, provides


def _change(choose: Chooser, world: World) -> tuple[str, dict[str, bool]]:
    record = world.records[choose.pick(list(world.records))]
    world.sent += [event for event in world.events if event.subject == record.name]
    field = choose.pick(list(record.fields.values()))
    before = f" from {_value_set(choose, world, field)}" if choose.chance(25) else ""
    after = f" to {_value_set(choose, world, field)}" if choose.chance(35) else ""
    return f"{record.name}.{field.name} changes{before}{after}", {record.name: False}


def _value_set(choose: Chooser, world: World, field: FieldShape) -> str:
    type = required(field.type)
    if not has_literals(type) or choose.chance(20):
        return choose.pick(("set", "not set"))
    scope = Scope(world, constant=True)
    if choose.chance(40) and not isinstance(type, ListOf | SetOf):
        words = [name for name, choice in world.words.items() if choice == type]
        words += [name for name, its in world.constants.items() if its == ListOf(type)]
        if words and choose.chance(50):
            return f"one of {choose.pick(words)}"
        options = ", ".join(present(choose, scope, type, 1, wanted=True) for _ in range(choose.integer(1, 2)))
        return f"one of [{options}]"
    return present(choose, scope, type, 1, wanted=True)


def _let(choose: Chooser, scope: Scope, name: str) -> tuple[Scope, str]:
    types: list[Type] = [TEXT, NUMBER, MONEY, DURATION, BUSINESS_DURATION, DATE, INSTANT, ListOf(TEXT), ListOf(NUMBER)]
    types += [way.type for way in scope.ways() if isinstance(way.type, RecordType | Union | ListOf | SetOf)]
    ways = [w for w in scope.ways() if w.type not in (PAYLOAD,) and len(w.path) > 1]
    if ways and choose.chance(40):
        way = choose.pick(ways)
        type, text, missing = way.type, way.text, scope.missing(way)
    else:
        type = choose.pick(types[:9])
        text, missing = perhaps(choose, scope, type, 2)
    return scope.with_name(name, optional(type) if missing else type), f"  LET {name} = {text}"


def _branches(choose: Chooser, scope: Scope) -> list[str]:
    if choose.chance(18):
        return ["  THEN", *_body(choose, scope)]
    lines = []
    for number in range(choose.pick((1, 1, 2, 3))):
        made = condition(choose, scope, choose.pick((0, 0, 1, 1, 2)))
        lines.append(f"  {'ELSE ' if number else ''}IF {made.text} THEN")
        lines += _body(choose, scope.knowing(made.true))
        scope = scope.knowing(made.false)
    if choose.chance(35):
        lines += ["  ELSE", *_body(choose, scope)]
    return lines


def _body(choose: Chooser, scope: Scope) -> list[str]:
    texts, _ = statements(choose, scope)
    return [f"    {text}" for text in texts]
