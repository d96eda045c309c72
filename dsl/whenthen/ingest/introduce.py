"""Records that a table only names: where their key is all that they need, the first row that names one brings it along.

A row of tickets names its customer, and no row says more of that customer. Rules and events know no reference to a
record that is not there, so the event of that row says what is to be said: there is a customer with this key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from whenthen.ingest.mapping import FieldColumn
from whenthen.types.model import ListOf, SetOf, Union, required
from whenthen.types.schema import Schema
from whenthen.values.refs import Ref
from whenthen.values.text import nfc


def key_is_enough(record: str, schema: Schema) -> bool:
    """Whether a record may be new without any field but its key."""
    return not lacking_fields(record, schema)


def lacking_fields(record: str, schema: Schema) -> tuple[str, ...]:
    """The fields beside its key that a new record has to bring."""
    declared = schema.records[record]
    return tuple(name for name, field in declared.fields.items() if field.required and name != declared.key)


class Introductions:
    """Which records are there already; `known` grows with each row that was accepted."""

    def __init__(self, fields: Iterable[FieldColumn], own: str, known: Iterable[Ref], schema: Schema) -> None:
        """`own` is the record that the rows are of: its records come with their own rows."""
        self._keys = {name: record.key for name, record in schema.records.items()}
        self._bare = frozenset(name for name in self._keys if name != own and key_is_enough(name, schema))
        self._fields = {field.name: field for field in fields if field.record is not None}
        self._known = set(known)

    def embed(self, said: Mapping[str, Any]) -> tuple[dict[str, Any], set[Ref]]:
        """What an event says of its fields, references to new records made into these; and which records are new."""
        new: set[Ref] = set()
        return self._all(said, self._fields, new), new

    def accept(self, new: set[Ref]) -> None:
        self._known |= new

    def forget(self, new: set[Ref]) -> None:
        self._known -= new

    def _all(self, said: Mapping[str, Any], fields: Mapping[str, FieldColumn], new: set[Ref]) -> dict[str, Any]:
        embedded = dict(said)
        for name, field in fields.items():
            value = said.get(name)
            if value is not None:
                many = isinstance(required(field.type), ListOf | SetOf)
                embedded[name] = [self._one(v, field, new) for v in value] if many else self._one(value, field, new)
        return embedded

    def _one(self, value: Any, field: FieldColumn, new: set[Ref]) -> Any:
        plain = required(field.type)
        item = required(plain.item) if isinstance(plain, ListOf | SetOf) else plain
        wrapped = isinstance(item, Union)
        inner = value.get("record", value.get("key")) if wrapped and isinstance(value, dict) else value
        record = field.record or ""
        if isinstance(inner, dict):
            inner = self._all(inner, {f.name: f for f in field.fields if f.record is not None}, new)
            self._note(Ref(record, nfc(inner[self._keys[record]])), new)
        elif record not in self._bare or not isinstance(inner, str):
            return value
        elif self._note(Ref(record, nfc(inner)), new):
            inner = {self._keys[record]: inner}
        else:
            return value
        return {"type": record, "record": inner} if wrapped else inner

    def _note(self, ref: Ref, new: set[Ref]) -> bool:
        """Whether the record is new."""
        if ref in self._known or ref in new:
            return False
        new.add(ref)
        return True
