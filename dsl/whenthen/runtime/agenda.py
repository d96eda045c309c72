"""What will be due, and in which order: timers, waits and the times of `every …`.

An agenda is made from a program and a memory, and can be made again from them at any time. What is due at one instant
comes in the order of rules, of one rule waits before triggers, then the triggers in their order, then the records in
that of their keys.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator

from whenthen.runtime.memory import Memory, Timer, TimerKey
from whenthen.runtime.model import CLOCK, EVERY, TIMER, WAIT, Alarm, Decision, Event
from whenthen.runtime.program import Program
from whenthen.values.moments import show_instant

_ORDER = {WAIT: 0, TIMER: 1, EVERY: 1}

#: How many entries for what the memory has no more are let be, beside as many as it has.
_ROOM = 1_000

#: Due, place of the rule, waits first, number of the trigger, records, the moment that it is for; then the alarm.
_Entry = tuple[dt.datetime, int, int, int, tuple[object, ...], dt.datetime, Alarm]


class Agenda:
    """What the memory holds for later. Has to be told of every decision that is applied to the memory."""

    def __init__(self, program: Program, memory: Memory) -> None:
        self._program = program
        self._memory = memory
        self._heap: list[_Entry] = []
        self._fill()

    def _fill(self) -> None:
        memory = self._memory
        self._heap.clear()
        for key, timer in memory.timers.items():
            self._push(_alarm(key, timer))
        for wait_key, wait in memory.waits.items():
            self._push(Alarm(WAIT, wait_key[0], wait.number, wait_key[1], wait.due))
        for (rule, number), due in memory.clocks.items():
            self._push(Alarm(EVERY, rule, number, (), due))

    def note(self, decision: Decision) -> None:
        """A decision was applied to the memory."""
        if not decision.memory:
            return
        for change in decision.memory:
            if change.after is None:
                continue
            key = change.key
            if change.table == "timers":
                self._push(_alarm(key, change.after))
            elif change.table == "waits":
                self._push(Alarm(WAIT, key[0], change.after.number, key[1], change.after.due))
            elif change.table == "clocks":
                self._push(Alarm(EVERY, key[0], key[1], (), change.after))
        # A timer that moves again and again leaves an entry behind each time.
        memory = self._memory
        if len(self._heap) > _ROOM + 2 * (len(memory.timers) + len(memory.waits) + len(memory.clocks)):
            self._fill()

    def due(self, until: dt.datetime) -> bool:
        """Whether something is due until then, that moment included."""
        if not self._heap:
            return False
        self._drop_stale()
        return bool(self._heap) and self._heap[0][0] <= until

    @property
    def next_due(self) -> dt.datetime | None:
        """When the next thing is due; None where nothing is."""
        self._drop_stale()
        return self._heap[0][0] if self._heap else None

    def take(self, until: dt.datetime) -> Event | None:
        """The next event that the clock brings until then; None where nothing more is due.

        It is the same one until the agenda is told of the decision on it.
        """
        if not self.due(until):
            return None
        return event_of(self._heap[0][-1])

    def waiting(self) -> Iterator[Alarm]:
        """All that is due later, in order; of `every …` the next time."""
        ordered = sorted(self._heap, key=lambda entry: entry[:-1])
        # What was given up and begun anew for the same moment is in the heap twice.
        return iter(dict.fromkeys(entry[-1] for entry in ordered if self._holds(entry[-1])))

    def _push(self, alarm: Alarm) -> None:
        place = self._program.tables.places.get(alarm.rule)
        if place is not None:
            heapq.heappush(self._heap, entry_of(place, alarm))

    def _drop_stale(self) -> None:
        heap = self._heap
        while heap and not self._holds(heap[0][-1]):
            heapq.heappop(heap)

    def _holds(self, alarm: Alarm) -> bool:
        """Whether the memory still has what the entry was made for."""
        if alarm.kind == TIMER:
            timer = self._memory.timers.get((alarm.rule, alarm.number, alarm.records[0][1]))
            return timer is not None and (timer.due, timer.passed) == (alarm.due, alarm.passed)
        if alarm.kind == WAIT:
            wait = self._memory.waits.get((alarm.rule, alarm.records))
            return wait is not None and wait.due == alarm.due and wait.number == alarm.number
        return self._memory.clocks.get((alarm.rule, alarm.number)) == alarm.due


def entry_of(place: int, alarm: Alarm) -> _Entry:
    """What alarms are ordered by; `place` is that of the rule."""
    return (alarm.due, place, _ORDER[alarm.kind], alarm.number, alarm.records, alarm.passed or alarm.due, alarm)


def _alarm(key: TimerKey, timer: Timer) -> Alarm:
    return Alarm(TIMER, key[0], key[1], ((key[2].type, key[2]),), timer.due, timer.passed)


def event_of(alarm: Alarm) -> Event:
    """The event of an alarm. Its id says what it is for, so that the same alarm is the same event anywhere.

    No two alarms share one: a timer that fires late is told from others by the moment that it is for, and a wait, whose
    rule need not have all of its records, by their names.
    """
    parts = [alarm.rule, f"{alarm.kind}{alarm.number}"]
    for name, ref in alarm.records:
        parts += [name, ref.key] if alarm.kind == WAIT else [ref.key]
    if alarm.passed is not None:
        parts.append(show_instant(alarm.passed))
    parts.append(show_instant(alarm.due))
    id = "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)
    return Event(id=id, source=CLOCK, type=CLOCK, time=alarm.due, bindings={}, alarm=alarm)
