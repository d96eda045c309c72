"""Whole cases: the files of a program, the records that there are at the start, and events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import attrs
from hypothesis import strategies as st

from tests.properties.strategies import declarations, limits, timing
from tests.properties.strategies.chooser import Chooser, drawn
from tests.properties.strategies.data import START, events_of, records_of
from tests.properties.strategies.rules import rule
from tests.properties.strategies.world import World

#: How many minutes pass after the last event.
_AFTERWARDS = (0, 60, 26 * 60, 4 * 24 * 60, 8 * 24 * 60)


@attrs.frozen
class Case:
    """`files` by name, the settings among them; `records` by type, and `events`, as an application would send them.

    The records are so since `start`, or always were; after the events time passes until `until`.
    """

    files: dict[str, str]
    records: dict[str, list[dict[str, Any]]]
    events: list[dict[str, Any]]
    start: dt.datetime | None = None
    until: dt.datetime | None = None

    def __str__(self) -> str:
        texts = [f"--- {name}\n{text}" for name, text in self.files.items()]
        given = [f"--- records since {self.start}", *map(str, self.records.items())]
        return "\n".join([*texts, *given, f"--- events until {self.until}", *map(str, self.events)])


def make_case(choose: Chooser, rules: int = 6, events: int = 6, careless: bool = False) -> Case:
    """A case of up to so many rules and events. A `careless` one may be wrong where something was written."""
    world = World(careless=careless)
    items = declarations.records(choose, world)
    files: dict[str, str] = {}
    if choose.chance(10):
        items.insert(0, "USE core")
    if choose.chance(25) and (table := declarations.table(choose, world)):
        item, name, text = table
        items.append(item)
        files[name] = text
    items += timing.calendars(choose, world)
    items += declarations.aliases(choose, world)
    items += declarations.events(choose, world)
    items += declarations.actions(choose, world)
    items += declarations.constants(choose, world)
    items += declarations.conditions(choose, world)
    items += declarations.definitions(choose, world)
    items += limits.groups(choose, world)
    files["whenthen.toml"] = timing.settings(choose, world)
    rule_texts = [rule(choose, world, number) for number in range(choose.integer(1, rules))]
    if choose.chance(20):
        files["base.when"] = "\n\n".join(items) + "\n"
        files["main.when"] = "\n\n".join(['USE "base.when"', *rule_texts]) + "\n"
    else:
        files["main.when"] = "\n\n".join([*items, "# The rules.", *rule_texts]) + "\n"
    records = records_of(choose, world)
    sent = events_of(choose, world, choose.integer(1, events))
    last = max(dt.datetime.fromisoformat(event["time"]) for event in sent)
    until = last + dt.timedelta(minutes=choose.pick(_AFTERWARDS))
    return Case(files, records, sent, choose.pick((START, START, None)), until)


@st.composite
def cases(draw: Callable[[st.SearchStrategy[Any]], Any], rules: int = 5, events: int = 5) -> Case:
    """Cases that Hypothesis shrinks."""
    return make_case(drawn(draw), rules, events)
