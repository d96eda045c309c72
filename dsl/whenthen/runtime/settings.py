"""The settings of rules that decide whether one may run: ACTIVE, OVERRIDES, groups, ONCE PER and AT MOST.

One `Settings` belongs to one turn. What has fired in the turn and how often is kept here, and becomes part of the
decision when the turn is over.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence

from whenthen.runtime.ahead import Ahead
from whenthen.runtime.matches import Slots
from whenthen.runtime.memory import CountKey, Memory, Remembered
from whenthen.runtime.program import Program
from whenthen.runtime.rule import CompiledRule, Compute
from whenthen.runtime.turn import Turn, bindings_of
from whenthen.types.tagged import same_text

ONCE, AT_MOST = "once", "at most"


class Settings:
    """What the settings of a program's rules allow in one turn."""

    __slots__ = ("_counts", "_fired", "_memory", "_program", "_today", "_turn")

    def __init__(self, program: Program, memory: Memory, turn: Turn) -> None:
        self._program = program
        self._memory = memory
        self._turn = turn
        self._counts: dict[CountKey, list[dt.datetime]] = {}  # those that this turn changed, in order of time
        self._fired: dict[tuple[str, str], Ahead] = {}
        self._today: dt.date | None = None

    def active(self, rule: CompiledRule) -> bool:
        """Whether the moment of the turn is in all periods of the rule."""
        if not rule.active:
            return True
        today = self._today
        if today is None:
            today = self._today = _date(self._turn.now, self._program.zone)
        return all((first is None or first <= today) and (last is None or today <= last) for first, last in rule.active)

    def passed_over(self, rule: CompiledRule, slots: Slots) -> bool:
        """Whether a rule that overrides this one, or another one of its group, has fired for these records."""
        if not self._fired:
            return False
        ahead = [("rule", other) for other in self._program.tables.overridden.get(rule.id, ())]
        if rule.group is not None:
            ahead.append(("group", rule.group))
        found = [self._fired[key] for key in ahead if key in self._fired]
        if not found:
            return False
        bindings = bindings_of(rule, slots)
        self._turn.spend(sum(map(len, found)))
        return any(fired.agrees(bindings) for fired in found)

    def keys(self, rule: CompiledRule, slots: Slots) -> tuple[CountKey, ...]:
        """What a firing is counted under: by the values as they are before the rule runs. Raises ValueFailure."""
        found = []
        if rule.once is not None:
            found.append(self._key(rule, ONCE, rule.once, slots))
        if rule.limit is not None:
            found.append(self._key(rule, AT_MOST, rule.limit.per, slots))
        return tuple(found)

    def _key(self, rule: CompiledRule, setting: str, per: Sequence[Compute], slots: Slots) -> CountKey:
        return (rule.id, setting, rule.shadow, same_text(tuple([value(self._turn, *slots) for value in per])))

    def exhausted(self, rule: CompiledRule, keys: Sequence[CountKey]) -> bool:
        """Whether ONCE PER or AT MOST keep the rule from firing again. Raises ValueFailure."""
        for key in keys:
            moments = self._count(key)
            if key[1] == ONCE:
                if moments:
                    return True
            elif rule.limit is not None and moments:
                opens = rule.limit.opens(self._turn.now)
                if len(moments) - bisect_left(moments, opens) >= rule.limit.times:
                    return True
        return False

    def fired(self, rule: CompiledRule, slots: Slots, keys: Sequence[CountKey]) -> None:
        """A branch of the rule ran. Raises ValueFailure, before anything is counted."""
        now = self._turn.now
        opened = None if rule.limit is None or not keys else rule.limit.opens(now)
        for key in keys:
            kept = self._counts.get(key)
            if kept is None:
                kept = self._counts[key] = list(self._memory.counts.get(key, ()))
            if key[1] == AT_MOST and opened is not None:
                del kept[: bisect_left(kept, opened)]
            insort(kept, now)
        if rule.shadow:
            return
        if rule.group is not None:
            self._fired.setdefault(("group", rule.group), Ahead()).add(bindings_of(rule, slots))
        if rule.id in self._program.tables.noted:
            self._fired.setdefault(("rule", rule.id), Ahead()).add(bindings_of(rule, slots))

    def remembered(self) -> Iterator[Remembered]:
        """What the turn counted."""
        for key in sorted(self._counts):
            yield Remembered("counts", key, self._memory.counts.get(key), tuple(self._counts[key]))

    def _count(self, key: CountKey) -> Sequence[dt.datetime]:
        found = self._counts.get(key)
        return self._memory.counts.get(key, ()) if found is None else found


def _date(moment: dt.datetime, zone: dt.tzinfo) -> dt.date:
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # on the last day of all, or the first
        return moment.date()
