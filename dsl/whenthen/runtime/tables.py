"""What the kernel looks up for every event, worked out once for each program.

Rules are found through dictionaries by what starts them, so that an event costs as much as the rules that it may
start, and not as much as there are rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from whenthen.runtime.rule import CompiledRule, OnChange, OnClock, OnEvent, OnTimed
from whenthen.types.model import ListOf, Optional, RecordType, SetOf, Type, Union
from whenthen.types.schema import Record, Schema

CREATED = "created"
UPDATED = "updated"
DELETED = "deleted"


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
class TimedStart:
    """A timed trigger, number `number` of the rule at place `rule`."""

    rule: int
    number: int
    trigger: OnTimed


@attrs.frozen
class ClockStart:
    """A trigger on the clock, number `number` of the rule at place `rule`."""

    rule: int
    number: int
    trigger: OnClock


@attrs.frozen
class Tables:
    """What starts rules. Entries stand in the order of rules.

    `events` is keyed by CloudEvents type and holds neither `created` nor `updated`: those two are keyed by record type,
    `changes` by record type and field, `timed` by record type. `places` has the place of each rule by its id.

    `plain` are the rules without a setting that the kernel has to look at before they run. `overridden` has, for a
    rule's id, the ids of those that override it, and `noted` the ids of the rules that others are passed over for.
    """

    records: Mapping[str, RecordTable]
    events: Mapping[str, tuple[EventStart, ...]]
    created: Mapping[str, tuple[EventStart, ...]]
    updated: Mapping[str, tuple[EventStart, ...]]
    changes: Mapping[str, Mapping[str, tuple[ChangeStart, ...]]]
    timed: Mapping[str, tuple[TimedStart, ...]]
    clock: tuple[ClockStart, ...]
    places: Mapping[str, int]
    plain: tuple[bool, ...]
    overridden: Mapping[str, tuple[str, ...]]
    noted: frozenset[str]
    each: frozenset[int]  # places of rules with FOR EACH


def tables_of(schema: Schema, rules: Sequence[CompiledRule]) -> Tables:
    """The tables of a program."""
    events: dict[str, list[EventStart]] = {}
    created: dict[str, list[EventStart]] = {}
    updated: dict[str, list[EventStart]] = {}
    changes: dict[str, dict[str, list[ChangeStart]]] = {}
    timed: dict[str, list[TimedStart]] = {}
    clock: list[ClockStart] = []
    overridden: dict[str, list[str]] = {}
    for number, rule in enumerate(rules):
        for other in rule.overrides:
            overridden.setdefault(other, []).append(rule.id)
        for place, trigger in enumerate(rule.triggers):
            if isinstance(trigger, OnEvent):
                names = tuple(name if name in trigger.provides else None for name in rule.bindings)
                start = EventStart(number, trigger.cause, trigger.subject, names)
                if trigger.event == CREATED:
                    created.setdefault(trigger.subject, []).append(start)
                elif trigger.event == UPDATED:
                    updated.setdefault(trigger.subject, []).append(start)
                else:
                    events.setdefault(trigger.type, []).append(start)
            elif isinstance(trigger, OnChange):
                fields = changes.setdefault(trigger.record, {})
                slot = rule.bindings.index(trigger.name)
                fields.setdefault(trigger.field, []).append(ChangeStart(number, trigger, slot, len(rule.bindings)))
            elif isinstance(trigger, OnTimed):
                timed.setdefault(trigger.record, []).append(TimedStart(number, place, trigger))
            else:
                clock.append(ClockStart(number, place, trigger))
    return Tables(
        records={name: _record_table(record) for name, record in schema.records.items()},
        events=_settled(events),
        created=_settled(created),
        updated=_settled(updated),
        changes={
            record: {field: tuple(starts) for field, starts in fields.items()} for record, fields in changes.items()
        },
        timed={record: tuple(several) for record, several in timed.items()},
        clock=tuple(clock),
        places={rule.id: number for number, rule in enumerate(rules)},
        plain=tuple(_is_plain(rule, overridden) for rule in rules),
        overridden={rule: tuple(others) for rule, others in overridden.items()},
        noted=frozenset(other for others in overridden.values() for other in others),
        each=frozenset(number for number, rule in enumerate(rules) if rule.each is not None),
    )


def _is_plain(rule: CompiledRule, overridden: Mapping[str, object]) -> bool:
    return not (rule.each or rule.once is not None or rule.limit or rule.active or rule.group or rule.id in overridden)


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
