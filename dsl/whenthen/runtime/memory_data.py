"""The memory of rules as plain data that JSON can hold, in an order that depends on nothing but its content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from whenthen.runtime.memory import ClockKey, CountKey, Memory, Named, Remembered, Timer, TimerKey, Wait, WaitKey
from whenthen.types.codec import DecodeError, checked_text, described
from whenthen.types.tagged import decode_tagged, encode_tagged
from whenthen.values.errors import ValueFailure, shown
from whenthen.values.moments import parse_instant, show_instant
from whenthen.values.refs import Ref
from whenthen.values.text import MAX_TEXT

Data = dict[str, Any]


def memory_data(memory: Memory) -> Data:
    """The memory as data."""
    return {
        "clock": None if memory.clock is None else show_instant(memory.clock),
        "timed": [
            {"rule": rule, "trigger": number, "digest": memory.timed[rule, number]}
            for rule, number in sorted(memory.timed)
        ],
        "timers": [{**_timer_key(key), **_timer(memory.timers[key])} for key in sorted(memory.timers)],
        "clocks": [
            {"rule": rule, "trigger": number, "due": show_instant(memory.clocks[rule, number])}
            for rule, number in sorted(memory.clocks)
        ],
        "waits": [{**_wait_key(key), **_wait(memory.waits[key])} for key in sorted(memory.waits)],
        "counts": [{**_count_key(key), "at": _count(memory.counts[key])} for key in sorted(memory.counts)],
    }


def remembered_data(change: Remembered) -> Data:
    """A change of the memory as data."""
    keys, values = _WRITERS[change.table]
    return {
        "table": change.table,
        **keys(change.key),
        "before": None if change.before is None else values(change.before),
        "after": None if change.after is None else values(change.after),
    }


def _timer_key(key: TimerKey) -> Data:
    return {"rule": key[0], "trigger": key[1], "type": key[2].type, "key": key[2].key}


def _timer(timer: Timer) -> Data:
    passed = None if timer.passed is None else show_instant(timer.passed)
    return {"start": show_instant(timer.start), "due": show_instant(timer.due), "passed": passed}


def _wait_key(key: WaitKey) -> Data:
    return {"rule": key[0], "records": named_data(key[1])}


def named_data(records: Named) -> list[Data]:
    """Records by name, as data."""
    return [{"name": name, "type": ref.type, "key": ref.key} for name, ref in records]


def _wait(wait: Wait) -> Data:
    return {
        "due": show_instant(wait.due),
        "began": show_instant(wait.began),
        "version": wait.version,
        "branch": wait.branch,
        "number": wait.number,
        "path": wait.path,
        "lets": [encode_tagged(value) for value in wait.lets],
        "watches": sorted(wait.watches),
    }


def _count_key(key: CountKey) -> Data:
    return {"rule": key[0], "setting": key[1], "shadow": key[2], "per": key[3]}


def _count(moments: tuple[dt.datetime, ...]) -> list[str]:
    return [show_instant(moment) for moment in moments]


def _clock_key(key: ClockKey) -> Data:
    return {"rule": key[0], "trigger": key[1]}


_WRITERS: dict[str, tuple[Callable[[Any], Data], Callable[[Any], Any]]] = {
    "timers": (_timer_key, _timer),
    "clocks": (_clock_key, show_instant),
    "waits": (_wait_key, _wait),
    "counts": (_count_key, _count),
}


# Reading ----------------------------------------------------------------------------------------------------------


def memory_from(data: Any) -> Memory:
    """The memory that `memory_data` wrote. Raises DecodeError with the path to what is wrong."""
    top = _Reader(data, ("memory",))
    refuse_unknown(top.data, ("clock", "timed", "timers", "clocks", "waits", "counts"), ("memory",))
    memory = Memory(clock=top.perhaps("clock"))
    for entry in top.entries("timed"):
        entry.store(memory.timed, (entry.text("rule"), entry.number("trigger")), entry.text("digest"))
    for entry in top.entries("timers"):
        key = (entry.text("rule"), entry.number("trigger"), Ref(entry.text("type"), entry.text("key")))
        entry.store(memory.timers, key, Timer(entry.instant("start"), entry.instant("due"), entry.perhaps("passed")))
    for entry in top.entries("clocks"):
        entry.store(memory.clocks, (entry.text("rule"), entry.number("trigger")), entry.instant("due"))
    for entry in top.entries("waits"):
        records = tuple((one.text("name"), Ref(one.text("type"), one.text("key"))) for one in entry.entries("records"))
        entry.store(memory.waits, (entry.text("rule"), records), _wait_from(entry))
    for entry in top.entries("counts"):
        count_key = (entry.text("rule"), entry.text("setting"), entry.boolean("shadow"), entry.text("per"))
        entry.store(memory.counts, count_key, tuple(sorted(entry.instants("at"))))
    return memory


def refuse_unknown(data: Data, known: Collection[str], path: tuple[str, ...]) -> None:
    """Raise DecodeError for what a newer version may have saved: to leave it out would be to lose it."""
    for name in data:
        if name not in known:
            raise DecodeError(f"{shown(name)} is nothing that this version keeps", path)


def _wait_from(entry: _Reader) -> Wait:
    return Wait(
        due=entry.instant("due"),
        began=entry.instant("began"),
        version=entry.text("version"),
        branch=entry.number("branch"),
        number=entry.number("number"),
        path=entry.text("path"),
        lets=tuple(entry.each("lets", decode_tagged)),
        watches=frozenset(entry.each("watches", _checked_text)),
    )


def _checked_text(data: Any) -> str:
    if not isinstance(data, str):
        raise DecodeError(f"expected text, got {described(data)}")
    checked_text(data, MAX_TEXT)
    return data


def _checked_instant(data: Any) -> dt.datetime:
    try:
        return parse_instant(_checked_text(data))
    except ValueFailure as failure:
        raise DecodeError(str(failure)) from None


class _Reader:
    """An object of the data, and where it stands."""

    def __init__(self, data: Any, path: tuple[str, ...]) -> None:
        if not isinstance(data, dict):
            raise DecodeError(f"expected an object, got {described(data)}", path)
        self.data = data
        self._path = path

    def _get(self, name: str, read: Callable[[Any], Any]) -> Any:
        try:
            return read(self.data.get(name))
        except DecodeError as error:
            raise DecodeError(error.message, (*self._path, name, *error.path)) from None

    def store(self, table: dict[Any, Any], key: object, value: object) -> None:
        """Enter what was read, once: of two states in one file neither is what is meant."""
        if key in table:
            raise DecodeError("the same stands there before", self._path)
        table[key] = value

    def text(self, name: str) -> str:
        return str(self._get(name, _checked_text))

    def instant(self, name: str) -> dt.datetime:
        moment: dt.datetime = self._get(name, _checked_instant)
        return moment

    def perhaps(self, name: str) -> dt.datetime | None:
        return None if self.data.get(name) is None else self.instant(name)

    def number(self, name: str) -> int:
        found = self.data.get(name)
        if type(found) is not int or found < 0:
            raise DecodeError("expected a whole number from 0", (*self._path, name))
        return found

    def boolean(self, name: str) -> bool:
        found = self.data.get(name)
        if not isinstance(found, bool):
            raise DecodeError("expected true or false", (*self._path, name))
        return found

    def each(self, name: str, read: Callable[[Any], Any]) -> list[Any]:
        found = self.data.get(name, [])
        if not isinstance(found, list):
            raise DecodeError(f"expected a list, got {described(found)}", (*self._path, name))
        result = []
        for place, item in enumerate(found):
            try:
                result.append(read(item))
            except DecodeError as error:
                raise DecodeError(error.message, (*self._path, name, str(place), *error.path)) from None
        return result

    def instants(self, name: str) -> list[dt.datetime]:
        return self.each(name, _checked_instant)

    def entries(self, name: str) -> list[_Reader]:
        found = self.data.get(name, [])
        if not isinstance(found, list):
            raise DecodeError(f"expected a list, got {described(found)}", (*self._path, name))
        return [_Reader(item, (*self._path, name, str(place))) for place, item in enumerate(found)]
