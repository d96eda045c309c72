"""Which records an event is about and which ones it refers to, without reading the rest of it.

Every event that `EventReader` accepts is understood here, and means the same records. What it rejects may be understood
as well: then it names records in vain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs
import msgspec

from whenthen.ingest.cloudevents import EventReader
from whenthen.runtime.model import Event, EventRejected, Value
from whenthen.types.model import ListOf, Optional, RecordType, SetOf, Type, Union
from whenthen.types.schema import Record, Schema
from whenthen.values.moments import show_instant
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import nfc

_PERSONS = ("agent", "customer")
#: Deeper than events may embed records in records.
_DEEPEST = 32

_text = msgspec.json.Decoder(str).decode
_items = msgspec.json.Decoder(list[msgspec.Raw]).decode
_any = msgspec.json.Decoder().decode
_ABSENT = msgspec.Raw(b"null")


@attrs.define
class Mentioned:
    """`about` are the records of the event's data, `says` those that it says something of, `refers` pairs of a record
    and one that a field of it refers to (the actor of the event too, from the first record on). `time` is as written.
    """

    time: str
    about: list[Ref] = attrs.field(factory=list)
    says: list[Ref] = attrs.field(factory=list)
    refers: list[tuple[Ref, Ref]] = attrs.field(factory=list)


class _Line(msgspec.Struct):
    """The attributes of an event that matter here."""

    time: str
    data: dict[str, msgspec.Raw]
    actor: str | None = None
    actorid: str | None = None


class _NotUnderstoodError(Exception):
    """The event has to be read as a whole."""


#: Notes the references in the JSON of a field, which belongs to a record.
_Field = Callable[[msgspec.Raw, Ref, Mentioned, int], None]


class Skimmer:
    """Skims events by one schema."""

    def __init__(self, schema: Schema, reader: EventReader) -> None:
        self._reader = reader
        self._line = msgspec.json.Decoder(_Line).decode
        self._records = {name: _Skimmed(record, self._field) for name, record in schema.records.items()}

    def skim(self, raw: bytes) -> Mentioned | None:
        """What an event mentions; None for what `EventReader` rejects."""
        try:
            return self._skim(raw)
        except (msgspec.MsgspecError, _NotUnderstoodError, UnicodeDecodeError, ValueError, RecursionError):
            pass
        try:
            return _mentioned(self._reader.read(raw))
        except EventRejected:
            return None

    def _skim(self, raw: bytes) -> Mentioned:
        line = self._line(raw)
        found = Mentioned(line.time)
        for name, value in line.data.items():
            record = self._records.get(name)
            if record is None:
                raise _NotUnderstoodError
            ref = self._reference(record, value, found, 0)
            if ref is not None:
                found.about.append(ref)
        if line.actorid is not None and found.about and line.actor in _PERSONS:
            found.refers.append((found.about[0], Ref(line.actor, nfc(line.actorid))))
        return found

    def _reference(self, record: _Skimmed, value: msgspec.Raw, found: Mentioned, depth: int) -> Ref | None:
        """The record that the JSON stands for, its fields noted."""
        data = bytes(value)
        first = data[:1]
        if first == b'"':
            return Ref(record.name, nfc(_text(data)))
        if first != b"{":
            if data == b"null":
                return None
            raise _NotUnderstoodError
        if depth > _DEEPEST:
            raise _NotUnderstoodError
        inner = record.decode(data)
        ref = Ref(record.name, nfc(inner.key))
        found.says.append(ref)
        for number, field in enumerate(record.fields):
            part = getattr(inner, f"f{number}")
            if part is not _ABSENT:
                field(part, ref, found, depth + 1)
        return ref

    def _field(self, type: Type) -> _Field | None:
        """What notes the references in a field of a type; None where it holds none."""
        match type:
            case Optional(inner):
                return self._field(inner)
            case RecordType(name):
                return self._one(name)
            case ListOf(item) | SetOf(item):
                each = self._field(item)
                return None if each is None else _each(each)
            case Union():
                return self._union
        return None

    def _one(self, name: str) -> _Field:
        def note(value: msgspec.Raw, owner: Ref, found: Mentioned, depth: int) -> None:
            ref = self._reference(self._records[name], value, found, depth)
            if ref is not None:
                found.refers.append((owner, ref))

        return note

    def _union(self, value: msgspec.Raw, owner: Ref, found: Mentioned, depth: int) -> None:
        """`{"type": "agent", "key": "a7"}`, or with the record itself; text is no record."""
        data = _any(bytes(value))
        if not isinstance(data, dict):
            return
        record = self._records.get(str(data.get("type")))
        if record is None:
            raise _NotUnderstoodError
        part = msgspec.Raw(msgspec.json.encode(data["record"] if "record" in data else data.get("key")))
        ref = self._reference(record, part, found, depth)
        if ref is not None:
            found.refers.append((owner, ref))


def _each(note: _Field) -> _Field:
    def note_all(value: msgspec.Raw, owner: Ref, found: Mentioned, depth: int) -> None:
        data = bytes(value)
        if data != b"null":
            for item in _items(data):
                note(item, owner, found, depth)

    return note_all


class _Skimmed:
    """A type of records: its key, and those fields that may hold references."""

    def __init__(self, record: Record, field_of: Callable[[Type], _Field | None]) -> None:
        self.name = record.name
        found = [(name, field_of(field.type)) for name, field in record.fields.items() if name != record.key]
        holding = [(name, field) for name, field in found if field is not None]
        self.fields: tuple[_Field, ...] = tuple(field for _, field in holding)
        names = {"key": record.key, **{f"f{number}": name for number, (name, _) in enumerate(holding)}}
        optional: list[tuple[str, Any, Any]] = [(f"f{number}", msgspec.Raw, _ABSENT) for number in range(len(holding))]
        struct = msgspec.defstruct("Skimmed", [("key", str), *optional], rename=names, frozen=True)
        self.decode: Callable[[bytes], Any] = msgspec.json.Decoder(struct).decode


def _mentioned(event: Event) -> Mentioned:
    """The same of an event that was read as a whole."""
    found = Mentioned(show_instant(event.time), list(event.bindings.values()))
    for patch in event.patches:
        found.says.append(patch.record)
        found.refers += [(patch.record, ref) for ref in referred(patch.fields.values())]
    if event.actor is not None and found.about:
        found.refers.append((found.about[0], event.actor))
    return found


def referred(values: Iterable[Value]) -> Iterator[Ref]:
    """The records in the values of fields."""
    for value in values:
        if isinstance(value, Ref):
            yield value
        elif isinstance(value, tuple | ValueSet):
            yield from referred(value)
