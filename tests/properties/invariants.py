"""What holds of every state and every decision."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.properties.interpreter.schema import Declared, Kind, kind_of
from tests.properties.interpreter.turn import Outcome
from whenthen.runtime.model import Decision, State
from whenthen.runtime.program import Program


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
    several = (*decision.fired, *(shadow.firing for shadow in decision.shadow))
    bindings = {tuple(sorted(f.bindings.items())) for f in several}
    assert decision.passes <= len(program.rules) * max(len(bindings), 1) + 1
    goes = [(f.rule, tuple(sorted(f.bindings.items()))) for f in decision.fired]
    assert len(set(goes)) == len(goes), "once a turn"


def in_the_rule(decision: Decision, expected: Outcome) -> None:
    """A failure is told where the rule has what failed, or a definition that it uses."""
    for failure, (rule, place) in zip(decision.failures, expected.places, strict=True):
        span = (place or rule).span
        assert failure.file == span.source.name
        assert failure.line == span.position[0], f"{failure}: {span.text!r} in line {span.position[0]}"
