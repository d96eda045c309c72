"""Which need of each entry a branch of an index goes by.

Costs are guessed: a probe costs so much for each event, and each entry that it lets through costs an evaluation. How
often a fact is true follows from the facts beside it: where entries ask for twenty teams, an event is of one of them. A
probe that spares less than it costs is left out, and its entries go by what else they need, or stand in the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

import attrs

from whenthen.runtime.probes import MEMBER, RANGE, TEXT, Case, kind_of
from whenthen.types.facts import Fact, HasMember, HasPattern, HasText, InRange, IsOneOf, Need, Path

#: In microseconds, as measured on one machine; only their relation matters.
_EVALUATION = 0.8
_COSTS = {MEMBER: 1.5, RANGE: 1.5, TEXT: 6.0}
_COST = 1.0
#: How often a fact is true where its neighbours do not tell.
_PART, _PATTERN, _BOUNDED, _HALF, _THERE, _MISSING = 0.01, 0.05, 0.25, 0.5, 0.9, 0.1
#: A value has about so many members, of those that are asked for.
_MEMBERS = 2.0

#: Facts about one path that stand in one probe.
Feature = tuple[Path, str]


@attrs.define
class Choice:
    """A probe that a branch is to have: what for, and by which need each entry goes."""

    path: Path
    kind: str
    cases: list[Case]
    needs: dict[int, Need]

    def left(self, entry: int, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """What an entry needs besides."""
        asked = self.needs[entry]
        return tuple([need for need in needs if need is not asked])


class _Option(NamedTuple):
    """A need that an entry may go by, how often it is true, and in which probes it stands."""

    odds: float
    features: tuple[Feature, ...]
    need: Need


def choose(entries: Sequence[tuple[int, tuple[Need, ...]]]) -> tuple[list[int], list[Choice]]:
    """The rest, and the probes, for entries with their needs."""
    odds = _Odds(need for _, needs in entries for need in needs)
    shared: dict[tuple[Feature, ...], tuple[Feature, ...]] = {}
    options = {number: _options(needs, odds, shared) for number, needs in entries}
    out: set[Feature] = set()
    while True:
        chosen = {number: _best(several, out) for number, several in options.items()}
        worst = _least_useful(chosen, options, out)
        if worst is None:
            break
        out.add(worst)
    found: dict[Feature, Choice] = {}
    for number, option in chosen.items():
        if option is None:
            continue
        for fact in option.need:
            feature = (fact.path, kind_of(fact))
            choice = found.setdefault(feature, Choice(*feature, [], {}))
            choice.cases.append((fact, number))
            choice.needs[number] = option.need
    # A need without a fact is never met: its entry is found nowhere.
    return [number for number, option in chosen.items() if option is None], list(found.values())


def _options(
    needs: tuple[Need, ...], odds: _Odds, shared: dict[tuple[Feature, ...], tuple[Feature, ...]]
) -> list[_Option]:
    """The best one first. Of equal features one is kept, as there are few and entries are many."""
    found = []
    for need in needs:
        features = tuple([(fact.path, kind_of(fact)) for fact in need])
        found.append(_Option(odds.of(need), shared.setdefault(features, features), need))
    return sorted((option for option in found if option.odds < 1), key=itemgetter(0))


def _best(options: Iterable[_Option], out: set[Feature]) -> _Option | None:
    return next((option for option in options if out.isdisjoint(option.features)), None)


def _least_useful(
    chosen: Mapping[int, _Option | None], options: Mapping[int, list[_Option]], out: set[Feature]
) -> Feature | None:
    """The probe that spares the least of what it costs; None where all are worth their cost."""
    spared: dict[Feature, float] = defaultdict(float)
    for number, option in chosen.items():
        if option is None:
            continue
        for feature in set(option.features):
            other = _best((o for o in options[number] if feature not in o.features), out)
            spared[feature] += ((1.0 if other is None else other.odds) - option.odds) * _EVALUATION
    gains = {feature: gain - _COSTS.get(feature[1], _COST) for feature, gain in spared.items()}
    worst = min(gains, key=gains.__getitem__, default=None)
    return worst if worst is not None and gains[worst] <= 0 else None


class _Odds:
    """How often needs are true, judged by all facts of a branch."""

    def __init__(self, needs: Iterable[Need]) -> None:
        self._keys: dict[Feature, set[Hashable]] = defaultdict(set)
        for need in needs:
            for fact in need:
                if isinstance(fact, IsOneOf | HasMember):
                    self._keys[fact.path, kind_of(fact)] |= fact.keys

    def of(self, need: Need) -> float:
        """Between 0 and 1, 1 where it is not worth asking for."""
        return min(sum(map(self._of_fact, need)), 1.0)

    def _of_fact(self, fact: Fact) -> float:
        match fact:
            case IsOneOf(path, by, keys):
                return len(keys) / (len(self._keys[path, by]) + 1)
            case HasMember(path, keys):
                return _MEMBERS * len(keys) / (len(self._keys[path, MEMBER]) + 2)
            case HasText(parts=parts):
                return _PART * len(parts)
            case HasPattern():
                return _PATTERN
            case InRange(low=low, high=high):
                return _HALF if low is None or high is None else _BOUNDED
            case _:
                return _MISSING if fact.missing else _THERE
