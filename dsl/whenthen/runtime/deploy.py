"""Rules that come to records which are there already: what their timers are, and what is already past.

A timed trigger that the memory does not know, because its rule or the records are new, is worked out for all records of
its type. A moment that has passed by then does not fire, unless that is asked for: else the first day of a rule such as
"close after 30 days" would close years of tickets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from whenthen.runtime import waiting
from whenthen.runtime.memory import Memory, Remembered, Timer, TimerKey
from whenthen.runtime.model import Dropped, Event, Missed, RuleFailure, State
from whenthen.runtime.program import Program
from whenthen.runtime.run import failure_of
from whenthen.runtime.tables import TimedStart
from whenthen.runtime.timers import following, timer_of_old
from whenthen.runtime.turn import Turn
from whenthen.values.errors import ValueFailure
from whenthen.values.refs import Ref


@attrs.frozen
class Deployment:
    """What a rule set finds at the moment `at`.

    `overdue` are the moments of timed triggers that have passed, in the order in which they were due; `fires` says
    whether they fire now. `dropped` are waits of rules that are not there any more, or not in this form.
    """

    at: dt.datetime
    fires: bool = False
    overdue: tuple[Missed, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    failures: tuple[RuleFailure, ...] = ()
    memory: tuple[Remembered, ...] = ()
    timed: Mapping[tuple[str, int], str] = attrs.field(factory=dict)


def deploy(
    program: Program,
    state: State,
    at: dt.datetime,
    fire_overdue: bool = False,
    new: Collection[Ref] = (),
) -> Deployment:
    """Work out the timers of triggers that are new to the state, and of the records that are `new` to all triggers.

    Writes nothing; see `apply_deployment`. What is overdue fires where `fire_overdue` or the program says so.
    """
    memory = state.memory
    fires = fire_overdue or program.fire_past
    timed = {
        (program.rules[start.rule].id, start.number): start
        for starts in program.tables.timed.values()
        for start in starts
    }
    clocks = {(program.rules[start.rule].id, start.number): start.trigger for start in program.tables.clock}
    digests = {key: start.trigger.digest for key, start in timed.items()}
    digests |= {key: trigger.digest for key, trigger in clocks.items()}
    timers: dict[TimerKey, Timer | None] = {key: None for key in memory.timers if key[:2] not in timed}
    overdue: list[Missed] = []
    failures: list[RuleFailure] = []
    turn = Turn(program, state, Event("", "", "", at, {}))
    for key in sorted(timed):
        records: Iterable[Ref] = state.of_type(timed[key].trigger.record)
        if memory.timed.get(key) == digests[key]:
            records = [ref for ref in records if ref in new] if new else ()
        else:
            timers.update({old: None for old in memory.timers if old[:2] == key})
        _arm(program, state, turn, at, timed[key], records, fires, timers, overdue, failures)
    overdue.sort(key=lambda missed: (missed.due, program.tables.places[missed.rule], tuple(missed.bindings.values())))
    dropped, waits = _waits(program, memory)
    remembered = [Remembered("timers", key, memory.timers.get(key), timers[key]) for key in sorted(timers)]
    times = {key: None for key in memory.clocks if key not in clocks} | {
        key: following(trigger, at) for key, trigger in clocks.items() if memory.timed.get(key) != trigger.digest
    }
    remembered += [Remembered("clocks", key, memory.clocks.get(key), times[key]) for key in sorted(times)]
    changes = tuple([change for change in (*remembered, *waits) if change.before != change.after])
    return Deployment(at, fires, tuple(overdue), tuple(dropped), tuple(failures), changes, digests)


def apply_deployment(state: State, deployment: Deployment) -> None:
    """Store what a deployment came to. Changes the caller's state in place."""
    for change in deployment.memory:
        state.memory.remember(change)
    state.memory.timed = dict(deployment.timed)
    if state.memory.clock is None:
        state.memory.clock = deployment.at


def _arm(
    program: Program,
    state: State,
    turn: Turn,
    at: dt.datetime,
    start: TimedStart,
    records: Iterable[Ref],
    fire: bool,
    timers: dict[TimerKey, Timer | None],
    overdue: list[Missed],
    failures: list[RuleFailure],
) -> None:
    rule, trigger = program.rules[start.rule], start.trigger
    for ref in records:
        stored = state.records[ref]
        if stored.deleted:
            continue
        turn.renew()
        try:
            timer = timer_of_old(turn, start, stored.fields, stored.held_since)
        except ValueFailure as failure:
            failures.append(failure_of(rule, {trigger.name: ref}, failure, 0))
            continue
        if timer is None:
            continue
        if timer.due <= at:
            overdue.append(Missed(rule.id, rule.title, {trigger.name: ref}, timer.due))
            if not fire:
                continue
            timer = Timer(timer.start, at, timer.due)
        timers[rule.id, start.number, ref] = timer


def _waits(program: Program, memory: Memory) -> tuple[list[Dropped], list[Remembered]]:
    dropped: list[Dropped] = []
    changes: list[Remembered] = []
    for key in sorted(memory.waits):
        wait = memory.waits[key]
        place = program.tables.places.get(key[0])
        if place is None:
            title, reason = key[0], waiting.NO_RULE
        elif (rest := waiting.rest_of(program.rules[place], wait)) is None:
            title, reason = program.rules[place].title, waiting.CHANGED_TEXT
        elif not waiting.fits(program.rules[place], wait):
            title, reason = program.rules[place].title, waiting.OTHER_TYPES
        else:
            if rest.holds is not None and wait.watches != rest.watches:  # of types that fields have by now
                changes.append(Remembered("waits", key, wait, attrs.evolve(wait, watches=rest.watches)))
            continue
        dropped.append(Dropped(key[0], title, dict(key[1]), wait.due, reason))
        changes.append(Remembered("waits", key, wait, None))
    return dropped, changes


def would_fire(deployment: Deployment) -> Iterator[tuple[str, int]]:
    """The titles of the rules with overdue moments, in the order of the first one, and how many each has."""
    counts: dict[str, int] = {}
    for missed in deployment.overdue:
        counts[missed.title] = counts.get(missed.title, 0) + 1
    return iter(counts.items())
