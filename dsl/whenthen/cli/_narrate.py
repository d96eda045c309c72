"""Decisions told to people, and the summary of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from whenthen.api import RuleInfo
from whenthen.diagnostics.escape import escape, shorten
from whenthen.diagnostics.look import Look
from whenthen.runtime.model import Change, Decision, Effect, Event, Firing
from whenthen.runtime.program import Program
from whenthen.types.model import Choice, required
from whenthen.values.moments import show_instant
from whenthen.values.refs import Ref
from whenthen.values.render import to_text

_WIDEST = 80  # of a value in a line
_MOST_LINES = 12  # of a text of several lines


@attrs.define
class Tally:
    """What is counted in a run."""

    read: int = 0
    decided: int = 0
    rejected: int = 0
    failures: int = 0
    fired: Counter[str] = attrs.field(factory=Counter)  # by id of the rule
    shadowed: Counter[str] = attrs.field(factory=Counter)
    effects: Counter[str] = attrs.field(factory=Counter)  # by action

    def add(self, decision: Decision) -> None:
        self.decided += 1
        self.failures += len(decision.failures)
        self.fired.update(firing.rule for firing in decision.fired)
        self.shadowed.update(shadow.firing.rule for shadow in decision.shadow)
        self.effects.update(effect.action for effect in decision.effects)


class Narrator:
    """Tells decisions in the words of their schema. Every text of a user is printed escaped."""

    def __init__(self, program: Program, look: Look) -> None:
        self._schema = program.schema
        self._branches = {
            (rule.id, number): "else" if branch.test is None else "else if"
            for rule in program.rules
            for number, branch in enumerate(rule.branches)
            if number
        }
        self._look = look
        self._arrow = "→" if look.can_show("→") else "->"

    def decision(self, event: Event, decision: Decision) -> str:
        """An event and what came of it: rules with their changes and effects, what failed, what would have been."""
        lines = [self._headline(event, decision)]
        left = list(decision.effects)
        last = {firing.rule: number for number, firing in enumerate(decision.fired)}
        for number, firing in enumerate(decision.fired):
            own = [e for e in left if e.rule == firing.rule and e.bindings == firing.bindings]
            left = [e for e in left if not any(e is other for other in own)]
            # Net changes belong to a rule, not to one of its firings: they stand below the last of these.
            changes = [c for c in decision.changes if c.by == firing.rule] if last[firing.rule] == number else []
            lines += self._firing(firing, changes, own, decision.created)
        for shadow in decision.shadow:
            lines += self._firing(shadow.firing, shadow.changes, shadow.effects, decision.created, "in the shadow")
        for failure in decision.failures:
            lines.append("  " + self._paint(f"failed: {failure}", "error"))
        for ref in decision.stale:
            lines.append(f"  {self._say(f'{ref.type} {ref.key}')} is known in a newer form, and kept so")
        if not (decision.fired or decision.shadow or decision.failures):
            lines.append("  nothing")
        return "\n".join(lines) + "\n\n"

    def _headline(self, event: Event, decision: Decision) -> str:
        kind = self._schema.events[event.type]
        named = [event.bindings[kind.subject], *(r for n, r in event.bindings.items() if n != kind.subject)]
        records = ", ".join(f"{ref.type} {ref.key}" for ref in named)
        where = self._paint(show_instant(decision.time), "frame")
        return f"{where}  {self._say(event.type)}  {self._paint(records, 'strong')}"

    def _firing(
        self,
        firing: Firing,
        changes: Iterable[Change],
        effects: Iterable[Effect],
        created: Collection[Ref],
        note: str = "",
    ) -> Iterator[str]:
        branch = self._branches.get((firing.rule, firing.branch), "")
        notes = [note, branch, f"pass {firing.number}" if firing.number > 1 else ""]
        said = ", ".join(filter(None, notes))
        yield f"  {self._paint(firing.title, 'strong')}{f' ({said})' if said else ''}"
        for change in changes:
            place = self._say(f"{change.record.type} {change.record.key}, {change.field}")
            # What a new record was before is nobody's question, and its defaults are no answer to it.
            before = "" if change.record in created else f"{self._value(change.before)} {self._arrow} "
            yield f"    {place}: {before}{self._value(change.after)}"
        for effect in effects:
            yield from self._effect(effect)

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


def summary(tally: Tally, rules: Sequence[RuleInfo], look: Look) -> str:
    """What a run came to: events, rules with how often they fired, effects, failures."""

    def say(text: str) -> str:
        return escape(text, look.can_show)

    def head(word: str) -> str:
        return look.paint(f"{word:<10}", "strong")

    active = [rule for rule in rules if not rule.disabled and not rule.shadow]
    fired = [rule for rule in active if tally.fired[rule.id]]
    lines = [
        f"{head('Events')}{tally.read:,} read, {tally.decided:,} decided, {tally.rejected:,} rejected",
        f"{head('Rules')}{len(fired):,} of {len(active):,} fired, {_times(sum(tally.fired.values()))} in all",
    ]
    width = max(
        [len(f"{n:,}") for n in (*tally.fired.values(), *tally.shadowed.values(), *tally.effects.values())] or [1]
    )
    for rule in sorted(fired, key=lambda rule: -tally.fired[rule.id]):
        lines.append(f"  {tally.fired[rule.id]:>{width},}  {say(rule.title)}")
    for name, kept in (
        ("never fired", [rule for rule in active if not tally.fired[rule.id]]),
        ("disabled", [rule for rule in rules if rule.disabled]),
    ):
        if kept:
            lines.append(f"  {name}:")
            lines += [f"  {'':{width}}  {say(rule.title)}" for rule in kept]
    shadows = [rule for rule in rules if rule.shadow and not rule.disabled]
    if shadows:
        lines.append("  would have fired (SHADOW):")
        lines += [f"  {tally.shadowed[rule.id]:>{width},}  {say(rule.title)}" for rule in shadows]
    lines.append(f"{head('Effects')}{sum(tally.effects.values()):,}")
    for action, count in sorted(tally.effects.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"  {count:>{width},}  {say(action)}")
    failures = f"{tally.failures:,}"
    lines.append(f"{head('Failures')}{look.paint(failures, 'error') if tally.failures else failures}")
    return "\n".join(lines) + "\n"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"
