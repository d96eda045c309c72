"""Calls of functions: their arguments, held against the declaration."""

from __future__ import annotations

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.infer import check, infer
from whenthen.analysis.missing import may_be_missing
from whenthen.analysis.tables import visible
from whenthen.analysis.wording import a
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.types import relations
from whenthen.types.model import (
    UNKNOWN,
    ListOf,
    Optional,
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
