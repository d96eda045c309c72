"""The settings of a project, which stand in the folder that is its root: `whenthen.toml`

    [time]
    zone = "Europe/Berlin"
    calendar = "support_hours"
    past_moments = "fire"

    [lint]
    select = ["default", "W201"]
    ignore = ["D"]

    [lint.per-path]
    "legacy/**" = { ignore = ["L"] }

or the same tables below `[tool.whenthen]` in `pyproject.toml`. Every problem is reported at its place, and what is
wrong counts as not written. A table of settings is one function here that reads it. Whether the codes of `[lint]` exist
is found out where the linter runs (`lint.run`), so that nobody else needs its rules.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

import attrs

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic
from whenthen.diagnostics.nearest import did_you_mean, nearest, one_of
from whenthen.ingest.settings import Codes, Settings
from whenthen.ingest.tomlplaces import Places
from whenthen.ingest.tomltext import decode_toml, parse_toml
from whenthen.lint.reporting.paths import problem_of
from whenthen.lint.reporting.settings import DEFAULT, CodePlace, LintSettings, PathSettings
from whenthen.pipeline import FIRE, REPORT, ProjectSettings
from whenthen.source import Source, Span
from whenthen.values.zones import find_zone, zone_names
from whenthen.workspace.roots import NAME, SettingsFile

_CODES = Codes(unknown="P051", missing="P051", wrong="P052")
_TOOL = ("tool", "whenthen")


def read_settings(file: SettingsFile, shown: str = "") -> tuple[ProjectSettings, tuple[Diagnostic, ...]]:
    """The settings of a project, and what is wrong with them. `shown` is its folder, as the user is shown it."""
    warnings = _passed_over(file)
    source, problems = decode_toml(file.name, file.content, "P050")
    if source is None:
        return ProjectSettings(), (*problems, *warnings)
    data, problem = parse_toml(source, "P050")
    if problem is not None:
        return ProjectSettings(), (problem, *warnings)
    found: list[Diagnostic] = list(warnings)
    top = Settings(Places.of(source), found.append, data, codes=_CODES)
    for name in _TOOL if file.is_pyproject else ():
        top = top.table(name)
    top.only(("time", "lint"))
    lint = attrs.evolve(_lint(top.table("lint"), source), shown=_folder(file, shown), inside=file.inside)
    return attrs.evolve(_time(top.table("time")), lint=lint), tuple(found)


def _passed_over(file: SettingsFile) -> tuple[Diagnostic, ...]:
    """What is said of settings in a `pyproject.toml` that has a `whenthen.toml` beside it."""
    other = file.passed_over
    if other is None:
        return ()
    source, _ = decode_toml(other.name, other.content, "P050")
    span = Span(Source(other.name, ""), 0, 0) if source is None else Places.of(source).find(*_TOOL)
    message = f"these settings do not hold: there is a `{NAME}` in the same folder"
    return (Diagnostic("P062", message, span, help=f"move them to `{NAME}`, or take them out", severity="warning"),)


def _folder(file: SettingsFile, shown: str) -> str:
    """What the names of files begin with that stand in the folder of the settings, or in that of the rules below it."""
    folder = posixpath.dirname(file.path)
    return shown if file.inside or folder.startswith("..") else posixpath.join(shown, folder).rstrip("/")


def _lint(table: Settings, source: Source) -> LintSettings:
    table.only(("select", "ignore", "per-path"))
    select, ignore = table.texts("select"), table.texts("ignore")
    if not isinstance(table.data.get("select"), list):
        select = (DEFAULT,)
    places = [*_places(table, source, "select"), *_places(table, source, "ignore")]
    entries: list[PathSettings] = []
    per_path = table.table("per-path")
    for pattern, value in per_path.data.items():
        problem = problem_of(pattern)
        if problem is not None:
            per_path.report("P061", problem[0], pattern, help=problem[1])
        if isinstance(value, list):
            advice = "write " + quote(f'"{pattern}" = {{ ignore = […] }}', 100)
            per_path.report("P052", f"{quote(pattern)} is a list, not a table", pattern, help=advice)
            continue
        entry = per_path.table(pattern)
        entry.only(("select", "ignore"))
        places += [*_places(entry, source, "select"), *_places(entry, source, "ignore")]
        if problem is None:
            entries.append(PathSettings(pattern, entry.texts("select"), entry.texts("ignore")))
    return LintSettings(select, ignore, tuple(entries), places=tuple(places))


def _places(table: Settings, source: Source, name: str) -> Iterator[CodePlace]:
    """The codes of a list, each where it is written."""
    listed: Any = table.data.get(name)
    key = table.place(name)
    at = key.end
    for word in listed if isinstance(listed, list) else ():
        if not isinstance(word, str):
            continue
        found = min(
            (start for sign in "\"'" if (start := source.text.find(f"{sign}{word}{sign}", at)) >= 0), default=-1
        )
        span = key if found < 0 else Span(source, found + 1, found + 1 + len(word))
        at = max(at, span.end)
        yield CodePlace(word, span, ignored=name == "ignore")


def _time(table: Settings) -> ProjectSettings:
    table.only(("zone", "calendar", "past_moments"))
    calendar = table.text("calendar")
    return ProjectSettings(
        zone=_zone(table),
        calendar=calendar,
        calendar_place=table.place("calendar") if calendar else None,
        past_moments=table.one_of("past_moments", (REPORT, FIRE), REPORT),
    )


def _zone(table: Settings) -> str:
    name = table.text("zone")
    if name is None:
        return ProjectSettings().zone
    if find_zone(name) is None:
        table.report("P053", f"there is no time zone {quote(name)}", "zone", help=_meant(name))
        return ProjectSettings().zone
    return name


def _meant(name: str) -> str:
    """The zones that a name may mean: those that look like it, or whose city does."""
    zones = zone_names()
    found = did_you_mean(name, zones)
    if found is None:
        cities = {zone.rpartition("/")[2]: zone for zone in zones}
        city = name.replace(" ", "_")
        near = [c for c in cities if c.casefold() == city.casefold()] or nearest(city.rpartition("/")[2], cities)
        found = f"did you mean {one_of(cities[city] for city in near)}?" if near else None
    return found or "zones have the names of the IANA time zone database, such as `Europe/Berlin`"
