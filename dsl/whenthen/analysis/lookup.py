"""Which words mean something at a place, and what is known there of what they lead to."""

from __future__ import annotations

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.flow import path_of
from whenthen.analysis.tables import visible
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.types.model import (
    Optional,
    Type,
    optional,
    required,
)

#: Names that every rule has; `actor` only where there are people among the records.
BUILTIN_NAMES = ("now", "today", "actor")


def resolves(name: str, checker: Checker, env: Environment) -> bool:
    """Whether the word means something here, a choice value apart."""
    if name in env.variables or name in BUILTIN_NAMES:
        return True
    if env.needs is not None and checker.record(name, env) is not None:
        return True
    tables = checker.tables
    return any(
        name in table and checker.sees(env.file, table[name])
        for table in (tables.constants, tables.conditions, tables.aliases, tables.calendars)
    )


def known_names(checker: Checker, env: Environment) -> list[str]:
    """All words that would mean something here."""
    tables = checker.tables
    names = [*env.variables]
    for table in (tables.aliases, tables.constants, tables.conditions):
        names.extend(d.name.text for d in visible(env.file, table.values()))
    if env.needs is not None:
        names.extend(d.name.text for d in visible(env.file, tables.records.values()))
    return [*names, *BUILTIN_NAMES]


def alias_root(alias: nodes.AliasDeclaration) -> str:
    """The record name that the path of an ALIAS begins with."""
    expression = alias.value
    while isinstance(expression, nodes.Member):
        expression = expression.object
    return expression.name if isinstance(expression, nodes.Reference) else ""


def narrowed(declared: Type, node: nodes.Expression, checker: Checker, env: Environment) -> Type:
    """The type of a path at this place: without `?` where it is known to be present, narrowed by `is a …`."""
    path = path_of(node, checker)
    if path is None:
        return declared
    known = env.facts.narrowed.get(path)
    if known is not None:
        declared = optional(known) if isinstance(declared, Optional) else known
    return required(declared) if path in env.facts.present else declared


def forbid_shadowing(name: nodes.Name, kind: str, checker: Checker, env: Environment) -> None:
    """A new local name must not hide one that is known here."""
    text = name.text
    tables = checker.tables
    place = env.variables[text].declared if text in env.variables else None
    for table in (tables.constants, tables.conditions, tables.aliases, tables.calendars):
        declaration = table.get(text)
        if place is None and declaration is not None and checker.sees(env.file, declaration):
            place = declaration.name.span
    if place is not None:
        checker.report(
            "N205",
            f"the {kind} `{text}` has the name of something else that is known here",
            name.span,
            Label(place, "this one"),
            help="give it a name of its own",
        )
    elif text in BUILTIN_NAMES:
        checker.report("N205", f"`{text}` has a meaning already", name.span, help="give it a name of its own")
