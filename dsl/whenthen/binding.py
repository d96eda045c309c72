"""Libraries held against the declarations of the rules: every function that is called has to be there, and to fit."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import attrs

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic, in_order
from whenthen.diagnostics.nearest import did_you_mean, one_of
from whenthen.library import Binding, Library
from whenthen.pythontypes import adapter, agrees, spelled
from whenthen.source import NOWHERE, Span
from whenthen.types.schema import Action, Function, Parameter, Schema

_Kind = typing.Literal["function", "action"]


@attrs.frozen
class Bound:
    """What an application binds: `functions` by name, and the handlers of actions."""

    functions: Mapping[str, Callable[..., Any]]
    handlers: Mapping[str, Callable[..., Any]]
    origins: tuple[str, ...]  # of all that an application bound, for the fingerprint


def bind(
    libraries: Iterable[Library],
    schema: Schema,
    places: Mapping[tuple[str, str], Span],
    builtins: Mapping[str, Callable[..., Any]],
) -> tuple[Bound, tuple[Diagnostic, ...]]:
    """The functions of the libraries and what is wrong with them.

    `places` has the declarations, by kind (`function`, `action`) and name; `builtins` the functions of the language.
    """
    binder = _Binder(schema, places, builtins)
    libraries = tuple(libraries)
    functions = binder.collect("function", [b for library in libraries for b in library.functions], schema.functions)
    handlers = binder.collect("action", [b for library in libraries for b in library.actions], schema.actions)
    for name in schema.functions:
        if name not in functions and name not in builtins:
            binder.missing(name)
    bound = Bound(
        {**builtins, **{name: _adapted(b.function, schema.functions[name]) for name, b in functions.items()}},
        {name: _adapted_by_name(b.function, schema.actions[name]) for name, b in handlers.items()},
        tuple(
            sorted(
                [f"function {name} = {b.origin}" for name, b in functions.items()]
                + [f"action {name} = {b.origin}" for name, b in handlers.items()]
            )
        ),
    )
    return bound, in_order(binder.diagnostics)


class _Binder:
    def __init__(self, schema: Schema, places: Mapping[tuple[str, str], Span], builtins: Collection[str]) -> None:
        self.schema = schema
        self.places = places
        self.builtins = builtins
        self.diagnostics: list[Diagnostic] = []

    def report(self, code: str, message: str, kind: str, name: str, help: str | None = None) -> None:
        span = self.places.get((kind, name), NOWHERE)
        self.diagnostics.append(Diagnostic(code, message, span, help=help))

    def collect(
        self, kind: _Kind, bindings: Sequence[Binding], declared: Mapping[str, Function] | Mapping[str, Action]
    ) -> dict[str, Binding]:
        """The bindings by name; every one that does not fit is reported, and kept, so that it is not missing too."""
        found: dict[str, Binding] = {}
        for binding in bindings:
            name = binding.name
            declaration = declared.get(name)
            if name in found:
                message = f"the {kind} {quote(name)} is bound twice, to {quote(found[name].origin)} and "
                self.report("B006", message + quote(binding.origin), kind, name, "keep one of them")
            elif declaration is None:
                self._undeclared(kind, binding, declared)
            elif kind == "function" and name in self.builtins:
                message = (
                    f"the function {quote(name)} belongs to the language, {quote(binding.origin)} cannot replace it"
                )
                self.report("B006", message, kind, name, "give it another name, and declare that")
            else:
                found[name] = binding
                self._hold(kind, binding, declaration)
        return found

    def missing(self, name: str) -> None:
        declared = self.schema.functions[name]
        parameters = ", ".join(f"{p.name}: {spelled(p.type)}" for p in declared.parameters)
        advice = f"@lib.function\ndef {name}({parameters}) -> {spelled(declared.returns, result=True)}: …"
        message = f"no library that was passed in holds the function {quote(name)}"
        self.report("B001", message, "function", name, advice)

    def _undeclared(self, kind: _Kind, binding: Binding, declared: Iterable[str]) -> None:
        code = "B002" if kind == "function" else "B012"
        message = f"{quote(binding.origin)} is bound to the {kind} {quote(binding.name)}, which no rule file declares"
        others = (name for name in declared if name not in self.builtins)
        self.report(code, message, kind, binding.name, did_you_mean(binding.name, others))

    def _hold(self, kind: _Kind, binding: Binding, declared: Function | Action) -> None:
        name, function = binding.name, binding.function
        problem = _not_callable_by_rules(function)
        if problem:
            self.report("B005", f"{quote(binding.origin)} cannot be bound to {quote(name)}: {problem}", kind, name)
            return
        parameters = inspect.signature(function).parameters
        wanted = _names(declared)
        taken = [p.name for p in parameters.values() if p.default is p.empty or p.name in wanted]
        if taken != wanted:
            code = "B003" if kind == "function" else "B013"
            message = (
                f"{quote(binding.origin)} takes {_listed(taken)}, but {quote(name)} is declared with {_listed(wanted)}"
            )
            self.report(code, message, kind, name, "as many parameters, in the same order, with the same names")
            return
        try:
            hints = typing.get_type_hints(_described(function))
        except Exception as error:  # an annotation may be any expression
            message = f"the annotations of {quote(binding.origin)} cannot be resolved: {error}"
            self.report("B005", message, kind, name)
            return
        code = "B004" if kind == "function" else "B014"
        for parameter in declared.parameters:
            self._compare(code, kind, binding, f"the parameter {quote(parameter.name)}", parameter, hints)
        if isinstance(declared, Function):
            result = Parameter("return", declared.returns)
            self._compare(code, kind, binding, "the result", result, hints)

    def _compare(
        self, code: str, kind: _Kind, binding: Binding, what: str, parameter: Parameter, hints: Mapping[str, Any]
    ) -> None:
        result = parameter.name == "return"
        expected = spelled(parameter.type, result)
        if parameter.name not in hints:
            message = f"{what} of {quote(binding.origin)} has no annotation"
            self.report(code, message, kind, binding.name, f"{parameter.type} is {quote(expected)} in Python")
        elif not agrees(parameter.type, hints[parameter.name], result):
            shown = inspect.formatannotation(hints[parameter.name])
            message = f"{what} of {quote(binding.origin)} is {quote(shown)}, but declared is {parameter.type}"
            self.report(code, message, kind, binding.name, f"{parameter.type} is {quote(expected)} in Python")


def _names(declared: Function | Action) -> list[str]:
    return [parameter.name for parameter in declared.parameters]


def _listed(names: Sequence[str]) -> str:
    return one_of(names, "and") or "nothing"


def _described(function: Callable[..., Any]) -> Any:
    """What carries the annotations: the function, or the `__call__` of an object."""
    return (
        function if hasattr(function, "__annotations__") and not isinstance(function, type) else type(function).__call__
    )


def _not_callable_by_rules(function: Callable[..., Any]) -> str | None:
    """Why no rule could call the function, or None."""
    called = _described(function)
    if isinstance(function, type):
        return "it is a class"
    if inspect.iscoroutinefunction(called) or inspect.isasyncgenfunction(called):
        return "it is a coroutine, and turns do not wait"
    if inspect.isgeneratorfunction(called):
        return "it is a generator"
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return "Python does not know its parameters"
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            return f"it takes any number of arguments (`{parameter}`)"
        if parameter.kind is parameter.POSITIONAL_ONLY:
            return f"`{parameter.name}` cannot be given by its name"
    return None


def _adapted(function: Callable[..., Any], declared: Function) -> Callable[..., Any]:
    """The function, called by the names of its parameters and given what its annotations promise."""
    handler = _adapted_by_name(function, declared)
    names = _names(declared)

    def call(*arguments: Any) -> Any:
        return handler(dict(zip(names, arguments, strict=True)))

    return call


def _adapted_by_name(function: Callable[..., Any], declared: Function | Action) -> Callable[..., Any]:
    """The same, called with a mapping of its arguments; parameters that are not declared keep their defaults."""
    adapters = {parameter.name: adapter(parameter.type) for parameter in declared.parameters}

    def call(arguments: Mapping[str, Any]) -> Any:
        given = {}
        for name, adapt in adapters.items():
            value = arguments.get(name)
            given[name] = value if adapt is None else adapt(value)
        return function(**given)

    return call
