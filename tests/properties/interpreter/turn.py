"""A whole turn: the event comes in, rules run in passes, and what is different afterwards is the outcome.

A copy of all records is made before every firing, which is what undoing goes back to.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from tests.properties.interpreter.admission import Admitted, Stored, admit
from tests.properties.interpreter.expressions import Evaluator, Hints, Names, Row
from tests.properties.interpreter.matching import Started, agree, brought, matches
from tests.properties.interpreter.plain import Failure, Record, same
from tests.properties.interpreter.schema import Declared, exactly
from tests.properties.interpreter.statements import run
from whenthen.syntax import nodes

Bindings = dict[str, Record]


@attrs.define
class Outcome:
    """What a turn came to, in lists that can be compared."""

    fired: list[Any] = attrs.field(factory=list)
    changes: list[Any] = attrs.field(factory=list)
    effects: list[Any] = attrs.field(factory=list)
    failures: list[Any] = attrs.field(factory=list)
    shadow: list[Any] = attrs.field(factory=list)
    created: list[Record] = attrs.field(factory=list)
    stale: list[Record] = attrs.field(factory=list)
    stopped_by: str | None = None
    passes: int = 1
    places: list[Any] = attrs.field(factory=list)  # the nodes that failed


@attrs.define
class Now:
    """The records in the middle of a turn. `writers` are the rules that wrote fields last."""

    rows: dict[Record, Row]
    starts: dict[Record, Row]
    created: set[Record]
    now: dt.datetime
    actor: Record | None
    writers: dict[tuple[Record, str], str] = attrs.field(factory=dict)
    effects: list[Any] = attrs.field(factory=list)
    stopped: bool = False

    def row(self, record: Record) -> Row:
        if record not in self.rows:
            raise Failure(f"there is no {record}")
        return self.rows[record]

    def start(self, record: Record) -> Row | None:
        return None if record in self.created else self.starts[record]

    def copy(self) -> tuple[Any, ...]:
        rows = {record: dict(row) for record, row in self.rows.items()}
        return rows, dict(self.writers), list(self.effects), self.stopped

    def back(self, copied: tuple[Any, ...]) -> None:
        self.rows, self.writers, self.effects, self.stopped = copied


@attrs.define
class Machine:
    """A program with its state."""

    declared: Declared
    hints: Hints
    functions: Mapping[str, Callable[..., Any]]
    zone: dt.tzinfo
    state: dict[Record, Stored] = attrs.field(factory=dict)

    def start(self, records: Mapping[str, list[dict[str, Any]]]) -> None:
        """Begin with records."""
        before_all = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
        event = {"time": before_all.isoformat(), "data": {}, "type": ""}
        given = [(name, record) for name, several in records.items() for record in several]
        rows = {record: dict(stored.fields) for record, stored in self.state.items()}
        admitted = admit(self.declared, self.state, event, given, rows)
        for record in admitted.brought:
            self.state[record] = Stored(1, before_all, rows[record])

    def decide(self, event: Mapping[str, Any]) -> Outcome:
        """One turn; the state is changed. Raises Rejected."""
        rows = {record: dict(stored.fields) for record, stored in self.state.items()}
        starts = {record: dict(row) for record, row in rows.items()}
        admitted = admit(self.declared, self.state, event, [*event["data"].items()], rows)
        actor = event.get("actorid")
        now = Now(
            rows,
            starts,
            set(admitted.created),
            dt.datetime.fromisoformat(event["time"]).astimezone(dt.UTC),
            Record(event["actor"], actor) if actor else None,
        )
        outcome = Outcome(created=admitted.created, stale=admitted.stale)
        _Turn(self, event, admitted, now, outcome).run()
        self._finish(event, admitted, now, outcome)
        return outcome

    def _finish(self, event: Mapping[str, Any], admitted: Admitted, now: Now, outcome: Outcome) -> None:
        time = dt.datetime.fromisoformat(event["time"]).astimezone(dt.UTC)
        outcome.effects = now.effects
        for record in sorted(now.rows):
            row, stored = now.rows[record], self.state.get(record)
            shape = self.declared.records[record.type]
            created = record in now.created
            before = shape.defaults if created else now.starts[record]
            for field in shape.fields:
                if not same(before[field], row[field]):
                    was = None if created else before[field]
                    outcome.changes.append((record, field, was, row[field], now.writers.get((record, field))))
            at = time if record in admitted.brought else None
            if stored is None:
                self.state[record] = Stored(1, time, row)
            elif any(not exactly(stored.fields[f], row[f]) for f in row) or (at is not None and at != stored.at):
                self.state[record] = Stored(stored.version + 1, at or stored.at, row)


def rule_id(rule: nodes.Rule) -> str:
    return next((s.name.text for s in rule.settings if isinstance(s, nodes.IdSetting)), rule.title.value)


def has(rule: nodes.Rule, setting: type[nodes.Setting]) -> bool:
    return any(isinstance(s, setting) for s in rule.settings)


class _Turn:
    def __init__(
        self, machine: Machine, event: Mapping[str, Any], admitted: Admitted, now: Now, outcome: Outcome
    ) -> None:
        self.machine, self.event, self.now, self.outcome = machine, event, now, outcome
        self.evaluator = Evaluator(machine.declared, machine.hints, machine.functions, machine.zone, now)
        self.rules = [r for r in machine.declared.rules if not has(r, nodes.DisabledSetting)]
        self.had_their_go: dict[int, list[Bindings]] = {}
        self.number = 0
        bindings = {
            name: Record(name, data if isinstance(data, str) else data[machine.declared.records[name].key])
            for name, data in event["data"].items()
        }
        self.started: Started | None = Started(event.get("actor", "system"), bindings, event["type"], admitted)

    def run(self) -> None:
        while self.started is not None:
            before = {record: dict(row) for record, row in self.now.rows.items()}
            if not self._pass(self.started):
                break
            changed = self._differences(before)
            self.now.actor = None
            later = Admitted([], [], [record for record, _ in changed], changed, [], [])
            self.started = Started("rule", self.started.bindings, None, later) if changed else None
        self.outcome.passes = max(self.number, 1)

    def _differences(self, before: dict[Record, Row]) -> list[tuple[Record, list[tuple[str, Any, Any]]]]:
        found = []
        for record in sorted(self.now.rows):
            row = self.now.rows[record]
            fields = [
                (field, before[record][field], row[field])
                for field in self.machine.declared.records[record.type].fields
                if not same(before[record][field], row[field])
            ]
            if fields:
                found.append((record, fields))
        return found

    def _pass(self, started: Started) -> bool:
        """Whether another pass may follow."""
        found, broken = matches(self.rules, started, self.had_their_go, self.evaluator)
        if found or broken:
            self.number += 1
        for place, bindings, failure in broken:
            if not self._had_go(place, bindings):
                self.had_their_go.setdefault(place, []).append(bindings)
                self._failed(self.rules[place], bindings, failure)
        for place in sorted(found):
            rule = self.rules[place]
            for bindings in found[place]:
                if self._had_go(place, bindings):
                    continue
                if self._fire(rule, bindings):
                    self.had_their_go.setdefault(place, []).append(bindings)
                if self.now.stopped:
                    self.outcome.stopped_by = rule_id(rule)
                    return False
        return bool(found)

    def _had_go(self, place: int, bindings: Bindings) -> bool:
        return any(agree(bindings, other) for other in self.had_their_go.get(place, ()))

    def _failed(self, rule: nodes.Rule, bindings: Bindings, failure: Failure) -> None:
        self.outcome.failures.append((rule_id(rule), rule.title.value, self.number, bindings))
        self.outcome.places.append((rule, failure.place))

    def _fire(self, rule: nodes.Rule, bindings: Bindings) -> bool:
        """Whether the rule had its go: a branch ran, or something failed."""
        copied = self.now.copy()
        try:
            branch = self._branch(rule, bindings)
        except Failure as failure:
            self.now.back(copied)
            self._failed(rule, bindings, failure)
            return True
        if branch is None:
            return False
        firing = (rule_id(rule), rule.title.value, branch, self.number, bindings)
        if has(rule, nodes.ShadowSetting):
            changes = [
                (record, field, was, becomes, rule_id(rule))
                for record, fields in self._differences(copied[0])
                for field, was, becomes in fields
            ]
            self.outcome.shadow.append((firing, changes, self.now.effects[len(copied[2]) :]))
            self.now.back(copied)
        else:
            self.outcome.fired.append(firing)
        return True

    def _branch(self, rule: nodes.Rule, bindings: Bindings) -> int | None:
        names = Names(dict.fromkeys(brought(rule, self.machine.declared)) | bindings)
        for let in rule.lets:
            names = names.with_(let.name.text, self.evaluator.value(let.value, names))
        counts: dict[str, int] = {}

        def emit(action: str, path: str, arguments: dict[str, Any]) -> None:
            counts[path] = counts.get(path, 0) + 1
            keys = {name: record.key for name, record in bindings.items()}
            named = [self.event["source"], self.event["id"], rule_id(rule), keys, path, counts[path]]
            said = json.dumps(named, sort_keys=True, separators=(",", ":"))
            key = hashlib.sha256(said.encode()).hexdigest()[:32]
            self.now.effects.append((key, action, arguments, rule_id(rule), path, bindings))

        for number, branch in enumerate(rule.branches):
            if branch.condition is None or self.evaluator.holds(branch.condition, names):
                where = "then" if number == 0 else f"else-if-{number}/then" if branch.condition else "else"
                run(branch.statements, where, names, rule_id(rule), self.now, self.evaluator, emit)
                return number
        return None
