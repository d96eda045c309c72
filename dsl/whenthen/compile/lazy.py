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


def lazy(generate: Callable[[], tuple[Code, str]], lock: threading.RLock) -> Callable[..., Any]:
    """A function that does what the generated function (a unit of code and its name there) does.

    Threads may call it at the same time; `lock` keeps two from compiling it both.
    """

    def build(*arguments: Any) -> Any:
        with lock:
            if function.__code__ is _FIRST:
                code, name = generate()
                function.__code__ = code.build(name, namespace)
        return function(*arguments)

    namespace: dict[str, Any] = {"__builtins__": {}, "build": build}
    function = types.FunctionType(_FIRST, namespace, "rule")
    return function
