"""Which rules a pass may fire, and for which records: found by the indexes, and looked for again after writes."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from whenthen.runtime.admission import Admitted, Difference
from whenthen.runtime.making import maker
from whenthen.runtime.matches import Matches, Slots
from whenthen.runtime.model import Event
from whenthen.runtime.program import Program
from whenthen.runtime.started import Started, all_started
from whenthen.runtime.sweeping import Sweeping
from whenthen.runtime.turn import Turn
from whenthen.runtime.view import Fields
from whenthen.values.errors import ValueFailure
from whenthen.values.refs import Ref

#: Told of a trigger whose comparison failed: the rule's place, the slots, the error.
Broken = Callable[[int, Slots, ValueFailure], None]

_MISSING = Ref("", "")


@attrs.frozen(weakref_slot=False)
class Triggers:
    """What starts rules in a pass: the event in pass 1, afterwards what the pass before came to.

    `type` is that of the event, None in later passes. `created` and `born` are of pass 1 only.
    """

    cause: str
    event: Event
    type: str | None
    created: Sequence[Ref]
    updated: Sequence[Ref]
    changed: Sequence[Difference]
    born: Sequence[Difference]


_make_triggers = maker(Triggers)


def first_triggers(event: Event, admitted: Admitted) -> Triggers:
    """What the event starts."""
    return _make_triggers(
        event.cause, event, event.type, admitted.created, admitted.updated, admitted.changed, admitted.born
    )


def later_triggers(event: Event, changed: Sequence[Difference]) -> Triggers:
    """What the net difference of a pass starts."""
    return Triggers("rule", event, None, (), [ref for ref, _ in changed], changed, ())


class Search:
    """The candidates of one pass: rules by their place in the program, each with the records that it may fire for.

    They are gone through in the order of rules, and for each rule in that of the keys of its records. Matches of one
    rule that bind no name to two different records are one candidate. What agrees with one of the `used` ones of the
    rule is left out: it had its turn. Matches beyond the first one of a rule count in the budget.

    What the index rules out when the pass begins may fire after all when a rule has written: `follow` finds it, as if
    all rules had been candidates from the beginning.
    """

    __slots__ = (
        "_broken",
        "_closed",
        "_found",
        "_next",
        "_places",
        "_position",
        "_several",
        "_started",
        "_sweeps",
        "_tables",
        "_turn",
        "_used",
        "_whole",
    )

    def __init__(
        self, turn: Turn, program: Program, triggers: Triggers, used: Mapping[int, Matches], broken: Broken
    ) -> None:
        self._turn = turn
        self._tables = tables = program.tables
        self._used = used
        self._broken = broken
        self._closed: set[int] = set()  # rules with more matches than the budget lets them have
        self._whole: set[int] = set()  # rules with several triggers of which all matches are there
        self._found: dict[int, Slots | Matches] = {}
        self._started = all_started(turn, tables, triggers)
        self._sweeps: list[Sweeping] = []
        found = self._found
        for started in self._started:
            group = started.group
            rest = group.rest(program.sweep)
            if rest.sweep is not None:
                self._sweeps.append(Sweeping(turn, started, rest))
            numbers = list(rest.numbers)
            group.index.root.find_probed(started.view, numbers)
            places, simple, bound, slots = group.places, group.simple, group.bound, started.slots
            for number in numbers:
                place = places[number]
                if simple[number] and place not in found and place not in used:
                    found[place] = slots[bound[number]]  # as `_discover` would, in less time
                else:
                    self._discover(started, number)
        self._places = sorted(found)
        self._position = 0
        # Of the rule that is running, where it has several: the records, and how many of these had their turn.
        self._several: list[Slots] = []
        self._next = 0

    def __iter__(self) -> Iterator[tuple[int, Slots]]:
        """Each candidate, in order; those that `follow` finds meanwhile are among them."""
        places, found = self._places, self._found
        while (self._sweeps and self._swept()) or self._position < len(places):
            place = places[self._position]
            slots = found[place]
            if type(slots) is tuple:
                self._several = [slots]
                self._next = 1
                yield place, slots
            else:
                self._several = sorted(slots, key=_in_order_of_keys)  # type: ignore[arg-type]
                self._next = 0
            while self._next < len(self._several):
                self._next += 1
                yield place, self._several[self._next - 1]
            self._position += 1

    def _swept(self) -> bool:
        """Take in the rules that sweeps name and that come before all others. Whether there is one."""
        places, taken = self._places, False
        while self._sweeps:
            named = min((sweep.place for sweep in self._sweeps if sweep.place is not None), default=None)
            here = places[self._position] if self._position < len(places) else None
            if named is None or (here is not None and here < named):
                break
            for sweep in self._sweeps:
                # What one sweep names may turn true for the records of another one, too.
                number = sweep.number(named)
                if number is not None:
                    self._discover(sweep.started, number)
                if sweep.place == named:
                    sweep.advance()
            if named in self._found:
                taken = True
                if here != named:
                    places.insert(self._position, named)
        return taken

    def follow(self, written: Fields) -> None:
        """Find what may fire after all, now that the rule that is running has written these fields."""
        running = self._places[self._position]
        known = self._found.keys()
        for sweep in self._sweeps:
            sweep.begin_again(running)
        for started in self._started:
            index = started.group.index
            if index.watched.isdisjoint(written):
                continue
            started.view.forget(written)
            numbers: list[int] = []
            index.root.find_again(started.view, written, numbers)
            for number in numbers:
                place = started.group.places[number]
                if place < running:
                    continue
                is_new = place not in known
                self._discover(started, number)
                if place == running:
                    self._catch_up(place)
                elif is_new and place in known:
                    insort(self._places, place, lo=self._position + 1)

    def _discover(self, started: Started, number: int) -> None:
        """Enter a start of a rule that is not ruled out.

        Matches of several triggers are put together, for which all of them have to be there.
        """
        place = started.group.places[number]
        if not self._tables.several[place]:
            self._add(started, number)
        elif place not in self._whole:
            self._whole.add(place)
            for other in self._started:
                for one in other.group.of_rule.get(place, ()):
                    self._add(other, one)

    def _add(self, started: Started, number: int) -> None:
        start = started.group.starts[number]
        place = start.rule
        if place in self._closed:
            return
        slots = started.slots[started.group.bound[number]]
        spend = self._turn.spend
        try:
            if not started.holds(start):
                return
            had_go = self._used.get(place)
            if had_go is not None and had_go.agree(slots, spend):
                return
        except ValueFailure as error:
            self._broken(place, slots, error)
            return
        matches = self._found.get(place)
        if matches is None:
            self._found[place] = slots
            return
        if not isinstance(matches, Matches):
            if matches == slots:
                return
            matches = self._found[place] = Matches((matches,))
        try:
            matches.take_in(slots, spend)
        except ValueFailure as error:
            self._closed.add(place)
            self._broken(place, slots, error)

    def _catch_up(self, place: int) -> None:
        """The rule that is running may run for more records, of which the turn has not passed."""
        slots = self._found[place]
        if not isinstance(slots, Matches):
            return
        running = _in_order_of_keys(self._several[self._next - 1])
        had = set(self._several)
        for new in slots:
            if new not in had and _in_order_of_keys(new) > running:
                insort(self._several, new, lo=self._next, key=_in_order_of_keys)


def _in_order_of_keys(slots: Slots) -> tuple[tuple[str, str], ...]:
    return tuple([_MISSING if ref is None else ref for ref in slots])
