"""The register of all codes, one module a family.

S syntax, N names and declarations, T types, V flow of missing values, X not yet supported, P files of the project,
B bindings to Python. A code is never used again for something else.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from whenthen.diagnostics.model import Code

FAMILIES = ("syntax", "names", "types", "flow", "later", "project", "bindings")


def _join() -> dict[str, Code]:
    joined: dict[str, Code] = {}
    for family in FAMILIES:
        if find_spec(f"{__name__}.{family}") is None:
            continue
        for code in import_module(f"{__name__}.{family}").CODES:
            joined[code.id] = code
    return joined


#: Every code by its id, in the order of families and ids.
ALL: dict[str, Code] = _join()
