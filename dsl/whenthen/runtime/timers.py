"""Timers: when the timed triggers of a rule are due for a record.

A timer is worked out when the record becomes known and whenever what it hangs on changes, over a whole turn. Until
it is due it is data in the memory, so that nothing has to be looked for when time passes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from whenthen.runtime.memory import Memory, Remembered, Timer, TimerKey
from whenthen.runtime.model import Missed
from whenthen.runtime.program import Program
from whenthen.runtime.rule import CompiledRule, OnClock, OnTimed
from whenthen.runtime.tables import Tables, TimedStart
from whenthen.runtime.turn import Turn
from whenthen.values.errors import ValueFailure
from whenthen.values.refs import Ref

Fields = Mapping[str, Any]

STATE, UNCHANGED, MOMENT = "state", "unchanged", "moment"


@attrs.define
class Timing:
    """What a turn does to timers. `failed` are the triggers of which the moment could not be worked out."""

    remembered: dict[TimerKey, Timer | None] = attrs.field(factory=dict)
    missed: list[Missed] = attrs.field(factory=list)
    failed: list[tuple[CompiledRule, Ref, ValueFailure]] = attrs.field(factory=list)

    def changes(self, memory: Memory) -> Iterator[Remembered]:
        """The changes of the memory, in the order of their keys."""
        for key in sorted(self.remembered):
            before, after = memory.timers.get(key), self.remembered[key]
            if before != after:
                yield Remembered("timers", key, before, after)


def arm(
    timing: Timing,
    turn: Turn,
    program: Program,
    memory: Memory,
    ref: Ref,
    before: Fields | None,
    after: Fields,
    changed: frozenset[str],
    fire_past: bool,
) -> None:
    """Work out the timers of a record that is new (`before` is None) or of which the fields `changed` changed."""
    latest = turn.now if memory.clock is None or memory.clock < turn.now else memory.clock
    for start in _concerned(program.tables, ref.type, None if before is None else changed):
        rule, trigger = program.rules[start.rule], start.trigger
        key = (rule.id, start.number, ref)
        armed = timing.remembered[key] if key in timing.remembered else memory.timers.get(key)
        try:
            timer = _timer(turn, trigger, armed, before, after, changed)
        except ValueFailure as failure:
            timing.failed.append((rule, ref, failure))
            timer = None
        if timer is not None and timer != armed and timer.due <= latest:
            if fire_past:
                timer = Timer(timer.start, latest, timer.due)
            else:
                timing.missed.append(Missed(rule.id, rule.title, {trigger.name: ref}, timer.due))
                timer = None
        if timer != armed:
            timing.remembered[key] = timer


def _concerned(tables: Tables, type: str, changed: frozenset[str] | None) -> Sequence[TimedStart]:
    """The timed triggers that a change of some fields may concern, in the order of rules; None is for a new record."""
    starts = tables.timed.get(type, ())
    if changed is None or not starts:
        return starts
    fields = tables.timed_fields[type]
    numbers = set(fields.get(None, ()))
    for field in changed:
        numbers.update(fields.get(field, ()))
    return [starts[number] for number in sorted(numbers)]


def _timer(
    turn: Turn, trigger: OnTimed, armed: Timer | None, before: Fields | None, after: Fields, changed: frozenset[str]
) -> Timer | None:
    moved = bool(trigger.watches) and not changed.isdisjoint(trigger.watches)
    is_new = before is None
    if trigger.kind == MOMENT:
        if not (is_new or moved or trigger.field in changed):
            return armed
        moment = after[trigger.field] if trigger.field is not None else None
        return None if moment is None else _at(trigger, moment, after)
    if trigger.kind == STATE:
        assert trigger.field is not None
        assert trigger.matches is not None
        if not trigger.matches(turn, after[trigger.field]):
            return None
        begins = is_new or (
            trigger.field in changed and before is not None and not trigger.matches(turn, before[trigger.field])
        )
    else:
        begins = is_new or (bool(changed) if trigger.field is None else trigger.field in changed)
    if begins:
        return _from(trigger, turn.now, after)
    # What has fired for this period does not fire again.
    return _from(trigger, armed.start, after) if moved and armed is not None else armed


def _at(trigger: OnTimed, moment: Any, fields: Fields) -> Timer:
    due = trigger.due(moment, fields)
    return Timer(due, due)


def _from(trigger: OnTimed, start: dt.datetime, fields: Fields) -> Timer:
    return Timer(start, trigger.due(start, fields))


def following(trigger: OnClock, moment: dt.datetime) -> dt.datetime | None:
    """The next time of `every …` after a moment; None at the end of the calendar."""
    try:
        return trigger.following(moment)
    except ValueFailure:
        return None


def timer_of_old(
    turn: Turn, start: TimedStart, fields: Fields, since: Callable[[str | None], dt.datetime]
) -> Timer | None:
    """The timer of a record that was there before the trigger. `since` tells since when a field is as it is,
    for None all of them. Raises ValueFailure.
    """
    trigger = start.trigger
    if trigger.kind == MOMENT:
        moment = fields[trigger.field] if trigger.field is not None else None
        return None if moment is None else _at(trigger, moment, fields)
    if trigger.kind == STATE:
        assert trigger.field is not None
        assert trigger.matches is not None
        if not trigger.matches(turn, fields[trigger.field]):
            return None
    return _from(trigger, since(trigger.field), fields)
