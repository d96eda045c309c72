"""One workload, all engines: loaded, held against one another, and timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from bench import structs
from bench.agree import check
from bench.engines import CannotSayError, Engine, Loaded, python_engine, whenthen_engine
from bench.measure import Runner, Timing, each, how_many, interleaved
from bench.rules import Event, matching
from bench.workloads import Workload

#: Names of rows.
DECIDE, MATCH, DECODE = "WhenThen, JSON in, decision out", "WhenThen, matching", "msgspec decoding alone"
HAND = python_engine.TITLE
#: An engine that takes longer than this for its rules, or for one event, is left out of that size, in seconds.
LONGEST_LOAD, LONGEST_EVENT = 8.0, 0.5
#: For how long WhenThen sees events before it is timed; an engine that looks at all rules has compiled them at once.
LONGEST_WARM = 60.0


@attrs.frozen
class Settings:
    """How much is measured. `events` are those of a round, `checked` how many quick engines are checked on."""

    events: int = 100
    rounds: int = 9
    checked: int = 20


QUICK = Settings(rounds=3, checked=5)


@attrs.frozen
class Compared:
    """What became of a workload: timings by row, how long loading took in seconds, and why others are left out."""

    timings: dict[str, Timing]
    loads: dict[str, float]
    left_out: dict[str, str]


#: What engines took for a smaller workload of the same kind: seconds to load, microseconds for an event.
Before = dict[str, tuple[float, float]]


def compare(
    workload: Workload,
    engines: dict[str, Engine],
    settings: Settings,
    before: Before | None = None,
    growth: float = 1.0,
    more: Sequence[tuple[str, Callable[[Sequence[Any]], Loaded]]] = (),
) -> Compared:
    """Time a workload. `before` and `growth` tell beforehand which engines would take too long; `more` are further rows
    that are made from the rules, and not checked.
    """
    checked = workload.events(0, settings.events)[: settings.checked]
    expected = [matching(workload.rules, event.facts) for event in checked]
    loads: dict[str, float] = {}
    left_out: dict[str, str] = {}
    runners: list[Runner] = []
    for engine in engines.values():
        cause = _too_long(engine.TITLE, before, growth)
        if cause is None:
            cause = _add(engine, workload, checked, expected, settings, loads, runners)
        if cause is not None:
            left_out[engine.TITLE] = cause
    for name, load in more:
        loaded = load(workload.rules)
        runners.append(Runner(name, loaded.matched, loaded.prepare, settings.events))
    first = _warm(workload, settings, checked, expected, loads, runners)
    runners.append(Runner(DECODE, lambda event: structs.decode(event), _bytes))
    timings = interleaved(runners, lambda round: workload.events(round, settings.events), settings.rounds, first)
    return Compared(timings, loads, left_out)


def _bytes(event: Event) -> bytes:
    return event.json


def _too_long(title: str, before: Before | None, growth: float) -> str | None:
    if before is None:
        return None
    if title not in before:
        return "left out at the size before"
    load, event = before[title]
    if load * growth > LONGEST_LOAD:
        return f"loading would take about {load * growth:.0f} s"
    if event * growth > LONGEST_EVENT * 1e6:
        return f"an event would take about {event * growth / 1e6:.1f} s"
    return None


def _add(
    engine: Engine,
    workload: Workload,
    checked: Sequence[Event],
    expected: Sequence[list[str]],
    settings: Settings,
    loads: dict[str, float],
    runners: list[Runner],
) -> str | None:
    """Load an engine and check what it matches; why it is left out, or None."""
    try:
        engine.load(workload.rules[:1])  # what the engine does once
        begin = time.perf_counter()
        loaded = engine.load(workload.rules)
    except CannotSayError as error:
        return str(error)
    loads[engine.TITLE] = time.perf_counter() - begin
    check(engine.TITLE, loaded, checked[:1], expected[:1])  # the first event is slower than the others
    prepared = loaded.prepare(checked[1])
    begin = time.perf_counter()
    loaded.matched(prepared)
    microseconds = (time.perf_counter() - begin) * 1e6
    if microseconds > LONGEST_EVENT * 1e6:
        del loads[engine.TITLE]
        return f"an event takes {microseconds / 1e6:.1f} s"
    number = how_many(microseconds, len(checked))
    check(engine.TITLE, loaded, checked[:number], expected[:number])
    events = how_many(microseconds, settings.events)
    runners.append(Runner(engine.TITLE, loaded.matched, loaded.prepare, events))
    return None


def _warm(
    workload: Workload,
    settings: Settings,
    checked: Sequence[Event],
    expected: Sequence[list[str]],
    loads: dict[str, float],
    runners: list[Runner],
) -> int:
    """Load WhenThen, check it, and let it see so many events that all rules are compiled; the round to go on at."""
    begin = time.perf_counter()
    rules = whenthen_engine.load(workload.rules)
    loads[DECIDE] = time.perf_counter() - begin
    session = whenthen_engine.start(rules)
    check(DECIDE, Loaded(_bytes, lambda event: whenthen_engine.matched(session, event)), checked, expected)
    begin, round, cost = time.perf_counter(), 1, 0.0
    while round < 2 or round < len(workload.rules) * 6 // 5 // settings.events:
        cost = each(session.decide, [event.json for event in workload.events(round, settings.events)])
        round += 1
        if time.perf_counter() - begin > LONGEST_WARM:
            break
    events = how_many(cost, settings.events)
    runners.append(Runner(DECIDE, session.decide, _bytes, events))
    alone = whenthen_engine.matching(rules)
    check(MATCH, alone, checked, expected)
    runners.append(Runner(MATCH, alone.matched, alone.prepare, events))
    return round
