"""For which records a rule has matched, or had its go."""

from __future__ import annotations

from collections.abc import Callable

from whenthen.values.refs import Ref

#: The records of a rule's bindings, None for those that no trigger brought.
Slots = tuple[Ref | None, ...]

#: So many are compared one by one.
_FEW = 4
#: What a match costs in steps, where a rule has several.
_MATCH = 4


class Matches(list[Slots]):
    """The matches of one rule, in the order in which they came. To be added to by its own methods only.

    Two of them agree when no name is bound to two different records. Those that bind the same names agree only when
    they are equal, which one look-up tells; only those that bind other names have to be compared.
    """

    __slots__ = ("_places",)

    _places: dict[tuple[bool, ...], dict[Slots, int]] | None

    def agree(self, slots: Slots, spend: Callable[[int], None]) -> bool:
        """Whether one of them agrees with `slots`. What is compared is told to `spend`, which may raise."""
        return self._first(slots, spend) is not None

    def add(self, slots: Slots) -> None:
        """One more, which agrees with none of them."""
        self._note(slots, len(self))
        self.append(slots)

    def take_in(self, slots: Slots, spend: Callable[[int], None]) -> None:
        """One more: into the first one that it agrees with, if there is one."""
        place = self._first(slots, spend)
        if place is None:
            self.add(slots)
            return
        had = self[place]
        merged = tuple([new if old is None else old for old, new in zip(had, slots, strict=True)])
        if merged != had:
            places = self._index()
            if places is not None:
                del places[_shape(had)][had]
            self[place] = merged
            self._note(merged, place)

    def _first(self, slots: Slots, spend: Callable[[int], None]) -> int | None:
        """The place of the first one that agrees."""
        places = self._index()
        if places is None:
            for place, had in enumerate(self):
                if _agree(had, slots):
                    return place
            spend(_MATCH)
            return None
        shape = _shape(slots)
        first: int | None = None
        steps = _MATCH
        for other, group in places.items():
            if other != shape:
                steps += len(group)
        spend(steps)
        for other, group in places.items():
            if other == shape:
                same = group.get(slots)
                found = [] if same is None else [same]
            else:
                found = [place for had, place in group.items() if _agree(had, slots)]
            for place in found:
                first = place if first is None or place < first else first
        return first

    def _index(self) -> dict[tuple[bool, ...], dict[Slots, int]] | None:
        """By the names that are bound, the place of each; None as long as they are few."""
        if len(self) <= _FEW:
            return None
        try:
            return self._places
        except AttributeError:
            self._places = {}
            for place, slots in enumerate(self):
                self._places.setdefault(_shape(slots), {})[slots] = place
            return self._places

    def _note(self, slots: Slots, place: int) -> None:
        if len(self) > _FEW:
            places = self._index()
            assert places is not None
            places.setdefault(_shape(slots), {})[slots] = place


def _shape(slots: Slots) -> tuple[bool, ...]:
    return tuple([ref is None for ref in slots])


def _agree(left: Slots, right: Slots) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(left, right, strict=True))
