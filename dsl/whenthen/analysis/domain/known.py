"""What is known of one value."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import attrs

from whenthen.types.facts import (
    CONTAINS,
    ENDS,
    FOLDED,
    PLAIN,
    STARTS,
    Claim,
    HasMember,
    HasPattern,
    HasText,
    InRange,
    IsBare,
    IsNoneOf,
    IsOneOf,
    IsThere,
    LacksMembers,
    LacksPattern,
    LacksText,
)

#: Where a part is, besides CONTAINS, STARTS and ENDS: among the members; found by a pattern.
_MEMBER, _PATTERN = "member", "pattern"
#: What a text or collection may have: where, and the folded text, the key of the member, or the pattern.
_Part = tuple[str, Hashable]
_Keys = Mapping[str, frozenset[Hashable]]


@attrs.frozen
class Bound:
    """One end of a range; `included` where the value may be equal to it."""

    value: Any
    included: bool


@attrs.frozen
class Known:
    """What is known of a value; nothing at all as long as every field has its default.

    `missing` is None where it may be either. All else is about the value where it is there: `among` are the keys that
    it can have and `apart` those that it cannot have, by how they are compared (see `types.facts`); of each group in
    `has` it has at least one part, and none of `lacks`; `bare` says whether a list or set has no members.
    """

    missing: bool | None = None
    among: _Keys = attrs.field(factory=dict)
    apart: _Keys = attrs.field(factory=dict)
    low: Bound | None = None
    high: Bound | None = None
    has: frozenset[frozenset[_Part]] = frozenset()
    lacks: frozenset[_Part] = frozenset()
    bare: bool | None = None

    def learn(self, claim: Claim) -> Known | None:
        """What is known when the claim is true as well; None where it cannot be. The same object if it is no news."""
        if isinstance(claim, IsThere):
            return self._learn_missing(claim.missing)
        there = self._learn_missing(False)
        if there is None:
            return None
        more = _with(there, claim)
        return self if more == self else more._settled()

    def _learn_missing(self, missing: bool) -> Known | None:
        if self.missing is missing:
            return self
        return attrs.evolve(self, missing=missing) if self.missing is None else None

    def _settled(self) -> Known | None:
        """The same without what the parts rule out among each other; None where nothing is left."""
        low, high = self.low, self.high
        if low is not None and high is not None:
            if high.value < low.value or (high.value == low.value and not (low.included and high.included)):
                return None
            if high.value == low.value and low.value in self.apart.get(PLAIN, ()):
                return None
        among = {by: frozenset(key for key in keys if self._allows(by, key)) for by, keys in self.among.items()}
        if not all(among.values()):
            return None
        has = frozenset(frozenset(part for part in group if not self._denies(part)) for group in self.has)
        if not all(has) or any(_exclude(one, other) for one in has for other in has):
            return None
        if self.bare and any(part[0] == _MEMBER for group in has for part in group):
            return None
        return attrs.evolve(self, among=among, has=has)

    def _allows(self, by: str, key: Hashable) -> bool:
        if key in self.apart.get(by, ()):
            return False
        if by == PLAIN:
            return self._in_range(key)
        if by != FOLDED or not isinstance(key, str):
            return True
        return all(any(_found(part, key) is not False for part in group) for group in self.has) and not any(
            _found(part, key) for part in self.lacks
        )

    def _in_range(self, value: Any) -> bool:
        low, high = self.low, self.high
        if low is not None and (value < low.value or (value == low.value and not low.included)):
            return False
        return high is None or not (value > high.value or (value == high.value and not high.included))

    def _denies(self, part: _Part) -> bool:
        return any(_implies(part, lacked) for lacked in self.lacks)


def _with(known: Known, claim: Claim) -> Known:
    """A claim of a value that is there written down beside what is known, whether they agree or not."""
    match claim:
        case IsOneOf(_, by, keys):
            before = known.among.get(by)
            return attrs.evolve(known, among={**known.among, by: keys if before is None else before & keys})
        case IsNoneOf(_, by, keys):
            return attrs.evolve(known, apart={**known.apart, by: known.apart.get(by, frozenset()) | keys})
        case InRange(_, low, low_included, high, high_included):
            lower = known.low if low is None else _tighter(known.low, Bound(low, low_included), 1)
            upper = known.high if high is None else _tighter(known.high, Bound(high, high_included), -1)
            return attrs.evolve(known, low=lower, high=upper)
        case HasMember(_, keys):
            return _having(known, frozenset((_MEMBER, key) for key in keys))
        case HasText(_, where, parts):
            return _having(known, frozenset((where, part) for part in parts))
        case HasPattern(_, source, flags):
            return _having(known, frozenset(((_PATTERN, (source, flags)),)))
        case LacksMembers(_, keys):
            return attrs.evolve(known, lacks=known.lacks | {(_MEMBER, key) for key in keys})
        case LacksText(_, where, parts):
            return attrs.evolve(known, lacks=known.lacks | {(where, part) for part in parts})
        case LacksPattern(_, source, flags):
            return attrs.evolve(known, lacks=known.lacks | {(_PATTERN, (source, flags))})
        case IsBare(_, bare):
            if known.bare is None:
                return attrs.evolve(known, bare=bare)
            # Both at once: no value is like that.
            return known if known.bare == bare else attrs.evolve(known, has=frozenset((frozenset(),)))
    raise TypeError(f"the domain does not know {type(claim).__name__}")


def _having(known: Known, group: frozenset[_Part]) -> Known:
    return attrs.evolve(known, has=known.has | {group})


def _tighter(one: Bound | None, other: Bound, direction: int) -> Bound:
    """The bound that leaves less: the higher one of two lower ones (`direction` 1), the lower one of two upper ones."""
    if one is None:
        return other
    if one.value == other.value:
        return one if not one.included else other
    return other if (other.value > one.value) == (direction == 1) else one


def _implies(part: _Part, other: _Part) -> bool:
    """Whether what has one part has the other one too."""
    if part == other:
        return True
    (where, text), (wanted, sought) = part, other
    if not isinstance(text, str) or not isinstance(sought, str) or where == _MEMBER:
        return False
    if wanted == CONTAINS:
        return sought in text
    if where != wanted:
        return False
    return text.startswith(sought) if where == STARTS else text.endswith(sought)


def _found(part: _Part, text: str) -> bool | None:
    """Whether a folded text has a part; None where that cannot be said."""
    where, sought = part
    if not isinstance(sought, str):
        return None
    match where:
        case "contains":
            return sought in text
        case "starts":
            return text.startswith(sought)
        case "ends":
            return text.endswith(sought)
    return None


def _exclude(one: frozenset[_Part], other: frozenset[_Part]) -> bool:
    """Whether no text can have a part of both groups: they would have to begin, or to end, in two ways."""
    return all(_differ(a, b) for a in one for b in other)


def _differ(one: _Part, other: _Part) -> bool:
    (where, first), (place, second) = one, other
    if where != place or where not in (STARTS, ENDS) or not isinstance(first, str) or not isinstance(second, str):
        return False
    short, long = sorted((first, second), key=len)
    return not (long.startswith(short) if where == STARTS else long.endswith(short))
