"""A program with its records, to which events come and time passes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from tests.properties.interpreter.admission import Admitted, Stored, admit
from tests.properties.interpreter.expressions import Evaluator, Hints
from tests.properties.interpreter.matching import Started, brought, watched
from tests.properties.interpreter.plain import Failure, Record, same
from tests.properties.interpreter.schema import Declared, exactly
from tests.properties.interpreter.settings import Counted, has, rule_id
from tests.properties.interpreter.timers import TIMED, Entry, Life, life
from tests.properties.interpreter.times import Times
from tests.properties.interpreter.turn import NOTHING, Alarm, Named, Now, Outcome, Turn, Waiting
from whenthen.syntax import nodes

BEFORE_ALL = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
#: The order of what is due at one instant: by the place of the rule, waits first, number, records.
_Due = tuple[dt.datetime, int, int, int, Named, Alarm]


@attrs.define
class Machine:
    """`history` has, for each record, what every turn left of it; `fired` the timers that did, see `timers.life`."""

    declared: Declared
    hints: Hints
    functions: Mapping[str, Callable[..., Any]]
    times: Times
    fires_past: bool = False
    state: dict[Record, Stored] = attrs.field(factory=dict)
    clock: dt.datetime | None = None
    began: dt.datetime | None = None
    history: dict[Record, list[Entry]] = attrs.field(factory=dict)
    fired: set[tuple[str, int, Record, int]] = attrs.field(factory=set)
    ticked: dict[tuple[str, int], dt.datetime] = attrs.field(factory=dict)
    waits: dict[tuple[str, Named], Waiting] = attrs.field(factory=dict)
    counted: list[Counted] = attrs.field(factory=list)
    overdue: list[Any] = attrs.field(factory=list)  # what had passed at the beginning
    unknown: list[Any] = attrs.field(factory=list)  # what could not be worked out then

    @property
    def rules(self) -> list[nodes.Rule]:
        return [rule for rule in self.declared.rules if not has(rule, nodes.DisabledSetting, self.declared)]

    def evaluator(self, now: Now) -> Evaluator:
        return Evaluator(self.declared, self.hints, self.functions, self.times, now)

    def was_deleted(self, record: Record) -> bool:
        return record in self.state and self.state[record].deleted

    def start(self, records: Mapping[str, list[dict[str, Any]]], at: dt.datetime | None) -> None:
        """Begin with records, which were so at a moment."""
        event = {"time": (at or BEFORE_ALL).isoformat(), "data": {}, "type": ""}
        given = [(name, record) for name, several in records.items() for record in several]
        rows = {record: dict(stored.fields) for record, stored in self.state.items()}
        admitted = admit(self.declared, self.state, event, given, rows)
        for record in admitted.brought:
            self.state[record] = Stored(1, at or BEFORE_ALL, rows[record])
        self.clock = at

    # Time ---------------------------------------------------------------------------------------------------------

    def process(self, event: Mapping[str, Any]) -> list[Outcome]:
        """What is due until the event, and the event. Raises Rejected; then nothing has happened."""
        time = _moment(event)
        admit(self.declared, self.state, event, [*event["data"].items()], self._rows())
        return [*self.advance(time), self._decide(event, time)]

    def advance(self, to: dt.datetime) -> list[Outcome]:
        """What is due until a moment, that one included."""
        moment = to if self.clock is None else max(to, self.clock)
        self._begin(moment)
        found = []
        while (alarm := next((one[-1] for one in self.due() if one[0] <= moment), None)) is not None:
            found.append(self._wake(alarm))
        self.clock = max(moment, self.clock or moment)
        return found

    def _begin(self, at: dt.datetime) -> None:
        if self.began is not None:
            return
        self.began = self.clock = self.clock or at
        for record, stored in self.state.items():
            self.history[record] = [Entry(stored.at, self.clock, stored.fields, None)]
            for rule, _, one in self._lives(record):
                if one.passed is not None:
                    self.overdue.append((rule_id(rule), rule.title.value, {record.type: record}, one.passed))
                if one.failure is not None:
                    self.unknown.append((rule_id(rule), record))

    def due(self) -> list[_Due]:
        """All that is due later, in order; of `every …` the next time."""
        assert self.began is not None
        found: list[_Due] = []
        for place, rule in enumerate(self.rules):
            for number, trigger in enumerate(rule.triggers):
                if isinstance(trigger, nodes.ClockTrigger):
                    last = self.ticked.get((rule_id(rule), number), self.began)
                    due = self.times.following(trigger, last)
                    found.append((due, place, 1, number, (), Alarm("clock", rule_id(rule), number, (), due)))
            for wait in self.waits.values():
                if wait.rule is rule:
                    named = _named(rule, wait.bindings, self.declared)
                    alarm = Alarm("wait", rule_id(rule), wait.number, named, wait.due)
                    found.append((wait.due, place, 0, wait.number, named, alarm))
        places = {rule_id(rule): place for place, rule in enumerate(self.rules)}
        for record in self.state:
            for rule, number, one in self._lives(record):
                if one.due is not None:
                    named = ((record.type, record),)
                    alarm = Alarm("timer", rule_id(rule), number, named, one.due, one.passed)
                    found.append((one.due, places[rule_id(rule)], 1, number, named, alarm))
        return sorted(found, key=lambda entry: entry[:-1])

    def _lives(self, record: Record) -> Iterator[tuple[nodes.Rule, int, Life]]:
        """The timers of a record, each with the rule and the number of its trigger."""
        if self.was_deleted(record):
            return
        evaluator = self.evaluator(Now({}, {}, set(), BEFORE_ALL, None))
        for rule in self.rules:
            for number, trigger in enumerate(rule.triggers):
                if isinstance(trigger, TIMED) and watched(trigger)[0] == record.type:
                    place = (rule_id(rule), number, record)
                    yield (
                        rule,
                        number,
                        life(
                            trigger,
                            self.history[record],
                            lambda at, place=place: (*place, at) in self.fired,
                            self.fires_past,
                            evaluator,
                        ),
                    )

    # Turns --------------------------------------------------------------------------------------------------------

    def _rows(self) -> dict[Record, dict[str, Any]]:
        return {record: dict(stored.fields) for record, stored in self.state.items()}

    def _decide(self, event: Mapping[str, Any], time: dt.datetime) -> Outcome:
        rows, starts = self._rows(), self._rows()
        admitted = admit(self.declared, self.state, event, [*event["data"].items()], rows)
        actor = Record(event["actor"], event["actorid"]) if event.get("actorid") else None
        now = Now(rows, starts, set(admitted.created), time, actor)
        outcome = Outcome(time, created=admitted.created, stale=admitted.stale)
        turn = Turn(self, (event["source"], event["id"]), now, outcome)
        bindings = {
            name: Record(name, data if isinstance(data, str) else data[self.declared.records[name].key])
            for name, data in event["data"].items()
        }
        turn.by_event(Started(event.get("actor", "system"), bindings, event["type"], admitted))
        subject, _, word = event["type"].partition(".")
        self._finish(turn, admitted, {bindings[subject]} if word == "deleted" else set())
        return outcome

    def _wake(self, alarm: Alarm) -> Outcome:
        now = Now(self._rows(), self._rows(), set(), alarm.due, None)
        outcome = Outcome(alarm.due, alarm)
        turn = Turn(self, ("clock", alarm.id), now, outcome)
        place = next(n for n, rule in enumerate(self.rules) if rule_id(rule) == alarm.rule)
        wait = None
        if alarm.kind == "wait":
            wait = self.waits.pop((alarm.rule, alarm.records))
        elif alarm.kind == "clock":
            self.ticked[alarm.rule, alarm.number] = alarm.due
        else:
            ((_, record),) = alarm.records
            (one,) = (one for rule, n, one in self._lives(record) if (rule_id(rule), n) == (alarm.rule, alarm.number))
            self.fired.add((alarm.rule, alarm.number, record, one.at))
        turn.by_clock(place, dict(alarm.records), wait)
        self._finish(turn, NOTHING, set())
        return outcome

    def _finish(self, turn: Turn, admitted: Admitted, deleted: set[Record]) -> None:
        now, outcome = turn.now, turn.outcome
        outcome.effects = now.effects
        changed = []
        for record in sorted(now.rows):
            row, stored = now.rows[record], self.state.get(record)
            shape = self.declared.records[record.type]
            created = record in now.created
            before = shape.defaults if created else now.starts[record]
            fields = [field for field in shape.fields if not same(before[field], row[field])]
            for field in fields:
                was = None if created else before[field]
                outcome.changes.append((record, field, was, row[field], now.writers.get((record, field))))
            at = outcome.time if record in admitted.brought else None
            if stored is None:
                self.state[record] = Stored(1, outcome.time, row, record in deleted)
            elif (
                any(not exactly(stored.fields[f], row[f]) for f in row)
                or (at is not None and at != stored.at)
                or record in deleted
            ):
                gone = stored.deleted or record in deleted
                self.state[record] = Stored(stored.version + 1, at or stored.at, row, gone)
            if fields or created:
                changed.append((record, None if created else frozenset(fields)))
        self._remember(turn, changed)
        self.counted += turn.counted
        self.clock = max(outcome.time, self.clock or outcome.time)

    def _remember(self, turn: Turn, changed: list[tuple[Record, frozenset[str] | None]]) -> None:
        """What the turn leaves for later, after its records were stored."""
        now, outcome = turn.now, turn.outcome
        latest = max(outcome.time, self.clock or outcome.time)
        for record, fields in changed:
            entries = self.history.setdefault(record, [])
            entries.append(Entry(outcome.time, latest, now.rows[record], fields, outcome.alarm is not None))
            for rule, _, one in self._lives(record):
                if one.at != len(entries) - 1:
                    continue
                if one.missed is not None:
                    outcome.missed.append((rule_id(rule), rule.title.value, {record.type: record}, one.missed))
                if one.failure is not None:
                    turn.failed(rule, {record.type: record}, one.failure)
        for wait in now.waits:
            key = (rule_id(wait.rule), _named(wait.rule, wait.bindings, self.declared))
            if key in self.waits:
                turn.drop(self.waits[key], "newer")
            self.waits[key] = wait
        now.actor = None
        for key in sorted(self.waits):
            wait = self.waits[key]
            if any(self.was_deleted(record) for record in wait.bindings.values()):
                turn.drop(self.waits.pop(key), "deleted")
                continue
            condition = wait.statement.condition
            try:
                if condition is not None and not turn.evaluator.holds(condition, wait.names):
                    turn.drop(self.waits.pop(key), "while")
            except Failure as failure:
                del self.waits[key]
                turn.failed(wait.rule, wait.bindings, failure)


def _named(rule: nodes.Rule, bindings: Mapping[str, Record], declared: Declared) -> Named:
    return tuple((name, bindings[name]) for name in brought(rule, declared) if name in bindings)


def _moment(event: Mapping[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(event["time"]).astimezone(dt.UTC)
