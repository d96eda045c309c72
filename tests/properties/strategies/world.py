"""What the items of a program declare, as the strategies remember it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from whenthen.types.model import Choice, Type

Path = tuple[str, ...]
#: A field of a type of records.
Place = tuple[str, str]


@attrs.frozen
class Known:
    """What is known at a place: the paths that are present, and of which of its types a value is."""

    present: frozenset[Path] = frozenset()
    narrowed: Mapping[Path, Type] = attrs.field(factory=dict)

    def also(self, other: Known) -> Known:
        """Both hold."""
        return Known(self.present | other.present, {**self.narrowed, **other.narrowed})

    def either(self, other: Known) -> Known:
        """One of them holds."""
        shared = {path: type for path, type in self.narrowed.items() if other.narrowed.get(path) == type}
        return Known(self.present & other.present, shared)


NOTHING = Known()


@attrs.frozen
class FieldShape:
    name: str
    type: Type
    readonly: bool = False
    default: bool = False


@attrs.define
class RecordShape:
    name: str
    key: str
    fields: dict[str, FieldShape]  # the key is not among them


@attrs.frozen
class EventShape:
    """`provides`: the records it brings by name, its subject first, and whether they may be absent."""

    subject: str
    word: str
    provides: dict[str, bool]


@attrs.frozen
class AliasShape:
    name: str
    path: Path
    type: Type


@attrs.frozen
class ConditionShape:
    """`needs` are the records that a caller has to have; those of `asked` may be missing there.

    A `loose` one is false where something is missing. `true` and `false` are what is known where it is.
    """

    name: str
    needs: frozenset[str]
    asked: frozenset[str]
    loose: bool
    true: Known
    false: Known
    looks_back: bool = False  # it asks what changed


@attrs.frozen
class ActionShape:
    """`parameters`: preposition, name and type of each. `writes` is None for an action without a body."""

    name: str
    parameters: tuple[tuple[str, str, Type], ...]
    writes: frozenset[Place] | None = None
    looks_back: bool = False


@attrs.define
class World:
    """All that the next item may use."""

    records: dict[str, RecordShape] = attrs.field(factory=dict)
    events: list[EventShape] = attrs.field(factory=list)
    aliases: dict[str, AliasShape] = attrs.field(factory=dict)
    constants: dict[str, Type] = attrs.field(factory=dict)
    words: dict[str, Choice] = attrs.field(factory=dict)  # LETs that list values of a choice
    conditions: dict[str, ConditionShape] = attrs.field(factory=dict)
    actions: dict[str, ActionShape] = attrs.field(factory=dict)
    keys: dict[str, list[str]] = attrs.field(factory=dict)  # of the records that there are from the start
    tables: dict[str, list[dict[str, str]]] = attrs.field(factory=dict)  # records of USE DATA
    persons: tuple[str, ...] = ()  # what `actor` may be
    sent: list[EventShape] = attrs.field(factory=list)  # events that rules wait for
    careless: bool = False  # what a write makes untrue is not forgotten, which the checker has to find
    calendars: list[str] = attrs.field(factory=list)
    measured: bool = False  # whether business time has a calendar where none is named
    spans: list[str] = attrs.field(factory=list)  # LETs of plain durations of more than nothing
    groups: dict[str, list[str]] = attrs.field(factory=dict)  # by title, the rules in them
    limited: bool = False  # whether a rule counts in a window
    functions: bool = False  # whether the functions of `bound` are declared
