"""Calls of functions, counts and quantifiers: what works on lists and arguments."""

from __future__ import annotations

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment, Variable
from whenthen.analysis.infer import check, check_condition, infer
from whenthen.analysis.missing import may_be_missing
from whenthen.analysis.tables import visible
from whenthen.analysis.wording import a
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.types import relations
from whenthen.types.model import (
    BOOLEAN,
    NUMBER,
    TEXT,
    UNKNOWN,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    required,
)


@infer.register(nodes.Call)
def _call(node: nodes.Call, checker: Checker, env: Environment) -> Type:
    """The type that a function gives; its arguments are held against its declaration."""
    name = node.function.text
    declaration = checker.tables.functions.get(name)
    function = checker.schema.functions.get(name)
    if declaration is None or function is None or not checker.sees(env.file, declaration):
        for argument in node.arguments:
            infer(argument, checker, env)
        if declaration is None or not checker.sees(env.file, declaration):
            known = [d.name.text for d in visible(env.file, checker.tables.functions.values())]
            checker.unknown_name("function", name, node.function.span, env, [*known, "count"], "N107")
        return checker.unknown(node)
    needed = [p for p in function.parameters if not isinstance(p.type, Optional)]
    given = len(node.arguments)
    if not len(needed) <= given <= len(function.parameters):
        names = ", ".join(p.name for p in function.parameters)
        checker.report(
            "T113",
            f"`{name}` takes {_values(len(needed), len(function.parameters))}, and here "
            + ("is none" if not given else "is one" if given == 1 else f"are {given}"),
            node.span,
            Label(declaration.name.span, "declared here"),
            help=f"write `{name}({names})`",
        )
        return checker.unknown(node)
    found: dict[str, Type] = {}
    good = True
    for parameter, argument in zip(function.parameters, node.arguments, strict=False):
        type = check(
            argument, relations.substitute(parameter.type, found), checker, env, f"the {parameter.name} of `{name}`"
        )
        if type == UNKNOWN:
            good = False
            continue
        if isinstance(type, Optional) and not isinstance(parameter.type, Optional):
            may_be_missing("V104", f"is the {parameter.name} of `{name}`", argument, checker)
            type = type.type
        if not relations.unify(parameter.type, type, found):
            wanted = parameter.type if not found else relations.substitute(parameter.type, found)
            checker.report(
                "T105",
                f"the {parameter.name} of `{name}` is {a(wanted)}, and this is {a(type)}",
                argument.span,
                Label(declaration.name.span, "declared here"),
                help="`list_of(…)` makes a list of a set"
                if isinstance(required(type), SetOf) and isinstance(required(wanted), ListOf)
                else f"`{name}` wants {a(wanted)} here",
            )
            good = False
    if not good:
        return checker.unknown(node)
    checker.functions[node] = function
    return checker.settle(node, relations.substitute(function.returns, found))


def _values(least: int, most: int) -> str:
    if least == most:
        return "one value" if most == 1 else f"{most} values"
    return f"{least} to {most} values"


@infer.register(nodes.Count)
def _count(node: nodes.Count, checker: Checker, env: Environment) -> Type:
    item = _item_type(node.collection, "is counted", checker, env)
    if node.variable is not None:
        inner = _inside(node.variable, item, node.collection, checker, env)
        if node.where is not None:
            check_condition(node.where, checker, inner)
    return checker.settle(node, NUMBER)


@infer.register(nodes.Quantified)
def _quantified(node: nodes.Quantified, checker: Checker, env: Environment) -> Type:
    item = _item_type(node.collection, "is looked through", checker, env)
    inner = _inside(node.variable, item, node.collection, checker, env)
    check_condition(node.where, checker, inner.flipped() if node.quantifier == "no" else inner)
    return checker.settle(node, BOOLEAN)


def _item_type(node: nodes.Expression, place: str, checker: Checker, env: Environment) -> Type:
    type = infer(node, checker, env)
    if isinstance(type, Optional):
        may_be_missing("V104", place, node, checker)
        type = type.type
    if isinstance(type, ListOf | SetOf):
        return type.item
    if type != UNKNOWN:
        help = "for the number of characters of a text write `length(…)`" if type == TEXT else None
        if isinstance(type, RecordType):
            help = "name a field of it that is a list or a set"
        checker.report("T110", f"`{node.span.text}` is {a(type)}, not a list or a set", node.span, help=help)
    return UNKNOWN


def _inside(
    name: nodes.Name, item: Type, collection: nodes.Expression, checker: Checker, env: Environment
) -> Environment:
    """Where the variable of a quantifier is known."""
    forbid_shadowing(name, "variable", checker, env)
    return env.with_variable(name.text, Variable(item, name.span, "variable"))


def forbid_shadowing(name: nodes.Name, kind: str, checker: Checker, env: Environment) -> None:
    """A new local name must not hide one that is known here."""
    text = name.text
    tables = checker.tables
    place = env.variables[text].declared if text in env.variables else None
    for table in (tables.constants, tables.conditions, tables.aliases):
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
    elif text in ("now", "actor"):
        checker.report("N205", f"`{text}` has a meaning already", name.span, help="give it a name of its own")
