"""What an index looks at: the values of paths, as they are now, for the records that a trigger brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whenthen.types.facts import Path
from whenthen.values.refs import Ref

if TYPE_CHECKING:
    from whenthen.runtime.turn import Turn

_UNKNOWN = object()

#: Fields, each with the type of its record.
Fields = frozenset[tuple[str, str]]


class View:
    """The values of an index's paths for one trigger in one turn, by the numbers that the index gives them.

    `given` has the records by the names that the trigger binds, `told` what `types.facts` calls BEFORE, AFTER and
    CAUSE. Each value is worked out once, until `forget` says that it may be another one.
    """

    __slots__ = ("_given", "_paths", "_told", "_values", "turn")

    def __init__(self, turn: Turn, given: Mapping[str, Ref], paths: Sequence[Path], told: Mapping[str, Any]) -> None:
        self.turn = turn
        self._given = given
        self._told = told
        self._paths = paths
        self._values: list[Any] = [_UNKNOWN] * len(paths)

    def value(self, number: int) -> Any:
        """The value at the end of a path; None where something on the way is missing. Raises ValueFailure."""
        value = self._values[number]
        if value is _UNKNOWN:
            path = self._paths[number]
            value = self._told[path.name] if path.name in self._told else self._given.get(path.name)
            rows = self.turn.rows
            for type, field in path.steps:
                # What may be a record of several types, or a text, is one of this type where the condition has asked
                # for it.
                if value.__class__ is not Ref or value.type != type:
                    value = None
                    break
                value = rows[value][field]
            self._values[number] = value
        return value

    def forget(self, fields: Fields) -> None:
        """These fields have been written."""
        values = self._values
        for number, path in enumerate(self._paths):
            if values[number] is not _UNKNOWN and not fields.isdisjoint(path.steps):
                values[number] = _UNKNOWN
