"""A case run twice: by the package, and by the interpreter of the tests; and what has to hold of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from tests.properties.interpreter import admission
from tests.properties.interpreter.expressions import Hints
from tests.properties.interpreter.plain import Failure, Length, Members, Word
from tests.properties.interpreter.schema import Declared, Kind, declared, read
from tests.properties.interpreter.turn import Machine, Outcome
from tests.properties.strategies import bound
from tests.properties.strategies.cases import Case
from whenthen import pipeline
from whenthen.analysis.program import ChoiceValue
from whenthen.builtins import NAMES, functions
from whenthen.compile.program import compile_program
from whenthen.diagnostics.model import Diagnostic
from whenthen.ingest.cloudevents import EventReader
from whenthen.runtime.data import decision_data, to_json
from whenthen.runtime.model import Decision, EventRejected, State
from whenthen.runtime.program import Program
from whenthen.session import Session, start
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import SetOf, required
from whenthen.values.timebase import Timebase
from whenthen.workspace import read_texts

Functions = Mapping[str, Callable[..., Any]]


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
        return start(self.program, EventReader(self.program.schema), {}, self.case.records, None)


def load(case: Case) -> Loaded:
    """Check and compile; raises RefusedError."""
    project = read_texts(case.files, ["main.when"])
    checked, diagnostics = pipeline.check(project)
    if checked is None:
        raise RefusedError(diagnostics)
    zone = ZoneInfo(case.zone)
    timebase = Timebase(zone)
    given = {**functions(timebase), **bound.FUNCTIONS}
    program = compile_program(checked, given, timebase=timebase, trusted=NAMES)
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
        made = Machine(found, hints, functions, zone)
        made.state.update(_tables(case, found))
        made.start(case.records)
        return made

    return Loaded(case, program, trees, machine)


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


# Comparing --------------------------------------------------------------------------------------------------------


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
        return (f.rule, f.title, f.branch, f.number, f.bindings)

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
    }
    return {name: plain(several) for name, several in lists.items()} | {
        "stopped_by": decision.stopped_by,
        "passes": decision.passes,
    }


def of_outcome(outcome: Outcome) -> dict[str, Any]:
    """An outcome of the interpreter as plain lists."""
    names = ("fired", "changes", "effects", "failures", "shadow", "created", "stale")
    return {name: plain(getattr(outcome, name)) for name in names} | {
        "stopped_by": outcome.stopped_by,
        "passes": outcome.passes,
    }


def of_state(state: State) -> Any:
    return {
        tuple(ref): (stored.version, stored.at, plain(dict(stored.fields))) for ref, stored in state.records.items()
    }


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
    classes: dict[str, int] = attrs.field(factory=dict)


def run(loaded: Loaded, tally: Tally | None = None) -> bytes:
    """Decide over the events in both; raises AssertionError where they disagree. Returns all decisions as JSON."""
    tally = tally if tally is not None else Tally()
    session, machine = loaded.session(), loaded.machine()
    tally.cases += 1
    tally.rules += len(loaded.program.rules)
    for tree in loaded.trees:
        for node in walk(tree):
            name = type(node).__name__
            tally.classes[name] = tally.classes.get(name, 0) + 1
    seen: set[str] = set()
    out = []
    for event in loaded.case.events:
        expected: Outcome | None
        try:
            expected = machine.decide(event)
        except admission.Rejected:
            expected = None
        decision, reason = _decide(session, event)
        assert (decision is None) == (expected is None), f"one of the two rejects {event}: {reason}"
        if decision is None or expected is None:
            tally.rejected += 1
            continue
        found, wanted = of_decision(decision), of_outcome(expected)
        for name, value in wanted.items():
            assert found[name] == value, f"{name} of {event}\n  package:     {found[name]}\n  interpreter: {value}"
        state = {
            tuple(record): (stored.version, stored.at, plain(stored.fields)) for record, stored in machine.state.items()
        }
        for record, stored in of_state(session.state).items():
            assert stored == state[record], (
                f"{record} after {event}\n  package:     {stored}\n  interpreter: {state[record]}"
            )
        conforms(session.state, machine.declared)
        effects_conform(decision, machine.declared)
        ends(decision, loaded.program)
        in_the_rule(decision, expected)
        out.append(to_json(decision_data(decision, loaded.program.schema)))
        seen |= {firing.rule for firing in decision.fired}
        _count(tally, decision)
    tally.rules_fired += len(seen)
    return b"\n".join(out)


def _decide(session: Session, event: dict[str, Any]) -> tuple[Decision | None, str]:
    """The decision; None and the reason where the event is rejected."""
    try:
        return session.decide(event), ""
    except EventRejected as rejected:
        return None, str(rejected)


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


# Invariants -------------------------------------------------------------------------------------------------------


def conforms(state: State, found: Declared) -> None:
    """Every field of every record has a value of its type, and every record that is named is there."""
    for ref, stored in state.records.items():
        shape = found.records[ref.type]
        assert stored.fields.keys() == shape.fields.keys()
        for field, kind in shape.fields.items():
            value = stored.fields[field]
            assert is_of(value, kind), f"{ref}.{field} is {value!r}, declared is {kind}"
            for item in value if type(value) is tuple or type(value).__name__ == "ValueSet" else (value,):
                assert type(item).__name__ != "Ref" or item in state.records, f"{ref}.{field} names {item}"


def effects_conform(decision: Decision, found: Declared) -> None:
    """Every argument of an effect is of its parameter's type."""
    from tests.properties.interpreter.schema import kind_of

    for effect in decision.effects:
        for parameter in found.actions[effect.action].parameters:
            kind = kind_of(parameter.type)
            name = parameter.name.text
            value = effect.arguments.get(name)
            assert is_of(value, kind), f"{name} of {effect.action} is {value!r}, declared is {kind}"


_CLASSES = {
    "text": "str",
    "choice": "str",
    "number": "Decimal",
    "boolean": "bool",
    "money": "Money",
    "duration": "Duration",
    "instant": "datetime",
    "date": "date",
    "time": "time",
    "list": "tuple",
    "set": "ValueSet",
}


def is_of(value: Any, kind: Kind) -> bool:
    """Whether a value of the package is of a type."""
    if value is None:
        return kind.optional
    name = type(value).__name__
    match kind.name:
        case "union":
            return any(is_of(value, part) for part in kind.parts)
        case "payload":
            return True
        case "list" | "set":
            return name == _CLASSES[kind.name] and all(is_of(item, kind.parts[0]) for item in value)
        case "choice":
            return isinstance(value, str) and value in kind.words
        case "number":
            return isinstance(value, Decimal) and value.is_finite()
    if kind.name in _CLASSES:
        return name == _CLASSES[kind.name]
    return name == "Ref" and value.type == kind.name


def ends(decision: Decision, program: Program) -> None:
    """A turn ends: after as many passes as there are rules and records for them to fire for, at the most."""
    bindings = {tuple(sorted(f.bindings.items())) for f in decision.fired}
    assert decision.passes <= len(program.rules) * max(len(bindings), 1) + 1
    goes = [(f.rule, tuple(sorted(f.bindings.items()))) for f in decision.fired]
    assert len(set(goes)) == len(goes), "once a turn"


def in_the_rule(decision: Decision, expected: Outcome) -> None:
    """A failure is told where the rule has what failed, or a definition that it uses."""
    for failure, (rule, place) in zip(decision.failures, expected.places, strict=True):
        span = (place or rule).span
        assert failure.file == span.source.name
        assert failure.line == span.position[0], f"{failure}: {span.text!r} in line {span.position[0]}"
