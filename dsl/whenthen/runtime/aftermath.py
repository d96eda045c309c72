"""What a turn leaves for later: timers of the records that changed, waits that began or ended, counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from whenthen.runtime import timers, waiting
from whenthen.runtime.memory import Remembered
from whenthen.runtime.model import EVERY, Alarm, Change, Dropped, Event, Missed, State
from whenthen.runtime.program import Program
from whenthen.runtime.rule import OnClock
from whenthen.runtime.run import Run
from whenthen.runtime.timers import Timing, following
from whenthen.runtime.turn import Turn
from whenthen.values.refs import Ref


@attrs.frozen
class Aftermath:
    """What the decision says of the memory."""

    memory: tuple[Remembered, ...] = ()
    missed: tuple[Missed, ...] = ()
    dropped: tuple[Dropped, ...] = ()


_NOTHING = Aftermath()


def aftermath(
    turn: Turn,
    program: Program,
    state: State,
    event: Event,
    run: Run,
    changes: Sequence[Change],
    created: Sequence[Ref],
    deleted: Sequence[Ref],
) -> Aftermath:
    """What is to be remembered of a turn that is over. Failures are added to those of the run."""
    memory = state.memory
    timed = bool(program.tables.timed or memory.timers)
    waits = bool(turn.waits or memory.waits)
    if event.alarm is None and not (timed or waits):
        counted = tuple(run.settings.remembered())
        return Aftermath(counted) if counted else _NOTHING
    timing = Timing()
    if run.used_timer is not None:
        timing.remembered[run.used_timer] = None
    if timed:
        turn.renew()
        _time(timing, turn, program, state, event, changes, created, deleted)
        for rule, ref, failure in timing.failed:
            slots = tuple([ref if name == ref.type else None for name in rule.bindings])
            run.fail(rule, slots, failure)
    pending = run.waiting
    if waits:
        turn.renew()
        waiting.begin(pending, turn, memory, turn.waits)
        written = {change.record for change in changes}.union(created, deleted)
        waiting.check(pending, turn, program, memory, sorted(written), deleted)
        for rule, slots, failure in pending.failed:
            run.fail(rule, slots, failure)
    remembered = (
        *run.settings.remembered(),
        *timing.changes(memory),
        *_next_time(program, event.alarm),
        *pending.changes(memory),
    )
    if not (remembered or timing.missed or pending.dropped):
        return _NOTHING
    return Aftermath(remembered, tuple(timing.missed), tuple(pending.dropped))


def _next_time(program: Program, alarm: Alarm | None) -> Iterator[Remembered]:
    """When the trigger on the clock that started the turn does so again."""
    if alarm is not None and alarm.kind == EVERY:
        place = program.tables.places.get(alarm.rule)
        triggers = () if place is None else program.rules[place].triggers
        trigger = triggers[alarm.number] if alarm.number < len(triggers) else None
        due = following(trigger, alarm.due) if isinstance(trigger, OnClock) else None
        yield Remembered("clocks", (alarm.rule, alarm.number), alarm.due, due)


def _time(
    timing: Timing,
    turn: Turn,
    program: Program,
    state: State,
    event: Event,
    changes: Sequence[Change],
    created: Sequence[Ref],
    deleted: Sequence[Ref],
) -> None:
    timed = program.tables.timed
    fields: dict[Ref, set[str]] = {ref: set() for ref in created if ref.type in timed}
    for change in changes:
        if change.record.type in timed:
            fields.setdefault(change.record, set()).add(change.field)
    fire_past = program.fire_past and event.alarm is None
    for ref in sorted(fields):
        if ref not in deleted and not turn.was_deleted(ref):
            before = None if turn.created(ref) else turn.rows.stored(ref)
            changed = frozenset(fields[ref])
            timers.arm(timing, turn, program, state.memory, ref, before, turn.rows[ref], changed, fire_past)
    for ref in deleted:
        for key in state.memory.timers_of(ref):
            timing.remembered[key] = None
