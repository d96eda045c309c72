"""Functions that are compiled when they are called first.

Of thousands of rules most never fire on a given day, so that compiling them all at the start would be the greater part
of loading. A lazy function begins with a small body that compiles the real one and puts it in its own place: the
function object stays the same, and from then on costs what any function costs.
"""

from __future__ import annotations

import threading
import types
from collections.abc import Callable
from typing import Any

from whenthen.compile.emit import Code

_MODULE = compile("def first(*arguments): return build(*arguments)", "<whenthen lazy>", "exec", dont_inherit=True)
_FIRST: types.CodeType = next(c for c in _MODULE.co_consts if isinstance(c, types.CodeType))


#: The built-in functions of generated code: none. All of it shares this dictionary, and nothing writes to it.
_NO_BUILTINS: dict[str, Any] = {}


def lazy(generate: Callable[[], tuple[Code, str]], lock: threading.RLock) -> Callable[..., Any]:
    """A function that does what the generated function (a unit of code and its name there) does.

    Threads may call it at the same time; `lock` keeps two from compiling it both.
    """
    build = _Build(generate, lock)
    function = types.FunctionType(_FIRST, {"__builtins__": _NO_BUILTINS, "build": build}, "rule")
    build.function = function
    return function


class _Build:
    """What the first call of a lazy function calls; there are tens of thousands, so that it is small."""

    __slots__ = ("_generate", "_lock", "function")

    def __init__(self, generate: Callable[[], tuple[Code, str]], lock: threading.RLock) -> None:
        self._generate: Callable[[], tuple[Code, str]] | None = generate
        self._lock = lock
        self.function: Any = None

    def __call__(self, *arguments: Any) -> Any:
        function = self.function
        with self._lock:
            if self._generate is not None:
                code, name = self._generate()
                function.__code__ = code.build(name, function.__globals__)
                self._generate = None  # with all that it was made from
        return function(*arguments)
