"""CloudEvents 1.0 in structured mode, read by a schema: every value gets its type here, or the event is rejected.

`data` holds the records that the event's declaration provides, by name. A record is an object with its key; a field
that refers to a record has the record's key or the record itself, which the event then says something of too. What an
event does not name is unchanged, null clears it. Two attributes beside those of the standard say who caused the event:
`actor` (agent, customer, rule or system, which it is without it) and `actorid`, the key of that agent or customer.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from typing import Any

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.nearest import did_you_mean, one_of
from whenthen.ingest import plainjson
from whenthen.ingest.quick import QuickReader
from whenthen.runtime.model import CAUSES, CLOCK, Event, EventRejected, Patch
from whenthen.types import schema as declared
from whenthen.types.codec import MAX_KEY, DecodeError, Decoder, decoder, described
from whenthen.types.model import RecordType
from whenthen.values.errors import ValueFailure
from whenthen.values.moments import parse_instant
from whenthen.values.refs import Ref

#: How deep records may be embedded in records.
MAX_EMBEDDED = 16

_ATTRIBUTE = re.compile(r"[a-z0-9]+")
_JSON_TYPE = re.compile(r"[ \t]*(?:application/json|[^/;]+/[^/;]+\+json)[ \t]*(?:;.*)?", re.IGNORECASE)
_PERSONS = ("agent", "customer")


class EventReader:
    """Reads events by one schema. Immutable, to be shared by threads."""

    def __init__(self, schema: declared.Schema) -> None:
        self._schema = schema
        self._events = schema.events
        self._records = {name: _RecordReader(record) for name, record in schema.records.items()}

    def read(self, event: bytes | str | Mapping[str, Any]) -> Event:
        """A CloudEvent as JSON, or as the data that such JSON holds; raises EventRejected."""
        if isinstance(event, bytes):
            found = self._quick.read(event)
            if found is not None:
                return found
        elif isinstance(event, Mapping):
            return self.from_plain(plainjson.plain(event))
        return self.from_plain(plainjson.parse(event))

    @functools.cached_property
    def _quick(self) -> QuickReader:
        # Made for the first event: not all who read the schema have events in JSON.
        return QuickReader(self._schema, self._actor)

    def from_plain(self, data: Any) -> Event:
        """A CloudEvent from plain data (see `plainjson`); raises EventRejected."""
        if not isinstance(data, dict):
            raise EventRejected(f"an event is an object, this is {described(data)}")
        if data.get("specversion") != "1.0":
            raise EventRejected(_version_problem(data))
        for name in data:
            if name != "data_base64" and not _ATTRIBUTE.fullmatch(name):
                raise EventRejected(f"the attribute {quote(name)} is not written in small letters and digits alone")
        content = data.get("datacontenttype")
        if content is not None and not (isinstance(content, str) and _JSON_TYPE.fullmatch(content)):
            raise EventRejected(f"`datacontenttype` is {described(content)}; data is read as JSON alone")
        if "data_base64" in data:
            raise EventRejected("`data_base64` is not read; records come as JSON in `data`")
        cause, actor = self._actor(data)
        type = _text(data, "type")
        return self.build(_text(data, "id"), _text(data, "source"), type, _time(data), data.get("data"), cause, actor)

    def build(
        self,
        id: str,
        source: str,
        type: str,
        time: dt.datetime,
        data: Any,
        cause: str = "system",
        actor: Ref | None = None,
    ) -> Event:
        """An event from its parts; `data` is plain data, `time` is in UTC. Raises EventRejected."""
        if source == CLOCK:  # else its events could be taken for those of the clock
            raise EventRejected("`clock` is the source of what time brings: events need another one")
        kind = self._events.get(type)
        if kind is None:
            raise EventRejected(_with_advice(f"there is no event {quote(type)}", type, self._events))
        if not isinstance(data, dict):
            raise EventRejected(f"`data` of {quote(type)} holds records by name, this is {described(data)}")
        provides = kind.provides
        bindings: dict[str, Ref] = {}
        patches: list[Patch] = []
        try:
            for name, value in data.items():
                if name not in provides:
                    message = f"{quote(type)} does not bring {quote(name)}, but {one_of(provides, 'and')}"
                    raise EventRejected(_with_advice(message, name, provides))
                if value is None and provides[name]:
                    continue
                try:
                    bindings[name] = self._read_record(name, value, patches, 0)
                except DecodeError as error:
                    raise error.under(name) from None
        except DecodeError as error:
            raise EventRejected(str(error.under("data"))) from None
        for name, may_be_absent in provides.items():
            if not may_be_absent and name not in bindings:
                raise EventRejected(f"{quote(type)} brings {one_of([name])}, which `data` does not hold")
        return Event(id, source, type, time, bindings, tuple(patches), cause, actor)

    def patches(self, record: str, data: Any) -> list[Patch]:
        """What an object says of a record, and before it what it says of those that it embeds.

        `data` is plain data; raises DecodeError.
        """
        if not isinstance(data, dict):
            raise DecodeError(f"expected a {record}, an object with its fields, got {described(data)}")
        patches: list[Patch] = []
        self._read_record(record, data, patches, 0)
        return patches

    def _read_record(self, record: str, data: Any, patches: list[Patch], depth: int) -> Ref:
        """The reference; what the object says is put behind what it embeds."""
        reader = self._records[record]
        if not isinstance(data, dict):
            return reader.named(data)
        if depth > MAX_EMBEDDED:
            raise DecodeError(f"records stand in each other more than {MAX_EMBEDDED} deep")
        ref = reader.reference(data)

        def embedded(name: str, inner: Mapping[str, Any]) -> Ref:
            return self._read_record(name, inner, patches, depth + 1)

        fields = {}
        decoders = reader.decoders
        for name, value in data.items():
            decode = decoders.get(name)
            if decode is None:
                if name == reader.key:
                    continue
                raise DecodeError(_with_advice(f"a {record} has no field {quote(name)}", name, reader.names))
            try:
                fields[name] = decode(value, embedded)
            except DecodeError as error:
                raise error.under(name) from None
        patches.append(Patch(ref, fields, depth > 0))
        return ref

    def _actor(self, data: dict[str, Any]) -> tuple[str, Ref | None]:
        cause = data.get("actor")
        key = data.get("actorid")
        if cause is None:
            cause = "system"
        if cause not in CAUSES:
            shown = quote(cause) if isinstance(cause, str) else described(cause)
            raise EventRejected(_with_advice(f"`actor` is one of {one_of(CAUSES)}, not {shown}", str(cause), CAUSES))
        if key is None:
            return cause, None
        if cause not in _PERSONS:
            raise EventRejected("`actorid` is given, but `actor` is neither `agent` nor `customer`")
        reader = self._records.get(cause)
        try:
            return cause, None if reader is None else reader.named(key)
        except DecodeError as error:
            raise EventRejected(f"actorid: {error.message}") from None


class _RecordReader:
    """The fields of one type of records. Its key is no field here: it makes the reference."""

    def __init__(self, record: declared.Record) -> None:
        self.key = record.key
        self.names = tuple(record.fields)
        self.decoders: dict[str, Decoder] = {
            name: decoder(field.type) for name, field in record.fields.items() if name != record.key
        }
        self._name = record.name
        self._reference = decoder(RecordType(record.name))

    def named(self, data: Any) -> Ref:
        ref: Ref = self._reference(data, None)
        return ref

    def reference(self, data: dict[str, Any]) -> Ref:
        key = data.get(self.key)
        if not isinstance(key, str):
            if key is None:
                raise DecodeError(f"the {self._name} has no {quote(self.key)}, which is its key")
            raise DecodeError(f"expected the key of a {self._name} (text), got {described(key)}", (self.key,))
        try:
            return self.named(key)
        except DecodeError as error:
            raise error.under(self.key) from None


def _with_advice(message: str, name: str, candidates: Any) -> str:
    advice = did_you_mean(name, candidates)
    return f"{message}; {advice}" if advice else message


def _version_problem(data: dict[str, Any]) -> str:
    if "specversion" not in data:
        return (
            "`specversion` is missing: an event is a CloudEvent, with `specversion`, `id`, `source`, `type` and `time`"
        )
    return f"`specversion` is {described(data['specversion'])}; only `1.0` is read"


def _text(data: dict[str, Any], attribute: str) -> str:
    value = data.get(attribute)
    if not isinstance(value, str):
        if value is None:
            raise EventRejected(f"`{attribute}` is missing")
        raise EventRejected(f"`{attribute}` is {described(value)}, not text")
    if not value:
        raise EventRejected(f"`{attribute}` is empty")
    if len(value) > MAX_KEY:
        raise EventRejected(f"`{attribute}` has {len(value):,} characters, more than {MAX_KEY:,}")
    return value


def _time(data: dict[str, Any]) -> dt.datetime:
    if data.get("time") is None:
        raise EventRejected("`time` is missing: what an event means depends on when it happened")
    try:
        return parse_instant(_text(data, "time"))
    except ValueFailure as failure:
        raise EventRejected(f"time: {failure}") from None
