"""From decisions to state: the one place that writes to a state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from whenthen.runtime.admission import bring_in
from whenthen.runtime.model import Decision, Event, Patch, State, StoredRecord
from whenthen.runtime.outcome import BEFORE_ALL
from whenthen.runtime.program import Program
from whenthen.runtime.turn import Turn


class StateConflict(Exception):  # noqa: N818 - it is not an error: the turn is repeated
    """A record that a decision was made on is in another version by now; the turn has to be repeated on this state."""


def apply(state: State, decision: Decision) -> None:
    """Store what a decision writes. Changes the caller's state in place.

    Raises StateConflict, before anything is written, when a record is not in the version that the turn read.
    """
    records = state.records
    for read in decision.reads:
        stored = records.get(read.record)
        version = 0 if stored is None else stored.version
        if version != read.version:
            raise StateConflict(f"{read.record} is in version {version}, the turn read version {read.version}")
    for write in decision.writes:
        stored = records.get(write.record)
        if stored is None:
            records[write.record] = StoredRecord(write.version, write.at or BEFORE_ALL, write.fields)
        else:
            fields = {**stored.fields, **write.fields} if write.fields else stored.fields
            records[write.record] = StoredRecord(write.version, write.at or stored.at, fields)


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
