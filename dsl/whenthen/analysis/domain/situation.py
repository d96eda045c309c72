"""What is known of several values at once, by their paths."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import attrs

from whenthen.analysis.domain.known import Bound, Known
from whenthen.types.facts import PLAIN, Claim, IsThere, Path
from whenthen.types.model import BOOLEAN, Choice, Optional, Type, required
from whenthen.types.schema import Schema


@attrs.frozen(eq=False)
class Ground:
    """What is known beforehand. `sure` are the names that are never missing; `places` are values that are worked out,
    by paths that stand for them (`claims`): their types, and whether they are never below zero.
    """

    schema: Schema
    sure: frozenset[str]
    places: dict[str, tuple[Type, bool]] = attrs.field(factory=dict)
    _known: dict[Path, Known] = attrs.field(factory=dict, init=False, repr=False)
    _leading: dict[Path, tuple[Path, ...]] = attrs.field(factory=dict, init=False, repr=False)

    def may_be_missing(self, path: Path) -> bool:
        """Whether the value may be missing where all that leads to it is there."""
        if not path.steps and path.name not in self.places:
            return path.name not in self.sure
        return isinstance(self._type(path), Optional)

    def leading(self, path: Path) -> tuple[Path, ...]:
        """The paths on the way to a value that may be missing where all that leads to them is there."""
        found = self._leading.get(path)
        if found is None:
            on_the_way = (Path(path.name, path.steps[:length]) for length in range(len(path.steps)))
            found = self._leading[path] = tuple(filter(self.may_be_missing, on_the_way))
        return found

    def known(self, path: Path) -> Known:
        """What the type tells."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._of_type(path)
        return found

    def _of_type(self, path: Path) -> Known:
        type = self._type(path)
        inner = None if type is None else required(type)
        missing = None if self.may_be_missing(path) or self.leading(path) else False
        if isinstance(inner, Choice):
            return Known(missing, among={PLAIN: frozenset(inner.values)})
        if inner == BOOLEAN:
            return Known(missing, among={PLAIN: frozenset((True, False))})
        if not path.steps and self.places.get(path.name, (None, False))[1]:
            return Known(missing, low=Bound(Decimal(0), True))
        return Known(missing)

    def _type(self, path: Path) -> Type | None:
        if not path.steps:
            return self.places.get(path.name, (None, False))[0]
        record, field = path.steps[-1]
        declared = self.schema.records.get(record)
        found = None if declared is None else declared.fields.get(field)
        return None if found is None else found.type


@attrs.frozen(eq=False)
class Situation:
    """What is known of values; of those that are not there, what `ground` knows."""

    ground: Ground = attrs.field(repr=False)
    known: Mapping[Path, Known] = attrs.field(factory=dict)

    def of(self, path: Path) -> Known:
        """What is known of a value."""
        found = self.known.get(path)
        return self.ground.known(path) if found is None else found

    def learn(self, claim: Claim) -> Situation | None:
        """What is known when the claim is true as well; None where it cannot be. The same object if it is no news."""
        path = claim.path
        if isinstance(claim, IsThere) and claim.missing:
            return self._without(path)
        here: Situation | None = self
        for part in self.ground.leading(path):
            here = None if here is None else here._enter(IsThere(part, False))
        return None if here is None else here._enter(claim)

    def _without(self, path: Path) -> Situation | None:
        """That a value is missing: where it cannot be by itself, what leads to it is."""
        while path.steps and not self.ground.may_be_missing(path):
            if self.of(path).missing is False:
                return None
            path = Path(path.name, path.steps[:-1])
        return self._enter(IsThere(path, True))

    def _enter(self, claim: Claim) -> Situation | None:
        before = self.of(claim.path)
        after = before.learn(claim)
        if after is None:
            return None
        if after == before:
            return self
        return Situation(self.ground, {**self.known, claim.path: after})
