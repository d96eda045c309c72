"""What the kernel looks up for every event, worked out once for each program.

Rules are found through dictionaries by what starts them, so that an event costs as much as the rules that it may
start, and not as much as there are rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from whenthen.runtime.rule import CompiledRule, OnChange, OnEvent
from whenthen.types.model import ListOf, Optional, RecordType, SetOf, Type, Union
from whenthen.types.schema import Record, Schema

CREATED = "created"
UPDATED = "updated"


@attrs.frozen
class RecordTable:
    """A type of records. `defaults` has every field in the order of declaration, None where there is no default."""

    name: str
    key: str
    defaults: Mapping[str, Any]
    order: Mapping[str, int]
    required: tuple[str, ...]  # what a new record has to bring, besides its key
    optional: frozenset[str]  # what may be missing
    references: frozenset[str]  # the fields that hold records, or lists or sets of them


@attrs.frozen
class EventStart:
    """An event trigger of the rule at place `rule`; `names` are its bindings, None where this trigger has none."""

    rule: int
    cause: str | None
    subject: str
    names: tuple[str | None, ...]


@attrs.frozen
class ChangeStart:
    """A change trigger of the rule at place `rule`, whose binding number `place` of `width` is the changed record."""

    rule: int
    trigger: OnChange
    place: int
    width: int


@attrs.frozen
class Tables:
    """What starts rules. Entries stand in the order of rules.

    `events` is keyed by CloudEvents type and holds neither `created` nor `updated`: those two are keyed by record type,
    `changes` by record type and field.
    """

    records: Mapping[str, RecordTable]
    events: Mapping[str, tuple[EventStart, ...]]
    created: Mapping[str, tuple[EventStart, ...]]
    updated: Mapping[str, tuple[EventStart, ...]]
    changes: Mapping[str, Mapping[str, tuple[ChangeStart, ...]]]


def tables_of(schema: Schema, rules: Sequence[CompiledRule]) -> Tables:
    """The tables of a program."""
    events: dict[str, list[EventStart]] = {}
    created: dict[str, list[EventStart]] = {}
    updated: dict[str, list[EventStart]] = {}
    changes: dict[str, dict[str, list[ChangeStart]]] = {}
    for number, rule in enumerate(rules):
        for trigger in rule.triggers:
            if isinstance(trigger, OnEvent):
                names = tuple(name if name in trigger.provides else None for name in rule.bindings)
                start = EventStart(number, trigger.cause, trigger.subject, names)
                if trigger.event == CREATED:
                    created.setdefault(trigger.subject, []).append(start)
                elif trigger.event == UPDATED:
                    updated.setdefault(trigger.subject, []).append(start)
                else:
                    events.setdefault(trigger.type, []).append(start)
            else:
                fields = changes.setdefault(trigger.record, {})
                place = rule.bindings.index(trigger.name)
                fields.setdefault(trigger.field, []).append(ChangeStart(number, trigger, place, len(rule.bindings)))
    return Tables(
        records={name: _record_table(record) for name, record in schema.records.items()},
        events=_settled(events),
        created=_settled(created),
        updated=_settled(updated),
        changes={
            record: {field: tuple(starts) for field, starts in fields.items()} for record, fields in changes.items()
        },
    )


def _settled(lists: dict[str, list[EventStart]]) -> dict[str, tuple[EventStart, ...]]:
    return {key: tuple(starts) for key, starts in lists.items()}


def _record_table(record: Record) -> RecordTable:
    fields = record.fields
    return RecordTable(
        name=record.name,
        key=record.key,
        defaults={name: field.default for name, field in fields.items()},
        order={name: place for place, name in enumerate(fields)},
        required=tuple(name for name, field in fields.items() if field.required and name != record.key),
        optional=frozenset(name for name, field in fields.items() if isinstance(field.type, Optional)),
        references=frozenset(name for name, field in fields.items() if holds_records(field.type)),
    )


def holds_records(type: Type) -> bool:
    """Whether values of the type are records, or hold some."""
    if isinstance(type, Optional):
        return holds_records(type.type)
    if isinstance(type, ListOf | SetOf):
        return holds_records(type.item)
    if isinstance(type, Union):
        return any(holds_records(member) for member in type.members)
    return isinstance(type, RecordType)
