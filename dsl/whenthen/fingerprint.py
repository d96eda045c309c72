"""What a rule set's decisions come from, part by part, each as a digest: the fingerprint, and what differs elsewhere.

Two rule sets with the same parts decide the same. Calendars and zones are parts too, with the dates and clocks that
they come to here, so that an upgrade of the tables of holidays or zones makes another fingerprint.
"""

from __future__ import annotations

import hashlib
import posixpath
import unicodedata
from collections.abc import Iterable, Mapping

from whenthen.analysis.program import CheckedProgram, ClockStart
from whenthen.pipeline import Project
from whenthen.syntax import nodes
from whenthen.values.timebase import Timebase
from whenthen.values.zones import find_zone, zone_digest
from whenthen.version import __version__
from whenthen.workspace.roots import PYPROJECT

#: What stands before the name of a zone or a calendar.
ZONE, CALENDAR = "zone ", "calendar "


class MovedRulesError(RuntimeError):
    """A rule set that was pickled would decide otherwise where it is built again.

    `differences` names what is not the same there: `calendar support_hours`, `zone Europe/Berlin`, `whenthen`,
    `unicode`, `library core`, or the origin of a bound function.
    """

    def __init__(self, differences: Iterable[str]) -> None:
        self.differences = tuple(differences)
        super().__init__(
            f"these rules would not decide as they did where they were pickled: {', '.join(self.differences)} differ; "
            "use the same versions of WhenThen, Python, `holidays` and `tzdata`, or load the rules from their files"
        )

    def __reduce__(self) -> tuple[type[MovedRulesError], tuple[tuple[str, ...]]]:
        return MovedRulesError, (self.differences,)


def zones_of(checked: CheckedProgram) -> tuple[str, ...]:
    """The zones that a program names beside those of its calendars: the project's, that of each `every … in "…"`, and
    those that functions are given as a text. One that is worked out, or stands in a field, is not known here.
    """
    found = {checked.zone}
    found |= {start.zone for rule in checked.rules for start in rule.starts if isinstance(start, ClockStart)}
    for call, function in checked.functions.items():
        for parameter, argument in zip(function.parameters, call.arguments, strict=False):
            if parameter.name == "zone" and isinstance(argument, nodes.TextLiteral):
                found.add(argument.value)
    return tuple(sorted(found))


def time_digests(zones: Iterable[str], timebase: Timebase) -> dict[str, str]:
    """A digest of each zone and each calendar, by `zone Europe/Berlin` and `calendar support_hours`.

    That of a calendar covers its zone. It takes a moment: seventy years of holidays are worked out.
    """
    found = {}
    for name in zones:
        zone = find_zone(name)
        if zone is not None:
            found[ZONE + name] = zone_digest(zone)
    for name, calendar in sorted(timebase.calendars.items()):
        found[CALENDAR + name] = calendar.digest()
    return found


def parts_of(project: Project, origins: Iterable[str]) -> dict[str, str]:
    """A digest of each text, data file, version and binding. `origins` say what is bound."""
    material = project.material
    parts = {"whenthen": __version__, "unicode": unicodedata.unidata_version}
    parts["asked"] = _digest(*material.asked)
    contents = dict(material.contents)
    if material.settings is not None:  # what else is in these files decides nothing
        settings = project.settings
        parts["settings"] = _digest(settings.zone, settings.calendar or "", settings.past_moments)
        for path in (material.settings, posixpath.join(posixpath.dirname(material.settings), PYPROJECT)):
            contents.pop(path, None)
    parts |= {f"file {path}": _digest(content) for path, content in contents.items()}
    for file in project.files:
        if file.source.name not in project.own:
            name = file.source.name.rpartition("/")[2].removesuffix(".when")
            parts[f"library {name}"] = _digest(file.source.text)
    parts |= dict.fromkeys(origins, "bound")
    return parts


def fingerprint_of(parts: Mapping[str, str]) -> str:
    """One digest of all the parts, in hexadecimal."""
    return _digest(*(piece for part in sorted(parts.items()) for piece in part))


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the parts that are not the same, or in one of them alone."""
    return tuple(name for name in sorted({*before, *now}) if before.get(name) != now.get(name))


def _digest(*pieces: str | bytes) -> str:
    total = hashlib.sha256()
    for piece in pieces:
        data = piece.encode(errors="surrogatepass") if isinstance(piece, str) else piece
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()
