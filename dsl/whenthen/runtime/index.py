"""The index over the rules that one trigger may start: which of them can fire, without a look at each.

Every entry comes with its needs (`types.facts`), of which each alone may rule it out. The index is a tree. A branch
puts each of its entries where one need of it is asked for: under each fact of the need, in the bucket of a probe.
Entries that offer no need are the rest, and always found. A bucket with many entries is a branch of its own, which goes
by what else they need; it is made when it is first looked into.

What is found is a superset of what can fire, never less. Numbers of entries stand for their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from whenthen.runtime.chooser import Choice, choose
from whenthen.runtime.probes import Probe, probe_of
from whenthen.runtime.view import Fields, View
from whenthen.types.facts import Fact, Need, Path
from whenthen.values.errors import ValueFailure

#: To evaluate so few entries costs no more than to ask further.
_LEAF = 4

#: An entry, and what it needs besides all that has been asked.
Entry = tuple[int, tuple[Need, ...]]


class Bucket:
    """Entries that a fact lets through."""

    __slots__ = ("_branch", "_entries", "_index", "leaf")

    def __init__(self, entries: Sequence[Entry], index: Index) -> None:
        is_leaf = len(entries) <= _LEAF or not any(needs for _, needs in entries)
        # All the entries, where there is nothing more to ask.
        self.leaf = tuple([number for number, _ in entries]) if is_leaf else None
        self._branch: Branch | None = None
        self._index = index
        self._entries: Sequence[Entry] = () if is_leaf else entries

    @property
    def branch(self) -> Branch:
        """Of a bucket that is no leaf: made when it is first looked into."""
        entries = self._entries  # before the branch is asked for: another thread may be making it
        branch = self._branch
        if branch is None:
            branch = self._branch = Branch(entries, self._index)
            self._entries = ()
        return branch


class Branch:
    """Probes side by side, and the rest."""

    __slots__ = ("_numbers", "_probes", "rest")

    def __init__(self, entries: Sequence[Entry], index: Index) -> None:
        rest, chosen = choose(entries)
        self.rest = tuple(rest)
        self._numbers = tuple([number for number, _ in entries])
        self._probes = [_probe(choice, dict(entries), index) for choice in chosen]

    def find(self, view: View, found: list[int]) -> None:
        """Add the numbers of the entries that may fire; some may come twice."""
        found += self.rest
        self.find_probed(view, found)

    def find_probed(self, view: View, found: list[int]) -> None:
        """The same without the rest."""
        try:
            for probe, _ in self._probes:
                for bucket in probe.buckets(view):
                    if bucket.leaf is not None:
                        found += bucket.leaf
                    else:
                        bucket.branch.find(view, found)
        except ValueFailure:
            found += self._numbers

    def find_again(self, view: View, fields: Fields, found: list[int]) -> None:
        """What may fire now because these fields have been written, as far as it was not found before."""
        try:
            for probe, watched in self._probes:
                if fields.isdisjoint(watched):
                    for bucket in probe.buckets(view):
                        if bucket.leaf is None:
                            bucket.branch.find_again(view, fields, found)
                else:
                    for bucket in probe.buckets(view):
                        if bucket.leaf is not None:
                            found += bucket.leaf
                        else:
                            bucket.branch.find(view, found)
        except ValueFailure:
            found += self._numbers


def _probe(choice: Choice, needs: dict[int, tuple[Need, ...]], index: Index) -> tuple[Probe[Bucket], Fields]:
    """The probe of what was chosen, and the fields that it looks at."""

    def fill(numbers: Iterable[int]) -> Bucket:
        several = dict.fromkeys(numbers)
        return Bucket([(number, choice.left(number, needs[number])) for number in several], index)

    return probe_of(choice.kind, index.number(choice.path), choice.cases, fill), frozenset(choice.path.steps)


class Index:
    """The index over entries, of which `needs` are in their order. Safe to be read by several threads."""

    __slots__ = ("_numbers", "paths", "root", "watched")

    def __init__(self, needs: Sequence[tuple[Need, ...]]) -> None:
        paths = dict.fromkeys(fact.path for several in needs for need in several for fact in need)
        self.paths: tuple[Path, ...] = tuple(paths)
        self.watched: Fields = frozenset(step for path in paths for step in path.steps)
        self._numbers = {path: number for number, path in enumerate(paths)}
        kept: dict[Fact, Fact] = {}  # of equal ones only one, as rules ask for the same again and again
        entries = [
            (number, tuple([tuple([kept.setdefault(fact, fact) for fact in need]) for need in several]))
            for number, several in enumerate(needs)
        ]
        self.root = Branch(entries, self)

    def number(self, path: Path) -> int:
        """The number by which a view knows a path."""
        return self._numbers[path]
