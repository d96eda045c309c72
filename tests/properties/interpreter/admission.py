"""What an event says of records, taken in or rejected as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from tests.properties.interpreter.plain import Members, Record, same
from tests.properties.interpreter.schema import Declared, exactly, read

Row = dict[str, Any]
Difference = tuple[Record, list[tuple[str, Any, Any]]]


class Rejected(Exception):  # noqa: N818 - what the event is
    """The event contradicts the schema or the records."""


@attrs.frozen
class Stored:
    version: int
    at: dt.datetime
    fields: Row
    deleted: bool = False


@attrs.frozen
class Admitted:
    """What came of the event, in the order of records."""

    brought: list[Record]
    created: list[Record]
    updated: list[Record]
    changed: list[Difference]
    born: list[Difference]
    stale: list[Record]


@attrs.define
class _Said:
    fields: Row
    embedded: bool


def admit(
    declared: Declared,
    state: Mapping[Record, Stored],
    event: Mapping[str, Any],
    given: Sequence[tuple[str, Any]],
    rows: dict[Record, Row],
) -> Admitted:
    """Write what the event says into `rows`. Raises Rejected."""
    said: list[tuple[Record, _Said]] = []
    named = [_read(declared, name, data, said, False) for name, data in given]
    merged = _merged(said)
    there = set(state) | set(merged)
    if event.get("actorid"):
        named.append(Record(event["actor"], event["actorid"]))
    for record in named:
        if record not in there:
            raise Rejected(f"{record} is not known")
    for record in named[: len(given)]:
        if record in state and state[record].deleted:
            raise Rejected(f"{record} was deleted")
    time = dt.datetime.fromisoformat(event["time"]).astimezone(dt.UTC)
    found = Admitted([], [], [], [], [], [])
    for record, one in merged.items():
        _check(one.fields, there)
        stored = state.get(record)
        if stored is not None and (time < stored.at or stored.deleted):
            if not one.embedded:
                raise Rejected("too late")
            found.stale.append(record)
            continue
        found.brought.append(record)
        _take_in(declared, record, one.fields, stored, rows, found)
    subject, _, word = event["type"].partition(".")
    if word in ("created", "updated"):
        meant = named[[name for name, _ in given].index(subject)]
        if word == "created" and meant not in found.created:
            raise Rejected("exists already")
        if word == "updated" and meant not in found.created and meant not in found.updated:
            found.updated.append(meant)
    for several in (found.created, found.updated, found.changed, found.born, found.stale):
        several.sort(key=lambda one: one if isinstance(one, Record) else one[0])
    return found


def _read(declared: Declared, name: str, data: Any, said: list[tuple[Record, _Said]], embedded: bool) -> Record:
    """The record that data names; what it says of it is put behind what it says of those inside."""
    if isinstance(data, str):
        return Record(name, data)
    shape = declared.records[name]
    record = Record(name, data[shape.key])
    fields = {}
    for field, value in data.items():
        kind = shape.fields[field]
        if field == shape.key:
            continue
        if kind.name in declared.records and isinstance(value, dict):
            fields[field] = _read(declared, kind.name, value, said, True)
            continue
        try:
            fields[field] = read(value, kind)
        except ValueError as error:
            raise Rejected(str(error)) from None
    said.append((record, _Said(fields, embedded)))
    return record


def _merged(said: list[tuple[Record, _Said]]) -> dict[Record, _Said]:
    """What is said of each record; not two things of one field."""
    merged: dict[Record, _Said] = {}
    for record, one in said:
        earlier = merged.pop(record, None)
        if earlier is not None:
            for field, value in one.fields.items():
                if field in earlier.fields and not same(earlier.fields[field], value):
                    raise Rejected("says two things")
            one = _Said({**earlier.fields, **one.fields}, earlier.embedded and one.embedded)
        merged[record] = one
    return merged


def _check(fields: Row, there: set[Record]) -> None:
    for value in fields.values():
        items = value.items if isinstance(value, Members) else value if type(value) is tuple else (value,)
        for item in items:
            if isinstance(item, Record) and item not in there:
                raise Rejected("names what is not there")


def _take_in(
    declared: Declared, record: Record, fields: Row, stored: Stored | None, rows: dict[Record, Row], found: Admitted
) -> None:
    shape = declared.records[record.type]
    if stored is None:
        row = {**shape.defaults, **fields, shape.key: record.key}
        for field, kind in shape.fields.items():
            if row[field] is None and not kind.optional:
                raise Rejected(f"lacks {field}")
        rows[record] = row
        found.created.append(record)
        born = [(f, None, row[f]) for f in shape.fields if not same(shape.defaults[f], row[f])]
        found.born.append((record, born))
        return
    changed = []
    for field in shape.fields:
        if field in fields and not exactly(stored.fields[field], fields[field]):
            rows[record][field] = fields[field]
            if not same(stored.fields[field], fields[field]):
                changed.append((field, stored.fields[field], fields[field]))
    if changed:
        found.changed.append((record, changed))
        found.updated.append(record)
