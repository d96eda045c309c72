"""WHEN: which events and changes start a rule, and which records it then has at hand."""

from __future__ import annotations

from functools import singledispatch

import attrs

from whenthen.analysis import changes, expressions
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.program import ChangeStart, EventStart
from whenthen.analysis.tables import visible
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types.model import UNKNOWN, RecordType

#: Words of events that also match when an event of another type creates or changes such a record.
DERIVED = ("created", "updated")


@attrs.frozen
class Started:
    """`bindings` holds each record by name: whether it may be missing, and the trigger that brings it.

    `complete` is false after a mistake: then what the rule seems to lack is not reported, nor again the `unknown`
    names of records.
    """

    starts: tuple[EventStart | ChangeStart, ...]
    bindings: dict[str, tuple[bool, Span]]
    complete: bool
    unknown: frozenset[str]


def read_triggers(rule: nodes.Rule, checker: Checker, env: Environment) -> Started:
    """Resolve the triggers; a name that only some of them bring may be missing."""
    starts: list[EventStart | ChangeStart] = []
    brought: list[tuple[nodes.Trigger, dict[str, bool]]] = []
    for trigger in rule.triggers:
        start, provides = _read(trigger, checker, env)
        if start is not None:
            starts.append(start)
        brought.append((trigger, provides))
    bindings: dict[str, tuple[bool, Span]] = {}
    for trigger, provides in brought:
        for name in provides:
            if name not in bindings:
                everywhere = all(name in other and not other[name] for _, other in brought if other)
                bindings[name] = (not everywhere, trigger.span)
    unknown = frozenset(name for trigger in rule.triggers if (name := _subject(trigger)) not in checker.tables.records)
    return Started(tuple(starts), bindings, len(starts) == len(rule.triggers), unknown)


def _subject(trigger: nodes.Trigger) -> str:
    """The name of the record that a trigger is about."""
    if isinstance(trigger, nodes.EventTrigger):
        return trigger.subject.text
    field = trigger.field if isinstance(trigger, nodes.ChangeTrigger) else None
    while isinstance(field, nodes.Member):
        field = field.object
    return field.name if isinstance(field, nodes.Reference) else ""


#: The start, None after a mistake, and the records that it brings all the same.
Found = tuple[EventStart | ChangeStart | None, dict[str, bool]]


@singledispatch
def _read(trigger: nodes.Trigger, checker: Checker, env: Environment) -> Found:
    raise TypeError(f"the checker does not know {type(trigger).__name__}")


@_read.register
def _event(trigger: nodes.EventTrigger, checker: Checker, env: Environment) -> Found:
    subject, word = trigger.subject.text, trigger.event.text
    declaration = checker.tables.events.get((subject, word))
    if declaration is not None and checker.sees(env.file, declaration):
        event = checker.schema.events[f"{subject}.{word}"]
        provides = dict(event.provides)
        if word in DERIVED:
            # Any event may create or change such a record, and then it brings what it brings.
            provides = {name: name != subject for name in provides}
        return EventStart(trigger, event.type, tuple(event.provides)), provides
    if not (env.file.incomplete or checker.tables.broken & {subject, word}):
        _unknown_event(trigger, checker, env)
    return None, {subject: False} if checker.record(subject, env) is not None else {}


def _unknown_event(trigger: nodes.EventTrigger, checker: Checker, env: Environment) -> None:
    subject, word = trigger.subject.text, trigger.event.text
    seen = [e for e in checker.tables.events.values() if checker.sees(env.file, e)]
    words = [e.event.text for e in seen if e.subject.text == subject]
    span = trigger.subject.span.to(trigger.event.span)
    if words:
        help = checker.suggest(word, words)
        listed = ", ".join(f"`{subject} is {w}`" for w in words)
        help = (f"{help}\n" if help else "") + f"there is {listed}"
        checker.report("N105", f"there is no event `{subject} is {word}`", trigger.event.span, help=help)
        return
    records = [r.name.text for r in visible(env.file, checker.tables.records.values())]
    if subject in records:
        help = f"declare it: `EVENT {subject} is {word}`, or write `WHEN {subject}.… changes`"
        checker.report("N105", f"there is no event `{subject} is {word}`", span, help=help)
        return
    alias = checker.tables.aliases.get(subject)
    if alias is not None and checker.sees(env.file, alias):
        checker.report(
            "N105",
            f"there is no event `{subject} is {word}`",
            span,
            help=f"`{subject}` stands for `{alias.value.span.text}`; events are about records",
        )
        return
    known = sorted({*records, *(e.subject.text for e in seen)})
    checker.unknown_name("record", subject, trigger.subject.span, env, known, "N104")


@_read.register
def _change(trigger: nodes.ChangeTrigger, checker: Checker, env: Environment) -> Found:
    field = trigger.field
    if not isinstance(field, nodes.Member) or not isinstance(field.object, nodes.Reference):
        help = "name the record and its field: `WHEN ticket.status changes`"
        if isinstance(field, nodes.Member):
            help = "the field of one record starts a rule: name it by its type, as in `WHEN customer.plan changes`"
        checker.report("N215", f"`{field.span.text}` is not a field of a record", field.span, help=help)
        return None, {}
    record = field.object.name
    if checker.record(record, env) is None:
        known = [r.name.text for r in visible(env.file, checker.tables.records.values())]
        checker.unknown_name("record", record, field.object.span, env, known, "N104")
        return None, {}
    declared = expressions.field_type(field, record, checker, env, RecordType(record))
    if declared is None or declared == UNKNOWN:
        return None, {record: False}
    checker.settle(field, declared)
    checker.settle(field.object, RecordType(record))
    good = True
    for value_set in (trigger.before, trigger.after):
        if value_set is not None:
            good = changes.check_value_set(value_set, declared, f"`{field.span.text}`", checker, env) and good
    checker.targets[trigger] = (record, field.field.text)
    start = ChangeStart(trigger, record, record, field.field.text) if good else None
    return start, {record: False}


@_read.register
def _state(trigger: nodes.StateTrigger, checker: Checker, env: Environment) -> Found:
    return None, {}  # this one and the ones below are reported as not supported yet


@_read.register
def _unchanged(trigger: nodes.UnchangedTrigger, checker: Checker, env: Environment) -> Found:
    return None, {}


@_read.register
def _moment(trigger: nodes.MomentTrigger, checker: Checker, env: Environment) -> Found:
    return None, {}


@_read.register
def _clock(trigger: nodes.ClockTrigger, checker: Checker, env: Environment) -> Found:
    return None, {}
