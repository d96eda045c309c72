"""Expressions by type. `present` gives one that always has a value, `perhaps` one that may be missing.

`wanted` says that the place gives the type: only there can words of a choice stand, and brackets write a set.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.properties.strategies.chooser import Chooser
from tests.properties.strategies.scope import Scope, Way
from tests.properties.strategies.types import has_literals, literal, quoted
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
    Choice,
    ListOf,
    RecordType,
    SetOf,
    Type,
    Union,
)

Make = Callable[[], str]
_PATTERNS = ("/vip/i", "/(?P<n>[0-9]+)/", "/^a (refund)/i", "/[0-9]{2,}/", "/é/", "/^$/")


def matching(scope: Scope, type: Type) -> list[Way]:
    """The paths that lead to values of a type."""
    return [way for way in scope.ways() if fits(way.type, type) and (scope.quotes or '"' not in way.text)]


def takes_type(type: Type) -> bool:
    """Whether a constant of the type can only stand where the place says which type is meant."""
    return isinstance(type, Choice | SetOf) or (isinstance(type, ListOf) and takes_type(type.item))


def fits(found: Type, wanted: Type) -> bool:
    if isinstance(wanted, Union) and isinstance(found, RecordType):
        return found in wanted.members
    return found == wanted


def possible(scope: Scope, type: Type, wanted: bool = False) -> bool:
    """Whether `present` can give such a value here."""
    if any(not scope.missing(way) for way in matching(scope, type)):
        return True
    if isinstance(type, Choice | SetOf):
        return wanted and has_literals(type)
    if isinstance(type, RecordType):
        return scope.quotes and bool(scope.world.keys.get(type.name))
    if isinstance(type, Union):
        return any(possible(scope, member) for member in type.members)
    if isinstance(type, ListOf):
        return True
    return has_literals(type) or type == PAYLOAD


def present(choose: Chooser, scope: Scope, type: Type, depth: int = 2, wanted: bool = False) -> str:
    """An expression of the type that has a value wherever it stands here. `possible` has to hold."""
    simple: list[Make] = []
    if has_literals(type) and (wanted or not takes_type(type)) and (scope.quotes or type != TEXT):
        simple.append(lambda: literal(type, choose, 0 if wanted else 1))
    ways = [way for way in matching(scope, type) if not scope.missing(way)]
    if ways:
        simple += [lambda: choose.pick(ways).text] * 3
    constants = [name for name, its in scope.world.constants.items() if its == type]
    if constants:
        simple.append(lambda: choose.pick(constants))
    if isinstance(type, RecordType) and scope.quotes and scope.world.keys.get(type.name):
        simple.append(lambda: keyed(choose, scope, type))
    if isinstance(type, Union) and not simple:
        members = [m for m in type.members if possible(scope, m)]
        simple.append(lambda: present(choose, scope, choose.pick(members), depth))
    if isinstance(type, ListOf) and (depth <= 0 or not simple):
        simple.append(lambda: _list(choose, scope, type, depth))
    if type == PAYLOAD:
        simple.append(lambda: _record_literal(choose, scope, depth))
    if type == TEXT and not simple:
        simple.append(lambda: "lowercase(currency_of(10 EUR))")
    if depth <= 0 or not choose.chance(40):
        return choose.pick(simple)()
    made = [*_made(choose, scope, type, depth - 1, wanted), *_with_fallback(choose, scope, type, depth - 1)]
    return choose.pick(made)() if made else choose.pick(simple)()


def perhaps(choose: Chooser, scope: Scope, type: Type, depth: int = 2, wanted: bool = False) -> tuple[str, bool]:
    """An expression of the type, and whether it may be missing."""
    if choose.chance(60):
        ways = [way for way in matching(scope, type) if scope.missing(way)]
        if ways:
            return choose.pick(ways).text, True
        calls = _missing_calls(choose, scope, type, depth - 1)
        if calls and scope.calls:
            return choose.pick(calls)(), True
    return present(choose, scope, type, depth, wanted), False


def keyed(choose: Chooser, scope: Scope, type: RecordType) -> str:
    """A record by its key; for a type without a table now and then one that there is not, or a key put together."""
    keys = scope.world.keys[type.name]
    if type.name not in scope.world.tables:
        if choose.chance(8):
            return f'{type.name} "nobody"'
        ways = [w for w in matching(scope, TEXT) if not scope.missing(w)]
        if ways and choose.chance(25):
            own = [w for w in ways if w.path[-1] == scope.world.records[type.name].key]
            return f'{type.name} "{{{choose.pick(own or ways).text}}}"'
    return f"{type.name} {quoted(choose.pick(keys))}"


def _list(choose: Chooser, scope: Scope, type: ListOf, depth: int) -> str:
    if not possible(scope, type.item) or not scope.quotes:
        return "[]"
    items = [present(choose, scope, type.item, depth - 1) for _ in range(choose.integer(1, 3))]
    return f"[{', '.join(items)}]"


def _record_literal(choose: Chooser, scope: Scope, depth: int) -> str:
    entries = []
    for name in choose.some(("id", "event", "class", "`two words`", "n"), 0, 3):
        ways = [way for way in scope.ways() if way.type != BUSINESS_DURATION]
        if ways and choose.chance(60):
            entries.append(f"{name}: {choose.pick(ways).text}")
        else:
            entries.append(f"{name}: {present(choose, scope, choose.pick((TEXT, NUMBER, MONEY)), depth - 1)}")
    return "{" + ", ".join(entries) + "}"


def _with_fallback(choose: Chooser, scope: Scope, type: Type, depth: int) -> list[Make]:
    """`VALUE otherwise VALUE`, where there is something that may be missing."""
    ways = [way for way in matching(scope, type) if scope.missing(way) and way.type == type]
    if isinstance(type, Union) and TEXT in type.members:
        ways = []  # a record and a text have no type in common
    if isinstance(type, ListOf) and takes_type(type):
        ways = []  # the place may be the argument of a function, which gives no type
    found: list[Make] = []
    if ways and possible(scope, type, wanted=True):
        found.append(
            lambda: f"({choose.pick(ways).text} otherwise {present(choose, scope, type, depth - 1, wanted=True)})"
        )
    if scope.calls and _missing_calls(choose, scope, type, depth) and possible(scope, type):
        calls = _missing_calls(choose, scope, type, depth)
        found.append(lambda: f"({choose.pick(calls)()} otherwise {present(choose, scope, type, depth - 1)})")
    return found


def _missing_calls(choose: Chooser, scope: Scope, type: Type, depth: int) -> list[Make]:
    """Calls of functions whose result may be missing."""

    def of(wanted: Type) -> str:
        return present(choose, scope, wanted, depth)

    picks = _picks(choose, scope, type, ("first", "last", "least", "most"))
    if type == TEXT and scope.quotes:
        found: list[Make] = [
            *picks,
            lambda: f"capture({choose.pick(_PATTERNS)}, {of(TEXT)})",
            lambda: f"{choose.pick(('text_before', 'text_after'))}({of(TEXT)}, {of(TEXT)})",
            lambda: f"{choose.pick(('first', 'last'))}({of(ListOf(TEXT))})",
            lambda: f"item({of(ListOf(TEXT))}, {of(NUMBER)})",
        ]
        if scope.world.functions:
            found.append(lambda: f"shortest({of(ListOf(TEXT))}{choose.pick(('', ', 4'))})")
        return found
    if type == NUMBER:
        return [
            *picks,
            lambda: f"number_of({of(TEXT)})",
            lambda: f"{choose.pick(('smallest', 'largest', 'average'))}({of(ListOf(NUMBER))})",
        ]
    if isinstance(type, RecordType) and matching(scope, ListOf(type)):
        return [*picks, lambda: f"{choose.pick(('first', 'last'))}({of(ListOf(type))})"]
    return picks


def _picks(choose: Chooser, scope: Scope, type: Type, kinds: tuple[str, ...]) -> list[Make]:
    """`least(NAME in LIST where … by …)` and its kin, where there is a collection of such items."""
    ways = [way for way in scope.ways() if way.type in (ListOf(type), SetOf(type)) and not scope.missing(way)]
    free = [n for n in ("each", "other", "third", "fourth", "fifth", "sixth") if n not in scope.names]
    if not ways or not free or not scope.quotes or not scope.calls:
        return []

    def pick() -> str:
        from tests.properties.strategies import conditions

        kind, inner = choose.pick(kinds), scope.with_name(free[0], type)
        where = f" where {conditions.condition(choose, inner, 1).text}" if choose.chance(70) else ""
        by = f" by {_ordered(choose, inner)}" if kind in ("least", "most") else ""
        return f"{kind}({free[0]} in {choose.pick(ways).text}{where}{by})"

    return [pick]


def _ordered(choose: Chooser, scope: Scope) -> str:
    """A value that has an order, of the innermost name where it has one."""
    scales = [way.type for way in scope.ways() if isinstance(way.type, Choice) and way.type.ordered]
    types = [t for t in (NUMBER, MONEY, DURATION, DATE, INSTANT, *scales) if possible(scope, t)]
    type = choose.pick(types)
    own = [way.text for way in matching(scope, type) if way.path[0] == list(scope.names)[-1]]
    return choose.pick(own) if own and choose.chance(70) else perhaps(choose, scope, type, 1)[0]


def _made(choose: Chooser, scope: Scope, type: Type, depth: int, wanted: bool) -> list[Make]:
    """Expressions that are put together."""

    def of(wanted_type: Type) -> str:
        return present(choose, scope, wanted_type, depth)

    def arithmetic(left: Type, operators: str, right: Type) -> Make:
        return lambda: f"({of(left)} {choose.pick(operators)} {of(right)})"

    if type == TEXT:
        found: list[Make] = [lambda: template(choose, scope, depth)]
        if scope.calls:
            found += [
                lambda: f"{choose.pick(('lowercase', 'uppercase', 'trim', 'first_line', 'without_quote'))}({of(TEXT)})",
                lambda: f"replace({of(TEXT)}, {of(TEXT)}, {of(TEXT)})",
                lambda: f"join({of(ListOf(TEXT))}, {of(TEXT)})",
                lambda: f"{choose.pick(('left', 'right'))}({of(TEXT)}, {of(NUMBER)})",
                lambda: f"currency_of({of(MONEY)})",
            ]
        if scope.world.functions:
            found.append(lambda: f"label({choose.pick(('true', 'false'))})")
        return found if scope.quotes else []
    if type == NUMBER:
        return _numbers(choose, scope, of, arithmetic)
    if type == MONEY:
        return [
            arithmetic(MONEY, "+-", MONEY),
            arithmetic(MONEY, "*/", NUMBER),
            arithmetic(NUMBER, "*", MONEY),
            lambda: f"(-{of(MONEY)})",
        ]
    if type == DURATION:
        found = [
            arithmetic(DURATION, "+-", DURATION),
            arithmetic(DURATION, "*/", NUMBER),
            arithmetic(NUMBER, "*", DURATION),
            arithmetic(DATE, "-", DATE),
            lambda: f"(-{of(DURATION)})",
        ]
        return [*found, arithmetic(INSTANT, "-", INSTANT)] if possible(scope, INSTANT) else found
    if type == BUSINESS_DURATION:
        return [arithmetic(type, "+-", type), arithmetic(type, "*/", NUMBER), lambda: f"(-{of(type)})"]
    if type == INSTANT:
        return [arithmetic(INSTANT, "+-", DURATION)] if possible(scope, INSTANT) else []
    if type == DATE:
        return [arithmetic(DATE, "+-", DURATION)]
    if isinstance(type, ListOf):
        return _lists(choose, scope, type, depth, of)
    return []


def _numbers(
    choose: Chooser, scope: Scope, of: Callable[[Type], str], arithmetic: Callable[[Type, str, Type], Make]
) -> list[Make]:
    found = [
        arithmetic(NUMBER, "+-*/", NUMBER),
        arithmetic(NUMBER, "+-*/", NUMBER),
        arithmetic(MONEY, "/", MONEY),
        arithmetic(DURATION, "/", DURATION),
        lambda: f"(-{of(NUMBER)})",
    ]
    if scope.calls:
        found += [
            lambda: f"length({of(TEXT)})",
            lambda: f"{choose.pick(('abs', 'floor', 'ceiling', 'round'))}({of(NUMBER)})",
            lambda: f"round({of(NUMBER)}, {choose.pick(('0', '1', '2', '0.5'))})",
            lambda: f"{choose.pick(('min', 'max', 'remainder'))}({of(NUMBER)}, {of(NUMBER)})",
            lambda: f"amount_of({of(MONEY)})",
            lambda: f"sum({of(ListOf(NUMBER))})",
            lambda: f"count({of(ListOf(choose.pick((TEXT, NUMBER))))})",
        ]
    if scope.world.functions:
        found += [lambda: f"doubled({of(NUMBER)})", lambda: f"risky({of(TEXT)})"]
    collections = [way for way in scope.ways() if isinstance(way.type, ListOf | SetOf) and not scope.missing(way)]
    if collections:
        found.append(lambda: f"count({choose.pick(collections).text})")
        if scope.calls and scope.quotes:
            found.append(lambda: counted(choose, scope))
    return found


def counted(choose: Chooser, scope: Scope) -> str:
    """`count(NAME in LIST where …)`"""
    from tests.properties.strategies import conditions

    name, collection, inner = loop(choose, scope)
    return f"count({name} in {collection} where {conditions.condition(choose, inner, 1).text})"


def loop(choose: Chooser, scope: Scope) -> tuple[str, str, Scope]:
    """The variable of a loop, its collection, and the inside of the loop."""
    ways = [way for way in scope.ways() if isinstance(way.type, ListOf | SetOf) and not scope.missing(way)]
    name = next(n for n in ("each", "other", "third", "fourth", "fifth", "sixth") if n not in scope.names)
    if ways and choose.chance(80):
        way = choose.pick(ways)
        assert isinstance(way.type, ListOf | SetOf)
        return name, way.text, scope.with_name(name, way.type.item)
    return name, f"words({present(choose, scope, TEXT, 1)})", scope.with_name(name, TEXT)


def _lists(choose: Chooser, scope: Scope, type: ListOf, depth: int, of: Callable[[Type], str]) -> list[Make]:
    found: list[Make] = [lambda: _list(choose, scope, type, depth), *_picks(choose, scope, type.item, ("list",))]
    if scope.calls:
        found.append(lambda: f"{choose.pick(('reverse', 'distinct'))}({of(type)})")
        if possible(scope, SetOf(type.item)):
            found.append(lambda: f"list_of({of(SetOf(type.item))})")
        if type.item == TEXT and scope.quotes:
            found += [
                lambda: f"split({of(TEXT)}, {of(TEXT)})",
                lambda: f"{choose.pick(('words', 'lines'))}({of(TEXT)})",
            ]
    return found


def template(choose: Chooser, scope: Scope, depth: int) -> str:
    """A text with one or two holes."""
    inside = scope.evolve(quotes=False)
    parts = []
    for _ in range(choose.integer(1, 2)):
        types = [TEXT, NUMBER, MONEY, DURATION, DATE, BOOLEAN]
        ways = [way for way in scope.ways() if not scope.missing(way) and way.type != PAYLOAD and '"' not in way.text]
        if ways and choose.chance(70):
            hole = choose.pick(ways).text
        else:
            hole = present(choose, inside, choose.pick(types), min(depth, 1))
        parts.append(choose.pick(("", "Hi ", "\\{", "e", "\u0301 ")) + "{" + hole + "}")
    whole = "".join(parts) + choose.pick(("", "!", " \\\\ "))
    return f'"""{whole}"""' if '"' in whole or choose.chance(15) else f'"{whole}"'
