"""The settings of a TOML text, asked for one by one; what is missing, unknown or wrong is reported at its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic, Report
from whenthen.diagnostics.nearest import did_you_mean, nearest, one_of
from whenthen.ingest.tomlplaces import Path, Places
from whenthen.source import Span


@attrs.frozen
class Codes:
    """Under which codes settings that are not known, missing or wrong are reported."""

    unknown: str
    missing: str
    wrong: str


#: Those of mappings.
MAPPING = Codes("P041", "P042", "P045")


class Settings:
    """A table of settings: hands them out, and reports what is wrong with them."""

    def __init__(
        self, places: Places, report: Report, data: Mapping[str, Any], path: Path = (), codes: Codes = MAPPING
    ) -> None:
        self._places = places
        self._report = report
        self.data = data
        self._path = path
        self.codes = codes
        self._meant: set[str] = set()  # by what is not known

    def place(self, *names: str) -> Span:
        return self._places.find(*self._path, *names)

    def report(self, code: str, message: str, *names: str, help: str | None = None) -> None:
        self._report(Diagnostic(code, message, self.place(*names), help=help))

    def only(self, known: Iterable[str]) -> None:
        """Report the settings that are not known."""
        names = tuple(known)
        for name in self.data:
            if name not in names:
                self._meant.update(nearest(name, names, 1))
                several = f"the settings here are {one_of(names, 'and')}"
                advice = did_you_mean(name, names) or (
                    several if names[1:] else f"the only one here is {one_of(names)}"
                )
                self.report(self.codes.unknown, f"there is no setting {quote(name)}", name, help=advice)

    def text(self, name: str, default: str | None = None) -> str | None:
        """A text that is not empty; `default` where it is absent or wrong."""
        value = self.data.get(name)
        if value is None:
            return default
        if not isinstance(value, str) or not value:
            self.report(self.codes.wrong, f"{quote(name)} is {_kind(value)}, not a text", name)
            return default
        return value

    def needed(self, name: str, why: str) -> str:
        if name not in self.data and name not in self._meant:
            self.report(self.codes.missing, f"{quote(name)} is missing: {why}")
        return self.text(name) or ""

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.data.get(name, [])
        if not isinstance(value, list):
            self.report(self.codes.wrong, f"{quote(name)} is {_kind(value)}, not a list of texts", name)
            return ()
        other = next((item for item in value if not isinstance(item, str)), None)
        if other is not None:
            self.report(self.codes.wrong, f"{quote(name)} has {_kind(other)} in it, and may have only texts", name)
            return ()
        return tuple(value)

    def words(self, name: str) -> dict[str, str]:
        """A table from text to text."""
        value = self.data.get(name, {})
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return value
        self.report(self.codes.wrong, f"{quote(name)} is {_kind(value)}, not a table from text to text", name)
        return {}

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name, default) or default
        if value not in allowed:
            advice = did_you_mean(value, allowed)
            self.report(self.codes.wrong, f"{quote(name)} is {one_of(allowed)}, not {quote(value)}", name, help=advice)
            return default
        return value

    def table(self, name: str) -> Settings:
        value = self.data.get(name, {})
        if not isinstance(value, dict):
            self.report(self.codes.wrong, f"{quote(name)} is {_kind(value)}, not a table", name)
            value = {}
        return Settings(self._places, self._report, value, (*self._path, name), self.codes)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "a text" if value else "an empty text"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    return "a number" if isinstance(value, int | float) else "a date or time"
