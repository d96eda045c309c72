"""From a type as it is written to the type that it means."""

from __future__ import annotations

from functools import singledispatch

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.tables import visible
from whenthen.diagnostics.fixes import replace
from whenthen.syntax import nodes
from whenthen.types.model import (
    BUSINESS_DURATION,
    NAMED,
    PATTERN,
    TEXT,
    UNKNOWN,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
    Variable,
    optional,
)
from whenthen.values.text import fold


def read_type(written: nodes.TypeExpression, checker: Checker, env: Environment, in_function: bool = False) -> Type:
    """The type; what does not exist or does not fit is reported and becomes UNKNOWN.

    Type variables, patterns and business durations stand only in the declarations of functions.
    """
    return _read(written, checker, env, in_function)


#: What other languages call the types.
_ELSEWHERE = {
    **dict.fromkeys(("string", "str", "varchar", "char"), "text"),
    **dict.fromkeys(("int", "integer", "float", "double", "decimal", "long"), "number"),
    **dict.fromkeys(("bool", "flag"), "boolean"),
    **dict.fromkeys(("datetime", "timestamp", "moment"), "instant"),
    **dict.fromkeys(("timedelta", "interval", "timespan"), "duration"),
    **dict.fromkeys(("currency", "price"), "money"),
    **dict.fromkeys(("json", "object", "dict", "map"), "payload"),
}


#: Types that stand in declarations of functions only: what to say elsewhere.
_IN_FUNCTIONS: dict[Type, tuple[str, str]] = {
    PATTERN: (
        "a `pattern` can only be a parameter of a function",
        "store the text to look for, or write the pattern in the rule: `matches /…/`",
    ),
    BUSINESS_DURATION: (
        "a `business_duration` can only stand in the declaration of a function",
        "how long it is depends on a calendar: store a `duration`, or a number of hours or days",
    ),
}


@singledispatch
def _read(written: nodes.TypeExpression, checker: Checker, env: Environment, in_function: bool) -> Type:
    raise TypeError(f"read_type does not know {type(written).__name__}")


@_read.register
def _named(written: nodes.NamedType, checker: Checker, env: Environment, in_function: bool) -> Type:
    name = written.name.text
    if checker.record(name, env) is not None or _is_record(name, checker, env):
        return RecordType(name)
    if len(name) == 1 and name.isupper() and in_function:
        return Variable(name)
    found = NAMED.get(name)
    if found is None:
        known = [*NAMED, *(r.name.text for r in visible(env.file, checker.tables.records.values()))]
        other = _ELSEWHERE.get(name.casefold())
        advice = f"the type is called `{other}` here" if other else ""
        checker.unknown_name("type", name, written.span, env, known, "N104", advice)
        return UNKNOWN
    if found in _IN_FUNCTIONS and not in_function:
        message, help = _IN_FUNCTIONS[found]
        checker.report("T119", message, written.span, help=help)
        return UNKNOWN
    return found


def _is_record(name: str, checker: Checker, env: Environment) -> bool:
    """A record that is declared and seen, even while the schema is still being built."""
    declaration = checker.tables.records.get(name)
    return declaration is not None and checker.sees(env.file, declaration)


@_read.register
def _choice(written: nodes.ChoiceType, checker: Checker, env: Environment, in_function: bool) -> Type:
    values: list[str] = []
    for value in written.values:
        twin = next((known for known in values if fold(known) == fold(value.text)), None)
        if twin is None:
            values.append(value.text)
        else:
            what = "is listed twice" if twin == value.text else f"differs from `{twin}` by letter case only"
            checker.report("N201", f"the value `{value.text}` {what}", value.span, help="remove one of the two")
    return Choice(tuple(values), written.ordered)


@_read.register
def _collection(written: nodes.CollectionType, checker: Checker, env: Environment, in_function: bool) -> Type:
    item = _read(written.item, checker, env, in_function)
    if isinstance(item, Optional):
        shown = written.item.span.text
        checker.report(
            "T119",
            f"the items of a {written.kind} cannot be missing",
            written.item.span,
            help=f"write `{written.kind} of {item.type}` without the `?`",
            fix=replace(written.item.span, shown.removesuffix("?"), safe=False) if shown.endswith("?") else None,
        )
        item = item.type
    return ListOf(item) if written.kind == "list" else SetOf(item)


@_read.register
def _union(written: nodes.UnionType, checker: Checker, env: Environment, in_function: bool) -> Type:
    members: list[Type] = []
    for part in written.members:
        member = _read(part, checker, env, in_function)
        if member == UNKNOWN:
            return UNKNOWN
        if not isinstance(member, RecordType) and member != TEXT:
            checker.report(
                "T119",
                f"`or` joins records and text, and `{member}` is neither",
                part.span,
                help="for one of some words write a choice: `new | open`",
            )
            return UNKNOWN
        if member not in members:
            members.append(member)
    return Union(tuple(members)) if len(members) > 1 else members[0]


@_read.register
def _optional(written: nodes.OptionalType, checker: Checker, env: Environment, in_function: bool) -> Type:
    return optional(_read(written.type, checker, env, in_function))
