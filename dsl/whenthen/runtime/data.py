"""Decisions and states as plain data that JSON can hold: the same decision is the same bytes everywhere.

Records are keys where the type of the place says which type they are of, and `{"type": …, "key": …}` elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from whenthen.runtime.memory_data import (
    memory_data,
    memory_from,
    named_data,
    refuse_unknown,
    remembered_data,
)
from whenthen.runtime.model import (
    Alarm,
    Change,
    Decision,
    Dropped,
    Effect,
    Firing,
    Missed,
    RuleFailure,
    Shadow,
    State,
    StoredRecord,
    Write,
)
from whenthen.types.codec import DecodeError, Decoder, decoder, described, encode
from whenthen.types.model import PAYLOAD, ListOf, Optional, SetOf, Type
from whenthen.types.schema import Field, Record, Schema
from whenthen.values.errors import ValueFailure, shown
from whenthen.values.moments import parse_instant, show_instant
from whenthen.values.numbers import DIGITS
from whenthen.values.refs import Ref

Data = dict[str, Any]


#: What is data already; most values are.
_PLAIN = frozenset({str, bool, type(None)})

_encode = msgspec.json.Encoder().encode


def to_json(data: Any) -> bytes:
    """Data as one line of JSON in UTF-8, without a line end; the order of keys is kept."""
    try:
        return _encode(data)
    except OverflowError:  # a whole number of more than 64 bits, in a payload of a state
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


# Decisions --------------------------------------------------------------------------------------------------------


def decision_data(decision: Decision, schema: Schema) -> Data:
    """A decision as data, with every key present, always in the same order."""
    return {
        "turn": decision.turn,
        "event": decision.event,
        "type": decision.type,
        "time": show_instant(decision.time),
        "passes": decision.passes,
        "stopped_by": decision.stopped_by,
        "fired": [_firing(firing) for firing in decision.fired],
        "changes": [_change(change, schema) for change in decision.changes],
        "effects": [effect_data(effect, schema) for effect in decision.effects],
        "failures": [_failure(failure) for failure in decision.failures],
        "shadow": [_shadow(shadow, schema) for shadow in decision.shadow],
        "created": [_ref(ref) for ref in decision.created],
        "stale": [_ref(ref) for ref in decision.stale],
        "alarm": None if decision.alarm is None else alarm_data(decision.alarm),
        "missed": [_missed(missed) for missed in decision.missed],
        "dropped": [{**_missed(dropped), "reason": dropped.reason} for dropped in decision.dropped],
        "memory": [remembered_data(change) for change in decision.memory],
        "reads": [{**_ref(read.record), "version": read.version} for read in decision.reads],
        "writes": [_write(write, schema) for write in decision.writes],
    }


def effect_data(effect: Effect, schema: Schema) -> Data:
    """An effect as data; its arguments are written by the types of the action's parameters."""
    action = schema.actions.get(effect.action)
    types = {parameter.name: parameter.type for parameter in action.parameters} if action else {}
    return {
        "key": effect.key,
        "action": effect.action,
        "arguments": {name: encode(types.get(name), value) for name, value in effect.arguments.items()},
        "rule": effect.rule,
        "path": effect.path,
        "bindings": _bindings(effect.bindings),
    }


def alarm_data(alarm: Alarm) -> Data:
    """What the clock brings, as data."""
    return {
        "kind": alarm.kind,
        "rule": alarm.rule,
        "number": alarm.number,
        "records": named_data(alarm.records),
        "due": show_instant(alarm.due),
        "passed": None if alarm.passed is None else show_instant(alarm.passed),
    }


def _missed(missed: Missed | Dropped) -> Data:
    return {
        "rule": missed.rule,
        "title": missed.title,
        "bindings": _bindings(missed.bindings),
        "due": show_instant(missed.due),
    }


def _ref(ref: Ref) -> Data:
    return {"type": ref.type, "key": ref.key}


def _bindings(bindings: Mapping[str, Ref]) -> Data:
    return {name: ref.key for name, ref in bindings.items()}


def _firing(firing: Firing) -> Data:
    return {
        "rule": firing.rule,
        "title": firing.title,
        "branch": firing.branch,
        "pass": firing.number,
        "bindings": _bindings(firing.bindings),
        "resumed": firing.resumed,
    }


def _change(change: Change, schema: Schema) -> Data:
    ref, field, before, after = change.record, change.field, change.before, change.after
    type = schema.records[ref.type].fields[field].type
    return {
        "type": ref.type,
        "key": ref.key,
        "field": field,
        "before": before if before.__class__ in _PLAIN else encode(type, before),
        "after": after if after.__class__ in _PLAIN else encode(type, after),
        "by": change.by,
    }


def _failure(failure: RuleFailure) -> Data:
    return {
        "rule": failure.rule,
        "title": failure.title,
        "message": failure.message,
        "file": failure.file,
        "line": failure.line,
        "column": failure.column,
        "pass": failure.number,
        "bindings": _bindings(failure.bindings),
    }


def _shadow(shadow: Shadow, schema: Schema) -> Data:
    return {
        **_firing(shadow.firing),
        "changes": [_change(change, schema) for change in shadow.changes],
        "effects": [effect_data(effect, schema) for effect in shadow.effects],
    }


def _write(write: Write, schema: Schema) -> Data:
    return {
        **_ref(write.record),
        "version": write.version,
        "at": None if write.at is None else show_instant(write.at),
        "fields": _fields(write.fields, schema.records[write.record.type]),
        "deleted": write.deleted,
    }


def _fields(fields: Mapping[str, Any], record: Record) -> Data:
    """In the order of declaration, whatever the order in which they were found."""
    found = {}
    for name, field in record.fields.items():
        if name in fields:
            value = fields[name]
            found[name] = value if value.__class__ in _PLAIN else encode(field.type, value)
    return found


# States -----------------------------------------------------------------------------------------------------------


def state_data(state: State, schema: Schema) -> Data:
    """A state as data: records by type and key, sorted, with all of their fields."""
    records: dict[str, Data] = {}
    for ref in sorted(state.records):
        stored = state.records[ref]
        records.setdefault(ref.type, {})[ref.key] = {
            "version": stored.version,
            "at": show_instant(stored.at),
            "fields": _kept_fields(stored.fields, schema.records[ref.type]),
            "known": show_instant(stored.known),
            "since": {field: show_instant(stored.since[field]) for field in sorted(stored.since)},
            "deleted": stored.deleted,
        }
    return {"records": records, "memory": memory_data(state.memory)}


def _kept_fields(fields: Mapping[str, Any], record: Record) -> Data:
    return {name: _kept(field.type, fields[name]) for name, field in record.fields.items() if name in fields}


def _kept(type: Type, value: Any) -> Any:
    """A value that comes back as it was. In a payload only a number that is written as one does."""
    match type:
        case Optional(inner):
            return None if value is None else _kept(inner, value)
        case ListOf(item) | SetOf(item):
            return [_kept(item, one) for one in value]
    return _kept_payload(value) if type == PAYLOAD else encode(type, value)


def _kept_payload(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _kept_payload(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_kept_payload(item) for item in value]
    if isinstance(value, Decimal):
        if value.adjusted() < DIGITS and value == value.to_integral_value():
            return int(value)
        near = float(value)
        return near if Decimal(repr(near)) == value else encode(PAYLOAD, value)
    return encode(PAYLOAD, value)


def state_from(schema: Schema, data: Any) -> State:
    """The state that `state_data` wrote. Raises DecodeError with the path to what is wrong.

    A field that was declared since gets its default, or is missing where it may be.
    """
    top = _object(data, ())
    if "records" not in top:
        raise DecodeError("it has no `records`, as a state has that was saved")
    refuse_unknown(top, ("records", "memory", "time"), ())
    state = State(memory=memory_from(top.get("memory", {})))
    for type_name, by_key in _object(top.get("records", {}), ("records",)).items():
        record = schema.records.get(type_name)
        if record is None:
            raise DecodeError(f"there is no record type {shown(type_name)}", ("records",))
        decoders = {name: decoder(field.type) for name, field in record.fields.items()}
        for key, stored in _object(by_key, ("records", type_name)).items():
            path = ("records", type_name, key)
            state.records[Ref(type_name, key)] = _stored(record, decoders, _object(stored, path), path)
    return state


def _stored(record: Record, decoders: Mapping[str, Decoder], data: Data, path: Sequence[str]) -> StoredRecord:
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DecodeError("expected a version, a whole number from 1", (*path, "version"))
    at = _instant(data.get("at"), (*path, "at"))
    known = _instant(data["known"], (*path, "known")) if "known" in data else at
    since = {
        field: _instant(moment, (*path, "since", field))
        for field, moment in _object(data.get("since", {}), (*path, "since")).items()
        if field in record.fields
    }
    given = _object(data.get("fields"), (*path, "fields"))
    for name in given:
        if name not in record.fields:
            raise DecodeError(f"{record.name} has no field {shown(name)}", (*path, "fields"))
    fields = {}
    for name, field in record.fields.items():
        place = (*path, "fields", name)
        if name in given:
            try:
                fields[name] = decoders[name](given[name], None)
            except DecodeError as error:
                raise DecodeError(error.message, (*place, *error.path)) from None
        else:
            fields[name] = _absent(field, place)
    if fields[record.key] != path[-1]:
        raise DecodeError("the key in the record is another one", (*path, "fields", record.key))
    deleted = data.get("deleted", False)
    if not isinstance(deleted, bool):
        raise DecodeError(f"expected true or false, got {described(deleted)}", (*path, "deleted"))
    return StoredRecord(version, at, fields, known, since, deleted)


def _instant(data: Any, path: tuple[str, ...]) -> dt.datetime:
    try:
        return parse_instant(str(data))
    except ValueFailure as failure:
        raise DecodeError(str(failure), path) from None


def _absent(field: Field, place: tuple[str, ...]) -> Any:
    if field.required:
        raise DecodeError("the field is absent and has no default", place)
    return field.default


def _object(data: Any, path: tuple[str, ...]) -> Data:
    if not isinstance(data, dict):
        raise DecodeError("expected an object", path)
    return data
