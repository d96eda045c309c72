"""Where an expression stands: the names at hand, the paths that lead on from them, and what is known to be present."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from tests.properties.strategies.world import Known, Path, Place, World
from whenthen.types.model import DATE, INSTANT, TEXT, Optional, RecordType, Type, Union, required

_LONGEST = 3


@attrs.frozen
class Way:
    """A value that a path leads to: how it is written, and its type without the `?`.

    `optional` says that its own declaration has a `?`; `target` is the field that it is, if it is one of one type of
    records, and `steps` are the fields that the path leads through.
    """

    text: str
    path: Path
    type: Type
    optional: bool
    target: Place | None
    steps: frozenset[Place]


@attrs.define
class Notes:
    """What is found out while the text of an item is made: whether it has a test of what may be missing, and whether
    it asks what changed.
    """

    loose: bool = False
    looks_back: bool = False


@attrs.frozen
class Scope:
    """`negated` is true under an odd number of NOTs. `calls` allows functions, `quotes` allows texts,
    which stand in no hole of a text in single quotes. `delayed` says that time has passed, so that nothing changed.
    """

    world: World
    names: Mapping[str, Type] = attrs.field(factory=dict)
    present: frozenset[Path] = frozenset()
    narrowed: Mapping[Path, Type] = attrs.field(factory=dict)
    negated: bool = False
    constant: bool = False
    notes: Notes = attrs.field(factory=Notes)
    quotes: bool = True
    calls: bool = True
    delayed: bool = False
    _ways: list[Way] | None = attrs.field(default=None, init=False, eq=False)

    def evolve(self, **changes: object) -> Scope:
        return attrs.evolve(self, **changes)

    def knowing(self, more: Known) -> Scope:
        """The same place, where this is known too."""
        if more.present <= self.present and not more.narrowed:
            return self
        return self.evolve(present=self.present | more.present, narrowed={**self.narrowed, **more.narrowed})

    def forgetting(self, places: Iterable[Place]) -> Scope:
        """The same place after writes to these fields."""
        if self.world.careless:
            return self
        written = set(places)
        through = {way.path: way.steps for way in self.ways()}

        def survives(path: Path) -> bool:
            return path in through and not (through[path] & written)

        return self.evolve(
            present=frozenset(filter(survives, self.present)),
            narrowed={path: type for path, type in self.narrowed.items() if survives(path)},
        )

    def later(self) -> Scope:
        """The same place after time has passed: only what names stand for is as it was."""
        if self.world.careless:
            return self.evolve(delayed=True)
        return self.evolve(
            present=frozenset(path for path in self.present if len(path) == 1 and path != ("actor",)),
            narrowed={path: type for path, type in self.narrowed.items() if len(path) == 1 and path != ("actor",)},
            delayed=True,
        )

    def with_name(self, name: str, type: Type) -> Scope:
        return self.evolve(names={**self.names, name: type})

    def missing(self, way: Way) -> bool:
        """Whether the value may be missing, as far as is known here."""
        if way.path in self.present:
            return False
        return way.optional or (len(way.path) > 1 and self.missing_path(way.path[:-1]))

    def missing_path(self, path: Path) -> bool:
        if path in self.present:
            return False
        return any(way.path == path and self.missing(way) for way in self.ways())

    def ways(self) -> list[Way]:
        """All paths of up to three names, aliases being one."""
        if self._ways is None:
            object.__setattr__(self, "_ways", list(self._all()))
        assert self._ways is not None
        return self._ways

    def _all(self) -> Iterator[Way]:
        for name, type in self.names.items():
            yield from self._from(name, (name,), type, None, frozenset(), 1)
        if self.constant:
            return
        for alias in self.world.aliases.values():
            root = self.names.get(alias.path[0])
            if alias.name not in self.names and root is not None and required(root) == RecordType(alias.path[0]):
                steps = self._steps(alias.path)
                target = None if not steps else steps[-1]
                optional = isinstance(alias.type, Optional)
                yield from self._from(alias.name, alias.path, alias.type, target, frozenset(steps), 2, optional)
        persons = tuple(RecordType(name) for name in self.world.persons)
        if persons and "actor" not in self.names:
            type = Union(persons) if len(persons) > 1 else persons[0]
            yield from self._from("actor", ("actor",), Optional(type), None, frozenset(), 1)
        if "now" not in self.names:
            yield Way("now", ("now()",), INSTANT, False, None, frozenset())
        if "today" not in self.names:
            yield Way("today", ("today()",), DATE, False, None, frozenset())

    def _steps(self, path: Path) -> list[Place]:
        found = []
        type = required(self.names[path[0]])
        for name in path[1:]:
            if not isinstance(type, RecordType):
                break
            found.append((type.name, name))
            type = required(self.world.records[type.name].fields[name].type)
        return found

    def _from(
        self,
        text: str,
        path: Path,
        type: Type,
        target: Place | None,
        steps: frozenset[Place],
        length: int,
        optional: bool = False,
    ) -> Iterator[Way]:
        optional = optional or isinstance(type, Optional)
        bare = self.narrowed.get(path, required(type))
        yield Way(text, path, bare, optional, target, steps)
        if length >= _LONGEST:
            return
        if isinstance(bare, RecordType):
            record = self.world.records.get(bare.name)
            if record is None:
                return
            for field in record.fields.values():
                place = (record.name, field.name)
                # Where `is a …` has told them apart, a write to the others counts as one to this.
                places = {(m.name, field.name) for m in _members(type) if isinstance(m, RecordType)}
                yield from self._from(
                    f"{text}.{field.name}", (*path, field.name), field.type, place, steps | places, length + 1
                )
            if length == 1:
                yield Way(f"{text}.{record.key}", (*path, record.key), TEXT, False, None, steps)
        elif isinstance(bare, Union) and all(isinstance(m, RecordType) for m in bare.members):
            yield from self._of_all(text, path, bare, steps, length)

    def _of_all(self, text: str, path: Path, union: Union, steps: frozenset[Place], length: int) -> Iterator[Way]:
        """The fields that all members of a union have, with one type."""
        records = [self.world.records.get(m.name) for m in union.members if isinstance(m, RecordType)]
        first = records[0]
        if first is None or any(record is None for record in records):
            return
        for field in first.fields.values():
            others = [record.fields.get(field.name) for record in records if record is not None]
            if all(other is not None and other.type == field.type for other in others):
                places = {(record.name, field.name) for record in records if record is not None}
                yield from self._from(
                    f"{text}.{field.name}", (*path, field.name), field.type, None, steps | places, length + 1
                )


def _members(type: Type) -> tuple[Type, ...]:
    bare = required(type)
    return bare.members if isinstance(bare, Union) else (bare,)
