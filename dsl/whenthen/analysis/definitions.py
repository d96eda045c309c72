"""LETs, ALIASes and DEFINEs at the top of files: checked once each, before or when they are first needed.

A definition that leads back to itself is reported at the place in it that does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from whenthen.analysis import conditions, dependencies, expressions, flow, statements
from whenthen.analysis.checker import Checker, Condition
from whenthen.analysis.dependencies import Defined
from whenthen.analysis.environment import Environment, Variable
from whenthen.analysis.wording import a
from whenthen.diagnostics.model import Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import BOOLEAN, UNKNOWN, RecordType, Type, required
from whenthen.types.schema import Parameter

T = TypeVar("T")

#: How deep checks of definitions may nest. They do at all only where `dependencies` was misled by a choice value that
#: has the name of a definition.
_DEEPEST = 8


def check_definitions(checker: Checker) -> None:
    """Check every definition, used or not; those that others use come first, so that chains do not nest."""
    for item in dependencies.in_order_of_use(checker.tables):
        match item:
            case nodes.LetDeclaration():
                constant_type(item, checker)
            case nodes.AliasDeclaration():
                alias_type(item, checker)
            case nodes.DefineCondition():
                condition(item, checker)
            case nodes.DefineAction():
                action_parameters(item, checker)


def constant_type(let: nodes.LetDeclaration, checker: Checker, place: Span | None = None) -> Type:
    """The type of a LET at the top of a file; `place` is where it is used."""
    name = let.name.text
    if name not in checker.constant_types:
        env = Environment(checker.tables.file_of(let), constant=True)
        type = _alone(let, place, checker, lambda: expressions.infer(let.value, checker, env))
        checker.constant_types.setdefault(name, type or UNKNOWN)
    return checker.constant_types[name]


def alias_root(alias: nodes.AliasDeclaration) -> str:
    """The record name that the path of an ALIAS begins with."""
    expression = alias.value
    while isinstance(expression, nodes.Member):
        expression = expression.object
    return expression.name if isinstance(expression, nodes.Reference) else ""


def alias_type(alias: nodes.AliasDeclaration, checker: Checker, place: Span | None = None) -> Type:
    """The type of what an ALIAS stands for, UNKNOWN after a mistake in it; `place` is where it is used."""
    name = alias.name.text
    if name not in checker.alias_types:
        type = _alone(alias, place, checker, lambda: _check_alias(alias, checker))
        checker.alias_types.setdefault(name, type or UNKNOWN)
    return checker.alias_types[name]


def _check_alias(alias: nodes.AliasDeclaration, checker: Checker) -> Type:
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
    type = expressions.infer(alias.value, checker, env)
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


def condition(define: nodes.DefineCondition, checker: Checker, place: Span | None = None) -> Condition:
    """The checked body of a DEFINE; `place` is where it is used."""
    name = define.name.text
    if name not in checker.checked_conditions:
        checked = _alone(define, place, checker, lambda: _check_condition(define, checker))
        checker.checked_conditions.setdefault(name, checked or Condition(UNKNOWN, {}, ()))
    return checker.checked_conditions[name]


def _check_condition(define: nodes.DefineCondition, checker: Checker) -> Condition:
    needs: dict[str, Span] = {}
    missing: list[Span] = []
    env = Environment(checker.tables.file_of(define), needs=needs)
    checker.missing = missing
    good = conditions.check_condition(define.condition, checker, env)
    if not good:
        return Condition(UNKNOWN, needs, tuple(missing))
    facts = (flow.learn(define.condition, truth, checker) for truth in (True, False))
    return Condition(BOOLEAN, needs, tuple(missing), *facts)


def action_parameters(define: nodes.DefineAction, checker: Checker, place: Span | None = None) -> tuple[Parameter, ...]:
    """The parameters of a DEFINE ACTION, whose body is checked on the way; `place` is where it is called."""
    name = define.name.text
    if name not in checker.checked_actions:
        _alone(define, place, checker, lambda: _check_action(define, checker))
        checker.checked_actions.add(name)
    return checker.action_parameters[name]


def _check_action(define: nodes.DefineAction, checker: Checker) -> None:
    env = Environment(checker.tables.file_of(define))
    parameters = checker.action_parameters[define.name.text]
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


def _alone(item: Defined, place: Span | None, checker: Checker, check: Callable[[], T]) -> T | None:
    """Check a declaration apart from what is being checked where it is used; None for one that leads to itself."""
    if item in checker.open_definitions:
        checker.report(
            "N207",
            f"`{item.name.text}` is defined by itself",
            place or item.name.span,
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
    missing, quiet = checker.missing, checker.quiet
    checker.missing, checker.quiet = None, False
    checker.open_definitions.append(item)
    try:
        return check()
    finally:
        checker.open_definitions.pop()
        checker.missing, checker.quiet = missing, quiet
