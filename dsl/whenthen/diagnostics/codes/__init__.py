"""The register of all codes, one module a family.

S syntax, N names and declarations, T types, V flow of missing values, C calendars and time, X not yet supported,
P files of the project, B bindings to Python. A code is never used again for something else.
"""

from __future__ import annotations

from whenthen.diagnostics.codes import bindings, flow, later, names, project, syntax, time, types
from whenthen.diagnostics.model import Code

#: Every code by its id, in the order of families and ids.
ALL: dict[str, Code] = {
    code.id: code for family in (syntax, names, types, flow, time, later, project, bindings) for code in family.CODES
}
