"""The turn as compiled rules see it: the records as they are now, what they were at the start, and what rules may do.

The state is never touched. A record that is looked at is borrowed from it, and copied when it is first written. A
journal of the writes lets the kernel undo what one firing did, and tells it afterwards what a pass changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any

import attrs

from whenthen.runtime.meter import BudgetExceeded as BudgetExceeded
from whenthen.runtime.meter import Meter
from whenthen.runtime.model import Effect, Event, State, StoredRecord, Value, make_effect
from whenthen.runtime.program import Program
from whenthen.runtime.rule import CompiledRule
from whenthen.runtime.shared import Shared
from whenthen.values.equality import equal
from whenthen.values.errors import ValueFailure, shown
from whenthen.values.refs import Ref


def same(left: Value, right: Value) -> bool:
    """The equality of the language, and missing is the same as missing."""
    if left is right:
        return True
    if left is None or right is None:
        return False
    if type(left) is str and left == right:
        return True
    return equal(left, right)


def named(ref: Ref) -> str:
    """A record for a message: ``ticket `T1` ``."""
    return f"{ref.type} {shown(ref.key)}"


def references(value: Value) -> Iterable[Ref]:
    """The records in the value of a field that can hold records."""
    if isinstance(value, Ref):
        return (value,)
    if value is None or isinstance(value, str):
        return ()
    return [item for item in value if isinstance(item, Ref)]


def bindings_of(rule: CompiledRule, slots: tuple[Ref | None, ...]) -> dict[str, Ref]:
    """The records that a firing is about, by name."""
    return {name: ref for name, ref in zip(rule.bindings, slots, strict=True) if ref is not None}


class Rows(dict[Ref, Mapping[str, Any]]):
    """The records that the turn has looked at, with their fields as they are now. Others are loaded when asked for.

    Do not keep a row across a write: the first write to a record puts a copy in its place.
    """

    __slots__ = ("_data", "_records", "versions")

    def __init__(self, records: Mapping[Ref, StoredRecord], data: Mapping[Ref, Mapping[str, Any]]) -> None:
        super().__init__()
        self._records = records
        self._data = data
        self.versions: dict[Ref, int] = {}  # of each record, as it was when the turn first looked at it

    def __missing__(self, ref: Ref) -> Mapping[str, Any]:
        fields = self.stored(ref)
        if fields is None:
            raise ValueFailure(f"there is no {named(ref)}")
        self.look(ref)
        self[ref] = fields
        return fields

    def look(self, ref: Ref) -> None:
        """Remember the version of a record, 0 for one that the state does not hold."""
        if ref not in self.versions:
            record = self._records.get(ref)
            self.versions[ref] = 0 if record is None else record.version

    def stored(self, ref: Ref) -> Mapping[str, Any] | None:
        """The record as it was before the turn: as the state knows it, else as USE DATA has it, else None."""
        record = self._records.get(ref)
        return self._data.get(ref) if record is None else record.fields

    def known(self, ref: Ref) -> bool:
        """Whether there is such a record; this does not count as having looked at it."""
        return ref in self or ref in self._records or ref in self._data


#: A write: record, field, the value before, and the rule that had written it before.
Entry = tuple[Ref, str, Value, str | None]
#: How far a turn had come: journal, effects, stopped, statements, steps, waits.
Mark = tuple[int, int, bool, int, int, int]


@attrs.frozen
class Begun:
    """A `wait` that a rule has come to: number `number` of the branch, with the records and the values of LETs."""

    rule: CompiledRule
    slots: tuple[Ref | None, ...]
    lets: tuple[Any, ...]
    branch: int
    number: int
    due: dt.datetime


class Turn(Meter):
    """The first argument of every closure. Its methods raise ValueFailure and nothing else.

    `now` is the time of the event, aware and in UTC; `actor` is who caused it, or None. From the second pass on the
    rules are the cause, and `actor` is None.
    """

    __slots__ = (
        "_bindings",
        "_created",
        "_event",
        "_paths",
        "_program",
        "_records",
        "_rule",
        "_slots",
        "_state",
        "_writers",
        "actor",
        "branch",
        "effects",
        "id",
        "journal",
        "lets",
        "now",
        "own",
        "rows",
        "shared",
        "stopped",
        "waits",
        "writes",
    )

    def __init__(self, program: Program, state: State, event: Event) -> None:
        super().__init__(program.budget)
        self.id = turn_id(event)
        self.now = event.time
        self.actor = event.actor
        self.rows = Rows(state.records, program.data)
        self.own: dict[Ref, dict[str, Any]] = {}  # the rows that are copies, by the event or by a rule
        self.effects: list[Effect] = []
        self.journal: list[Entry] = []  # the writes of this pass
        self.stopped = False
        self.waits: list[Begun] = []
        self.shared = Shared(self)
        self.writes = 0  # grows whenever something else may be read than before
        self._program = program
        self._state = state
        self.lets: tuple[Any, ...] = ()  # of the firing, and the number of its branch
        self.branch = 0
        self._records = program.tables.records
        self._created: set[Ref] = set()
        self._event = event
        self._writers: dict[tuple[Ref, str], str | None] = {}
        self._rule: CompiledRule | None = None
        self._slots: tuple[Ref | None, ...] = ()
        self._bindings: Mapping[str, Ref] | None = None
        self._paths: dict[str, int] = {}

    # For compiled rules -------------------------------------------------------------------------------------------

    def start(self, ref: Ref) -> Mapping[str, Any] | None:
        """The fields of a record before the event, None for a record that the event created."""
        self.named(ref)
        return None if ref in self._created else self.rows.stored(ref)

    def changed(self, ref: Ref, field: str) -> bool:
        """Whether a field differs from the start of the turn.

        In a created record: whether it differs from its default or, where it has none, is set.
        """
        now = self.rows[ref][field]
        if ref in self._created:
            return not self.same(self._records[ref.type].defaults[field], now)
        before = self.rows.stored(ref)
        return before is not None and not self.same(before[field], now)

    def set(self, ref: Ref, field: str, value: Value) -> None:
        """Write a field; None clears it. What it already was is left as it was written."""
        self.statement()
        row = self.rows[ref]
        before = row[field]
        if self.same(before, value):
            return
        self.keep(value)
        if value is not None and field in self._records[ref.type].references:
            for target in references(value):
                self.named(target)
        own = self.own.get(ref)
        if own is None:
            own = self.own[ref] = self.rows[ref] = dict(row)
        writer = (ref, field)
        self.journal.append((ref, field, before, self._writers.get(writer)))
        self._writers[writer] = self._rule.id if self._rule else None
        own[field] = value
        self._moved()

    def emit(self, action: str, path: str, arguments: tuple[tuple[str, Value], ...]) -> None:
        """Ask for an effect; `path` is the place of the statement in the rule, through definitions."""
        self.statement()
        for _, value in arguments:
            self.keep(value)
        rule = self._rule.id if self._rule else ""
        bindings = self.bindings()
        occurrence = self._paths[path] = self._paths.get(path, 0) + 1
        key = _effect_key(self._event, rule, bindings, path, occurrence)
        self.effects.append(make_effect(key, action, dict(arguments), rule, path, bindings))

    def wait(self, number: int, due: dt.datetime) -> None:
        """The rest of the branch, what stands behind its wait number `number`, is for later. The branch ends here."""
        self.statement()
        if self._rule is not None:
            self.waits.append(Begun(self._rule, self._slots, self.lets, self.branch, number, due))

    def all_of(self, type: str) -> list[Ref]:
        """The records of a type in the order of their keys, without those that were deleted."""
        records = self._state.records
        found = [ref for ref in self._state.of_type(type) if not records[ref].deleted]
        new = [ref for ref in {**self._data_of(type), **self.own} if ref.type == type and ref not in records]
        return sorted({*found, *new}) if new else found

    def was_deleted(self, ref: Ref) -> bool:
        """Whether a record was deleted in an earlier turn. What refers to it can still read it."""
        stored = self._state.records.get(ref)
        return stored is not None and stored.deleted

    def _data_of(self, type: str) -> dict[Ref, None]:
        return {ref: None for ref in self._program.data if ref.type == type}

    def stop(self) -> None:
        """Skip the later rules and passes of this turn."""
        self.statement()
        self.stopped = True

    def named(self, ref: Ref) -> Ref:
        """The same reference, where there is such a record."""
        self.rows[ref]
        return ref

    # For the kernel -----------------------------------------------------------------------------------------------

    def bring(self, ref: Ref, fields: dict[str, Any], created: bool) -> None:
        """Put a record there as the event has it; `fields` is handed over."""
        self.rows.look(ref)
        self.own[ref] = self.rows[ref] = fields
        if created:
            self._created.add(ref)
        self._moved()

    def _moved(self) -> None:
        """What was worked out from the records may be something else now."""
        self.writes += 1
        self.shared.clear()

    def created(self, ref: Ref) -> bool:
        """Whether the event created the record."""
        return ref in self._created

    def order(self, ref: Ref) -> Mapping[str, int]:
        """The place of each field in the declaration of the record's type."""
        return self._records[ref.type].order

    def defaults(self, ref: Ref) -> Mapping[str, Value]:
        """The defaults of all fields of the record's type, None where there is none."""
        return self._records[ref.type].defaults

    def next_pass(self) -> None:
        """The pass is over: from now on the rules are the cause of what happens."""
        self.journal.clear()
        self.actor = None
        self._moved()

    def writer(self, ref: Ref, field: str) -> str | None:
        """The id of the rule that wrote a field last, None for the event."""
        return self._writers.get((ref, field))

    def written(self) -> dict[Ref, dict[str, None]]:
        """The fields that rules wrote in the turn, by record; some of them may be as they were before."""
        found: dict[Ref, dict[str, None]] = {}
        for ref, field in self._writers:
            found.setdefault(ref, {})[field] = None
        return found

    def begin(self, rule: CompiledRule, slots: tuple[Ref | None, ...]) -> Mark:
        """From now on `rule` is the one that writes. Returns what `undo` needs."""
        self._rule = rule
        self._slots = slots
        self._bindings = None
        if self._paths:
            self._paths = {}
        return (len(self.journal), len(self.effects), self.stopped, self.statements, self.steps, len(self.waits))

    def bindings(self) -> Mapping[str, Ref]:
        """The records that the rule which is running is about, by name."""
        if self._bindings is None:
            self._bindings = bindings_of(self._rule, self._slots) if self._rule else {}
        return self._bindings

    def undo(self, mark: Mark) -> None:
        """Take back all that was done since `begin`: writes, effects, waits, a stop, and what it cost."""
        written, emitted, self.stopped, statements, steps, begun = mark
        self.give_back(statements, steps)
        journal = self.journal
        if len(journal) > written:
            self._moved()
        while len(journal) > written:
            ref, field, before, writer = journal.pop()
            self.own[ref][field] = before
            self._writers[(ref, field)] = writer
        del self.effects[emitted:]
        del self.waits[begun:]


def differences(turn: Turn, since: int = 0) -> list[tuple[Ref, list[tuple[str, Value, Value]]]]:
    """What the writes of this pass, from place `since` of the journal on, came to.

    For each record that is different now the fields with the value before and after, in the order of record type, key,
    and declaration of the fields.
    """
    journal = turn.journal
    if len(journal) == since:
        return []
    first: dict[Ref, dict[str, Value]] = {}
    for place in range(since, len(journal)):
        ref, field, before, _ = journal[place]
        first.setdefault(ref, {}).setdefault(field, before)
    result = []
    for ref in sorted(first):
        row = turn.rows[ref]
        fields = [(field, before, row[field]) for field, before in first[ref].items() if not same(before, row[field])]
        if fields:
            if len(fields) > 1:
                order = turn.order(ref)
                fields.sort(key=lambda difference: order[difference[0]])
            result.append((ref, fields))
    return result


def turn_id(event: Event) -> str:
    """`source#id`, another one for each event: a `#` in the source is spelled `%23`, and a `%` is `%25`."""
    source = event.source.replace("%", "%25").replace("#", "%23")
    return f"{source}#{event.id}"


def _effect_key(event: Event, rule: str, bindings: Mapping[str, Ref], path: str, occurrence: int) -> str:
    """32 hexadecimal digits that are the same whenever this effect is decided again, on any machine."""
    keys = ",".join([f"{_quoted(name)}:{_quoted(bindings[name].key)}" for name in sorted(bindings)])
    parts = (_quoted(event.source), _quoted(event.id), _quoted(rule), f"{{{keys}}}", _quoted(path), str(occurrence))
    # The JSON of a list, without spaces.
    return hashlib.sha256(f"[{','.join(parts)}]".encode("ascii")).hexdigest()[:32]
