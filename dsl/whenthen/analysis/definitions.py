"""LETs, ALIASes and DEFINEs at the top of files: checked once each, when they are first needed, and bounded.

A chain of definitions that leads back to itself is reported once, at the first of it in the order of the files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from whenthen.analysis import conditions, expressions, statements
from whenthen.analysis.checker import Checker, Condition
from whenthen.analysis.environment import Environment, Variable
from whenthen.diagnostics.model import Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import BOOLEAN, UNKNOWN, RecordType, Type, required
from whenthen.types.schema import Parameter

T = TypeVar("T")


def constant_type(let: nodes.LetDeclaration, checker: Checker) -> Type:
    """The type of a LET at the top of a file."""
    name = let.name.text
    if name not in checker.constant_types:
        checker.constant_types[name] = UNKNOWN  # while it is checked: a circle has been reported by `circles`
        env = Environment(checker.tables.file_of(let), constant=True)
        checker.constant_types[name] = _alone(checker, lambda: expressions.infer(let.value, checker, env))
    return checker.constant_types[name]


def alias_root(alias: nodes.AliasDeclaration) -> str:
    """The record name that the path of an ALIAS begins with."""
    expression = alias.value
    while isinstance(expression, nodes.Member):
        expression = expression.object
    return expression.name if isinstance(expression, nodes.Reference) else ""


def alias_type(alias: nodes.AliasDeclaration, checker: Checker) -> Type:
    """The type of what an ALIAS stands for, UNKNOWN after a mistake in it."""
    name = alias.name.text
    if name not in checker.alias_types:
        checker.alias_types[name] = UNKNOWN
        checker.alias_types[name] = _alone(checker, lambda: _check_alias(alias, checker))
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
            f"`{alias.name.text}` is also a record, and this alias stands for a {type}",
            alias.name.span,
            Label(declared.name.span, "the record is declared here"),
            help="give the alias another name, or let it stand for such a record",
        )
        return UNKNOWN
    return type


def condition(define: nodes.DefineCondition, checker: Checker) -> Condition:
    """The checked body of a DEFINE."""
    name = define.name.text
    if name not in checker.checked_conditions:
        checker.checked_conditions[name] = Condition(UNKNOWN, {}, ())
        checker.checked_conditions[name] = _alone(checker, lambda: _check_condition(define, checker))
    return checker.checked_conditions[name]


def _check_condition(define: nodes.DefineCondition, checker: Checker) -> Condition:
    needs: dict[str, Span] = {}
    missing: list[Span] = []
    env = Environment(checker.tables.file_of(define), needs=needs)
    checker.missing = missing
    good = conditions.check_condition(define.condition, checker, env)
    return Condition(BOOLEAN if good else UNKNOWN, needs, tuple(missing))


def action_parameters(define: nodes.DefineAction, checker: Checker) -> tuple[Parameter, ...]:
    """The parameters of a DEFINE ACTION, whose body is checked on the way."""
    name = define.name.text
    if name not in checker.checked_actions:
        checker.checked_actions.add(name)
        _alone(checker, lambda: _check_action(define, checker))
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


def _alone(checker: Checker, check: Callable[[], T]) -> T:
    """Check a declaration apart from what is being checked where it is used."""
    missing, quiet = checker.missing, checker.quiet
    checker.missing, checker.quiet = None, False
    try:
        return check()
    finally:
        checker.missing, checker.quiet = missing, quiet
