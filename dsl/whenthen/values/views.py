"""A record as Python code outside of the rules sees it: its fields, to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet


class RecordView(Mapping[str, Any]):
    """The fields of a record by name, None for what is missing; `type` and `key` say which record it is.

    A field that refers to another record has its `Ref`; sets are frozensets, whose members are found by the equality of
    Python and not by that of the language. Views are equal when their records and all fields are.
    """

    __slots__ = ("_fields", "ref")

    def __init__(self, ref: Ref, fields: Mapping[str, Any]) -> None:
        self.ref = ref
        self._fields = fields

    @property
    def type(self) -> str:
        """The name of the record's type."""
        return self.ref.type

    @property
    def key(self) -> str:
        """The record's key among those of its type."""
        return self.ref.key

    def __getitem__(self, name: str) -> Any:
        value = self._fields[name]
        return frozenset(value) if isinstance(value, ValueSet) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, RecordView):
            return self.ref == other.ref and dict(self._fields) == dict(other._fields)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.ref)

    def __repr__(self) -> str:
        return f"RecordView({self.ref!r}, {dict(self)!r})"
