"""Decisions told to people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from whenthen.cli._moments import show_moment
from whenthen.diagnostics.escape import escape, shorten
from whenthen.diagnostics.look import Look
from whenthen.runtime.deploy import Deployment, would_fire
from whenthen.runtime.memory import Memory
from whenthen.runtime.model import CLOCK, WAIT, Alarm, Change, Decision, Dropped, Effect, Event, Firing, Missed
from whenthen.runtime.program import OnClock, OnTimed, Program
from whenthen.types.model import Choice, required
from whenthen.values.refs import Ref
from whenthen.values.render import to_text
from whenthen.values.sets import ValueSet

_WIDEST = 80  # of a value in a line
_MOST_LINES = 12  # of a text of several lines


class Narrator:
    """Tells decisions in the words of their schema, and moments on the clocks of the project.

    Every text of a user is printed escaped.
    """

    def __init__(self, program: Program, look: Look) -> None:
        self._program = program
        self._schema = program.schema
        self._branches = {
            (rule.id, number): "else" if branch.test is None else "else if"
            for rule in program.rules
            for number, branch in enumerate(rule.branches)
            if number
        }
        self._items = {rule.id: rule.bindings[-1] for rule in program.rules if rule.each is not None}
        self._look = look
        self._arrow = "→" if look.can_show("→") else "->"

    def decision(self, decision: Decision, event: Event) -> str:
        """An event and what came of it: rules with their changes and effects, what failed, what would have been, what
        was missed or given up.
        """
        return self._decision(decision, self._headline(event, decision))

    def clock(self, decision: Decision, alarm: Alarm) -> str:
        """What the clock brought, and what came of it."""
        key = (alarm.rule, alarm.records)
        kept = [change.before for change in decision.memory if change.table == "waits" and change.key == key]
        waits = [wait.path for wait in kept if wait is not None]
        return self._decision(decision, self._clock_headline(alarm, waits))

    def _decision(self, decision: Decision, headline: str) -> str:
        lines = [headline]
        effects: dict[object, list[Effect]] = {}
        for effect in decision.effects:
            effects.setdefault((effect.rule, *effect.bindings.items()), []).append(effect)
        changes = _changes(decision)
        waits: dict[object, dt.datetime] = {
            (kept.key[0], *kept.key[1]): kept.after.due
            for kept in decision.memory
            if kept.table == "waits" and kept.after is not None
        }
        for number, firing in enumerate(decision.fired):
            own = effects.get((firing.rule, *firing.bindings.items()), [])
            lines += self._firing(firing, changes.get(number, []), own, decision, waits)
        for shadow in decision.shadow:
            lines += self._firing(shadow.firing, shadow.changes, shadow.effects, decision, waits, "in the shadow")
        for failure in decision.failures:
            lines.append("  " + self._paint(f"failed: {failure}", "error"))
        for ref in decision.stale:
            lines.append(f"  {self._say(f'{ref.type} {ref.key}')} is known in a newer form, and kept so")
        lines += [f"  {self._missed(missed)}" for missed in decision.missed]
        lines += [f"  {self._dropped(dropped)}" for dropped in decision.dropped]
        if not happened(decision):
            lines.append("  nothing")
        return "\n".join(lines) + "\n\n"

    def _headline(self, event: Event, decision: Decision) -> str:
        kind = self._schema.events[event.type]
        named = [event.bindings[kind.subject], *(r for n, r in event.bindings.items() if n != kind.subject)]
        records = _records(named)
        where = self._paint(self._moment(decision.time), "frame")
        return f"{where}  {self._say(event.type)}  {self._paint(records, 'strong')}"

    def _clock_headline(self, alarm: Alarm, waits: Sequence[str]) -> str:
        parts = [self._paint(self._moment(alarm.due), "frame"), CLOCK]
        if alarm.records:
            parts.append(self._paint(_records(ref for _, ref in alarm.records), "strong"))
        return "  ".join([*parts, self._say(self._words(alarm, waits))])

    def _words(self, alarm: Alarm, waits: Sequence[str]) -> str:
        """What an alarm is for, in the words of its rule."""
        if alarm.kind == WAIT:
            return f"after the wait in {waits[0]}" if waits else "after a wait"
        place = self._program.tables.places[alarm.rule]
        trigger = self._program.rules[place].triggers[alarm.number]
        return trigger.said if isinstance(trigger, OnTimed | OnClock) else ""

    def alarm(self, alarm: Alarm, memory: Memory) -> str:
        """What is due later, in one line."""
        wait = memory.waits.get((alarm.rule, alarm.records)) if alarm.kind == WAIT else None
        words = self._words(alarm, [] if wait is None else [wait.path])
        title = self._program.rules[self._program.tables.places[alarm.rule]].title
        about = f" ({_records(ref for _, ref in alarm.records)})" if alarm.records else ""
        return f"{self._moment(alarm.due)}  {self._say(f'{title}{about}: {words}')}"

    def deployment(self, deployment: Deployment) -> str:
        """What timed rules found when they began; empty where there is nothing to tell."""
        lines: list[str] = []
        if deployment.overdue:
            counts = [(f"{count:,}", title) for title, count in would_fire(deployment)]
            width = max(len(count) for count, _ in counts)
            lines.append(f"  {_overdue(deployment)}:")
            lines += [f"  {count:>{width}}  {self._say(title)}" for count, title in counts]
        lines += [f"  {self._dropped(dropped)}" for dropped in deployment.dropped]
        lines += ["  " + self._paint(f"failed: {failure}", "error") for failure in deployment.failures]
        if not lines:
            return ""
        where = self._paint(self._moment(deployment.at), "frame")
        return "\n".join([f"{where}  the rules begin", *lines]) + "\n\n"

    def _missed(self, missed: Missed) -> str:
        about = self._say(f"{missed.title} ({_records(missed.bindings.values())})")
        return f"missed: {about} was due at {self._moment(missed.due)}, which had passed"

    def _dropped(self, dropped: Dropped) -> str:
        about = self._say(f"{dropped.title} ({_records(dropped.bindings.values())})")
        return f"dropped: {about} waited until {self._moment(dropped.due)}: {dropped.reason}"

    def _moment(self, moment: dt.datetime) -> str:
        return show_moment(moment, self._program.zone)

    def _firing(
        self,
        firing: Firing,
        changes: Iterable[Change],
        effects: Iterable[Effect],
        decision: Decision,
        waits: Mapping[object, dt.datetime],
        note: str = "",
    ) -> Iterator[str]:
        branch = self._branches.get((firing.rule, firing.branch), "")
        resumed = "goes on" if firing.resumed is not None else ""
        item = firing.bindings.get(self._items.get(firing.rule, ""))
        shown = "" if item is None else self._say(f"{item.type} {item.key}")
        notes = [shown, note, branch, resumed, f"pass {firing.number}" if firing.number > 1 else ""]
        said = ", ".join(filter(None, notes))
        yield f"  {self._paint(firing.title, 'strong')}{f' ({said})' if said else ''}"
        for change in changes:
            place = self._say(f"{change.record.type} {change.record.key}, {change.field}")
            # What a new record was before is nobody's question, and its defaults are no answer to it.
            before = "" if change.record in decision.created else f"{self._field(change.before)} {self._arrow} "
            yield f"    {place}: {before}{self._field(change.after)}"
        for effect in effects:
            yield from self._effect(effect)
        until = waits.get((firing.rule, *firing.bindings.items()))
        if until is not None:
            yield f"    waits until {self._moment(until)}"

    def _effect(self, effect: Effect) -> Iterator[str]:
        parameters = self._schema.actions[effect.action].parameters
        given = [(p, effect.arguments.get(p.name)) for p in parameters]
        given = [(p, value) for p, value in given if value is not None]
        head = [self._paint(effect.action, "help")]
        blocks: list[tuple[str, Any]] = []
        for parameter, value in given:
            label = parameter.preposition
            text = to_text(value) if not isinstance(value, Mapping) else ""
            if "\n" in text or len(text) > _WIDEST or isinstance(value, Mapping):
                blocks.append((label or parameter.name, value))
            else:
                shown = self._value(value, named=True)
                if isinstance(value, str) and not isinstance(required(parameter.type), Choice):
                    shown = f'"{shown}"' if value else '""'
                head.append(f"{self._say(label)} {shown}" if label else shown)
        yield f"    {' '.join(head)}"
        for label, value in blocks:
            yield from self._block(label, value)

    def _block(self, label: str, value: Any) -> Iterator[str]:
        """A text of several lines, or data, below the line of its effect."""
        yield f"      {self._say(label)}:"
        if isinstance(value, Mapping):
            for name, item in value.items():
                yield f"        {self._say(name)}: {self._value(item)}"
            return
        lines = to_text(value).split("\n")
        for line in lines[:_MOST_LINES]:
            yield f"        {self._say(line)}".rstrip()
        if len(lines) > _MOST_LINES:
            yield f"        ({len(lines) - _MOST_LINES} more lines)"

    def _field(self, value: Any) -> str:
        """What a field holds; moments on the clocks of the project, where an effect has them as they are sent."""
        moments = _moments(value)
        return self._say(shorten(", ".join(map(self._moment, moments)), _WIDEST)) if moments else self._value(value)

    def _value(self, value: Any, named: bool = False) -> str:
        if value is None:
            return "not set"
        if isinstance(value, Ref):
            return self._say(f"{value.type} {value.key}" if named else value.key)
        text = to_text(value)
        return self._say(shorten(text, _WIDEST)) if text else '""' if isinstance(value, str) else "none"

    def _say(self, text: str) -> str:
        return escape(text, self._look.can_show)

    def _paint(self, text: str, style: str) -> str:
        return self._look.paint(self._say(text), style)


def happened(decision: Decision) -> bool:
    """Whether there is something to tell of a decision."""
    return bool(decision.fired or decision.shadow or decision.failures or decision.missed or decision.dropped)


def _changes(decision: Decision) -> dict[int, list[Change]]:
    """The net changes by the number of a firing.

    They belong to a rule, not to one of its firings: they stand below the one that is about their record, or else below
    the rule's last.
    """
    last: dict[str, int] = {}
    about: dict[tuple[str, Ref], int] = {}
    for number, firing in enumerate(decision.fired):
        last[firing.rule] = number
        about.update({(firing.rule, ref): number for ref in firing.bindings.values()})
    found: dict[int, list[Change]] = {}
    for change in decision.changes:
        if change.by in last:
            number = about.get((change.by, change.record), last[change.by])
            found.setdefault(number, []).append(change)
    return found


def _moments(value: Any) -> list[dt.datetime]:
    """The instants that a value is, or holds; empty where it is anything else."""
    items = list(value) if isinstance(value, tuple | ValueSet) else [value]
    return [item for item in items if isinstance(item, dt.datetime)]


def _overdue(deployment: Deployment) -> str:
    number = len(deployment.overdue)
    what = "1 moment of a timed rule has" if number == 1 else f"{number:,} moments of timed rules have"
    if deployment.fires:
        return f"{what} passed already and {'fires' if number == 1 else 'fire'} now"
    fate, them = ("does not fire", "it") if number == 1 else ("do not fire", "them")
    return f"{what} passed already and {fate}; --fire-overdue fires {them}"


def _records(records: Iterable[Ref]) -> str:
    return ", ".join(f"{ref.type} {ref.key}" for ref in records)
