"""Plain data in and out of a turn: state, event and decision.

Values are those of the room `values`; `runtime.data` turns all of this into JSON and back.
"""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from whenthen.runtime.making import maker
from whenthen.runtime.memory import Memory, Named, Remembered
from whenthen.values.refs import Ref

#: A value of any type of the language; None is what is missing.
Value = Any

CAUSES = ("agent", "customer", "rule", "system")


@attrs.frozen(weakref_slot=False)
class StoredRecord:
    """A record at rest. `fields` has every declared field, None where it is missing.

    `version` counts the turns that wrote the record, from 1. `at` is the time of the last event that brought it,
    `known` that of the one that made it known. `since` says when the fields got their values, those apart that are as
    they were when the record became known.
    """

    version: int
    at: dt.datetime
    fields: Mapping[str, Value]
    known: dt.datetime = attrs.field(default=attrs.Factory(lambda self: self.at, takes_self=True))
    since: Mapping[str, dt.datetime] = attrs.field(factory=dict)
    deleted: bool = False

    def held_since(self, field: str | None) -> dt.datetime:
        """Since when a field has its value; for None, since when all of them have."""
        if field is None:
            return max(self.since.values(), default=self.known)
        return self.since.get(field, self.known)


@attrs.define
class State:
    """All that a turn may know: the records and the rules' memory. Records are never taken out of it."""

    records: dict[Ref, StoredRecord] = attrs.field(factory=dict)
    memory: Memory = attrs.field(factory=Memory)
    _by_type: dict[str, list[Ref]] = attrs.field(factory=dict, init=False, eq=False, repr=False)
    _counted: int = attrs.field(default=0, init=False, eq=False, repr=False)

    def of_type(self, type: str) -> Sequence[Ref]:
        """The records of a type in the order of their keys, deleted ones included. Not to be kept across a turn."""
        if self._counted != len(self.records):
            for ref in itertools.islice(self.records, self._counted, None):
                bisect.insort(self._by_type.setdefault(ref.type, []), ref)
            self._counted = len(self.records)
        return self._by_type.get(type, ())


@attrs.frozen(weakref_slot=False)
class Patch:
    """What an event says of one record: a field that it does not name is unchanged, None clears.

    `embedded` is true for a record that came inside another one.
    """

    record: Ref
    fields: Mapping[str, Value]
    embedded: bool = False


#: The kinds of alarms.
WAIT, TIMER, EVERY = "wait", "timer", "clock"


@attrs.frozen
class Alarm:
    """What the clock brings: a timer, a time of `every …` or a wait (`kind` timer, clock or wait) that is due.

    `number` is that of the rule's trigger, or of the branch's wait. `records` are those that the rule is about.
    `passed` is the moment that a timer is for, where it fires later than that.
    """

    kind: str
    rule: str
    number: int
    records: Named
    due: dt.datetime
    passed: dt.datetime | None = None


#: The type of events that the clock brings.
CLOCK = "clock"


@attrs.frozen(weakref_slot=False)
class Event:
    """A typed event. `bindings` holds the records of its data by name, `patches` what it says of them, those that are
    referred to before those that refer to them. An event of the clock has an `alarm` and nothing else.
    """

    id: str
    source: str
    type: str
    time: dt.datetime
    bindings: Mapping[str, Ref]
    patches: tuple[Patch, ...] = ()
    cause: str = "system"
    actor: Ref | None = None
    alarm: Alarm | None = None


class EventRejected(Exception):  # noqa: N818 - what the event is, not what went wrong in here
    """The event contradicts the schema or the state; nothing was decided. `str()` is the reason, for a person."""


@attrs.frozen(weakref_slot=False)
class Firing:
    """A rule of which a branch ran. `branch` counts from 0 (THEN); `number` is the pass, from 1.

    `resumed` is the address of the `wait` behind which it went on, None where it began.
    """

    rule: str
    title: str
    branch: int
    number: int
    bindings: Mapping[str, Ref]
    resumed: str | None = None


@attrs.frozen(weakref_slot=False)
class Read:
    """A record that the turn looked at, in the version that it saw; 0 for one that the event created."""

    record: Ref
    version: int


@attrs.frozen(weakref_slot=False)
class Change:
    """The net change of a field over the turn. `by` is the id of the rule that wrote it last, None for the event."""

    record: Ref
    field: str
    before: Value
    after: Value
    by: str | None = None


@attrs.frozen(weakref_slot=False)
class Write:
    """What is to be stored: the new version, and the fields that get another value (all of them in version 1).

    `at` replaces the record's `at` where it is not None. `deleted` marks it as deleted from then on.
    """

    record: Ref
    version: int
    fields: Mapping[str, Value]
    at: dt.datetime | None = None
    deleted: bool = False


@attrs.frozen(weakref_slot=False)
class Effect:
    """A call of an action: a message to send, a webhook to call.

    `key` is unique for each effect that should leave, and the same when the turn is repeated.
    """

    key: str
    action: str
    arguments: Mapping[str, Value]
    rule: str
    path: str
    bindings: Mapping[str, Ref]


@attrs.frozen
class RuleFailure:
    """What went wrong in a rule, and where in its text (line and column count from 1)."""

    rule: str
    title: str
    message: str
    file: str
    line: int
    column: int
    bindings: Mapping[str, Ref]
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: rule `{self.title}`: {self.message}"


@attrs.frozen
class Shadow:
    """What a SHADOW rule would have done."""

    firing: Firing
    changes: tuple[Change, ...]
    effects: tuple[Effect, ...]


@attrs.frozen
class Missed:
    """A moment of a timed trigger that had passed when it became known: the rule was not looked at."""

    rule: str
    title: str
    bindings: Mapping[str, Ref]
    due: dt.datetime


@attrs.frozen
class Dropped:
    """A wait that was given up: what comes behind it will not run. `reason` is a sentence for people."""

    rule: str
    title: str
    bindings: Mapping[str, Ref]
    due: dt.datetime
    reason: str


@attrs.frozen(weakref_slot=False)
class Decision:
    """What a turn came to. Applying `writes` and `memory` in order of turns gives the same state anywhere.

    `alarm` is what the clock brought, None for the event of somebody else.
    """

    turn: str
    event: str
    type: str
    time: dt.datetime
    fired: tuple[Firing, ...] = ()
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    failures: tuple[RuleFailure, ...] = ()
    shadow: tuple[Shadow, ...] = ()
    reads: tuple[Read, ...] = ()
    writes: tuple[Write, ...] = ()
    created: tuple[Ref, ...] = ()
    stale: tuple[Ref, ...] = ()  # embedded records that the state knows a newer form of
    stopped_by: str | None = None
    passes: int = 1
    alarm: Alarm | None = None
    missed: tuple[Missed, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    memory: tuple[Remembered, ...] = ()


# What a turn makes many of.
make_stored = maker(StoredRecord)
make_patch = maker(Patch)
make_event = maker(Event)
make_read = maker(Read)
make_change = maker(Change)
make_firing = maker(Firing)
make_effect = maker(Effect)
make_write = maker(Write)
make_decision = maker(Decision)
