"""A case run twice: by the package, and by the interpreter of the tests."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import attrs

from tests.properties.comparing import of_alarm, of_decision, of_missed, of_outcome, of_records, plain
from tests.properties.interpreter import admission
from tests.properties.interpreter.expressions import Hints
from tests.properties.interpreter.machine import Machine
from tests.properties.interpreter.plain import Failure, Length
from tests.properties.interpreter.schema import Declared, declared, read
from tests.properties.interpreter.times import Times
from tests.properties.interpreter.turn import Outcome
from tests.properties.invariants import conforms, effects_conform, ends, in_the_rule
from tests.properties.strategies import bound
from tests.properties.strategies.cases import Case
from whenthen import pipeline
from whenthen.analysis.program import ChoiceValue
from whenthen.builtins import NAMES, functions
from whenthen.builtins.calendars import expand
from whenthen.compile.program import compile_program
from whenthen.diagnostics.model import Diagnostic
from whenthen.ingest.cloudevents import EventReader
from whenthen.runtime.data import decision_data, to_json
from whenthen.runtime.model import Decision, EventRejected
from whenthen.runtime.program import Program
from whenthen.session import Session, resume, start
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import SetOf, required
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure
from whenthen.values.timebase import Timebase
from whenthen.workspace import read_texts

T = TypeVar("T")


class RefusedError(Exception):
    """The checker does not take the program."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        lines = [f"{d.code} {d.span.source.name}:{d.span.position}: {d.message}" for d in diagnostics]
        super().__init__("\n".join(lines))
        self.codes = [d.code for d in diagnostics]


@attrs.frozen
class Loaded:
    """A case that is ready to run, in the package and in the interpreter."""

    case: Case
    program: Program
    trees: tuple[nodes.File, ...]  # those of the case, not of the library
    machine: Callable[[], Machine]

    def session(self) -> Session:
        return start(self.program, EventReader(self.program.schema), {}, self.case.records, self.case.start)

    def resumed(self, session: Session) -> Session:
        """Another session that goes on where this one is."""
        return resume(self.program, EventReader(self.program.schema), {}, session.to_json())


def load(case: Case) -> Loaded:
    """Check and compile; raises RefusedError."""
    project = read_texts(case.files, ["main.when"])
    checked, diagnostics = pipeline.check(project)
    if checked is None:
        raise RefusedError(diagnostics)
    zone = ZoneInfo(project.settings.zone)
    timebase = Timebase(zone, expand(checked.calendars), checked.calendar)
    given = {**functions(timebase), **bound.FUNCTIONS}
    fires_past = project.settings.past_moments == pipeline.FIRE
    compiled = compile_program(checked, given, timebase=timebase, trusted=NAMES)
    program = attrs.evolve(compiled, fire_past=fires_past)
    items = [item for file in project.files for item in file.tree.items]
    sets = [
        n for n, type in checked.types.items() if isinstance(n, nodes.ListLiteral) and isinstance(required(type), SetOf)
    ]
    hints = Hints(
        {node: binding.value for node, binding in checked.bindings.items() if isinstance(binding, ChoiceValue)},
        frozenset(sets),
    )
    trees = tuple(file.tree for file in project.files if file.source.name in project.own)

    def machine() -> Machine:
        found = declared(items)
        functions = {name: _guarded(function, name, found) for name, function in bound.FUNCTIONS.items()}
        made = Machine(found, hints, functions, Times(zone, _Calendars(timebase)), fires_past)
        made.state.update(_tables(case, found))
        made.start(case.records, case.start)
        return made

    return Loaded(case, program, trees, machine)


@attrs.frozen
class _Calendars:
    """The calendars of the package, which have tests of their own, for the interpreter."""

    timebase: Timebase

    def after(self, start: dt.datetime, business: Length, calendar: str | None) -> dt.datetime:
        duration = Duration(business.days, business.micros, business=True)
        return _or_failure(lambda: self.timebase.after(start, duration, calendar))

    def is_open(self, moment: dt.datetime, calendar: str) -> bool:
        return _or_failure(lambda: self.timebase.is_within(moment, calendar))

    def known(self, calendar: str | None) -> None:
        _or_failure(lambda: self.timebase.calendar(calendar))


def _or_failure(compute: Callable[[], T]) -> T:
    try:
        return compute()
    except ValueFailure as failure:
        raise Failure(str(failure)) from None


def _guarded(function: Callable[..., Any], name: str, found: Declared) -> Callable[..., Any]:
    """What an application's function gives, or a failure."""
    written = found.functions.get(name)
    wanted: tuple[type, ...] = ()
    if written is not None:
        returns = written.returns.type if isinstance(written.returns, nodes.OptionalType) else written.returns
        assert isinstance(returns, nodes.NamedType)
        wanted = (str, type(None)) if returns.name.text == "text" else (int, Decimal)

    def call(*arguments: Any) -> Any:
        try:
            result = function(*arguments)
        except Exception:
            raise Failure("the function failed") from None
        if not isinstance(result, wanted):
            raise Failure("the function gave something else")
        return Decimal(result) if isinstance(result, int) else result

    return call


def _tables(case: Case, found: Declared) -> Iterator[tuple[Any, admission.Stored]]:
    for name, text in case.files.items():
        if not name.endswith(".csv"):
            continue
        record = name.removesuffix("s.csv")
        shape = found.records[record]
        for row in csv.DictReader(io.StringIO(text)):
            fields = {
                field: read(row[field], attrs.evolve(kind, optional=True)) if row.get(field) else shape.defaults[field]
                for field, kind in shape.fields.items()
            }
            key = admission.Record(record, row[shape.key])
            yield key, admission.Stored(1, dt.datetime(1, 1, 1, tzinfo=dt.UTC), fields)


@attrs.define
class Tally:
    """What the runs came to."""

    cases: int = 0
    rules: int = 0
    turns: int = 0
    rejected: int = 0
    fired: int = 0
    failed: int = 0
    in_later_passes: int = 0
    shadow: int = 0
    effects: int = 0
    changes: int = 0
    stopped: int = 0
    longest: int = 0
    rules_fired: int = 0
    alarms: dict[str, int] = attrs.field(factory=dict)
    resumed: int = 0
    missed: int = 0
    dropped: int = 0
    waiting: int = 0
    overdue: int = 0
    classes: dict[str, int] = attrs.field(factory=dict)


def run(loaded: Loaded, tally: Tally | None = None) -> bytes:
    """Decide over the events, and all that is due between them and afterwards, in both.

    Raises AssertionError where they disagree. Returns all decisions as JSON.
    """
    tally = tally if tally is not None else Tally()
    session, machine = loaded.session(), loaded.machine()
    tally.cases += 1
    tally.rules += len(loaded.program.rules)
    for tree in loaded.trees:
        for node in walk(tree):
            name = type(node).__name__
            tally.classes[name] = tally.classes.get(name, 0) + 1
    decisions: list[Decision] = []
    for event in loaded.case.events:
        expected: list[Outcome] | None
        try:
            expected = machine.process(event)
        except admission.Rejected:
            expected = None
        found, reason = process(session, event)
        assert (found is None) == (expected is None), f"one of the two rejects {event}: {reason}"
        if found is None or expected is None:
            tally.rejected += 1
            continue
        _agree(loaded, session, machine, found, expected)
        decisions += found
    if loaded.case.until is not None:
        found, expected = session.advance(loaded.case.until), machine.advance(loaded.case.until)
        _agree(loaded, session, machine, found, expected)
        decisions += found
    if machine.began is not None:
        began = session.begin()
        assert of_missed(began.overdue) == sorted(map(plain, machine.overdue))
        assert sorted((f.rule, *f.bindings.values()) for f in began.failures) == sorted(machine.unknown)
        later = [entry[-1] for entry in machine.due()]
        assert [*map(of_alarm, session.waiting())] == [*map(of_alarm, later)]
        tally.overdue += len(began.overdue)
        tally.waiting += sum(alarm.kind == "wait" for alarm in later)
    for decision in decisions:
        _count(tally, decision)
    tally.rules_fired += len({firing.rule for decision in decisions for firing in decision.fired})
    return b"\n".join(to_json(decision_data(decision, loaded.program.schema)) for decision in decisions)


def process(session: Session, event: dict[str, Any]) -> tuple[tuple[Decision, ...] | None, str]:
    """The decisions; None and the reason where the event is rejected."""
    try:
        return session.process(event), ""
    except EventRejected as rejected:
        return None, str(rejected)


def _agree(
    loaded: Loaded, session: Session, machine: Machine, found: Sequence[Decision], expected: Sequence[Outcome]
) -> None:
    for decision, outcome in zip_longest(found, expected):
        assert decision is not None, f"the package does not decide {of_outcome(outcome)}"
        assert outcome is not None, f"the interpreter does not decide {of_decision(decision)}"
        one, other = of_decision(decision), of_outcome(outcome)
        for name, value in other.items():
            assert one[name] == value, (
                f"{name} of {decision.turn} at {decision.time}\n"
                f"  package:     {one[name]}\n  interpreter: {value}\n  whole: {other}"
            )
        effects_conform(decision, machine.declared)
        ends(decision, loaded.program)
        in_the_rule(decision, outcome)
    records = of_records(machine.state)
    for record, stored in of_records(session.state.records).items():
        assert stored == records[record], f"{record}\n  package:     {stored}\n  interpreter: {records[record]}"
    conforms(session.state, machine.declared)


def _count(tally: Tally, decision: Decision) -> None:
    tally.turns += 1
    tally.fired += len(decision.fired)
    tally.failed += len(decision.failures)
    tally.in_later_passes += sum(firing.number > 1 for firing in decision.fired)
    tally.shadow += len(decision.shadow)
    tally.effects += len(decision.effects)
    tally.changes += sum(change.by is not None for change in decision.changes)
    tally.stopped += decision.stopped_by is not None
    tally.longest = max(tally.longest, decision.passes)
    if decision.alarm is not None:
        kind = decision.alarm.kind
        tally.alarms[kind] = tally.alarms.get(kind, 0) + 1
    tally.resumed += sum(firing.resumed is not None for firing in decision.fired)
    tally.missed += len(decision.missed)
    tally.dropped += len(decision.dropped)
