"""Timing: all that is compared takes turns in rounds, so that what else the machine does hits all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import attrs

#: What one round of one runner may take, in seconds, where its events are counted by `how_many`.
SHARE = 0.1


@attrs.frozen
class Timing:
    """Microseconds for one event: the median of the rounds, and the least."""

    median: float
    least: float
    events: int  # of a round
    rounds: int


@attrs.frozen
class Runner:
    """One of those that are compared. `run(prepare(event))` is what is timed, without `prepare`.

    `events` is how many of a round's events it gets, the first ones; None for all of them. With `spread` the arguments
    are a pair.
    """

    name: str
    run: Callable[..., object]
    prepare: Callable[[Any], Any] = lambda event: event
    events: int | None = None
    spread: bool = False


def interleaved(
    runners: Sequence[Runner], events: Callable[[int], Sequence[Any]], rounds: int, first: int = 0
) -> dict[str, Timing]:
    """The timings by name. `events(round)` makes those of a round, which are counted from `first`."""
    taken: dict[str, list[float]] = {runner.name: [] for runner in runners}
    numbers: dict[str, int] = {}
    with settled():
        for round in range(first, first + rounds):
            made = events(round)
            # Whoever begins would always find the machine in the same state.
            turn = round % len(runners)
            for runner in (*runners[turn:], *runners[:turn]):
                prepared = [runner.prepare(event) for event in made[: runner.events]]
                numbers[runner.name] = len(prepared)
                taken[runner.name].append((each_pair if runner.spread else each)(runner.run, prepared))
    return {name: Timing(statistics.median(times), min(times), numbers[name], rounds) for name, times in taken.items()}


def each(run: Callable[[Any], object], prepared: Sequence[Any]) -> float:
    """Microseconds for one event of several."""
    begin = time.perf_counter()
    for one in prepared:
        run(one)
    return (time.perf_counter() - begin) / len(prepared) * 1e6


def each_pair(run: Callable[[Any, Any], object], prepared: Sequence[tuple[Any, Any]]) -> float:
    """`each` with two arguments."""
    begin = time.perf_counter()
    for one, other in prepared:
        run(one, other)
    return (time.perf_counter() - begin) / len(prepared) * 1e6


def milliseconds(work: Callable[[], object], runs: int) -> Timing:
    """How long something takes, in milliseconds, alone."""
    times = []
    for _ in range(runs):
        gc.collect()
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1e3)
    return Timing(statistics.median(times), min(times), 1, runs)


def alternating(works: dict[str, Callable[[], object]], runs: int) -> dict[str, Timing]:
    """How long several things take, in milliseconds, one after the other in rounds."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            times[name].append(milliseconds(work, 1).median)
    return {name: Timing(statistics.median(own), min(own), 1, runs) for name, own in times.items()}


def how_many(microseconds: float, most: int) -> int:
    """How many events fit in a round's share."""
    return max(1, min(most, int(SHARE * 1e6 / max(microseconds, 0.01))))


@contextmanager
def settled() -> Iterator[None]:
    """What was loaded before is left alone by the garbage collector: objects of one engine cost no other one."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
