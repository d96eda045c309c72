"""What the kernel looks up for every event, worked out once for each program.

Rules are found through dictionaries by what starts them, and then through the index of what starts them alike, so that
an event costs as much as the rules that may fire, and not as much as there are rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

import attrs

from whenthen.collecting import without_collecting
from whenthen.runtime.index import Index
from whenthen.runtime.rule import CompiledRule, OnChange, OnClock, OnEvent, OnTimed, Test
from whenthen.types.model import ListOf, Optional, RecordType, SetOf, Type, Union
from whenthen.types.schema import Record, Schema

CREATED = "created"
UPDATED = "updated"
DELETED = "deleted"


@attrs.frozen
class RecordTable:
    """A type of records. `defaults` has every field in the order of declaration, None where there is no default."""

    name: str
    key: str
    defaults: Mapping[str, Any]
    order: Mapping[str, int]
    required: tuple[str, ...]  # what a new record has to bring, besides its key
    optional: frozenset[str]  # what may be missing
    references: frozenset[str]  # the fields that hold records, or lists or sets of them
    plain: frozenset[str]  # all others, without the key


@attrs.frozen
class EventStart:
    """An event trigger, number `number` of the rule at place `rule`; `names` are its bindings, None where this trigger
    has none.
    """

    rule: int
    number: int
    cause: str | None
    names: tuple[str | None, ...]


@attrs.frozen
class ChangeStart:
    """A change trigger, number `number` of the rule at place `rule`, whose binding number `place` of `width` is the
    changed record.
    """

    rule: int
    number: int
    trigger: OnChange
    place: int
    width: int


@attrs.frozen
class TimedStart:
    """A timed trigger, number `number` of the rule at place `rule`."""

    rule: int
    number: int
    trigger: OnTimed


@attrs.frozen
class ClockStart:
    """A trigger on the clock, number `number` of the rule at place `rule`."""

    rule: int
    number: int
    trigger: OnClock


Start = TypeVar("Start", EventStart, ChangeStart)


#: (turn, slots, after=-1): the places of the rules that may fire, in order; see `program.Program.sweep`.
Sweep = Callable[..., Iterator[int]]
MakeSweep = Callable[[Sequence[int]], Sweep]

#: Fewer rules are not worth a sweep.
LEAST_SWEPT = 16


@attrs.frozen
class Rest:
    """What an index cannot rule out: the `numbers` of starts, and a `sweep` of others that all bind what start number
    `first` binds; `swept` has the numbers of these by the places of their rules.
    """

    numbers: tuple[int, ...]
    sweep: Sweep | None = None
    first: int = 0
    swept: Mapping[int, int] = attrs.field(factory=dict)


class Group(Generic[Start]):
    """What is started by events or changes of one kind, in the order of rules. Its index is made when it is needed.

    By the number of the start: `places` has its rule, `bound` the number of what it binds among `shapes` (see
    `shape_of`), `simple` whether nothing but the condition of its rule has to be asked. `of_rule` has the numbers of
    the starts of each rule that has other triggers on events or changes as well.
    """

    __slots__ = ("_index", "_rest", "_rules", "bound", "of_rule", "places", "shapes", "simple", "starts")

    def __init__(self, starts: Sequence[Start], rules: Sequence[CompiledRule]) -> None:
        self._rules = rules
        self._index: Index | None = None
        self._rest: Rest | None = None
        self.starts: tuple[Start, ...] = tuple(starts)
        self.places = [start.rule for start in starts]
        shapes = {shape: number for number, shape in enumerate(dict.fromkeys(map(shape_of, starts)))}
        self.shapes = tuple(shapes)
        self.bound = [shapes[shape_of(start)] for start in starts]
        self.of_rule: dict[int, list[int]] = {}
        for number, place in enumerate(self.places):
            if has_several(rules[place]):
                self.of_rule.setdefault(place, []).append(number)
        self.simple = [_asks_nothing(start) and start.rule not in self.of_rule for start in starts]

    @property
    def index(self) -> Index:
        """Over the numbers of the starts."""
        if self._index is None:
            with without_collecting():
                self._index = Index([self._rules[start.rule].needs(start.number) for start in self.starts])
        return self._index

    def rest(self, sweep: MakeSweep | None) -> Rest:
        """What the index cannot rule out, the same for each `sweep` that is given."""
        if self._rest is None:
            self._rest = self._made_rest(self.index.root.rest, sweep)
        return self._rest

    def _made_rest(self, rest: Sequence[int], sweep: MakeSweep | None) -> Rest:
        if sweep is None or len(rest) < LEAST_SWEPT:
            return Rest(tuple(rest))
        simple = Counter(self.bound[number] for number in rest if self.simple[number])
        shape, most = simple.most_common(1)[0] if simple else (0, 0)
        if most < LEAST_SWEPT:
            return Rest(tuple(rest))
        swept = {self.places[n]: n for n in rest if self.simple[n] and self.bound[n] == shape}
        others = tuple([n for n in rest if self.places[n] not in swept])
        return Rest(others, sweep(tuple(swept)), next(iter(swept.values())), swept)


#: What a start binds: the names, with None for those that it does not bring, or the place of one among so many.
Shape = tuple[Any, ...]


def shape_of(start: EventStart | ChangeStart) -> Shape:
    """The same for all starts of a group that bind the same."""
    return start.names if isinstance(start, EventStart) else (start.place, start.width)


def _asks_nothing(start: EventStart | ChangeStart) -> bool:
    if isinstance(start, EventStart):
        return start.cause is None
    return start.trigger.cause is None and start.trigger.matches is None


@attrs.frozen
class Tables:
    """What starts rules.

    `events` is keyed by CloudEvents type and holds neither `created` nor `updated`: those two are keyed by record type,
    `changes` by record type and field, `timed` by record type; `timed_fields` has the numbers of those that a change of
    a field may concern, by record type and field, under None those that any change does. `places` has the place of each
    rule by its id.

    `several` tells of each rule whether more than one trigger on an event or a change starts it. `plain` are the rules
    without a setting that the kernel has to look at before they run; of these, `tests` has the only condition, where a
    rule is nothing but that and a branch. `overridden` has, for a
    rule's id, the ids of those that override it, and `noted` the ids of the rules that others are passed over for.
    """

    records: Mapping[str, RecordTable]
    events: Mapping[str, Group[EventStart]]
    created: Mapping[str, Group[EventStart]]
    updated: Mapping[str, Group[EventStart]]
    changes: Mapping[str, Mapping[str, Group[ChangeStart]]]
    timed: Mapping[str, tuple[TimedStart, ...]]
    timed_fields: Mapping[str, Mapping[str | None, tuple[int, ...]]]
    clock: tuple[ClockStart, ...]
    places: Mapping[str, int]
    several: tuple[bool, ...]
    plain: tuple[bool, ...]
    tests: tuple[Test | None, ...]
    overridden: Mapping[str, tuple[str, ...]]
    noted: frozenset[str]


def tables_of(schema: Schema, rules: Sequence[CompiledRule]) -> Tables:
    """The tables of a program."""
    events: dict[str, list[EventStart]] = {}
    created: dict[str, list[EventStart]] = {}
    updated: dict[str, list[EventStart]] = {}
    changes: dict[str, dict[str, list[ChangeStart]]] = {}
    timed: dict[str, list[TimedStart]] = {}
    clock: list[ClockStart] = []
    overridden: dict[str, list[str]] = {}
    for number, rule in enumerate(rules):
        for other in rule.overrides:
            overridden.setdefault(other, []).append(rule.id)
        for place, trigger in enumerate(rule.triggers):
            if isinstance(trigger, OnEvent):
                names = tuple(name if name in trigger.provides else None for name in rule.bindings)
                start = EventStart(number, place, trigger.cause, names)
                if trigger.event == CREATED:
                    created.setdefault(trigger.subject, []).append(start)
                elif trigger.event == UPDATED:
                    updated.setdefault(trigger.subject, []).append(start)
                else:
                    events.setdefault(trigger.type, []).append(start)
            elif isinstance(trigger, OnChange):
                fields = changes.setdefault(trigger.record, {})
                slot = rule.bindings.index(trigger.name)
                start_of_change = ChangeStart(number, place, trigger, slot, len(rule.bindings))
                fields.setdefault(trigger.field, []).append(start_of_change)
            elif isinstance(trigger, OnTimed):
                timed.setdefault(trigger.record, []).append(TimedStart(number, place, trigger))
            else:
                clock.append(ClockStart(number, place, trigger))
    noted = frozenset(other for others in overridden.values() for other in others)
    plain = tuple([_is_plain(rule, overridden) for rule in rules])
    return Tables(
        records={name: _record_table(record) for name, record in schema.records.items()},
        events={type: Group(starts, rules) for type, starts in events.items()},
        created={record: Group(starts, rules) for record, starts in created.items()},
        updated={record: Group(starts, rules) for record, starts in updated.items()},
        changes={
            record: {field: Group(of_field, rules) for field, of_field in fields.items()}
            for record, fields in changes.items()
        },
        timed={record: tuple(several) for record, several in timed.items()},
        timed_fields={record: _fields_of(several) for record, several in timed.items()},
        clock=tuple(clock),
        places={rule.id: number for number, rule in enumerate(rules)},
        several=tuple(map(has_several, rules)),
        plain=plain,
        tests=tuple([_only_test(rule) if plain[n] and rule.id not in noted else None for n, rule in enumerate(rules)]),
        overridden={rule: tuple(others) for rule, others in overridden.items()},
        noted=noted,
    )


def _fields_of(starts: Sequence[TimedStart]) -> dict[str | None, tuple[int, ...]]:
    """The numbers of the starts by the fields that they hang on; None is for those that hang on all."""
    found: dict[str | None, list[int]] = {}
    for number, start in enumerate(starts):
        trigger = start.trigger
        # What a state is compared with may be another value each time it is asked.
        if trigger.matches is not None or trigger.field is None:
            found.setdefault(None, []).append(number)
            continue
        for field in {trigger.field, *trigger.watches}:
            found.setdefault(field, []).append(number)
    return {field: tuple(numbers) for field, numbers in found.items()}


def has_several(rule: CompiledRule) -> bool:
    """Whether the rule has more than one trigger on an event or a change."""
    return sum(isinstance(trigger, OnEvent | OnChange) for trigger in rule.triggers) > 1


def _only_test(rule: CompiledRule) -> Test | None:
    if rule.shadow or rule.lets or len(rule.branches) != 1 or rule.branches[0].rests:
        return None
    return rule.branches[0].test


def _is_plain(rule: CompiledRule, overridden: Mapping[str, object]) -> bool:
    return not (rule.each or rule.once is not None or rule.limit or rule.active or rule.group or rule.id in overridden)


def _record_table(record: Record) -> RecordTable:
    fields = record.fields
    references = frozenset(name for name, field in fields.items() if holds_records(field.type))
    return RecordTable(
        name=record.name,
        key=record.key,
        defaults={name: field.default for name, field in fields.items()},
        order={name: place for place, name in enumerate(fields)},
        required=tuple(name for name, field in fields.items() if field.required and name != record.key),
        optional=frozenset(name for name, field in fields.items() if isinstance(field.type, Optional)),
        references=references,
        plain=frozenset(fields) - references - {record.key},
    )


def holds_records(type: Type) -> bool:
    """Whether values of the type are records, or hold some."""
    if isinstance(type, Optional):
        return holds_records(type.type)
    if isinstance(type, ListOf | SetOf):
        return holds_records(type.item)
    if isinstance(type, Union):
        return any(holds_records(member) for member in type.members)
    return isinstance(type, RecordType)
