"""One file an engine: the neutral rules as that engine wants them, and its answer which of them match.

An engine gets each event in the form that suits it best, made before the clock starts: `prepare` is not timed,
`matched` is. Engines that know no caseless texts get them in small letters, in the rules and in the events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from typing import Any, Protocol

import attrs

from bench.rules import Event, Rule


class CannotSayError(Exception):
    """The engine has no words for a rule; `str()` says for what."""


@attrs.frozen
class Loaded:
    """Rules in an engine. `matched(prepare(event))` are the names of the rules that match, in any order."""

    prepare: Callable[[Event], Any]
    matched: Callable[[Any], Sequence[str]]


class Engine(Protocol):
    """A module of this package."""

    #: What the results call it.
    TITLE: str
    #: The distribution that it comes from, None for Python itself.
    PACKAGE: str | None

    def load(self, rules: Sequence[Rule]) -> Loaded:
        """Raises CannotSayError."""


#: The modules, in the order of the results.
ALL = (
    "python",
    "zen_table",
    "zen_loaded",
    "zen_expressions",
    "rule_engine",
    "json_logic",
    "business_rules",
    "simpleeval",
    "cel_python",
    "durable_rules",
)


def available() -> tuple[dict[str, Engine], dict[str, str]]:
    """The engines that are installed, by their module's name, and the others with what is missing."""
    found: dict[str, Any] = {}
    missing = {}
    for name in ALL:
        try:
            found[name] = import_module(f"bench.engines.{name}_engine")
        except ImportError as error:
            missing[name] = str(error)
    return found, missing


def version(engine: Engine) -> str:
    """The version of the engine's distribution; empty for Python."""
    return "" if engine.PACKAGE is None else metadata.version(engine.PACKAGE)


def flat(path: str) -> str:
    """The name of a field in the events of `small`."""
    return path.replace(".", "_")


def small(event: Event) -> dict[str, Any]:
    """What an event says as one flat dictionary, with texts in small letters: `ticket_team` and its like.

    All engines are quicker on it than on dictionaries in dictionaries.
    """
    return {flat(path): _small(value) for path, value in event.facts.items()}


def _small(value: Any) -> Any:
    if isinstance(value, str):
        return value.casefold()
    return [one.casefold() for one in value] if isinstance(value, list) else value
