"""A reference to a record: what a field that holds a record holds, and what a rule's bindings are."""

from __future__ import annotations

from typing import NamedTuple


class Ref(NamedTuple):
    """The record of a type with a key. Two references are equal when both are, the key exactly."""

    type: str
    key: str

    def __str__(self) -> str:
        return f"{self.type} {self.key}"
