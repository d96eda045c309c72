"""What rules remember from one turn to the next: timers, waits, and how often something has fired.

Plain data, like the records. A turn never writes to it: its decision lists what is to be remembered, with what was
known before, and `apply` stores that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from whenthen.values.refs import Ref

#: The records that a rule is about, by name, in the order of its bindings.
Named = tuple[tuple[str, Ref], ...]
#: A timed trigger and the record that it watches: the rule's id, the number of the trigger, the record.
TimerKey = tuple[str, int, Ref]
#: The rule's id and its records: a rule waits once for the same ones.
WaitKey = tuple[str, Named]
#: A trigger on the clock: the rule's id, the number of the trigger.
ClockKey = tuple[str, int]
#: The rule's id, the setting (`once` or `at most`), whether it is in SHADOW, and what it counts for (see `counts`).
CountKey = tuple[str, str, bool, str]

#: Watched by a wait whose WHILE may change its answer when no record does.
ALWAYS = "*"


@attrs.frozen
class Timer:
    """`due` is when it fires; `start` when the state began or the last change was (of a moment in a field: `due`).

    `passed` is the moment that it is for, where that had passed already and it fires late.
    """

    start: dt.datetime
    due: dt.datetime
    passed: dt.datetime | None = None


@attrs.frozen
class Wait:
    """The rest of a rule: what comes behind wait number `number` of a branch, with the values of the rule's LETs.

    `version` is that of the rule's text. `watches` are types of records, or `ALWAYS`, see `rule.Rest`.
    """

    due: dt.datetime
    began: dt.datetime
    version: str
    branch: int
    number: int
    path: str
    lets: tuple[Any, ...]
    watches: frozenset[str] = frozenset()


@attrs.frozen
class Remembered:
    """A change of the memory: `table` is timers, clocks, waits or counts; None is what is not there."""

    table: str
    key: Any
    before: Any
    after: Any


@attrs.define
class Memory:
    """`clock` is the latest moment that was decided on: timers due until then have fired.

    `timed` has the digest of each trigger in time that was armed, so that one that is new to the records is noticed.
    `clocks` has the next time of each trigger on the clock, `counts` has the moments of firings that still count, the
    earliest first.
    """

    clock: dt.datetime | None = None
    timed: dict[tuple[str, int], str] = attrs.field(factory=dict)
    timers: dict[TimerKey, Timer] = attrs.field(factory=dict)
    clocks: dict[ClockKey, dt.datetime] = attrs.field(factory=dict)
    waits: dict[WaitKey, Wait] = attrs.field(factory=dict)
    counts: dict[CountKey, tuple[dt.datetime, ...]] = attrs.field(factory=dict)
    _watched: dict[object, dict[WaitKey, None]] | None = attrs.field(default=None, init=False, eq=False, repr=False)
    _timed_records: dict[Ref, dict[TimerKey, None]] | None = attrs.field(default=None, init=False, eq=False, repr=False)

    def table(self, name: str) -> dict[Any, Any]:
        """One of the tables that decisions write to."""
        tables: Mapping[str, dict[Any, Any]] = {
            "timers": self.timers,
            "clocks": self.clocks,
            "waits": self.waits,
            "counts": self.counts,
        }
        return tables[name]

    def remember(self, change: Remembered) -> None:
        """Store a change."""
        table = self.table(change.table)
        if change.after is None:
            table.pop(change.key, None)
        else:
            table[change.key] = change.after
        if change.table == "waits" and self._watched is not None:
            if change.before is not None:
                for watched in _watched_by(change.key, change.before):
                    self._watched.get(watched, {}).pop(change.key, None)
            if change.after is not None:
                for watched in _watched_by(change.key, change.after):
                    self._watched.setdefault(watched, {})[change.key] = None
        elif change.table == "timers" and self._timed_records is not None:
            keys = self._timed_records.setdefault(change.key[2], {})
            if change.after is None:
                keys.pop(change.key, None)
            else:
                keys[change.key] = None

    def waits_watching(self, watched: Iterable[object]) -> Iterator[WaitKey]:
        """The waits that are about a record, or watch a type of records or `ALWAYS`; some of them more than once."""
        if not self.waits:
            return
        if self._watched is None:
            self._watched = {}
            for key, wait in self.waits.items():
                for one in _watched_by(key, wait):
                    self._watched.setdefault(one, {})[key] = None
        for one in watched:
            yield from self._watched.get(one, ())

    def timers_of(self, record: Ref) -> list[TimerKey]:
        """The timers of a record."""
        if not self.timers:
            return []
        if self._timed_records is None:
            self._timed_records = {}
            for key in self.timers:
                self._timed_records.setdefault(key[2], {})[key] = None
        return list(self._timed_records.get(record, ()))


def _watched_by(key: WaitKey, wait: Wait) -> Iterator[object]:
    for _, ref in key[1]:
        yield ref
    yield from wait.watches
