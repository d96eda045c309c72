"""`whenthen.toml`: the settings of a project, which stand in the folder that is its root.

    [time]
    zone = "Europe/Berlin"
    calendar = "support_hours"
    past_moments = "fire"

Every problem is reported at its place, and what is wrong counts as not written. A table of settings is one function
here that reads it.
"""

from __future__ import annotations

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic
from whenthen.diagnostics.nearest import did_you_mean, nearest, one_of
from whenthen.ingest.settings import Codes, Settings
from whenthen.ingest.tomlplaces import Places
from whenthen.ingest.tomltext import decode_toml, parse_toml
from whenthen.pipeline import FIRE, REPORT, ProjectSettings
from whenthen.values.zones import find_zone, zone_names
from whenthen.workspace.roots import SettingsFile

_CODES = Codes(unknown="P051", missing="P051", wrong="P052")


def read_settings(file: SettingsFile) -> tuple[ProjectSettings, tuple[Diagnostic, ...]]:
    """The settings of a project, and what is wrong with them."""
    source, problems = decode_toml(file.name, file.content, "P050")
    if source is None:
        return ProjectSettings(), problems
    data, problem = parse_toml(source, "P050", "two")
    if problem is not None:
        return ProjectSettings(), (problem,)
    found: list[Diagnostic] = []
    top = Settings(Places.of(source), found.append, data, codes=_CODES)
    top.only(("time",))
    return _time(top.table("time")), tuple(found)


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
