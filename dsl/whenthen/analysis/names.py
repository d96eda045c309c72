"""What a bare word means where it stands.

In this order: a local name (record of the trigger, LET, parameter, variable), an ALIAS whose root is at hand, a LET or
a DEFINE of the program, `now`, `today` and `actor`. Choice values come before all of them, where the other side of a
comparison or the place that is written has a choice as its type; that is decided in `infer.check`.
"""

from __future__ import annotations

import re

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import EACH, Environment, Variable
from whenthen.analysis.infer import NOTHING_WORDS, infer
from whenthen.analysis.lookback import look_back
from whenthen.analysis.lookup import BUILTIN_NAMES, alias_root, known_names, narrowed
from whenthen.analysis.program import AliasUse, BuiltinName, ConditionUse, ConstantUse
from whenthen.diagnostics.fixes import insert
from whenthen.diagnostics.model import Fix, Label
from whenthen.syntax import nodes
from whenthen.types.model import (
    DATE,
    INSTANT,
    UNKNOWN,
    Optional,
    RecordType,
    Type,
    Union,
    optional,
    required,
)


@infer.register(nodes.Reference)
def _reference(node: nodes.Reference, checker: Checker, env: Environment) -> Type:
    name = node.name
    variable = env.variables.get(name)
    if (
        variable is None
        and env.needs is not None
        and checker.record(name, env) is not None
        and not _is_alias(name, checker, env)
    ):
        env.needs.setdefault(name, node.span)
        type = RecordType(name)
        variable = Variable(optional(type) if name in env.asked else type, node.span, "record")
    if variable is not None:
        checker.bind_local(node, name)
        if _two_meanings(node, variable, checker, env):
            return checker.unknown(node)
        return checker.settle(node, narrowed(variable.type, node, checker, env))
    alias = checker.tables.aliases.get(name)
    if alias is not None and checker.sees(env.file, alias):
        return _alias(node, alias, checker, env)
    constant = checker.tables.constants.get(name)
    if constant is not None and checker.sees(env.file, constant):
        checker.bindings[node] = ConstantUse(constant)
        checker.demand(constant, node.span)
        return checker.settle(node, checker.constant_types[name])
    condition = checker.tables.conditions.get(name)
    if condition is not None and checker.sees(env.file, condition):
        return _condition(node, condition, checker, env)
    calendar = checker.tables.calendars.get(name)
    if calendar is not None and checker.sees(env.file, calendar):
        checker.report(
            "C116",
            f"`{name}` is a calendar, and a value is wanted here",
            node.span,
            Label(calendar.name.span, "declared here"),
            help=f'ask whether a moment is in it: `now is within {name}`; its name as a text is `"{name}"`',
            fix=_within(node),
        )
        return checker.unknown(node)
    if name in BUILTIN_NAMES:
        return _builtin(node, checker, env)
    if checker.record(name, env) is not None:
        _not_at_hand(node, name, checker, env)
    else:
        known = [] if name.casefold() in _SPOKEN else known_names(checker, env)
        checker.unknown_name("name", name, node.span, env, known, "N101", _advice(name, checker, env))
    return checker.unknown(node)


def _within(node: nodes.Reference) -> Fix | None:
    """`now is support_hours`: asks whether now is within them."""
    before = node.span.source.text[max(0, node.span.start - 60) : node.span.start]
    if not re.search(r"\bnow\s+is\s+(?:not\s+)?\Z", before, re.IGNORECASE):
        return None
    return insert(node.span.source, node.span.start, "within ")


#: Words for days and times that are no names of the language, and how it says them.
_SPOKEN = {
    "tomorrow": "it is the date `today + 1 day`; its moment at nine is `instant_of(today + 1 day, 09:00)`",
    "yesterday": "it is the date `today - 1 day`",
    **dict.fromkeys(("empty", "blank"), "of a text or a list write `is empty`, of what may be missing `not set`"),
    "time": "the time of day is `time_of(now)`",
    "hour": "the hour is `hour_of(now)`",
    "weekday": "the day of the week is `weekday_of(today)`",
    **{
        day: f"ask for the day of the week: `weekday_of(today) is {day}`; the next such date is "
        f"`next_weekday(today, {day})`"
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    },
}


def _advice(name: str, checker: Checker, env: Environment) -> str:
    """What a word that stands for nothing was probably meant to be."""
    if name.casefold() in NOTHING_WORDS:
        return "to ask whether a value is missing write `is not set`, to take it away `clear` and the field"
    if name.casefold() in _SPOKEN:
        return _SPOKEN[name.casefold()]
    for variable, known in env.variables.items():
        type = required(known.type)
        if isinstance(type, RecordType) and checker.field(type.name, name) is not None:
            return f"did you mean the field `{variable}.{name}`?"
    return ""


def _two_meanings(node: nodes.Reference, variable: Variable, checker: Checker, env: Environment) -> bool:
    """A name that one trigger brings as a record and that is an alias of what another one brings has no one meaning."""
    alias = checker.tables.aliases.get(node.name)
    if alias is None or not isinstance(variable.type, Optional) or not checker.sees(env.file, alias):
        return False
    root = env.variables.get(alias_root(alias))
    if root is None or root.kind == EACH:  # what a trigger brings is meant before what FOR EACH goes through
        return False
    checker.report(
        "N216",
        f"`{node.name}` means two things in this rule: what a trigger brings, and `{alias.value.span.text}`",
        node.span,
        Label(variable.declared, "this trigger brings it"),
        Label(alias.name.span, "the alias"),
        help=f"write `{alias.value.span.text}`, or two rules, one for each trigger",
    )
    return True


def _is_alias(name: str, checker: Checker, env: Environment) -> bool:
    alias = checker.tables.aliases.get(name)
    return alias is not None and checker.sees(env.file, alias)


def _alias(node: nodes.Reference, alias: nodes.AliasDeclaration, checker: Checker, env: Environment) -> Type:
    checker.demand(alias, node.span)
    type = checker.alias_types[alias.name.text]
    if type == UNKNOWN:
        return checker.unknown(node)
    checker.bindings[node] = AliasUse(alias)
    root = alias_root(alias)
    if env.needs is not None and root not in env.variables:
        env.needs.setdefault(root, node.span)
        if root in env.asked and (root,) not in env.facts.present:
            type = optional(type)
        return checker.settle(node, narrowed(type, node, checker, env))
    variable = env.variables.get(root)
    if variable is None or required(variable.type) != RecordType(root):
        del checker.bindings[node]
        if env.file.incomplete or env.partial:
            return checker.unknown(node)
        checker.report(
            "N111",
            f"`{alias.name.text}` stands for `{alias.value.span.text}`, and there is no `{root}` here",
            node.span,
            Label(alias.name.span, "declared here"),
            help=_where_from(root, checker, env),
        )
        return checker.unknown(node)
    if isinstance(variable.type, Optional) and (root,) not in env.facts.present:
        type = optional(type)
    return checker.settle(node, narrowed(type, node, checker, env))


def _condition(node: nodes.Reference, define: nodes.DefineCondition, checker: Checker, env: Environment) -> Type:
    checker.demand(define, node.span)
    checked = checker.checked_conditions[define.name.text]
    checker.bindings[node] = ConditionUse(define)
    for name in checked.needs:
        _provide(node, define, name, checker, env)
    look_back(node.span, f"`{node.name}`", checked.changes, checker, env)
    if checked.missing:
        if checker.missing is not None:
            checker.missing.extend(checked.missing)
        if env.negated and checked.type != UNKNOWN:
            span = checked.missing[0]
            checker.report(
                "V102",
                f"under NOT, `{node.name}` also counts as false where `{span.text}` is missing",
                node.span,
                Label(span, "this may be missing"),
                help=f"in the definition say what is meant: `{span.text} is set AND …`, or give it a value: "
                f"`{span.text} otherwise …`",
            )
    return checker.settle(node, checked.type)


def _provide(
    node: nodes.Reference, define: nodes.DefineCondition, name: str, checker: Checker, env: Environment
) -> None:
    """The caller of a named condition has to have the records that its text speaks of."""
    if env.needs is not None and name not in env.variables:
        env.needs.setdefault(name, node.span)
        return
    variable = env.variables.get(name)
    if variable is None or required(variable.type) not in (RecordType(name), UNKNOWN):
        if env.partial and variable is None:
            return
        checker.report(
            "N111",
            f"`{define.name.text}` speaks of `{name}`, and there is none here",
            node.span,
            Label(checker.checked_conditions[define.name.text].needs[name], "needed here"),
            help=_where_from(name, checker, env),
        )
    elif (
        isinstance(variable.type, Optional)
        and (name,) not in env.facts.present
        and name not in checker.checked_conditions[define.name.text].asked
    ):
        checker.report(
            "V104",
            f"`{define.name.text}` speaks of `{name}`, which may be missing here",
            node.span,
            Label(checker.checked_conditions[define.name.text].needs[name], "needed here"),
            help=f"write `{name} is set AND {define.name.text}`",
        )


def _builtin(node: nodes.Reference, checker: Checker, env: Environment) -> Type:
    if env.constant:
        checker.report(
            "T121",
            f"`{node.name}` is another one at each event, and this value is fixed once",
            node.span,
            help=f"use `{node.name}` in the rule itself",
        )
        return checker.unknown(node)
    checker.bindings[node] = BuiltinName(node.name)
    if node.name == "now":
        return checker.settle(node, INSTANT)
    if node.name == "today":
        return checker.settle(node, DATE)
    people = tuple(RecordType(n) for n in ("agent", "customer") if checker.record(n, env) is not None)
    if not people:
        checker.report(
            "N101",
            "`actor` is the agent or customer who caused the event, and there is no record `agent` or `customer`",
            node.span,
            help="declare them (`RECORD agent KEY id …`) or `USE helpdesk`",
        )
        return checker.unknown(node)
    type: Type = Union(people) if len(people) > 1 else people[0]
    return checker.settle(node, narrowed(Optional(type), node, checker, env))


def _not_at_hand(node: nodes.Reference, name: str, checker: Checker, env: Environment) -> None:
    if env.constant:
        checker.report(
            "T121",
            f"`{name}` is a record, and this value is fixed once, before any event",
            node.span,
            help="a condition on a record is a DEFINE: `DEFINE name AS …`; a LET of a rule stands before its IF",
        )
        return
    if env.partial:
        return
    nearest = checker.suggest(name, list(env.variables))
    checker.report("N111", f"there is no `{name}` here", node.span, help=nearest or _where_from(name, checker, env))


def _where_from(record: str, checker: Checker, env: Environment) -> str:
    """Which triggers would bring such a record."""
    if not env.variables:
        return f"after WHEN, `FOR EACH {record}` goes through all of them"
    events = [f"`WHEN {e.subject} is {e.event}`" for e in checker.schema.events.values() if record in e.provides]
    ways = [*events[:3], f"`WHEN {record}.… changes`"]
    return f"`{record}` comes with {', '.join(ways[:-1])} or {ways[-1]}" if len(ways) > 1 else f"use {ways[0]}"
