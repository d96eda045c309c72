"""From decisions to state: the one place that writes to a state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from whenthen.runtime.admission import bring_in
from whenthen.runtime.model import Decision, Event, Patch, State, StoredRecord, make_stored
from whenthen.runtime.outcome import BEFORE_ALL
from whenthen.runtime.program import Program
from whenthen.runtime.turn import Turn
from whenthen.values.refs import Ref


class StateConflict(Exception):  # noqa: N818 - it is not an error: the turn is repeated
    """A record that a decision was made on is in another version by now; the turn has to be repeated on this state."""


def apply(state: State, decision: Decision) -> None:
    """Store what a decision writes. Changes the caller's state in place.

    Raises StateConflict, before anything is written, when a record is not in the version that the turn read, or
    the memory not as it was.
    """
    records = state.records
    for read in decision.reads:
        stored = records.get(read.record)
        version = 0 if stored is None else stored.version
        if version != read.version:
            raise StateConflict(f"{read.record} is in version {version}, the turn read version {read.version}")
    memory = state.memory
    for change in decision.memory:
        if memory.table(change.table).get(change.key) != change.before:
            raise StateConflict(f"what is remembered of the rule `{change.key[0]}` has changed")
    since = _since(state, decision)
    for write in decision.writes:
        stored = records.get(write.record)
        if stored is None:
            at = write.at or BEFORE_ALL
            known = decision.time if write.at is not None else BEFORE_ALL
            # Of a record that an event brought all fields are from then.
            kept = {} if write.at is not None else since.get(write.record, {})
            records[write.record] = make_stored(write.version, at, write.fields, known, kept, write.deleted)
        else:
            fields = {**stored.fields, **write.fields} if write.fields else stored.fields
            changes = since.get(write.record)
            records[write.record] = make_stored(
                write.version,
                write.at or stored.at,
                fields,
                stored.known,
                stored.since if changes is None else {**stored.since, **changes},
                stored.deleted or write.deleted,
            )
    for change in decision.memory:
        memory.remember(change)
    if memory.clock is None or memory.clock < decision.time:
        memory.clock = decision.time


def _since(state: State, decision: Decision) -> Mapping[Ref, dict[str, dt.datetime]]:
    """The fields that changed, by record; those of records that the decision creates are not asked for."""
    since: dict[Ref, dict[str, dt.datetime]] = {}
    if len(decision.created) < len(decision.writes):
        created = frozenset(decision.created)
        for change in decision.changes:
            if change.record not in created:
                since.setdefault(change.record, {})[change.field] = decision.time
    return since


def initial_state(program: Program, records: Iterable[Patch] = (), at: dt.datetime = BEFORE_ALL) -> State:
    """A state with the records of USE DATA, and those that the application brings, all in version 1.

    `records` are taken like those of an event: absent fields get their defaults, and what they refer to has to be
    there. `at` is when they were so (aware, UTC); events of an earlier time about them are rejected. Raises
    EventRejected.
    """
    state = State({ref: StoredRecord(1, BEFORE_ALL, dict(program.data[ref])) for ref in sorted(program.data)})
    event = Event("", "", "", at, {}, tuple(records))
    turn = Turn(program, state, event)
    for ref in sorted(bring_in(turn, program, state, event).brought):
        state.records[ref] = StoredRecord(1, at, turn.rows[ref])
    return state
