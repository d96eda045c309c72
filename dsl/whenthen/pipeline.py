"""The order of the stages up to a checked program. Pure: what is read is handed in.

    Source --parse--> tree --analyse--> CheckedProgram

Each stage gives its result and what it has to say. `check` needs the trees of all files of a project and the tables of
its data files, which `workspace` puts together; binding Python functions and compiling come after it, in `api`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from whenthen import syntax
from whenthen.analysis import analyse
from whenthen.analysis.inputs import DataTable, ProgramFile
from whenthen.analysis.program import CheckedProgram
from whenthen.diagnostics.model import Diagnostic, in_order
from whenthen.source import Source
from whenthen.syntax import nodes

#: How a text becomes a tree; a cache can stand in for `parse`.
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
