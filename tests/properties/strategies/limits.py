"""Settings of rules that keep them from running, groups, and FOR EACH."""

from __future__ import annotations

from tests.properties.strategies.chooser import Chooser
from tests.properties.strategies.conditions import condition
from tests.properties.strategies.scope import Scope
from tests.properties.strategies.world import World
from whenthen.types.model import PAYLOAD, ListOf, Optional, RecordType, SetOf

#: All of them hold on one day.
_FROM = ("2026-03-28", "2026-03-29")
_UNTIL = ("2026-03-29", "2026-03-30", "2026-04-02")
_WINDOWS = ("day", "2 hours", "1 day", "90 minutes", "2 days", "24 hours")


def groups(choose: Chooser, world: World) -> list[str]:
    """Groups that rules may join."""
    texts = []
    for number in range(choose.pick((0, 1, 1, 2))):
        title = f"group {number}"
        world.groups[title] = []
        lines = [f'DEFINE GROUP "{title}"' + (" AS FIRST MATCH" if choose.chance(75) else "")]
        if choose.chance(15):
            lines.append(f"  {_active(choose)}")
        if choose.chance(15):
            lines.append(f"  {choose.pick(('SHADOW', 'SHADOW', 'DISABLED'))}")
        texts.append("\n".join(lines))
    return texts


def _active(choose: Chooser) -> str:
    kind = choose.integer(0, 2)
    first, last = f"FROM {choose.pick(_FROM)}", f"UNTIL {choose.pick(_UNTIL)}"
    return "ACTIVE " + (f"{first} {last}" if kind == 0 else first if kind == 1 else last)


def settings(choose: Chooser, scope: Scope, number: int) -> list[str]:
    """The settings of rule `number`; `scope` has what its triggers and FOR EACH bring."""
    lines = []
    if choose.chance(10):
        lines.append(f"  ONCE PER {_per(choose, scope) or 'today'}")
    if choose.chance(14):
        scope.world.limited = True
        per = _per(choose, scope) if choose.chance(60) else ""
        times = choose.pick(("1 TIME", "2 TIMES"))
        lines.append(f"  AT MOST {times}{f' PER {per}' if per else ''} PER {choose.pick(_WINDOWS)}")
    if choose.chance(8):
        lines.append(f"  {_active(choose)}")
    if number and choose.chance(18):
        lines += [f'  OVERRIDES "rule {other}"' for other in choose.some(range(number), 1, 2)]
    if scope.world.groups and choose.chance(35):
        title = choose.pick(list(scope.world.groups))
        scope.world.groups[title].append(f"rule {number}")
        lines.append(f'  GROUP "{title}"')
    return lines


def _per(choose: Chooser, scope: Scope) -> str:
    """Records and values to count by; empty where there are none."""
    ways = [
        way.text
        for way in scope.ways()
        if way.type != PAYLOAD and not isinstance(way.type, ListOf | SetOf) and way.text not in ("now", "actor")
    ]
    names = [way for way in ways if way in scope.names]
    if not names:
        return ""
    chosen = choose.some(names, 1, 2) if choose.chance(60) else choose.some(ways, 1, 2)
    return ", ".join(chosen)


def for_each(choose: Chooser, scope: Scope) -> tuple[str, Scope]:
    """FOR EACH, and where what follows stands; now and then none."""
    world = scope.world
    lists = [
        (way.text, way.type.item)
        for way in scope.ways()
        if isinstance(way.type, ListOf | SetOf) and isinstance(way.type.item, RecordType) and not scope.missing(way)
    ]
    free = [name for name in world.records if name not in scope.names and not _means_two_things(name, scope)]
    if lists and choose.chance(60):
        text, type = choose.pick(lists)
        name, line = "item", f"  FOR EACH item IN {text}"
    elif choose.chance(40):
        name, record = "item", choose.pick(sorted(world.records))
        type, line = RecordType(record), f"  FOR EACH item {record}"
    elif choose.chance(30):
        name = choose.pick(list(world.records))
        name, type, line = "item", RecordType(name), f"  FOR EACH item {name}"
    elif free:
        name = choose.pick(free)
        type, line = RecordType(name), f"  FOR EACH {name}"
    else:
        return "", scope
    scope = scope.with_name(name, type)
    if choose.chance(70):
        where = condition(choose, scope, 1)
        # Which of its types a value is may be known further on, or not: that hangs on what the rule writes.
        line += "" if where.true.narrowed else f" WHERE {where.text}"
    return line, scope


def _means_two_things(record: str, scope: Scope) -> bool:
    """Whether such a record at hand would give a name that a trigger may bring another meaning."""
    return any(
        alias.path[0] == record and isinstance(scope.names.get(alias.name), Optional)
        for alias in scope.world.aliases.values()
    )
