"""LETs, ALIASes and DEFINEs at the top of files: checked once each, before or when they are first needed.

A definition that leads back to itself is reported at the place in it that does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from whenthen.analysis import dependencies, flow, statements
from whenthen.analysis.checker import Checker, Condition
from whenthen.analysis.dependencies import Defined
from whenthen.analysis.environment import Environment, Variable
from whenthen.analysis.infer import check_condition, infer
from whenthen.analysis.lookup import BUILTIN_NAMES, alias_root
from whenthen.analysis.wording import a
from whenthen.diagnostics.model import Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import BOOLEAN, UNKNOWN, RecordType, Type, required

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
D = TypeVar("D", bound=Defined)

#: How deep checks of definitions may nest. They do at all only where `dependencies` was misled by a choice value that
#: has the name of a definition.
_DEEPEST = 8


def check_definitions(checker: Checker) -> None:
    """Check every definition, used or not; those that others use come first, so that chains do not nest."""
    checker.demand = lambda item, place: demand(item, place, checker)
    for calendar in checker.tables.calendars.values():
        _forbid_taken_name(calendar, checker)
    for item in dependencies.in_order_of_use(checker.tables):
        _forbid_taken_name(item, checker)
        demand(item, item.name.span, checker)


def _forbid_taken_name(item: Defined | nodes.CalendarDeclaration, checker: Checker) -> None:
    """A LET, DEFINE, ALIAS or CALENDAR must not have the name of `now`, `actor`, or (an ALIAS may) of a record."""
    name = item.name.text
    if isinstance(item, nodes.DefineAction):
        return
    record = checker.tables.records.get(name)
    if name in BUILTIN_NAMES:
        checker.report("N205", f"`{name}` has a meaning already", item.name.span, help="give it a name of its own")
    elif isinstance(item, nodes.AliasDeclaration) or record is None:
        return
    elif checker.sees(checker.tables.file_of(item), record):
        checker.report(
            "N205",
            f"`{name}` is the name of a record",
            item.name.span,
            Label(record.name.span, "declared here"),
            help="give it a name of its own",
        )


def demand(item: Defined, place: Span, checker: Checker) -> None:
    """See to it that a definition has been checked; `place` is where it is used."""
    name = item.name.text
    match item:
        case nodes.LetDeclaration():
            _check_once(item, name, place, checker.constant_types, UNKNOWN, _constant, checker)
        case nodes.AliasDeclaration():
            _check_once(item, name, place, checker.alias_types, UNKNOWN, _alias, checker)
        case nodes.DefineCondition():
            _check_once(item, name, place, checker.checked_conditions, Condition(UNKNOWN, {}, ()), _condition, checker)
        case nodes.DefineAction():
            _check_once(item, item, place, checker.checked_actions, (), _action, checker)


def _check_once(
    item: D, key: K, place: Span, results: dict[K, T], otherwise: T, check: Callable[[D, Checker], T], checker: Checker
) -> None:
    if key not in results:
        found = _alone(item, place, checker, lambda: check(item, checker))
        results.setdefault(key, otherwise if found is None else found)


def _constant(let: nodes.LetDeclaration, checker: Checker) -> Type:
    return infer(let.value, checker, Environment(checker.tables.file_of(let), constant=True))


def _alias(alias: nodes.AliasDeclaration, checker: Checker) -> Type:
    root = alias_root(alias)
    env = Environment(checker.tables.file_of(alias))
    if not root or not isinstance(alias.value, nodes.Member):
        checker.report(
            "N213",
            "an ALIAS stands for a field, reached from a record by its name",
            alias.value.span,
            help="for example `ALIAS customer = ticket.requester`",
        )
        return UNKNOWN
    if checker.record(root, env) is None:
        known = list(checker.schema.records)
        expression = alias.value
        while isinstance(expression, nodes.Member):
            expression = expression.object  # type: ignore[assignment]
        checker.unknown_name("record", root, expression.span, env, known, "N104")
        return UNKNOWN
    env = env.with_variable(root, Variable(RecordType(root), alias.value.span, "record"))
    type = infer(alias.value, checker, env)
    declared = checker.tables.records.get(alias.name.text)
    if declared is not None and required(type) not in (UNKNOWN, RecordType(alias.name.text)):
        checker.report(
            "N216",
            f"`{alias.name.text}` is also a record, and this alias stands for {a(type)}",
            alias.name.span,
            Label(declared.name.span, "the record is declared here"),
            help="give the alias another name, or let it stand for such a record",
        )
        return UNKNOWN
    return type


def _condition(define: nodes.DefineCondition, checker: Checker) -> Condition:
    needs: dict[str, Span] = {}
    missing: list[Span] = []
    asked = frozenset(
        node.value.name
        for node in walk(define.condition)
        if isinstance(node, nodes.IsSet) and isinstance(node.value, nodes.Reference)
    )
    env = Environment(checker.tables.file_of(define), needs=needs, asked=asked)
    changes: list[Span] = []
    checker.missing, checker.changes = missing, changes
    good = check_condition(define.condition, checker, env)
    if not good:
        return Condition(UNKNOWN, needs, tuple(missing), tuple(changes), asked)
    facts = (flow.learn(define.condition, truth, checker) for truth in (True, False))
    return Condition(BOOLEAN, needs, tuple(missing), tuple(changes), asked, *facts)


def _action(define: nodes.DefineAction, checker: Checker) -> tuple[Span, ...]:
    changes: list[Span] = []
    checker.changes = changes
    env = Environment(checker.tables.file_of(define))
    parameters = checker.action_parameters[define]
    for parameter, written in zip(parameters, define.parameters, strict=True):
        env = env.with_variable(parameter.name, Variable(parameter.type, written.name.span, "parameter"))
    for node in walk(define):
        if isinstance(node, nodes.Stop | nodes.Wait):
            word = "stop" if isinstance(node, nodes.Stop) else "wait"
            checker.report(
                "N211",
                f"`{word}` cannot stand in a DEFINE ACTION",
                node.span,
                Label(define.name.span, "in this definition"),
                help=f"a definition only writes and performs: put `{word}` into the rule, after the call",
            )
    statements.check_statements(define.statements, checker, env)
    return tuple(changes)


def _alone(item: Defined, place: Span, checker: Checker, check: Callable[[], T]) -> T | None:
    """Check a declaration apart from what is being checked where it is used; None for one that leads to itself."""
    if item in checker.open_definitions:
        checker.report(
            "N207",
            f"`{item.name.text}` is defined by itself",
            place,
            Label(item.name.span, "defined here"),
            help="a definition can only use others that do not lead back to it",
        )
        return None
    if len(checker.open_definitions) >= _DEEPEST:
        checker.report(
            "N208",
            f"`{item.name.text}` leads through too many definitions",
            item.name.span,
            help="give definitions names that are no choice values",
        )
        return None
    missing, changes, quiet = checker.missing, checker.changes, checker.quiet
    checker.missing, checker.changes, checker.quiet = None, None, False
    checker.open_definitions.append(item)
    try:
        return check()
    finally:
        checker.open_definitions.pop()
        checker.missing, checker.changes, checker.quiet = missing, changes, quiet
