"""WHEN: which events, changes and moments start a rule, and which records it then has at hand."""

from __future__ import annotations

from functools import singledispatch

import attrs

from whenthen.analysis import changes, clock, timed
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Delay, Environment
from whenthen.analysis.fields import own_field
from whenthen.analysis.program import ChangeStart, EventStart, Start
from whenthen.analysis.tables import visible
from whenthen.diagnostics.model import Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types.model import Choice, required

#: Triggers that no event is behind.
DELAYED = (nodes.StateTrigger, nodes.UnchangedTrigger, nodes.MomentTrigger, nodes.ClockTrigger)
#: Words of events that also match when an event of another type creates or changes such a record.
DERIVED = ("created", "updated")


@attrs.frozen
class Started:
    """`bindings` holds each record by name: whether it may be missing, and the trigger that brings it.

    `complete` is false after a mistake: then what the rule seems to lack is not reported, nor again the `unknown`
    names of records. `delay` is given where one of the triggers is a moment or the clock.
    """

    starts: tuple[Start, ...]
    bindings: dict[str, tuple[bool, Span]]
    complete: bool
    unknown: frozenset[str]
    delay: Delay | None


def read_triggers(rule: nodes.Rule, checker: Checker, env: Environment) -> Started:
    """Resolve the triggers; a name that only some of them bring may be missing."""
    starts: list[Start] = []
    brought: list[tuple[nodes.Trigger, dict[str, bool]]] = []
    delay: Delay | None = None
    for trigger in rule.triggers:
        start, provides = _read(trigger, checker, env)
        if start is not None:
            starts.append(start)
        if provides is not None:
            brought.append((trigger, provides))
        if delay is None and isinstance(trigger, DELAYED):
            delay = Delay("this starts the rule because time has passed", trigger.span)
    if delay is not None:
        _forbid_causes(rule, delay, checker)
    bindings: dict[str, tuple[bool, Span]] = {}
    for trigger, provides in brought:
        for name in provides:
            if name not in bindings:
                everywhere = all(name in other and not other[name] for _, other in brought)
                bindings[name] = (not everywhere, trigger.span)
    unknown = frozenset(name for trigger in rule.triggers if (name := _subject(trigger)) not in checker.tables.records)
    return Started(tuple(starts), bindings, len(starts) == len(rule.triggers), unknown, delay)


def _subject(trigger: nodes.Trigger) -> str:
    """The name of the record that a trigger is about."""
    if isinstance(trigger, nodes.EventTrigger):
        return trigger.subject.text
    field: nodes.Expression | None = None
    if isinstance(trigger, nodes.ChangeTrigger | nodes.StateTrigger | nodes.MomentTrigger):
        field = trigger.field
    elif isinstance(trigger, nodes.UnchangedTrigger):
        field = trigger.value
    while isinstance(field, nodes.Member):
        field = field.object
    return field.name if isinstance(field, nodes.Reference) else ""


#: The start, None after a mistake, and the records that it brings all the same, None where these are not known.
Found = tuple[Start | None, dict[str, bool] | None]


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
    return None, {subject: False} if checker.record(subject, env) is not None else None


def _unknown_event(trigger: nodes.EventTrigger, checker: Checker, env: Environment) -> None:
    subject, word = trigger.subject.text, trigger.event.text
    seen = [e for e in checker.tables.events.values() if checker.sees(env.file, e)]
    words = [e.event.text for e in seen if e.subject.text == subject]
    span = trigger.subject.span.to(trigger.event.span)
    if words:
        help = checker.suggest(word, words)
        listed = ", ".join(f"`{subject} is {w}`" for w in words)
        help = (f"{help}\n" if help else "") + f"there is {listed}; {_change_of(subject, word, checker, env)}"
        fix = checker.mend_name(word, words, trigger.event.span)
        checker.report("N105", f"there is no event `{subject} is {word}`", trigger.event.span, help=help, fix=fix)
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


def _change_of(subject: str, word: str, checker: Checker, env: Environment) -> str:
    """What may have been meant by an event that is none: the change of a field, to the value of that name."""
    record = checker.record(subject, env)
    for name, field in (record.fields if record is not None else {}).items():
        type = required(field.type)
        if isinstance(type, Choice) and word in type.values:
            return f"for a change of a field write `{subject}.{name} changes to {word}`"
    return f"for a change of a field write `{subject}.… changes`"


@_read.register
def _change(trigger: nodes.ChangeTrigger, checker: Checker, env: Environment) -> Found:
    found = own_field(trigger.field, "changes", checker, env)
    if not isinstance(found, tuple):
        return None, None if found is None else {found: False}
    record, field, declared = found
    good = True
    for value_set in (trigger.before, trigger.after):
        if value_set is not None:
            good = changes.check_value_set(value_set, declared, f"`{trigger.field.span.text}`", checker, env) and good
    checker.targets[trigger] = (record, field)
    start = ChangeStart(trigger, record, record, field) if good else None
    return start, {record: False}


@_read.register
def _state(trigger: nodes.StateTrigger, checker: Checker, env: Environment) -> Found:
    return timed.state(trigger, checker, env)


@_read.register
def _unchanged(trigger: nodes.UnchangedTrigger, checker: Checker, env: Environment) -> Found:
    return timed.unchanged(trigger, checker, env)


@_read.register
def _moment(trigger: nodes.MomentTrigger, checker: Checker, env: Environment) -> Found:
    return timed.moment(trigger, checker, env)


@_read.register
def _clock(trigger: nodes.ClockTrigger, checker: Checker, env: Environment) -> Found:
    return clock.read_clock(trigger, checker, env), {}


def _forbid_causes(rule: nodes.Rule, delay: Delay, checker: Checker) -> None:
    """Report `by agent` in a rule that also runs because time has passed: nobody caused that."""
    for trigger in rule.triggers:
        cause = trigger.cause if isinstance(trigger, nodes.EventTrigger | nodes.ChangeTrigger) else None
        if cause is not None:
            words = trigger.span.text
            checker.report(
                "C115",
                f"`{words[words.lower().rindex('by') :]}` asks who caused it, and nobody causes that time passes",
                cause.span,
                Label(delay.place, delay.reason),
                help="write a rule of its own for this trigger",
            )
