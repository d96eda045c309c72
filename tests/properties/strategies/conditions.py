"""Conditions, and what is known where they are true or false."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import Any

import attrs

from tests.properties.strategies import timing
from tests.properties.strategies.chooser import Chooser
from tests.properties.strategies.scope import Scope, Way
from tests.properties.strategies.types import has_literals, literal
from tests.properties.strategies.values import _PATTERNS, loop, perhaps, possible, present
from tests.properties.strategies.world import NOTHING, Known
from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    PAYLOAD,
    TEXT,
    TIME,
    Choice,
    ListOf,
    RecordType,
    SetOf,
    Type,
    Union,
)

_ORDERS = ("<", "<=", ">", ">=", "is above", "is below", "is at least", "is at most")
_ORDERED = (NUMBER, MONEY, DURATION, INSTANT, DATE, TIME)


@attrs.frozen
class Condition:
    """The text of a condition; what is known where it is true, and where it is false."""

    text: str
    true: Known = NOTHING
    false: Known = NOTHING


Make = Callable[[], Condition]


def condition(choose: Chooser, scope: Scope, depth: int = 3) -> Condition:
    """A condition that joins others."""
    if depth <= 0 or choose.chance(35):
        return atom(choose, scope)
    kind = choose.integer(0, 9)
    if kind < 4:
        return _joined(choose, scope, depth, "AND")
    if kind < 6:
        return _joined(choose, scope, depth, "OR")
    if kind < 7:
        inner = condition(choose, scope.evolve(negated=not scope.negated), depth - 1)
        return Condition(f"NOT ({inner.text})", inner.false, inner.true)
    return guarded(choose, scope, depth)


def _joined(choose: Chooser, scope: Scope, depth: int, word: str) -> Condition:
    parts: list[Condition] = []
    for _ in range(choose.integer(2, 3)):
        part = condition(choose, scope, depth - 1)
        parts.append(part)
        scope = scope.knowing(part.true if word == "AND" else part.false)
    return join(parts, word)


def join(parts: list[Condition], word: str) -> Condition:
    """All the parts with AND, or with OR."""
    true, false = [part.true for part in parts], [part.false for part in parts]
    text = f" {word} ".join(_inside(part.text) for part in parts)
    if word == "AND":
        return Condition(text, reduce(Known.also, true), reduce(Known.either, false))
    return Condition(text, reduce(Known.either, true), reduce(Known.also, false))


def _inside(text: str) -> str:
    """Parentheses where the text may hold an operator that binds less."""
    return f"({text})" if " AND " in text or " OR " in text else text


def guarded(choose: Chooser, scope: Scope, depth: int) -> Condition:
    """A test that something is there, or of which kind it is, and then a use of it."""
    missing = [way for way in scope.ways() if scope.missing(way) and way.optional and known(way)]
    unions = [
        way
        for way in scope.ways()
        if isinstance(way.type, Union) and known(way) and not (scope.negated and scope.missing(way))
    ]
    if unions and choose.chance(30):
        return _narrowed(choose, scope, choose.pick(unions), depth)
    if not missing:
        return atom(choose, scope)
    way = choose.pick(missing)
    paths = there(way)
    if choose.chance(60):
        first = Condition(f"{way.text} is set", true=paths)
        second = using(choose, scope.knowing(paths), way)
        return join([first, second], "AND")
    first = Condition(f"{way.text} is not set", false=paths)
    second = using(choose, scope.knowing(paths), way)
    return join([first, second], "OR")


def known(way: Way) -> bool:
    """Whether something can be known of the path: all but `now`."""
    return not way.path[0].endswith("()")


def there(way: Way) -> Known:
    """The path and all that it leads through is present."""
    if not known(way):
        return NOTHING
    return Known(frozenset(way.path[:length] for length in range(1, len(way.path) + 1)))


def _narrowed(choose: Chooser, scope: Scope, way: Way, depth: int) -> Condition:
    assert isinstance(way.type, Union)
    records = [member for member in way.type.members if isinstance(member, RecordType)]
    member = choose.pick(records)
    if scope.missing(way):
        scope.notes.loose = True
    first = is_not_a(way, member) if not scope.missing(way) and choose.chance(25) else is_a(way, member)
    second = condition(choose, scope.knowing(first.true), min(depth - 1, 1))
    return join([first, second], "AND")


def is_a(way: Way, member: RecordType) -> Condition:
    """`VALUE is a RECORD`, which tells the other members apart too."""
    text = f"{way.text} is a {member.name}"
    if not isinstance(way.type, Union) or not known(way):
        return Condition(text, there(way))
    others = tuple(m for m in way.type.members if m != member)
    rest = others[0] if len(others) == 1 else Union(others)
    return Condition(text, there(way).also(Known(narrowed={way.path: member})), Known(narrowed={way.path: rest}))


def is_not_a(way: Way, member: RecordType) -> Condition:
    """`VALUE is not a RECORD`, of what is present."""
    positive = is_a(way, member)
    narrowed = Known(narrowed=positive.true.narrowed)
    return Condition(f"{way.text} is not a {member.name}", positive.false.also(there(way)), narrowed)


def using(choose: Chooser, scope: Scope, way: Way) -> Condition:
    """A test that needs the value of a path."""
    tests = _tests(choose, scope, way)
    return choose.pick(tests)() if tests else atom(choose, scope)


def atom(choose: Chooser, scope: Scope) -> Condition:
    """A condition that joins no others, but for those in loops."""
    kind = choose.integer(0, 11)
    usable = [way for way in scope.ways() if not (scope.negated and scope.missing(way))]
    if kind < 8 and usable:
        return using(choose, scope, choose.pick(usable))
    # Where a DEFINE asks whether a record is there, the record may be missing.
    askable = [way for way in scope.ways() if len(way.path) > 1 or scope.missing(way)]
    if kind == 8 and askable:
        way = choose.pick(askable)
        paths = there(way)
        # `is not set` of what has always a value is an error.
        if choose.chance(50) or not way.optional:
            return Condition(f"{way.text} is set", true=paths)
        return Condition(f"{way.text} is not set", false=paths)
    if kind == 9 and scope.quotes:
        return _quantified(choose, scope)
    if kind == 10:
        shapes = [
            shape
            for shape in scope.world.conditions.values()
            if not (shape.loose and scope.negated)
            and not (shape.looks_back and scope.delayed)
            and all(_at_hand(name, name in shape.asked, scope) for name in shape.needs)
        ]
        if shapes:
            shape = choose.pick(shapes)
            scope.notes.loose |= shape.loose
            scope.notes.looks_back |= shape.looks_back
            return Condition(shape.name, shape.true, shape.false)
    return _computed(choose, scope)


def _at_hand(name: str, asked: bool, scope: Scope) -> bool:
    return any(
        way.text == name and way.path == (name,) and way.type == RecordType(name) and (asked or not scope.missing(way))
        for way in scope.ways()
    )


def _computed(choose: Chooser, scope: Scope) -> Condition:
    """A comparison of two values that are put together."""
    type = choose.pick((NUMBER, TEXT, DURATION, DATE, MONEY, BUSINESS_DURATION, BOOLEAN))
    if type == BOOLEAN:
        return Condition(choose.pick(("true", "true", "false")))
    left = present(choose, scope, type, 2)
    if type != TEXT and choose.chance(20):
        bounds = _bounds(present(choose, scope, type, 1), present(choose, scope, type, 1), type)
        return Condition(f"{left} is {choose.pick(('', 'not '))}between {bounds}")
    operators = ("is", "=", "is not", "!=") if type == TEXT else ("is", "is not", *_ORDERS)
    return Condition(f"{left} {choose.pick(operators)} {present(choose, scope, type, 1)}")


def _bounds(one: str, other: str, type: Type) -> str:
    """`LOW and HIGH`: the lower one first where both are written out, since nothing is between others."""
    ranks = _rank(one, type), _rank(other, type)
    if ranks[0] is not None and ranks[1] is not None and ranks[0] > ranks[1]:
        one, other = other, one
    return f"{one} and {other}"


def _rank(text: str, type: Type) -> Any:
    """What a literal is ordered by; None for another expression."""
    if isinstance(type, Choice):
        word = text.strip('"')
        return type.values.index(word) if word in type.values else None
    try:
        if type == DATE:
            return dt.date.fromisoformat(text)
        if type == TIME:
            return dt.time.fromisoformat(text)
        return Decimal(text.strip("()").split()[0])
    except (ValueError, IndexError, InvalidOperation):
        return None


def _quantified(choose: Chooser, scope: Scope) -> Condition:
    quantifier = choose.pick(("any", "every", "no"))
    name, collection, inner = loop(choose, scope)
    if quantifier == "no":
        inner = inner.evolve(negated=not inner.negated)
    return Condition(f"({quantifier} {name} in {collection} where ({condition(choose, inner, 1).text}))")


# Tests of a value -------------------------------------------------------------------------------------------------


def _tests(choose: Chooser, scope: Scope, way: Way) -> list[Make]:
    """The tests that there are for a path; where it may be missing, those that are not negative."""
    type = way.type
    missing = scope.missing(way)
    paths = there(way)
    if missing:
        scope.notes.loose = True

    def test(text: str) -> Condition:
        return Condition(f"{way.text} {text}", true=paths)

    def other(its: Type) -> str:
        if not scope.negated and possible(scope, its):
            text, may_miss = perhaps(choose, scope, its, 1)
            scope.notes.loose |= may_miss
            return text
        return present(choose, scope, its, 1, wanted=True)

    def value(its: Type) -> str:
        return present(choose, scope, its, 1, wanted=True)

    not_ = () if missing else ("not ",)
    found: list[Make] = []
    if possible(scope, type, wanted=True) and type != PAYLOAD:
        found.append(lambda: test(f"{choose.pick(('is', '='))} {other(type)}"))
        if not missing:
            found.append(lambda: test(f"{choose.pick(('is not', '!='))} {value(type)}"))
        if type in _ORDERED:
            found.append(lambda: test(f"{choose.pick(_ORDERS)} {other(type)}"))
            found.append(
                lambda: test(f"is {choose.pick(('', *not_))}between {_bounds(value(type), value(type), type)}")
            )
        if not isinstance(type, ListOf | SetOf):
            found.append(lambda: test(f"is {choose.pick(('', *not_))}one of {_options(choose, scope, type)}"))
    if isinstance(type, Choice) and type.ordered:
        found.append(lambda: test(f"{choose.pick(_ORDERS)} {_on_scale(choose, scope, type)}"))
        found.append(
            lambda: test(f"is {choose.pick(('', *not_))}between {_bounds(literal(type, choose), value(type), type)}")
        )
    if type in _ORDERED or isinstance(type, Choice):
        words = ("is", *_ORDERS) if type in _ORDERED or type.ordered else ("is",)
        if has_literals(type):
            found.append(lambda: Condition(f"{literal(type, choose)} {choose.pick(words)} {way.text}", true=paths))
    if type == BOOLEAN:
        found.append(lambda: Condition(way.text, true=paths))
    if type == TEXT or isinstance(type, ListOf | SetOf):
        found.append(lambda: test(f"is {choose.pick(('', *not_))}empty"))
        item = TEXT if type == TEXT else type.item
        found += _searches(choose, scope, type, item, missing, test)
    if isinstance(type, Union | RecordType) and scope.quotes:
        members = [m for m in (type.members if isinstance(type, Union) else (type,)) if isinstance(m, RecordType)]
        found.append(lambda: is_a(way, choose.pick(members)))
        if not missing:
            found.append(lambda: is_not_a(way, choose.pick(members)))
    if way.target is not None and not scope.constant and known(way) and "." in way.text and not scope.delayed:
        found += [_noted(make, scope) for make in _in_time(choose, scope, way)]
    if type == INSTANT:
        found += timing.tests(choose, scope, way, paths)
    return found


def _noted(make: Make, scope: Scope) -> Make:
    def noted() -> Condition:
        scope.notes.looks_back = True
        return make()

    return noted


def _options(choose: Chooser, scope: Scope, type: Type) -> str:
    lists = [w for w in scope.ways() if w.type in (ListOf(type), SetOf(type)) and not scope.missing(w)]
    constants = [name for name, its in scope.world.constants.items() if its == ListOf(type)]
    constants += [name for name, its in scope.world.words.items() if its == type]
    if (lists or constants) and choose.chance(40):
        return choose.pick([*constants, *(w.text for w in lists)])
    most = 1 if isinstance(type, Union) and TEXT in type.members else 3  # a record and a text make no list
    items = [present(choose, scope, type, 1, wanted=True) for _ in range(choose.integer(1, most))]
    return f"[{', '.join(items)}]"


def _on_scale(choose: Chooser, scope: Scope, type: Choice) -> str:
    """A value of the scale, or of one that has a part of its words."""
    ways = [
        w
        for w in scope.ways()
        if isinstance(w.type, Choice) and w.type.ordered and w.type != type and not scope.missing(w)
    ]
    if ways and choose.chance(50):
        return choose.pick(ways).text
    return present(choose, scope, type, 1, wanted=True)


def _searches(
    choose: Chooser, scope: Scope, type: Type, item: Type, missing: bool, test: Callable[[str], Condition]
) -> list[Make]:
    if not possible(scope, item, wanted=True):
        return []

    def one() -> str:
        return present(choose, scope, item, 1, wanted=True)

    def several() -> str:
        return _options(choose, scope, item)

    found: list[Make] = [
        lambda: test(f"contains {one()}"),
        lambda: test(f"contains {choose.pick(('any', 'all'))} of {several()}"),
    ]
    if not missing:
        found.append(lambda: test(f"does not contain {one()}"))
        found.append(lambda: test(f"does not contain {choose.pick(('any', 'all', 'none'))} of {several()}"))
        found.append(lambda: test(f"contains none of {several()}"))
    if type == TEXT:
        found += [
            lambda: test(f"{choose.pick(('starts', 'ends'))} with {one()}"),
            lambda: test(f"{choose.pick(('starts', 'ends'))} with any of {several()}"),
            lambda: test(f"matches {choose.pick(_PATTERNS)}"),
        ]
        if not missing:
            found += [
                lambda: test(f"does not {choose.pick(('start', 'end'))} with {one()}"),
                lambda: test(f"does not match {choose.pick(_PATTERNS)}"),
            ]
    return found


def _in_time(choose: Chooser, scope: Scope, way: Way) -> list[Make]:
    """`changed`, `did not change` and `was`, of a field."""
    from tests.properties.strategies.statements import owner_present

    type = way.type
    declared = scope.world.records[way.target[0]].fields[way.target[1]].type if way.target else type
    if isinstance(declared, Union) or way.path in scope.narrowed or PAYLOAD in (type, declared):
        return []
    if not owner_present(way, scope):
        return []  # simpler than to say which of them would be negative
    paths = there(way)

    def value_set(with_missing: bool = True) -> str:
        if with_missing and choose.chance(25):
            return choose.pick(("set", "not set"))
        if not possible(scope, type, wanted=True):
            return "set"
        if choose.chance(30) and not isinstance(type, ListOf | SetOf):
            return f"one of {_options(choose, scope, type)}"
        return present(choose, scope, type, 1, wanted=True)

    def changed() -> Condition:
        before = f" from {value_set()}" if choose.chance(40) else ""
        to = value_set() if choose.chance(40) else ""
        after = f" to {to}" if to else ""
        return Condition(f"{way.text} changed{before}{after}", true=paths if to and to != "not set" else NOTHING)

    found: list[Make] = [
        changed,
        lambda: Condition(f"{way.text} did not change"),
        lambda: Condition(f"{way.text} was {choose.pick(('set', 'not set'))}"),
    ]
    if not (scope.negated and way.optional):
        found.append(lambda: Condition(f"{way.text} was {value_set()}"))
    if not way.optional and possible(scope, type, wanted=True):
        found.append(lambda: Condition(f"{way.text} was not {value_set(with_missing=False)}"))
    return found
