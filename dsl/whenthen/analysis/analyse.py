"""From parsed files to a checked program.

In this order, because each stage knows only what the ones before it have settled:

1. `tables`: which names are declared, and where;
2. `calendars`: when people work;
3. `schema`: records, fields, events and signatures;
4. `data`: the records of USE DATA, so that keys can be looked up;
5. `definitions`: each LET, ALIAS, DEFINE and DEFINE ACTION, once, whether it is used or not;
6. `effects`: how large they grow where they are used;
7. `rules`: triggers, conditions, statements.

A mistake is reported where it is made and becomes UNKNOWN, which every later check passes over in silence.
"""

from __future__ import annotations

from collections.abc import Sequence

from whenthen.analysis import (
    calendars,
    calls,
    changes,
    comparisons,
    conditions,
    definitions,
    effects,
    expressions,
    lists,
    names,
)
from whenthen.analysis.checker import Checker
from whenthen.analysis.data import read_data
from whenthen.analysis.inputs import NO_SETTINGS, DataTable, ProgramFile, TimeSettings
from whenthen.analysis.program import CheckedProgram
from whenthen.analysis.rules import check_rules
from whenthen.analysis.schema import build_schema
from whenthen.analysis.tables import build_tables
from whenthen.analysis.versions import with_versions
from whenthen.collecting import without_collecting
from whenthen.diagnostics.model import Diagnostic, in_order

#: The modules that register the kinds of expressions with `infer`.
KINDS = (calls, changes, comparisons, conditions, expressions, lists, names)


def analyse(
    files: Sequence[ProgramFile], data: Sequence[DataTable] = (), settings: TimeSettings = NO_SETTINGS
) -> tuple[CheckedProgram | None, tuple[Diagnostic, ...]]:
    """The checked program and every problem found, in order; None for the program where one of them is an error.

    The files stand in the order in which their rules run.
    """
    with without_collecting():
        return _analyse(files, data, settings)


def _analyse(
    files: Sequence[ProgramFile], data: Sequence[DataTable], settings: TimeSettings
) -> tuple[CheckedProgram | None, tuple[Diagnostic, ...]]:
    diagnostics: list[Diagnostic] = []
    tables = build_tables(files, diagnostics.append)
    checker = Checker(tables, time=settings, diagnostics=diagnostics)
    checker.calendars = calendars.check_calendars(checker)
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
        rules=with_versions(rules, checker),
        data=checker.data,
        bindings=checker.bindings,
        types=checker.types,
        operators=checker.operators,
        functions=checker.functions,
        actions=checker.actions,
        targets=checker.targets,
        calendars=checker.calendars,
        calendar=calendars.default_calendar(checker),
        zone=settings.zone,
    )
    return program, found
