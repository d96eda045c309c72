"""What an application adds to its rules: Python functions for the declarations of FUNCTION and ACTION.

    lib = whenthen.Library()

    @lib.function
    def loyalty(points: Decimal) -> str: ...

    @lib.action
    def page(recipient: Mapping[str, Any], body: str) -> None: ...

    rules = whenthen.load("rules/", libraries=[lib])

The names, the parameters and the annotations are held against the declarations when the rules are loaded. A function is
called while a turn is decided and should do nothing but compute; what an action does, happens in `Session.deliver`.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, TypeVar, overload

import attrs

F = TypeVar("F", bound=Callable[..., Any])


class NotPortableError(pickle.PicklingError):
    """A library holds a function that another process cannot import by its name, such as a lambda."""


@attrs.frozen
class Binding:
    """A Python function and the name that it is bound to."""

    name: str
    function: Callable[..., Any]

    @property
    def origin(self) -> str:
        """Where the function comes from: `module.name`."""
        return origin(self.function)


def origin(function: Callable[..., Any]) -> str:
    """The module and the name of a function."""
    named = function if hasattr(function, "__qualname__") else type(function)
    return f"{named.__module__}.{named.__qualname__}"


class Library:
    """Functions and actions of an application. Fill it before rules are loaded; what is added later is not seen.

    It can be pickled when all its functions stand at the top of a module; else NotPortableError says which does not.
    """

    def __init__(self) -> None:
        self.functions: list[Binding] = []
        self.actions: list[Binding] = []

    @overload
    def function(self, function: F, /) -> F: ...
    @overload
    def function(self, /, *, name: str) -> Callable[[F], F]: ...
    def function(self, function: F | None = None, /, *, name: str | None = None) -> F | Callable[[F], F]:
        """Bind a Python function to the FUNCTION of its name, or of `name`. The function itself stays what it is."""
        return self._bind(self.functions, function, name)

    @overload
    def action(self, function: F, /) -> F: ...
    @overload
    def action(self, /, *, name: str) -> Callable[[F], F]: ...
    def action(self, function: F | None = None, /, *, name: str | None = None) -> F | Callable[[F], F]:
        """Bind a Python function to the ACTION of its name, or of `name`: it carries the effects out."""
        return self._bind(self.actions, function, name)

    def _bind(self, bindings: list[Binding], function: F | None, name: str | None) -> F | Callable[[F], F]:
        def decorate(function: F) -> F:
            if not callable(function):
                raise TypeError(f"a library holds functions, not {type(function).__name__}")
            own = name or getattr(function, "__name__", None)
            if not own or own == "<lambda>":
                raise TypeError("this function has no name of its own: give it one with `name=`")
            bindings.append(Binding(own, function))
            return function

        return decorate if function is None else decorate(function)

    def __getstate__(self) -> dict[str, Any]:
        for binding in (*self.functions, *self.actions):
            if "<" in binding.origin:
                raise NotPortableError(
                    f"the function bound to `{binding.name}` cannot go to another process: `{binding.origin}` does not "
                    "stand at the top of a module, where it could be imported by its name"
                )
        return self.__dict__
