"""The order of the stages: text, tree, checked program, program that runs. Pure: what is read is handed in.

    Source --parse--> tree --analyse--> CheckedProgram --compile--> Program

Each stage gives its result and what it has to say. `check` needs the trees of all files of a project and the tables of
its data files, which `workspace` puts together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from whenthen import syntax
from whenthen.analysis import analyse
from whenthen.analysis.inputs import DataTable, ProgramFile
from whenthen.analysis.program import CheckedProgram
from whenthen.diagnostics.model import Diagnostic, in_order
from whenthen.source import Source
from whenthen.syntax import nodes

if TYPE_CHECKING:
    from whenthen.runtime.program import Program

#: Python functions for the declared ones, by name, and what is wrong with them.
Bind = Callable[[CheckedProgram], tuple[Mapping[str, Callable[..., Any]], tuple[Diagnostic, ...]]]
Parse = Callable[[Source], tuple[nodes.File, tuple[Diagnostic, ...]]]


@attrs.frozen
class Material:
    """The files of a project as plain data: enough to put the same project together elsewhere.

    `asked` are the paths of the files that were named or found; `contents` holds all that was read, the files that
    USE and USE DATA brought in too. Paths are relative to the project's folder, with `/`; `shown` stands before them
    in messages.
    """

    shown: str
    asked: tuple[str, ...]
    contents: Mapping[str, bytes]


@attrs.frozen
class Project:
    """All that was read for one program.

    `files` are parsed, those of libraries first, then in the order of their paths; `own` are the names of those that
    are not of a library. `diagnostics` holds what reading and parsing said; `refused` what could not be read at all
    among the paths that were asked for.
    """

    files: tuple[ProgramFile, ...]
    own: frozenset[str]
    data: tuple[DataTable, ...]
    diagnostics: tuple[Diagnostic, ...]
    refused: tuple[Diagnostic, ...]
    material: Material

    @property
    def rule_count(self) -> int:
        """How many rules the files of the project hold, those that could not be parsed included."""
        return sum(
            isinstance(item, nodes.Rule) or (isinstance(item, nodes.BrokenItem) and item.kind == "RULE")
            for file in self.files
            if file.source.name in self.own
            for item in file.tree.items
        )


def parse(source: Source) -> tuple[nodes.File, tuple[Diagnostic, ...]]:
    """The tree of a text, and what is wrong with its form or not supported yet."""
    tree, diagnostics = syntax.parse(source)
    return tree, in_order([*diagnostics, *syntax.not_yet(tree)])


def check(project: Project) -> tuple[CheckedProgram | None, tuple[Diagnostic, ...]]:
    """The checked program, and all that is wrong with the project, in order; None where something is an error."""
    checked, found = analyse(project.files, project.data)
    diagnostics = in_order([*project.refused, *project.diagnostics, *found])
    if any(d.severity == "error" for d in diagnostics):
        return None, diagnostics
    return checked, diagnostics


def build(
    project: Project, bind: Bind, *, zone: dt.tzinfo = dt.UTC, trusted: Collection[str] = ()
) -> tuple[Program | None, tuple[Diagnostic, ...]]:
    """The program that runs, and all that is wrong, in order; None where something is an error.

    `bind` is asked for the functions once the rules are without errors; `zone` and `trusted` are the compiler's.
    """
    from whenthen.compile.program import compile_program  # checking alone does without

    checked, diagnostics = check(project)
    if checked is None:
        return None, diagnostics
    functions, found = bind(checked)
    diagnostics = in_order([*diagnostics, *found])
    if any(d.severity == "error" for d in diagnostics):
        return None, diagnostics
    return compile_program(checked, functions, zone=zone, trusted=trusted), diagnostics
