"""From parsed files to a checked program.

In this order, because each stage knows only what the ones before it have settled:

1. `tables`: which names are declared, and where;
2. `schema`: records, fields, events and signatures;
3. `data`: the records of USE DATA, so that keys can be looked up;
4. `definitions`: each LET, ALIAS, DEFINE and DEFINE ACTION, once, whether it is used or not;
5. `effects`: how large they grow where they are used;
6. `rules`: triggers, conditions, statements.

A mistake is reported where it is made and becomes UNKNOWN, which every later check passes over in silence.
"""

from __future__ import annotations

from collections.abc import Sequence

from whenthen.analysis import calls, changes, comparisons, conditions, definitions, effects, expressions, names
from whenthen.analysis.checker import Checker
from whenthen.analysis.data import read_data
from whenthen.analysis.inputs import DataTable, ProgramFile
from whenthen.analysis.program import CheckedProgram
from whenthen.analysis.rules import check_rules
from whenthen.analysis.schema import build_schema
from whenthen.analysis.tables import build_tables
from whenthen.diagnostics.model import Diagnostic, in_order

#: The modules that register the kinds of expressions with `infer`.
KINDS = (calls, changes, comparisons, conditions, expressions, names)


def analyse(
    files: Sequence[ProgramFile], data: Sequence[DataTable] = ()
) -> tuple[CheckedProgram | None, tuple[Diagnostic, ...]]:
    """The checked program and every problem found, in order; None for the program where one of them is an error.

    The files stand in the order in which their rules run. Constructs that are not supported yet are the business of
    `syntax.not_yet`: a program with one of them is not complete, whatever comes back here.
    """
    diagnostics: list[Diagnostic] = []
    tables = build_tables(files, diagnostics.append)
    checker = Checker(tables, diagnostics=diagnostics)
    build_schema(checker)
    read_data(tuple(data), checker)
    definitions.check_definitions(checker)
    effects.check_sizes(checker)
    rules = check_rules(checker)
    found = in_order(checker.diagnostics)
    if any(d.severity == "error" for d in found):
        return None, found
    program = CheckedProgram(
        schema=checker.schema,
        rules=rules,
        data=checker.data,
        bindings=checker.bindings,
        types=checker.types,
        operators=checker.operators,
        functions=checker.functions,
        actions=checker.actions,
        targets=checker.targets,
    )
    return program, found
