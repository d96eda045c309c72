"""The way in for Python programs: load rules, and decide with them.

rules = whenthen.load("rules/", libraries=[lib])
session = rules.session(records={"team": [{"name": "Billing"}]})
decision = session.decide({"specversion": "1.0", "id": "1", …})
session.deliver(decision)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from os import PathLike
from types import MappingProxyType
from typing import Any

import attrs

from whenthen import binding, builtins, fingerprint, pipeline, workspace
from whenthen.analysis.program import CheckedProgram, CheckedRule
from whenthen.cache.programs import CachedStages, open_stages
from whenthen.collecting import without_collecting
from whenthen.compile.program import compile_program
from whenthen.diagnostics.model import Diagnostic, in_order
from whenthen.diagnostics.render import render
from whenthen.ingest.cloudevents import EventReader
from whenthen.library import Library
from whenthen.runtime.data import decision_data, to_json
from whenthen.runtime.model import Decision
from whenthen.runtime.program import Program
from whenthen.session import Records, SavedState, Session, resume, start
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types.schema import Schema
from whenthen.values.timebase import Timebase
from whenthen.values.zones import find_zone

AnyPath = str | PathLike[str]


class RuleErrors(Exception):  # noqa: N818 - there may be several
    """Rules that cannot be loaded. `diagnostics` has every problem, in order; `str()` lists them as `check` does."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return render(self.diagnostics).rstrip()


@attrs.frozen
class RuleInfo:
    """A rule, for lists and reports. `line` counts from 1."""

    id: str
    title: str
    owner: str | None
    file: str
    line: int
    disabled: bool
    shadow: bool


class RuleSet:
    """Rules that were loaded: immutable, to be shared by threads.

    It can be pickled, when its libraries can be: the other process builds it again from its texts, and raises
    MovedRulesError where it would decide otherwise there, with other versions or other calendars.
    """

    def __init__(
        self, project: pipeline.Project, checked: CheckedProgram, bound: binding.Bound, libraries: tuple[Library, ...]
    ) -> None:
        self._material = project.material
        self._libraries = libraries
        self._handlers = bound.handlers
        self._timebase = _timebase(checked)
        own = builtins.functions(self._timebase)
        program = compile_program(checked, {**bound.functions, **own}, timebase=self._timebase, trusted=own.keys())
        fire_past = project.settings.past_moments == pipeline.FIRE
        self._program = attrs.evolve(program, fire_past=True) if fire_past else program
        self._reader = EventReader(checked.schema)
        self._rules = tuple(map(_info, checked.rules))
        self._zones = fingerprint.zones_of(checked)
        self._texts = fingerprint.parts_of(project, bound.origins)

    @property
    def rules(self) -> tuple[RuleInfo, ...]:
        """All rules, in the order in which they run, those that are DISABLED included."""
        return self._rules

    @cached_property
    def fingerprint(self) -> str:
        """The same for rule sets that decide the same, in hexadecimal.

        It is made of texts, settings, data files, versions, bindings and `time_digests`, when it is first asked for. It
        does not know what bound Python functions do, only which they are.
        """
        return fingerprint.fingerprint_of(self._parts)

    @cached_property
    def time_digests(self) -> Mapping[str, str]:
        """A digest of what each zone and each calendar of the rules comes to here, by `zone Europe/Berlin` and
        `calendar support_hours`: another one where an upgrade changed the clocks of a zone or the dates of holidays.

        They are worked out when they are first asked for, which takes up to a second for many calendars.
        """
        return MappingProxyType(fingerprint.time_digests(self._zones, self._timebase))

    @property
    def _parts(self) -> dict[str, str]:
        return {**self._texts, **self.time_digests}

    @property
    def program(self) -> Program:
        """The compiled program, for those who run turns themselves (`whenthen.runtime`)."""
        return self._program

    @property
    def schema(self) -> Schema:
        """The records, events, functions and actions that the rules declare."""
        return self._program.schema

    def session(
        self, records: Records | None = None, at: dt.datetime | None = None, *, state: SavedState | None = None
    ) -> Session:
        """A session of its own, with the records of USE DATA and these ones.

        `records` are mappings of fields by record type; fields that are left out are missing or have their default,
        and what a record refers to has to be among them (or embedded in it). `at` is when they were so (aware): an
        event about one of them that is older is rejected.

        `state` is what `Session.to_dict` or `Session.to_json` wrote: the session goes on where that one was. Fields
        that were declared since get their defaults, records of USE DATA that came since are there, and those that were
        saved are as they were saved. It is given instead of `records` and `at`.

        Raises RecordErrors, and TypeError or ValueError for an argument that makes no sense.
        """
        if state is not None:
            if records is not None or at is not None:
                raise ValueError("a session starts with `state`, or with `records` and `at`, not with both")
            return resume(self._program, self._reader, self._handlers, state, self._digests)
        return start(self._program, self._reader, self._handlers, records, at, self._digests)

    def _digests(self) -> Mapping[str, str]:
        return self.time_digests

    def to_dict(self, decision: Decision) -> dict[str, Any]:
        """A decision as plain data, every key present, always in the same order."""
        return decision_data(decision, self.schema)

    def to_json(self, decision: Decision) -> bytes:
        """A decision as one line of JSON without a line end: the same decision is the same bytes everywhere."""
        return to_json(self.to_dict(decision))

    def __copy__(self) -> RuleSet:
        return self  # it never changes

    def __deepcopy__(self, memo: object) -> RuleSet:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        material = attrs.evolve(self._material, contents=dict(self._material.contents))
        return _rebuild, (material, self._libraries, self._parts)

    def __repr__(self) -> str:
        return f"<RuleSet of {len(self._rules)} rules, {self.fingerprint[:12]}>"


#: One library, or several.
Libraries = Library | Sequence[Library]


def load(paths: AnyPath | Sequence[AnyPath], *, libraries: Libraries = (), cache: bool | AnyPath = False) -> RuleSet:
    """Load the rule files at a path, or at several that make one project: files, and folders with all in them.

    The settings of the nearest `whenthen.toml` hold, in the folder or above it; folders in it that have one of their
    own are left out.
    `libraries` hold the Python functions for what the rules declare. With `cache` unchanged rules load faster: what was
    worked out of them is kept as plain data in the user's cache folder, or in the folder that is named; see
    `whenthen.cache`. Raises RuleErrors with every problem.
    """
    several = [paths] if isinstance(paths, str | PathLike) else paths
    if isinstance(several, bytes) or not isinstance(several, Iterable):
        raise TypeError(f"a path is text or a `Path`, not {type(paths).__name__}")
    several = list(several)
    for path in several:
        if not isinstance(path, str | PathLike):
            raise TypeError(f"a path is text or a `Path`, not {type(path).__name__}")
    if not several:
        raise ValueError("no path was given")
    if not isinstance(cache, bool | str | PathLike):
        raise TypeError(f"`cache` is True, False or a folder, not {type(cache).__name__}")
    stages = None if cache is False else open_stages(None if cache is True else cache)
    with without_collecting():
        return build(workspace.read_project(several, stages.parse if stages else None), libraries, stages)


def load_text(
    text: str,
    *,
    name: str = "<text>",
    files: Mapping[str, str | bytes] | None = None,
    libraries: Libraries = (),
) -> RuleSet:
    """Load rules from a text. `files` are those that it may USE, by path, and `whenthen.toml`; `name` stands in
    messages.

    Raises RuleErrors with every problem.
    """
    with without_collecting():
        return build(_of_text(text, name, files), libraries)


def check(
    text: str,
    *,
    name: str = "<text>",
    files: Mapping[str, str | bytes] | None = None,
    lint: bool = False,
    today: dt.date | None = None,
) -> tuple[Diagnostic, ...]:
    """Every problem of a rule text, in order; see `load_text`. Bindings are not looked at.

    With `lint` also what the linter finds, as warnings: all that the settings among the `files` select, and comments in
    the text do not keep back. What hangs on the date is found when `today` says what day it is. Rules with warnings can
    be loaded and run.
    """
    if today is not None and (not isinstance(today, dt.date) or isinstance(today, dt.datetime)):
        raise TypeError(f"`today` is a date, not {type(today).__name__}")
    project = _of_text(text, name, files)
    checked, problems = pipeline.check(project)
    if not lint:
        return problems
    from whenthen.lint.register import catalogue
    from whenthen.lint.reporting.report import report

    return report([pipeline.lint(project, checked, problems, today)], catalogue()).diagnostics


def build(project: pipeline.Project, libraries: Libraries = (), stages: CachedStages | None = None) -> RuleSet:
    """The rule set of a project that was read (see `workspace`); for the command line. Raises RuleErrors.

    `stages` are those that the project was read with, where they are cached.
    """
    several = _libraries(libraries)
    checked, diagnostics = pipeline.check(project) if stages is None else stages.check(project)
    if checked is None:
        raise RuleErrors(diagnostics)
    bound, problems = binding.bind(several, checked.schema, _places(project), builtins.functions(Timebase()))
    if problems:
        raise RuleErrors(in_order([*diagnostics, *problems]))
    return RuleSet(project, checked, bound, several)


def _libraries(libraries: Libraries) -> tuple[Library, ...]:
    several = (libraries,) if isinstance(libraries, Library) else libraries
    if not isinstance(several, Iterable):
        raise TypeError(f"`libraries` are several of `whenthen.Library`, not {type(several).__name__}")
    several = tuple(several)
    for library in several:
        if not isinstance(library, Library):
            raise TypeError(f"`libraries` holds {type(library).__name__}, which is no `whenthen.Library`")
    return several


def _of_text(text: str, name: str, files: Mapping[str, str | bytes] | None) -> pipeline.Project:
    if not isinstance(text, str):
        raise TypeError(f"rules are text, not {type(text).__name__}")
    if not isinstance(name, str):
        raise TypeError(f"the name of a text is text, not {type(name).__name__}")
    if files is not None and not isinstance(files, Mapping):
        raise TypeError(f"`files` is a mapping of text or bytes by path, not {type(files).__name__}")
    for path, content in (files or {}).items():
        if not isinstance(path, str) or not isinstance(content, str | bytes):
            raise TypeError("`files` is a mapping of text or bytes by path")
    return workspace.read_texts({**(files or {}), name: text}, asked=[name])


def _rebuild(material: pipeline.Material, libraries: tuple[Library, ...], parts: Mapping[str, str]) -> RuleSet:
    """A rule set from its pickle. Raises MovedRulesError where it would decide otherwise than where it was made."""
    rules = build(workspace.read_material(material), libraries)
    differences = fingerprint.differences(parts, rules._parts)
    if differences:
        raise fingerprint.MovedRulesError(differences)
    return rules


def _timebase(checked: CheckedProgram) -> Timebase:
    zone = find_zone(checked.zone)
    assert zone is not None  # the settings were checked
    return Timebase(zone, builtins.calendars.expand(checked.calendars), checked.calendar)


def _places(project: pipeline.Project) -> dict[tuple[str, str], Span]:
    """Where functions and actions are declared."""
    found = {}
    for file in project.files:
        for item in file.tree.items:
            if isinstance(item, nodes.FunctionDeclaration):
                found["function", item.name.text] = item.name.span
            elif isinstance(item, nodes.ActionDeclaration):
                found["action", item.name.text] = item.name.span
    return found


def _info(rule: CheckedRule) -> RuleInfo:
    span = rule.node.title.span
    return RuleInfo(rule.id, rule.title, rule.owner, span.source.name, span.position[0], rule.disabled, rule.shadow)
