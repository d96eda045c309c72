"""One turn: an event, or what is due, starts rules in passes; what is different afterwards is the outcome.

A copy of all records is made before every firing, which is what undoing goes back to.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tests.properties.interpreter.admission import Admitted
from tests.properties.interpreter.expressions import Evaluator, Names, Row
from tests.properties.interpreter.matching import Started, agree, brought, matches
from tests.properties.interpreter.plain import Failure, Members, Record, same, shown
from tests.properties.interpreter.schema import overrides
from tests.properties.interpreter.settings import (
    Counted,
    all_settings,
    group_of,
    has,
    in_window,
    is_active,
    rule_id,
    setting,
)
from tests.properties.interpreter.statements import run
from whenthen.syntax import nodes

if TYPE_CHECKING:
    from tests.properties.interpreter.machine import Machine

Bindings = dict[str, Record]
Named = tuple[tuple[str, Record], ...]
NOTHING = Admitted([], [], [], [], [], [])


@attrs.frozen
class Alarm:
    """What the clock brings: `kind` is timer, wait or clock, `number` that of the trigger, or of the branch's wait."""

    kind: str
    rule: str
    number: int
    records: Named
    due: dt.datetime
    passed: dt.datetime | None = None

    @property
    def id(self) -> str:
        records = [part for name, r in self.records for part in ([name] if self.kind == "wait" else []) + [r.key]]
        late = [] if self.passed is None else [shown(self.passed)]
        parts = [self.rule, f"{self.kind}{self.number}", *records, *late, shown(self.due)]
        return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


@attrs.frozen
class Waiting:
    """The rest of a rule: what stands behind statement `behind` of a branch, with the names as they were."""

    rule: nodes.Rule
    bindings: Bindings
    names: Names
    branch: int
    behind: int
    due: dt.datetime

    @property
    def statement(self) -> nodes.Wait:
        found = self.rule.branches[self.branch].statements[self.behind - 1]
        assert isinstance(found, nodes.Wait)
        return found

    @property
    def number(self) -> int:
        """How many waits stand before it in the branch."""
        before = self.rule.branches[self.branch].statements[: self.behind - 1]
        return sum(isinstance(statement, nodes.Wait) for statement in before)

    @property
    def path(self) -> str:
        return f"{where(self.rule, self.branch)}/{self.behind}"


@attrs.define
class Outcome:
    """What a turn came to, in lists that can be compared."""

    time: dt.datetime
    alarm: Alarm | None = None
    fired: list[Any] = attrs.field(factory=list)
    changes: list[Any] = attrs.field(factory=list)
    effects: list[Any] = attrs.field(factory=list)
    failures: list[Any] = attrs.field(factory=list)
    shadow: list[Any] = attrs.field(factory=list)
    created: list[Record] = attrs.field(factory=list)
    stale: list[Record] = attrs.field(factory=list)
    missed: list[Any] = attrs.field(factory=list)
    dropped: list[Any] = attrs.field(factory=list)
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
    waits: list[Waiting] = attrs.field(factory=list)
    stopped: bool = False

    def row(self, record: Record) -> Row:
        if record not in self.rows:
            raise Failure(f"there is no {record}")
        return self.rows[record]

    def start(self, record: Record) -> Row | None:
        return None if record in self.created else self.starts[record]

    def copy(self) -> tuple[Any, ...]:
        rows = {record: dict(row) for record, row in self.rows.items()}
        return rows, dict(self.writers), list(self.effects), list(self.waits), self.stopped

    def back(self, copied: tuple[Any, ...]) -> None:
        self.rows, self.writers, self.effects, self.waits, self.stopped = copied


def where(rule: nodes.Rule, branch: int) -> str:
    """The path to the statements of a branch."""
    if not branch:
        return "then"
    return f"else-if-{branch}/then" if rule.branches[branch].condition else "else"


class Turn:
    """`source` is the source and the id of what began it; `counted` is what fired in it and counts."""

    def __init__(self, machine: Machine, source: tuple[str, str], now: Now, outcome: Outcome) -> None:
        self.machine, self.source, self.now, self.outcome = machine, source, now, outcome
        self.declared, self.rules = machine.declared, machine.rules
        self.evaluator = machine.evaluator(now)
        self.had_their_go: dict[int, list[Bindings]] = {}
        self.item_goes: dict[int, list[Bindings]] = {}  # of rules with FOR EACH, which have one for each item
        self.ahead: list[tuple[nodes.Rule, Bindings]] = []  # what fired, for groups and OVERRIDES
        self.counted: list[Counted] = []
        self.number = 0

    # Passes -------------------------------------------------------------------------------------------------------

    def by_event(self, started: Started) -> None:
        self._passes(started, started.bindings)

    def by_clock(self, place: int, bindings: Bindings, wait: Waiting | None) -> None:
        """What the clock brings is about one rule."""
        self.number = 1
        before = self._copied()
        if wait is None:
            self._start(place, bindings)
        elif self._still(wait):
            self._go(place, bindings, wait)
        if not self.now.stopped:
            self._passes(self._later(before, {}), {})

    def _still(self, wait: Waiting) -> bool:
        try:
            if wait.statement.condition is None or self.evaluator.holds(wait.statement.condition, wait.names):
                return True
        except Failure as failure:
            self.failed(wait.rule, wait.bindings, failure)
        else:
            self.drop(wait, "while")
        return False

    def _passes(self, started: Started | None, given: Mapping[str, Record]) -> None:
        while started is not None:
            before = self._copied()
            if not self._pass(started):
                break
            started = self._later(before, given)
        self.outcome.passes = max(self.number, 1)

    def _copied(self) -> dict[Record, Row]:
        return {record: dict(row) for record, row in self.now.rows.items()}

    def _later(self, before: dict[Record, Row], given: Mapping[str, Record]) -> Started | None:
        """What starts the next pass."""
        changed = self._differences(before)
        self.now.actor = None
        later = Admitted([], [], [record for record, _ in changed], changed, [], [])
        return Started("rule", given, None, later) if changed else None

    def _differences(self, before: dict[Record, Row]) -> list[tuple[Record, list[tuple[str, Any, Any]]]]:
        found = []
        for record in sorted(self.now.rows):
            row = self.now.rows[record]
            fields = [
                (field, before[record][field], row[field])
                for field in self.declared.records[record.type].fields
                if not same(before[record][field], row[field])
            ]
            if fields:
                found.append((record, fields))
        return found

    def _pass(self, started: Started) -> bool:
        """Whether another pass may follow."""
        found, broken = matches(self.rules, started, self.had_their_go, self.evaluator)
        self.number += 1
        before = self._done()
        for place, bindings, failure in broken:
            self._fails_once(place, bindings, failure)
        for place in sorted(found):
            for bindings in found[place]:
                self._start(place, bindings)
                if self.now.stopped:
                    return False
        if self._done() == before:
            self.number -= 1  # a pass in which no rule does anything is none
        return bool(found)

    def _done(self) -> int:
        return sum(map(len, (self.outcome.fired, self.outcome.failures, self.outcome.shadow)))

    def _had_go(self, place: int, bindings: Bindings) -> bool:
        goes = [*self.had_their_go.get(place, ())]
        each = self.rules[place].for_each
        if each is not None and each.variable.text in bindings:
            goes += self.item_goes.get(place, ())
        return any(agree(bindings, other) for other in goes)

    def _has_go(self, place: int, bindings: Bindings) -> None:
        each = self.rules[place].for_each
        of_item = each is not None and each.variable.text in bindings
        (self.item_goes if of_item else self.had_their_go).setdefault(place, []).append(bindings)

    def _fails_once(self, place: int, bindings: Bindings, failure: Failure) -> None:
        if not self._had_go(place, bindings):
            self._has_go(place, bindings)
            self.failed(self.rules[place], bindings, failure)

    def failed(self, rule: nodes.Rule, bindings: Bindings, failure: Failure) -> None:
        # A timer may fail where no rule was started, in no pass.
        self.outcome.failures.append((rule_id(rule), rule.title.value, self.number, bindings))
        self.outcome.places.append((rule, failure.place))

    def drop(self, wait: Waiting, reason: str) -> None:
        self.outcome.dropped.append((rule_id(wait.rule), wait.rule.title.value, wait.bindings, wait.due, reason))

    # One rule -----------------------------------------------------------------------------------------------------

    def _start(self, place: int, bindings: Bindings) -> None:
        rule = self.rules[place]
        if self._had_go(place, bindings) or not is_active(rule, self.machine.times.date(self.now.now), self.declared):
            return
        items = [bindings] if rule.for_each is None else self._items(place, rule, rule.for_each, bindings)
        for item in items:
            self._go(place, item)
            if self.now.stopped:
                return

    def _names(self, rule: nodes.Rule, bindings: Bindings) -> Names:
        return Names(dict.fromkeys(brought(rule, self.declared)) | bindings)

    def _items(self, place: int, rule: nodes.Rule, each: nodes.ForEach, bindings: Bindings) -> list[Bindings]:
        """The firings of FOR EACH: the set is fixed before the first."""
        variable, names = each.variable.text, self._names(rule, bindings)
        try:
            if each.collection is None:
                records = [record for record in self.now.rows if record.type == (each.record or each.variable).text]
            else:
                given = self.evaluator.value(each.collection, names)
                records = list(set(given.items if isinstance(given, Members) else given))
        except Failure as failure:
            self._fails_once(place, bindings, failure)
            return []
        found = []
        for record in sorted(records):
            if self.machine.was_deleted(record):
                continue
            item = {**bindings, variable: record}
            try:
                if each.where is None or self.evaluator.holds(each.where, names.with_(variable, record)):
                    found.append(item)
            except Failure as failure:
                self._fails_once(place, item, failure)
        return found

    def _go(self, place: int, bindings: Bindings, wait: Waiting | None = None) -> None:
        if self._had_go(place, bindings):
            return
        rule = self.rules[place]
        if self._fire(rule, bindings, wait):
            self._has_go(place, bindings)
        if self.now.stopped:
            self.outcome.stopped_by = rule_id(rule)

    def _fire(self, rule: nodes.Rule, bindings: Bindings, wait: Waiting | None) -> bool:
        """Whether the rule had its go: a branch ran, or something failed."""
        copied = self.now.copy()
        shadow = has(rule, nodes.ShadowSetting, self.declared)
        counted: list[Counted] = []
        try:
            if wait is not None:
                branch: int | None = self._run(rule, bindings, wait.names, wait.branch, wait.behind)
            else:
                if self._passed_over(rule, bindings):
                    return False
                counted = self._counted(rule, bindings, shadow)
                if any(map(self._used_up, counted, [rule] * len(counted))):
                    return False
                branch = self._branch(rule, bindings)
        except Failure as failure:
            self.now.back(copied)
            self.failed(rule, bindings, failure)
            return True
        if branch is None:
            return False
        self.counted += counted
        resumed = None if wait is None else wait.path
        firing = (rule_id(rule), rule.title.value, branch, max(self.number, 1), bindings, resumed)
        if not shadow:
            self.ahead.append((rule, bindings))
            self.outcome.fired.append(firing)
            return True
        changes = [
            (record, field, was, becomes, rule_id(rule))
            for record, fields in self._differences(copied[0])
            for field, was, becomes in fields
        ]
        self.outcome.shadow.append((firing, changes, self.now.effects[len(copied[2]) :]))
        waits = self.now.waits
        self.now.back(copied)
        self.now.waits = waits
        return True

    def _passed_over(self, rule: nodes.Rule, bindings: Bindings) -> bool:
        group = group_of(rule, self.declared)
        for other, fired in self.ahead:
            together = group is not None and group is group_of(other, self.declared) and group.mode == "first match"
            if other is not rule and (together or overrides(other, rule)) and agree(fired, bindings):
                return True
        return False

    def _counted(self, rule: nodes.Rule, bindings: Bindings, shadow: bool) -> list[Counted]:
        found = []
        names = self._names(rule, bindings)
        for kind, word in ((nodes.OnceSetting, "once"), (nodes.AtMostSetting, "at most")):
            limit = setting(all_settings(rule, self.declared), kind)
            if limit is not None:
                assert isinstance(limit, nodes.OnceSetting | nodes.AtMostSetting)
                values = tuple(self.evaluator.value(value, names) for value in limit.per)
                found.append(Counted(rule_id(rule), word, shadow, values, self.now.now))
        return found

    def _used_up(self, counted: Counted, rule: nodes.Rule) -> bool:
        earlier = [other for other in (*self.machine.counted, *self.counted) if counted.like(other)]
        if counted.setting == "once":
            return bool(earlier)
        limit = setting(rule.settings, nodes.AtMostSetting)
        assert limit is not None
        within = [other for other in earlier if in_window(limit, other.at, self.now.now, self.machine.times)]
        return len(within) >= limit.times.value

    def _branch(self, rule: nodes.Rule, bindings: Bindings) -> int | None:
        names = self._names(rule, bindings)
        for let in rule.lets:
            names = names.with_(let.name.text, self.evaluator.value(let.value, names))
        for number, branch in enumerate(rule.branches):
            if branch.condition is None or self.evaluator.holds(branch.condition, names):
                return self._run(rule, bindings, names, number, 0)
        return None

    def _run(self, rule: nodes.Rule, bindings: Bindings, names: Names, branch: int, behind: int) -> int:
        counts: dict[str, int] = {}

        def emit(action: str, path: str, arguments: dict[str, Any]) -> None:
            counts[path] = counts.get(path, 0) + 1
            keys = {name: record.key for name, record in bindings.items()}
            named = [*self.source, rule_id(rule), keys, path, counts[path]]
            said = json.dumps(named, sort_keys=True, separators=(",", ":"))
            key = hashlib.sha256(said.encode()).hexdigest()[:32]
            self.now.effects.append((key, action, arguments, rule_id(rule), path, bindings))

        statements, path = rule.branches[branch].statements, where(rule, branch)
        waits = run(statements, path, names, rule_id(rule), self.now, self.evaluator, emit, behind)
        if waits is not None:
            place, due = waits
            self.now.waits.append(Waiting(rule, bindings, names, branch, place, due))
        return branch


__all__ = ["NOTHING", "Alarm", "Evaluator", "Now", "Outcome", "Turn", "Waiting"]
