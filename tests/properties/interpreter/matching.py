"""Which rules start, and for which records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from tests.properties.interpreter.admission import Admitted
from tests.properties.interpreter.expressions import Evaluator, Names
from tests.properties.interpreter.plain import Failure, Record
from tests.properties.interpreter.schema import Declared
from whenthen.syntax import nodes

Bindings = dict[str, Record]


@attrs.frozen
class Started:
    """What starts rules in a pass; `type` is that of the event, None in later passes."""

    cause: str
    bindings: Mapping[str, Record]
    type: str | None
    came: Admitted


def matches(
    rules: list[nodes.Rule], started: Started, had_go: Mapping[int, list[Bindings]], evaluator: Evaluator
) -> tuple[dict[int, list[Bindings]], list[tuple[int, Bindings, Failure]]]:
    """By the place of a rule the bindings of its firings, in order; and the triggers that could not be compared."""
    found: dict[int, list[Bindings]] = {}
    broken: list[tuple[int, Bindings, Failure]] = []

    def match(place: int, bindings: Bindings) -> None:
        if any(agree(bindings, other) for other in had_go.get(place, ())):
            return
        others = found.setdefault(place, [])
        for number, other in enumerate(others):
            if agree(bindings, other):
                others[number] = {**bindings, **other}
                return
        others.append(bindings)

    for kind in ("type", "created", "updated"):
        for place, trigger in _triggers(rules, nodes.EventTrigger):
            for bindings in _event(trigger, kind, started, evaluator):
                match(place, bindings)
    for differences, born in ((started.came.born, True), (started.came.changed, False)):
        for record, fields in differences:
            for field, before, after in fields:
                for place, trigger in _triggers(rules, nodes.ChangeTrigger):
                    if not _is_field(trigger, record, field) or not _by(trigger.cause, started):
                        continue
                    bindings = {record.type: record}
                    try:
                        holds = _compare(trigger, before, after, born, evaluator)
                    except Failure as failure:
                        broken.append((place, bindings, failure))
                        continue
                    if holds:
                        match(place, bindings)
    for place, several in found.items():
        names = brought(rules[place], evaluator.declared)
        several.sort(key=lambda bindings, names=names: [bindings.get(name, Record("", "")) for name in names])
    return {place: several for place, several in found.items() if several}, broken


def _triggers(rules: list[nodes.Rule], kind: type[Any]) -> list[tuple[int, Any]]:
    return [(place, t) for place, rule in enumerate(rules) for t in rule.triggers if isinstance(t, kind)]


def _by(cause: nodes.Name | None, started: Started) -> bool:
    return cause is None or cause.text == started.cause


def _event(trigger: nodes.EventTrigger, kind: str, started: Started, evaluator: Evaluator) -> list[Bindings]:
    subject, word = trigger.subject.text, trigger.event.text
    provides = evaluator.declared.events[subject, word]
    given = {name: record for name, record in started.bindings.items() if name in provides}
    if not _by(trigger.cause, started):
        return []
    if word in ("created", "updated"):
        records = started.came.created if word == "created" else started.came.updated
        return [{**given, subject: r} for r in records if r.type == subject] if kind == word else []
    return [given] if kind == "type" and started.type == f"{subject}.{word}" else []


def _is_field(trigger: nodes.ChangeTrigger, record: Record, field: str) -> bool:
    return watched(trigger) == (record.type, field)


def _compare(trigger: nodes.ChangeTrigger, before: Any, after: Any, born: bool, evaluator: Evaluator) -> bool:
    if trigger.before is not None and (born or not evaluator.fits(before, trigger.before, Names({}))):
        return False
    return trigger.after is None or evaluator.fits(after, trigger.after, Names({}))


def brought(rule: nodes.Rule, declared: Declared) -> list[str]:
    """The names that the triggers of a rule bring, and at last that of FOR EACH."""
    names: dict[str, None] = {}
    for trigger in rule.triggers:
        if isinstance(trigger, nodes.EventTrigger):
            names.update(dict.fromkeys(declared.events[trigger.subject.text, trigger.event.text]))
        elif not isinstance(trigger, nodes.ClockTrigger):
            names[watched(trigger)[0]] = None
    if rule.for_each is not None:
        names[rule.for_each.variable.text] = None
    return list(names)


def watched(trigger: nodes.Trigger) -> tuple[str, str | None]:
    """The type of records that a trigger looks at, and the field; None where all of the record is meant."""
    assert isinstance(trigger, nodes.ChangeTrigger | nodes.StateTrigger | nodes.UnchangedTrigger | nodes.MomentTrigger)
    value = trigger.value if isinstance(trigger, nodes.UnchangedTrigger) else trigger.field
    if isinstance(value, nodes.Reference):
        return value.name, None
    assert isinstance(value, nodes.Member)
    assert isinstance(value.object, nodes.Reference)
    return value.object.name, value.field.text


def agree(left: Bindings, right: Bindings) -> bool:
    """Whether no name is bound to two different records."""
    return all(left[name] == right[name] for name in left.keys() & right.keys())
