"""Events as most of them are, read at once.

`msgspec` makes dicts of the JSON and holds texts, choices and booleans against their types on its way; what is left is
to make values of what else stands there. An event that is not plainly right, or written in an unusual way, is left to
`cloudevents`, which takes it field by field and says what is wrong with it, if anything is. All that is read here is
read there too, and comes to the same; the tests hold the two against each other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, Required, TypedDict

import attrs
import msgspec

from whenthen.ingest import plainjson
from whenthen.runtime.model import CAUSES, CLOCK, Event, EventRejected, Patch, make_event, make_patch
from whenthen.types import schema as declared
from whenthen.types.codec import MAX_ITEMS, MAX_KEY, DecodeError, Decoder, checked_key, decoder
from whenthen.types.model import (
    BOOLEAN,
    INSTANT,
    NUMBER,
    PAYLOAD,
    TEXT,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
    required,
)
from whenthen.values.errors import ValueFailure
from whenthen.values.moments import parse_instant
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import MAX_TEXT

#: Who acted, by the attributes of an event; may raise EventRejected.
Actor = Callable[[dict[str, Any]], tuple[str, Ref | None]]

#: Attributes of events that mean nothing here, but come often.
_OTHERS = ("subject", "dataschema", "traceparent", "tracestate", "partitionkey", "sequence")
#: How deep records are embedded in each other, and lists and objects in a value: few are deeper.
_DEEPEST = 8
#: JSON of fewer bytes holds no text that is too long, and no list of too many items.
_LONG = min(MAX_TEXT, MAX_ITEMS)

#: What says that an event is not plainly right. A UnicodeDecodeError is a ValueError.
_ODD = (msgspec.MsgspecError, ValueError, KeyError, RecursionError, DecodeError, EventRejected, ValueFailure)


#: What is left to do with a field: how its value is decoded, or of which type the record is that it holds; and what its
#: JSON may hold that has to be counted.
_Work = tuple[Decoder | None, str, str]
_INSTANT, _DEEP, _NOTHING = "instant", "deep", ""


@attrs.frozen
class _Shape:
    """A type of records. `work` is for the fields of which the JSON is no value yet; `checks` for those with text too,
    where texts need a closer look.
    """

    key: str
    work: Mapping[str, _Work]
    checks: Mapping[str, _Work]


@attrs.frozen
class _Kind:
    """A kind of event: what it brings, and what of that always."""

    provides: Mapping[str, bool]
    always: frozenset[str]


class QuickReader:
    """Reads events by one schema. Immutable, to be shared by threads."""

    def __init__(self, schema: declared.Schema, actor: Actor) -> None:
        self._kinds = {type: _kind(event) for type, event in schema.events.items()}
        self._shapes = {name: _shape(record) for name, record in schema.records.items()}
        self._actor = actor
        self._decode = msgspec.json.Decoder(_envelope(schema), float_hook=plainjson.decimal).decode

    def read(self, raw: bytes) -> Event | None:
        """The event in a JSON text; None where the careful reader has to look at it."""
        try:
            return self._event(raw, self._decode(raw))
        except _ODD:
            return None

    def _event(self, raw: bytes, envelope: dict[str, Any]) -> Event | None:
        id, source, type, time = envelope["id"], envelope["source"], envelope["type"], envelope["time"]
        if source == CLOCK:
            return None
        data: dict[str, Any] = envelope["data"]
        kind = self._kinds[type]
        escapes = b"\\" in raw
        record = _Records(self._shapes, not _in_normal_form(raw, escapes))
        bindings: dict[str, Ref] = {}
        for name, value in data.items():
            if value is not None or not kind.provides[name]:
                bindings[name] = record.read(name, value, 0)
        if not kind.always <= bindings.keys() <= kind.provides.keys():
            return None
        keys = record.keys + len(envelope) + len(data)
        # A colon stands behind each key. Where there are as many as are accounted for, no key was there twice.
        colons = keys + record.colons + f"{id}{source}{time}".count(":")
        if (escapes or raw.count(b":") != colons) and plainjson.may_hold_twins(raw, keys):
            return None
        cause, actor = self._actor(envelope) if "actor" in envelope or "actorid" in envelope else ("system", None)
        return make_event(id, source, type, parse_instant(time), bindings, tuple(record.patches), cause, actor)


class _Records:
    """The records of one event. `keys` counts the keys in their JSON, `colons` the colons in their instants."""

    __slots__ = ("_check_texts", "_shapes", "colons", "keys", "patches")

    def __init__(self, shapes: Mapping[str, _Shape], check_texts: bool) -> None:
        self.patches: list[Patch] = []
        self.keys = 0
        self.colons = 0
        self._shapes = shapes
        self._check_texts = check_texts

    def read(self, name: str, data: Any, depth: int) -> Ref:
        """The reference; what the JSON says is put behind what it embeds."""
        check = self._check_texts
        if data.__class__ is str:
            return Ref(name, checked_key(data) if check else data)
        if data.__class__ is not dict or depth > _DEEPEST:
            raise DecodeError("unusual")
        shape = self._shapes[name]
        self.keys += len(data)
        key = data.pop(shape.key)
        find_work = (shape.checks if check else shape.work).get
        for field, value in data.items():  # none comes and none goes: only values are replaced
            work = find_work(field)
            if work is not None:
                decode, record, counted = work
                if decode is None:
                    data[field] = None if value is None else self.read(record, value, depth + 1)
                    continue
                if counted is _INSTANT and value is not None:
                    self.colons += value.count(":")
                elif counted is _DEEP:
                    self.keys += plainjson.count_keys(value, _DEEPEST)
                data[field] = decode(value, None)
        ref = Ref(name, checked_key(key) if check else key)
        self.patches.append(make_patch(ref, data, depth > 0))
        return ref


def _in_normal_form(raw: bytes, escapes: bool) -> bool:
    """Whether all texts in the JSON surely are texts of the language: short enough, and in NFC, as all parts of a text
    in NFC are. No escape but `u` stands for what makes another character with what follows it.
    """
    if len(raw) > _LONG or (escapes and b"\\u" in raw):
        return False
    return raw.isascii() or unicodedata.is_normalized("NFC", raw.decode())


# By the schema ----------------------------------------------------------------------------------------------------


def _kind(event: declared.Event) -> _Kind:
    return _Kind(event.provides, frozenset(name for name, may_be_absent in event.provides.items() if not may_be_absent))


def _shape(record: declared.Record) -> _Shape:
    work: dict[str, _Work] = {}
    checks: dict[str, _Work] = {}
    for name, field in record.fields.items():
        simple = required(field.type)
        if name == record.key or simple == BOOLEAN or isinstance(simple, Choice):
            continue  # msgspec made the value
        if isinstance(simple, RecordType):
            work[name] = checks[name] = (None, simple.name, _NOTHING)
            continue
        counted = _INSTANT if simple == INSTANT else _DEEP if _is_deep(simple) else _NOTHING
        checks[name] = (decoder(field.type), "", counted)
        if simple != TEXT:
            work[name] = (_of_right_texts(field.type) or decoder(field.type), "", counted)
    return _Shape(record.key, work, checks)


def _is_deep(type: Type) -> bool:
    """Whether its JSON may hold objects that are no records."""
    if isinstance(type, ListOf | SetOf):
        return _is_deep(type.item)
    return type == PAYLOAD or isinstance(type, Union)


def _of_right_texts(type: Type) -> Decoder | None:
    """How texts that need no more checks become a list or a set."""
    if type == ListOf(TEXT):
        return lambda data, _: tuple(data)
    return (lambda data, _: ValueSet(data)) if type == SetOf(TEXT) else None


# For msgspec ------------------------------------------------------------------------------------------------------

_Key = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_KEY)]


def _envelope(schema: declared.Schema) -> Any:
    """The type of events. What it does not name is passed over by msgspec, and noticed by the number of keys."""
    records: dict[str, Any] = {name: _object({}, {}) for name in schema.records}
    for name, record in schema.records.items():  # they refer to each other
        fields = {field.name: _json_type(field.type, records) for field in record.fields.values()}
        records[name].__annotations__.update({**fields, record.key: _Key})
    attributes = {
        "specversion": Literal["1.0"],
        "id": _Key,
        "source": _Key,
        "type": _one_of(tuple(schema.events)),
        "time": str,
        "data": _object({}, {name: _Key | type | None for name, type in records.items()}),
    }
    others = {
        "datacontenttype": Literal["application/json"] | None,
        "actor": _one_of(CAUSES) | None,
        "actorid": str | None,
        **dict.fromkeys(_OTHERS, str),
    }
    return _object(attributes, others)


def _object(required: Mapping[str, Any], others: Mapping[str, Any]) -> Any:
    fields = {**{name: Required[type] for name, type in required.items()}, **others}
    return TypedDict("object", fields, total=False)  # type: ignore[operator]


def _one_of(words: tuple[str, ...]) -> Any:
    return Literal[words] if words else str


def _json_type(type: Type, records: Mapping[str, Any]) -> Any:
    """How a value stands in JSON, as far as msgspec can say it."""
    match type:
        case Optional(inner):
            return _json_type(inner, records) | None
        case Choice(values):
            return _one_of(values)
        case RecordType(name):
            return _Key | records[name]
        case ListOf(item) | SetOf(item) if item == TEXT:
            return list[str]
    if type in (NUMBER, PAYLOAD) or isinstance(type, ListOf | SetOf | Union):
        return Any
    return bool if type == BOOLEAN else str
