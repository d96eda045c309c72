"""Functions that an application has bound: whatever they do, a rule gets a value of the declared type or a failure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import attrs

from whenthen.types.accept import accept
from whenthen.types.codec import DecodeError
from whenthen.types.model import Type
from whenthen.types.schema import Function
from whenthen.values.errors import FunctionFailure, ValueFailure, said, visible

_LONGEST = 300


@attrs.frozen
class Guarded:
    """A function that raises nothing but FunctionFailure, and returns values of the type `returns` only.

    What is no Exception (SystemExit, KeyboardInterrupt, the cancellation of a task) passes through: it is meant for the
    application, and the turn is given up.
    """

    name: str
    returns: Type
    function: Callable[..., Any]

    def returning(self, type: Type) -> Guarded:
        """The same function, held to another type of its result."""
        return attrs.evolve(self, returns=type)

    def __call__(self, *arguments: Any) -> Any:
        try:
            result = self.function(*arguments)
        except ValueFailure as failure:
            raise FunctionFailure(_message(failure)) from failure
        except Exception as error:
            raise FunctionFailure(f"the function `{self.name}` failed: {said(error)}") from error
        # The result may be an object of the application, whose methods do anything.
        try:
            return accept(self.returns, result)
        except DecodeError as error:
            problem = visible(str(error), _LONGEST)
        except Exception as error:
            problem = said(error)
        raise FunctionFailure(f"the function `{self.name}` returned something else than {self.returns}: {problem}")


def _message(failure: ValueFailure) -> str:
    try:
        return visible(str(failure), _LONGEST)
    except Exception:
        return said(failure)


def guarded(function: Callable[..., Any], declared: Function) -> Guarded:
    """The function, held to its declaration; see `types.accept` for what it may return."""
    return Guarded(declared.name, declared.returns, function)


def all_guarded(
    functions: Mapping[str, Callable[..., Any]], declared: Mapping[str, Function], trusted: Collection[str]
) -> dict[str, Callable[..., Any]]:
    """The functions that are declared, all but the trusted ones guarded."""
    return {
        name: functions[name] if name in trusted else guarded(functions[name], function)
        for name, function in declared.items()
        if name in functions
    }
