"""The order of the stages up to a checked program. Pure: what is read is handed in.

    Source --parse--> tree --analyse--> CheckedProgram --lint--> Findings

Each stage gives its result and what it has to say. `check` needs the trees of all files of a project and the tables of
its data files, which `workspace` puts together; binding Python functions and compiling come after it, in `api`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import attrs

from whenthen import syntax
from whenthen.analysis import analyse
from whenthen.analysis.calendars import calendar_names
from whenthen.analysis.inputs import DataTable, ProgramFile, TimeSettings
from whenthen.analysis.program import CheckedProgram
from whenthen.builtins import calendars
from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic, in_order
from whenthen.diagnostics.nearest import did_you_mean, one_of
from whenthen.lint.reporting.settings import NO_SETTINGS, LintSettings
from whenthen.source import Source, Span
from whenthen.syntax import nodes
from whenthen.types.model import BUSINESS_DURATION, required

if TYPE_CHECKING:
    from whenthen.lint.reporting.report import Findings

#: How a text becomes a tree; a cache can stand in for `parse`.
Parse = Callable[[Source], tuple[nodes.File, tuple[Diagnostic, ...]]]


@attrs.frozen
class Material:
    """The files of a project as plain data: enough to put the same project together elsewhere.

    `asked` are the paths of the files that were named or found; `contents` holds all that was read, the files that
    USE and USE DATA brought in too. Paths are relative to the project's folder, with `/`; `shown` stands before them
    in messages. `settings` is the path of the settings, which may begin with `../`; `inside` is the way back then.
    """

    shown: str
    asked: tuple[str, ...]
    contents: Mapping[str, bytes]
    settings: str | None = None
    inside: str = ""


#: What becomes of a moment that has passed when it becomes known: it is reported, or its rule fires at once.
REPORT, FIRE = "report", "fire"


@attrs.frozen
class ProjectSettings:
    """What `whenthen.toml` says, or what holds without it. `zone` is an IANA name; `calendar` is a declared CALENDAR,
    which `calendar_place` asks for; `past_moments` is REPORT or FIRE. `lint` is for the linter alone.
    """

    zone: str = "UTC"
    calendar: str | None = None
    calendar_place: Span | None = None
    past_moments: str = REPORT
    lint: LintSettings = NO_SETTINGS


@attrs.frozen
class Project:
    """All that was read for one program.

    `files` are parsed, those of libraries first, then in the order of their paths; `own` are the names of those that
    are not of a library. `diagnostics` holds what reading and parsing said; `refused` what could not be read at all
    among the paths that were asked for. `partial` says that files were named one by one, so that a
    declaration which the settings mean may stand in another file: it is missed only where it is needed.
    """

    files: tuple[ProgramFile, ...]
    own: frozenset[str]
    data: tuple[DataTable, ...]
    diagnostics: tuple[Diagnostic, ...]
    refused: tuple[Diagnostic, ...]
    material: Material
    settings: ProjectSettings = ProjectSettings()
    partial: bool = False

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
    """The tree of a text, and what is wrong with its form."""
    tree, diagnostics = syntax.parse(source)
    return tree, in_order(diagnostics)


def check(project: Project) -> tuple[CheckedProgram | None, tuple[Diagnostic, ...]]:
    """The checked program, and all that is wrong with the project, in order; None where something is an error."""
    time = TimeSettings(project.settings.zone, project.settings.calendar, calendars.holiday_problem)
    checked, found = analyse(project.files, project.data, time)
    diagnostics = in_order([*project.refused, *project.diagnostics, *found, *_unknown_calendar(project, checked)])
    if any(d.severity == "error" for d in diagnostics):
        return None, diagnostics
    return checked, diagnostics


def lint(
    project: Project, checked: CheckedProgram | None, said: tuple[Diagnostic, ...], today: dt.date | None = None
) -> Findings:
    """What checking `said` of a project, and all that the linter finds, opinions included; what is reported of it is
    chosen by `lint.reporting`.

    Of a project with errors that is what each file tells alone, if it could be read and parsed. `today` is None where
    nothing is to hang on the date.
    """
    from whenthen.lint.context import Context
    from whenthen.lint.run import look  # nobody else needs the rules of the linter

    broken = {d.span.source.name for d in project.diagnostics if d.severity == "error"} if checked is None else set()
    context = Context(project.files, project.own - broken, checked, today, project.partial)
    found = look(context, said, project.settings.lint)
    return attrs.evolve(found, files=tuple(f.source.name for f in project.files if f.source.name in project.own))


def _unknown_calendar(project: Project, checked: CheckedProgram | None) -> tuple[Diagnostic, ...]:
    """The problem that the settings name a calendar which no file declares."""
    name, place = project.settings.calendar, project.settings.calendar_place
    if name is None or place is None or any(file.incomplete for file in project.files):
        return ()
    declared = calendar_names(project.files)
    broken = {name for file in project.files for item in file.tree.items for name in _broken(item)}
    if name in declared or name in broken:
        return ()
    if project.partial and not _measures_business_time(project, checked):
        return ()
    advice = did_you_mean(name, declared) or (
        f"the calendars are {one_of(declared, 'and')}" if declared else f"declare it in a rule file: CALENDAR {name} …"
    )
    return (Diagnostic("P054", f"there is no calendar {quote(name)}", place, help=advice),)


def _measures_business_time(project: Project, checked: CheckedProgram | None) -> bool:
    """Whether the project's own files hold business time, or call a function that takes a calendar.

    A program with errors counts as one that does not.
    """
    if checked is None:
        return False
    times = [node for node, type in checked.types.items() if required(type) == BUSINESS_DURATION]
    calls = [
        call for call, function in checked.functions.items() if any(p.name == "calendar" for p in function.parameters)
    ]
    return any(node.span.source.name in project.own for node in (*times, *calls))


def _broken(item: nodes.Item) -> tuple[str, ...]:
    """The names that an item which could not be parsed seems to declare."""
    return item.names if isinstance(item, nodes.BrokenItem) else ()
