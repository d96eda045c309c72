"""What the package and the interpreter came to, in one shape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tests.properties.interpreter.plain import Length, Members, Word
from tests.properties.interpreter.turn import Outcome
from whenthen.runtime import waiting
from whenthen.runtime.model import Decision, Missed


def plain(value: Any) -> Any:
    """A value of the package, or of the interpreter, as something that both have in common."""
    kind = type(value).__name__
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return ("text", value)
    if isinstance(value, Word):
        return ("text", value.text)
    if isinstance(value, Decimal):
        text = format(value, "f") if value else "0"
        return ("number", text.rstrip("0").rstrip(".") if "." in text else text)
    if kind == "Money":
        return ("money", plain(value.amount), value.currency)
    if isinstance(value, Length) or kind == "Duration":
        return ("duration", value.days, value.micros, value.business)
    if kind in ("Ref", "Record"):
        return ("record", *value)
    if isinstance(value, Members):
        return ("set", *map(plain, value.items))
    if kind == "ValueSet":
        return ("set", *map(plain, value))
    if isinstance(value, Mapping):
        return ("data", *((name, plain(item)) for name, item in sorted(value.items())))
    if isinstance(value, tuple | list):
        return tuple(map(plain, value))
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return (kind, value.isoformat())
    return value


def of_decision(decision: Decision) -> dict[str, Any]:
    """A decision in the shape of `of_outcome`."""

    def firing(f: Any) -> Any:
        return (f.rule, f.title, f.branch, f.number, f.bindings, f.resumed)

    def change(c: Any) -> Any:
        return (c.record, c.field, c.before, c.after, c.by)

    def effect(e: Any) -> Any:
        return (e.key, e.action, e.arguments, e.rule, e.path, e.bindings)

    lists = {
        "fired": [firing(f) for f in decision.fired],
        "changes": [change(c) for c in decision.changes],
        "effects": [effect(e) for e in decision.effects],
        "failures": [(f.rule, f.title, f.number, f.bindings) for f in decision.failures],
        "shadow": [(firing(s.firing), [*map(change, s.changes)], [*map(effect, s.effects)]) for s in decision.shadow],
        "created": decision.created,
        "stale": decision.stale,
        "missed": of_missed(decision.missed),
        "dropped": sorted(plain((d.rule, d.title, d.bindings, d.due, _REASONS[d.reason])) for d in decision.dropped),
    }
    return {name: plain(several) for name, several in lists.items()} | {
        "time": decision.time,
        "alarm": None if decision.alarm is None else of_alarm(decision.alarm),
        "stopped_by": decision.stopped_by,
        "passes": decision.passes,
    }


_REASONS = {waiting.NEWER: "newer", waiting.DELETED: "deleted", waiting.NOT_HELD: "while"}


def of_missed(missed: Iterable[Missed]) -> list[Any]:
    return sorted(plain((m.rule, m.title, m.bindings, m.due)) for m in missed)


def of_alarm(alarm: Any) -> Any:
    """An alarm of the package or of the interpreter."""
    return alarm.kind, alarm.rule, alarm.number, plain(alarm.records), alarm.due


def of_outcome(outcome: Outcome) -> dict[str, Any]:
    """An outcome of the interpreter as plain lists."""
    names = ("fired", "changes", "effects", "failures", "shadow", "created", "stale")
    return {name: plain(getattr(outcome, name)) for name in names} | {
        "missed": plain(sorted(map(plain, outcome.missed))),
        "dropped": plain(sorted(map(plain, outcome.dropped))),
        "time": outcome.time,
        "alarm": None if outcome.alarm is None else of_alarm(outcome.alarm),
        "stopped_by": outcome.stopped_by,
        "passes": outcome.passes,
    }


def of_records(records: Mapping[Any, Any]) -> Any:
    """The records of the package or of the interpreter."""
    return {
        tuple(ref): (stored.version, stored.at, stored.deleted, plain(dict(stored.fields)))
        for ref, stored in records.items()
    }
