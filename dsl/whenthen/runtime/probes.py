"""The ways in which an index asks for a value: each finds, for what a path holds now, the entries that fit.

An entry is asked for by one need. A probe holds the facts of one kind about one path, and gives a bucket for each fact
that is true of the value: the bucket has all entries that wait for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

from whenthen.runtime.view import View
from whenthen.types.facts import FOLDED, KEYED, PLAIN, Fact, HasMember, HasPattern, InRange, IsOneOf, IsThere
from whenthen.values.equality import equality_key
from whenthen.values.textset import TextSet

B = TypeVar("B")
B_co = TypeVar("B_co", covariant=True)

#: Kinds of probes, besides those that IsOneOf names.
MEMBER, RANGE, TEXT = "member", "range", "text"

#: What a probe is made of: a fact, and the number of the entry that it lets through.
Case = tuple[Any, int]
#: Makes a bucket of the numbers of entries.
Fill = Callable[[Sequence[int]], B]


class Probe(Protocol[B_co]):
    """Asks for one value of a view."""

    def buckets(self, view: View) -> Sequence[B_co]:
        """Those of all facts that are true. Raises ValueFailure."""


def _by_key(cases: Sequence[Case], fill: Fill[B]) -> dict[Hashable, B]:
    """A bucket for each key that one of the facts names."""
    table: dict[Hashable, list[int]] = {}
    for fact, entry in cases:
        for key in fact.keys:
            table.setdefault(key, []).append(entry)
    return {key: fill(entries) for key, entries in table.items()}


class KeyProbe(Generic[B]):
    """IsOneOf and IsThere: one look-up, by the value itself or by what equal values share."""

    __slots__ = ("_by", "_missing", "_table", "_there", "path")

    def __init__(self, path: int, by: str, cases: Sequence[Case], fill: Fill[B]) -> None:
        self.path = path
        self._by = by
        self._table = _by_key([case for case in cases if not isinstance(case[0], IsThere)], fill)
        there = [entry for fact, entry in cases if isinstance(fact, IsThere) and not fact.missing]
        missing = [entry for fact, entry in cases if isinstance(fact, IsThere) and fact.missing]
        self._there = (fill(there),) if there else ()
        self._missing = (fill(missing),) if missing else ()

    def buckets(self, view: View) -> Sequence[B]:
        value = view.value(self.path)
        if value is None:
            return self._missing
        if self._by == FOLDED:
            if value.__class__ is not str:  # a record, where a text may stand as well
                return ()
            value = view.turn.fold(value)
        elif self._by == KEYED:
            value = equality_key(value)
        found = self._table.get(value)
        return self._there if found is None else (found, *self._there)


class MemberProbe(Generic[B]):
    """HasMember: one look-up for each member, or for each key where the members are more."""

    __slots__ = ("_table", "path")

    def __init__(self, path: int, cases: Sequence[Case], fill: Fill[B]) -> None:
        self.path = path
        self._table = _by_key(cases, fill)

    def buckets(self, view: View) -> Sequence[B]:
        value = view.value(self.path)
        if not value:
            return ()
        table = self._table
        # A set is a dict of keys; an entry that waits for two members may come twice.
        keys = value.keys() if isinstance(value, Mapping) else {equality_key(item) for item in value}
        if len(keys) <= len(table):
            return [table[key] for key in keys if key in table]
        return [found for key, found in table.items() if key in keys]


class RangeProbe(Generic[B]):
    """InRange: the bounds in order cut the line into pieces, and all values in one piece have the same bucket."""

    #: So many numbers of entries are kept in buckets; what is asked for beyond that is put together each time.
    ROOM = 100_000

    __slots__ = ("_bounds", "_cases", "_fill", "_kept", "_pieces", "path")

    def __init__(self, path: int, cases: Sequence[Case], fill: Fill[B]) -> None:
        self.path = path
        self._fill = fill
        self._bounds = sorted({bound for fact, _ in cases for bound in (fact.low, fact.high) if bound is not None})
        # Piece 2n lies before bound n (and behind the one before), piece 2n + 1 is the bound itself.
        self._cases = [(*self._span(fact), entry) for fact, entry in cases]
        self._pieces: dict[int, Sequence[B]] = {}
        self._kept = 0

    def _span(self, fact: InRange) -> tuple[int, int]:
        """The first and the last piece of a range; the first is behind the last where there is nothing in it."""
        first, last = 0, 2 * len(self._bounds)
        if fact.low is not None:
            first = 2 * bisect_left(self._bounds, fact.low) + (1 if fact.low_included else 2)
        if fact.high is not None:
            last = 2 * bisect_left(self._bounds, fact.high) + (1 if fact.high_included else 0)
        return first, last

    def buckets(self, view: View) -> Sequence[B]:
        value = view.value(self.path)
        if value is None:
            return ()
        bounds = self._bounds
        number = bisect_left(bounds, value)
        piece = 2 * number + (number < len(bounds) and bounds[number] == value)
        if piece in self._pieces:
            found = self._pieces[piece]
        else:
            entries = [entry for first, last, entry in self._cases if first <= piece <= last]
            found = (self._fill(entries),) if entries else ()
            if self._kept + len(entries) <= self.ROOM:
                self._kept += len(entries)
                self._pieces[piece] = found
        return found


class TextProbe(Generic[B]):
    """HasText and HasPattern: all parts and patterns are looked for at once."""

    __slots__ = ("_sets", "path")

    def __init__(self, path: int, cases: Sequence[Case], fill: Fill[B]) -> None:
        self.path = path
        parts: dict[tuple[str, str], list[int]] = {}
        patterns: dict[tuple[str, str], list[int]] = {}
        for fact, entry in cases:
            if isinstance(fact, HasPattern):
                patterns.setdefault((fact.source, fact.flags), []).append(entry)
            else:
                for part in fact.parts:
                    parts.setdefault((fact.where, part), []).append(entry)
        self._sets = (
            (True, TextSet.of_parts(parts), [fill(entries) for entries in parts.values()]),
            (False, TextSet.of_patterns(patterns), [fill(entries) for entries in patterns.values()]),
        )

    def buckets(self, view: View) -> Sequence[B]:
        value = view.value(self.path)
        if value.__class__ is not str:  # missing, or a record, where a text may stand as well
            return ()
        found: list[B] = []
        for folded, texts, buckets in self._sets:
            if buckets:
                found += [buckets[n] for n in texts.found_in(view.turn.fold(value) if folded else value)]
        return found


_Maker = Callable[[int, str, Sequence[Case], Fill[Any]], Probe[Any]]
_MAKERS: dict[str, _Maker] = {
    PLAIN: KeyProbe,
    FOLDED: KeyProbe,
    KEYED: KeyProbe,
    MEMBER: lambda path, _, cases, fill: MemberProbe(path, cases, fill),
    RANGE: lambda path, _, cases, fill: RangeProbe(path, cases, fill),
    TEXT: lambda path, _, cases, fill: TextProbe(path, cases, fill),
}


def kind_of(fact: Fact) -> str:
    """Facts about one path that are of one kind stand in one probe."""
    match fact:
        case IsOneOf(by=by):
            return by
        case HasMember():
            return MEMBER
        case InRange():
            return RANGE
        case IsThere():
            return PLAIN
        case _:
            return TEXT


def probe_of(kind: str, path: int, cases: Sequence[Case], fill: Fill[B]) -> Probe[B]:
    """The probe of a kind for these facts."""
    return _MAKERS[kind](path, kind, cases, fill)
