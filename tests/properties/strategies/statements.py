"""Statements, in order, each with what the ones before it leave known."""

from __future__ import annotations

from collections.abc import Callable

from tests.properties.strategies import timing
from tests.properties.strategies.chooser import Chooser
from tests.properties.strategies.conditions import known, there
from tests.properties.strategies.scope import Scope, Way
from tests.properties.strategies.types import literal
from tests.properties.strategies.values import perhaps, possible, present
from tests.properties.strategies.world import ActionShape, Place
from whenthen.types.model import (
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    PAYLOAD,
    Choice,
    ListOf,
    Optional,
    SetOf,
    Type,
    required,
)

Make = Callable[[], str]


def owner_present(way: Way, scope: Scope) -> bool:
    """Whether the record is there of which the path names a field."""
    return known(way) and len(way.path) > 1 and not scope.missing_path(way.path[:-1])


def writable(scope: Scope) -> list[Way]:
    """The fields that a rule may write here."""
    found = []
    for way in scope.ways():
        if way.target is None or not owner_present(way, scope) or way.type == PAYLOAD:
            continue
        field = scope.world.records[way.target[0]].fields[way.target[1]]
        if not field.readonly and "." in way.text:
            found.append(way)
    return found


def statements(
    choose: Chooser, scope: Scope, most: int = 4, in_rule: bool = True
) -> tuple[list[str], frozenset[Place]]:
    """Their texts, and the fields that they may write."""
    texts: list[str] = []
    written: set[Place] = set()
    for _ in range(choose.integer(1, most)):
        if scope.world.careless and choose.chance(50):
            texts += _too_late(choose, scope)
        if in_rule and choose.chance(9):
            text, scope = timing.wait(choose, scope)
            texts.append(text)
        text, writes, scope = statement(choose, scope)
        texts.append(text)
        written |= writes
    if in_rule and choose.chance(4):
        texts.append("stop")
    return texts, frozenset(written)


def statement(choose: Chooser, scope: Scope) -> tuple[str, frozenset[Place], Scope]:
    """One statement, what it may write, and where the next one stands."""
    actions = [a for a in scope.world.actions.values() if _callable(a, scope) and not (a.looks_back and scope.delayed)]
    targets = writable(scope)
    if actions and (not targets or choose.chance(35)):
        action = choose.pick(actions)
        writes = action.writes or frozenset()
        return call(choose, scope, action), writes, scope.forgetting(writes) if writes else scope
    if not targets:
        return "stop", frozenset(), scope
    way = choose.pick(targets)
    assert way.target is not None
    text, sets = _write(choose, scope, way)
    writes = frozenset({way.target})
    scope = scope.forgetting(writes)
    if sets and not scope.missing_path(way.path[:-1]):
        scope = scope.knowing(there(way))
    return text, writes, scope


def _too_late(choose: Chooser, scope: Scope) -> list[str]:
    """Something is cleared, by its own path or by another one, and then written where a value is needed."""
    there = [way for way in writable(scope) if way.optional and not scope.missing(way)]
    if not there:
        return []
    way = choose.pick(there)
    needing = [w for w in writable(scope) if w.type == way.type and not w.optional and w.target != way.target]
    others = [w for w in writable(scope) if w.target == way.target]
    if not needing:
        return []
    cleared = way if choose.chance(60) else choose.pick(others)
    return [f"clear {cleared.text}", f"set {choose.pick(needing).text} to {way.text}"]


def _callable(action: ActionShape, scope: Scope) -> bool:
    return all(isinstance(type, Optional) or possible(scope, type, wanted=True) for _, _, type in action.parameters)


def call(choose: Chooser, scope: Scope, action: ActionShape) -> str:
    """A call of an action; prepositions in any order, optional parameters sometimes left out."""
    words = []
    for place, (preposition, _, type) in enumerate(action.parameters):
        inner = required(type)
        usable = possible(scope, inner, wanted=True)
        if place and isinstance(type, Optional) and (not usable or choose.chance(40)):
            continue
        value = ""
        if isinstance(type, Optional):
            value, _ = perhaps(choose, scope, inner) if possible(scope, inner) else ("", False)
        words.append(f"{preposition} {value or present(choose, scope, inner, 2, wanted=True)}".strip())
    rest = words[1:]
    if len(rest) > 1 and choose.chance(30):
        rest.reverse()
    return " ".join([action.name, words[0], *rest])


def _write(choose: Chooser, scope: Scope, way: Way) -> tuple[str, bool]:
    """A write to a field, and whether it surely has a value afterwards."""
    assert way.target is not None
    type = way.type
    declared = scope.world.records[way.target[0]].fields[way.target[1]].type
    optional = isinstance(declared, Optional)
    wanted = required(declared)
    found: list[tuple[int, Callable[[], tuple[str, bool]]]] = []

    def with_value() -> tuple[str, bool]:
        if optional and choose.chance(30):
            text, may_miss = perhaps(choose, scope, wanted, 2, wanted=True)
            if may_miss:
                return f"set {way.text} to {text}", False
        return f"set {way.text} to {present(choose, scope, wanted, 2, wanted=True)}", True

    if possible(scope, wanted, wanted=True):
        found.append((4, with_value))
    if optional:
        found.append((1, lambda: (f"clear {way.text}", False)))
    if not scope.missing(way) and type == wanted:
        relative = _relative(choose, scope, way, type)
        found += [(3, lambda make=make: (make(), True)) for make in relative]
    if not found:
        return f"set {way.text} to {way.text}", not scope.missing(way)
    weighted = [make for weight, make in found for _ in range(weight)]
    return choose.pick(weighted)()


def _relative(choose: Chooser, scope: Scope, way: Way, type: Type) -> list[Make]:
    """Changes of a value that is there."""

    def by(word: str, amount: Type) -> Make:
        return lambda: f"{word} {way.text} by {present(choose, scope, amount, 1)}"

    if isinstance(type, ListOf | SetOf) and possible(scope, type.item, wanted=True):
        item = type.item
        several: list[Make] = []
        if not isinstance(item, ListOf | SetOf):
            several = [
                lambda: f"add {present(choose, scope, ListOf(item), 1, wanted=True)} to {way.text}",
                lambda: f"remove {present(choose, scope, ListOf(item), 1, wanted=True)} from {way.text}",
            ]
        return [
            *several,
            lambda: f"add {present(choose, scope, item, 1, wanted=True)} to {way.text}",
            lambda: f"remove {present(choose, scope, item, 1, wanted=True)} from {way.text}",
        ]
    if type in (NUMBER, MONEY, DURATION):
        return [by("increase", type), by("decrease", type)]
    if type in (INSTANT, DATE):
        return [by("increase", DURATION), by("decrease", DURATION)]
    if isinstance(type, Choice) and type.ordered:
        return [
            lambda: f"{choose.pick(('raise', 'lower'))} {way.text}",
            lambda: f"{choose.pick(('raise', 'lower'))} {way.text} to {literal(type, choose)}",
            lambda: f"{choose.pick(('raise', 'lower'))} {way.text} to {present(choose, scope, type, 1, wanted=True)}",
        ]
    return []
