"""The register of the codes of the checker, one module a family; the linter has its codes where its rules are.

A code is never used again for something else.
"""

from __future__ import annotations

from whenthen.diagnostics.codes import bindings, flow, later, names, project, syntax, time, types
from whenthen.diagnostics.model import Code

#: The families by the letter that their codes begin with, in the order in which they are listed.
FAMILIES = {
    "S": "How rules are written",
    "N": "Names and declarations",
    "T": "Types",
    "V": "Values that may be missing",
    "L": "Logic of conditions",
    "C": "Calendars and time",
    "R": "Rules among each other",
    "M": "Messages and privacy",
    "W": "Style",
    "D": "Documentation and upkeep",
    "I": "Comments to the linter",
    "X": "Not supported yet",
    "P": "Files of a project",
    "B": "Functions and actions in Python",
}

#: Every code of the checker by its id, in the order of families and ids.
ALL: dict[str, Code] = {
    code.id: code for family in (syntax, names, types, flow, time, later, project, bindings) for code in family.CODES
}
