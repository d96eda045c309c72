"""What an event says of records, held against the schema and the state, and put into the turn.

An event is taken whole or rejected whole. Its values are of the declared types already, which is the work of whoever
made the event from data; what is settled here is all that needs the state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from whenthen.runtime.making import maker
from whenthen.runtime.model import CAUSES, Event, EventRejected, Patch, State, StoredRecord, Value
from whenthen.runtime.program import Program
from whenthen.runtime.tables import CREATED, UPDATED, RecordTable
from whenthen.runtime.turn import Turn, named, references, same
from whenthen.types.schema import Schema
from whenthen.values.errors import shown
from whenthen.values.moments import show_instant
from whenthen.values.refs import Ref

#: A record and the fields that are different now, each with the value before and after.
Difference = tuple[Ref, list[tuple[str, Value, Value]]]


@attrs.frozen(weakref_slot=False)
class Admitted:
    """What the event did, everything in the order of record type and key.

    `brought` are the records with a patch that counts, the known ones with the fields that are written in another way
    now, `created` those that were not known, `updated` those of which a
    known one changed or which the event's own type calls updated, `changed` the known ones that are different and
    `born` the created ones with the fields that differ from their defaults or are set without one.
    """

    brought: Mapping[Ref, Sequence[str]]
    created: tuple[Ref, ...]
    updated: tuple[Ref, ...]
    changed: tuple[Difference, ...]
    born: tuple[Difference, ...]
    stale: tuple[Ref, ...]


_make_admitted = maker(Admitted)

#: Of a turn that no event from outside began.
NOTHING = Admitted({}, (), (), (), (), ())


def admit(turn: Turn, program: Program, state: State, event: Event) -> Admitted:
    """Put the event's records into the turn. Raises EventRejected; nothing but the turn is written."""
    subject, word = _check_type(program.schema, event)
    ref = event.bindings[subject]
    for bound in event.bindings.values():
        stored = state.records.get(bound)
        if stored is not None and stored.deleted:
            raise EventRejected(f"{named(bound)} was deleted")
    admitted = bring_in(turn, program, state, event, ref if word == UPDATED else None)
    if word == CREATED and ref not in admitted.created:
        raise EventRejected(f"{named(ref)} exists already")
    return admitted


def bring_in(turn: Turn, program: Program, state: State, event: Event, meant: Ref | None = None) -> Admitted:
    """`admit` without a look at the event's type; `meant` is the record that the type calls updated."""
    patches = event.patches
    incoming = {patch.record for patch in patches}
    if len(incoming) < len(patches):
        patches = _merged(patches)
    _check_known(turn, event, incoming)
    records, stored_records = program.tables.records, state.records
    stale: list[Ref] = []
    brought: dict[Ref, Sequence[str]] = {}
    created: list[Ref] = []
    changed: list[Difference] = []
    born: list[Difference] = []
    for patch in patches:
        ref = patch.record
        table = records.get(ref.type)
        if table is None:
            raise EventRejected(f"there is no record type {shown(ref.type)}")
        _check_fields(turn, table, patch, incoming)
        stored = stored_records.get(ref)
        if stored is not None and (event.time < stored.at or stored.deleted):
            if not patch.embedded:
                reason = f"{named(ref)} was deleted" if stored.deleted else _too_late(event, ref, stored)
                raise EventRejected(reason)
            stale.append(ref)
            turn.named(ref)
            continue
        known = turn.rows.stored(ref)
        if known is None:
            brought[ref] = ()
            born.append((ref, _create(turn, table, patch)))
            created.append(ref)
        else:
            differences, brought[ref] = _update(turn, table, patch, known)
            if differences:
                changed.append((ref, differences))
    updated = [ref for ref, _ in changed]
    if meant is not None and meant not in created and meant not in updated:
        updated.append(meant)
    if len(patches) > 1:  # a lone one is in order
        for refs in (created, updated, stale):
            refs.sort()
        for differing in (changed, born):
            differing.sort(key=_record_of)
    return _make_admitted(brought, tuple(created), tuple(updated), tuple(changed), tuple(born), tuple(stale))


def _record_of(difference: Difference) -> Ref:
    return difference[0]


def _check_type(schema: Schema, event: Event) -> tuple[str, str]:
    """The subject and the word of the event's type."""
    declared = schema.events.get(event.type)
    if declared is None:
        raise EventRejected(f"there is no event {shown(event.type)}")
    if event.cause not in CAUSES:
        raise EventRejected(f"{shown(event.cause)} is no cause: it is one of {', '.join(CAUSES)}")
    for name, may_be_absent in declared.provides.items():
        if not may_be_absent and name not in event.bindings:
            raise EventRejected(f"{shown(event.type)} lacks {shown(name)}")
    for name, ref in event.bindings.items():
        if ref.type != name:
            raise EventRejected(f"{shown(name)} is given as {named(ref)}")
    return declared.subject, declared.event


def _check_known(turn: Turn, event: Event, incoming: set[Ref]) -> None:
    """Each record that the event is about, and who caused it, has to be known or come with it."""
    known = turn.rows.known
    for ref in event.bindings.values():
        if ref not in incoming and not known(ref):
            raise EventRejected(f"{named(ref)} is not known, and the event says nothing of it")
    actor = event.actor
    if actor is not None and actor not in incoming and not known(actor):
        raise EventRejected(f"the actor, {named(actor)}, is not known and does not come with the event")


def _merged(patches: tuple[Patch, ...]) -> tuple[Patch, ...]:
    """One patch for each record. An event may say something of a record at two places, if it says the same."""
    merged: dict[Ref, Patch] = {}
    for patch in patches:
        ref = patch.record
        earlier = merged.pop(ref, None)
        if earlier is not None:
            for field, value in patch.fields.items():
                if field in earlier.fields and not same(earlier.fields[field], value):
                    raise EventRejected(f"the event gives {shown(field)} of {named(ref)} twice, and not the same")
            patch = Patch(ref, {**earlier.fields, **patch.fields}, earlier.embedded and patch.embedded)
        merged[ref] = patch
    return tuple(merged.values())


def _check_fields(turn: Turn, table: RecordTable, patch: Patch, incoming: set[Ref]) -> None:
    ref, plain = patch.record, table.plain
    for field, value in patch.fields.items():
        if value is not None and field in plain:
            continue  # most are
        if field not in table.defaults:
            raise EventRejected(f"{table.name} has no field {shown(field)}")
        if value is None:
            if field not in table.optional:
                raise EventRejected(f"{shown(field)} of {named(ref)} cannot be null")
        elif field == table.key:
            if value != ref.key:
                raise EventRejected(f"{shown(field)} of {named(ref)} is given as {shown(value)}")
        elif field in table.references:
            for target in references(value):
                if target not in incoming and not turn.rows.known(target):
                    raise EventRejected(
                        f"{shown(field)} of {named(ref)} names {named(target)}, "
                        "which is not known and does not come with the event"
                    )


def _too_late(event: Event, ref: Ref, stored: StoredRecord) -> str:
    moments = f"{show_instant(event.time)}, the last one of {named(ref)} is of {show_instant(stored.at)}"
    return f"the event is too late: it is of {moments}"


def _create(turn: Turn, table: RecordTable, patch: Patch) -> list[tuple[str, Value, Value]]:
    ref = patch.record
    lacking = [field for field in table.required if field not in patch.fields]
    if lacking:
        raise EventRejected(f"{named(ref)} is new and lacks {', '.join(map(shown, lacking))}")
    defaults, key = table.defaults, table.key
    row = dict(defaults)
    row.update(patch.fields)
    row[key] = ref.key
    turn.bring(ref, row, created=True)
    # What the event does not give is as it is by default.
    given = patch.fields if key in patch.fields else [*patch.fields, key]
    born = []
    for field in sorted(given, key=table.order.__getitem__):
        default, value = defaults[field], row[field]
        if default is not value and (default is None or not same(default, value)):
            born.append((field, None, value))
    return born


def _update(
    turn: Turn, table: RecordTable, patch: Patch, known: Mapping[str, Any]
) -> tuple[list[tuple[str, Value, Value]], list[str]]:
    """What is different now, and which fields are written in another way.

    Another spelling of what is equal is kept, but it is no change.
    """
    given = patch.fields
    written = [field for field, value in given.items() if not exactly(known[field], value)]
    if not written:
        turn.named(patch.record)
        return [], written
    if len(written) > 1:
        written.sort(key=table.order.__getitem__)
    row = dict(known)
    changed = []
    for field in written:
        before, value = known[field], given[field]
        row[field] = value
        if not same(before, value):
            changed.append((field, before, value))
    turn.bring(patch.record, row, created=False)
    return changed, written


def exactly(left: Value, right: Value) -> bool:
    """Whether two values are also written alike, which equal ones need not be (a day and 24 hours)."""
    if left is right:
        return True
    kind = type(left)
    if kind is str or kind is Ref or kind is not type(right):
        return bool(left == right)
    return bool(left == right) and repr(left) == repr(right)
