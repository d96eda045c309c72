"""Whether engines come to the same matches: checked before anything is timed."""

from __future__ import annotations

from collections.abc import Iterable

from bench.engines import Loaded
from bench.rules import Event


class DisagreementError(Exception):
    """Two engines match different rules for one event."""


def check(name: str, loaded: Loaded, events: Iterable[Event], expected: Iterable[list[str]]) -> None:
    """Raise DisagreementError where the engine does not match exactly the rules that are expected for an event."""
    for event, names in zip(events, expected, strict=True):
        found = sorted(loaded.matched(loaded.prepare(event)))
        if found != sorted(names):
            raise DisagreementError(f"{name} matches {found}, not {sorted(names)}, for {event.json.decode()}")
