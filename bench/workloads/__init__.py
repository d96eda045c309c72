"""The rules and events that are measured, made anew from seeds in each run.

They were fixed before anything was tuned on them. What a workload promises of its matches and candidates stands at the
top of its file, and `tests/bench` holds it to that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import attrs
import msgspec

from bench.rules import Event, Rule

#: When the first event happens.
BEGIN = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
#: How many tickets the events are about, in turns.
TICKETS = 50


@attrs.frozen
class Workload:
    """Rules, and the events of a round: `events(round, count)` gives others for each round, with texts of their own."""

    name: str
    rules: tuple[Rule, ...]
    events: Callable[[int, int], list[Event]]


def cloud_event(number: int, facts: dict[str, Any]) -> Event:
    """An event about one of the tickets, which changes what its last one said. `number` grows from event to event."""
    ticket: dict[str, Any] = {"id": f"T{number % TICKETS:03}"}
    customer: dict[str, Any] = {"id": f"C{number % TICKETS:03}"}
    for path, value in facts.items():
        record, field = path.split(".")
        (ticket if record == "ticket" else customer)[field] = value
    envelope = {
        "specversion": "1.0",
        "id": f"e{number:06}",
        "source": "bench",
        "type": "ticket.updated",
        "time": (BEGIN + dt.timedelta(seconds=number)).isoformat().replace("+00:00", "Z"),
        "data": {"ticket": {**ticket, "requester": customer}},
    }
    return Event(msgspec.json.encode(envelope), facts)
