"""What a run came to, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import attrs

from whenthen.api import RuleInfo
from whenthen.cli._narrate import Narrator
from whenthen.diagnostics.escape import escape
from whenthen.diagnostics.look import Look
from whenthen.runtime.deploy import Deployment, would_fire
from whenthen.runtime.memory import Memory
from whenthen.runtime.model import Alarm, Decision

#: So many of the moments that lie ahead are told.
_FIRST_ALARMS = 10


@attrs.define
class Tally:
    """What is counted in a run. `decided` counts events, `clock` what the clock brought."""

    read: int = 0
    decided: int = 0
    rejected: int = 0
    clock: int = 0
    failures: int = 0
    fired: Counter[str] = attrs.field(factory=Counter)  # by id of the rule
    shadowed: Counter[str] = attrs.field(factory=Counter)
    effects: Counter[str] = attrs.field(factory=Counter)  # by action
    missed: Counter[str] = attrs.field(factory=Counter)  # by title of the rule
    dropped: Counter[str] = attrs.field(factory=Counter)  # by reason

    def add(self, decision: Decision) -> None:
        if decision.alarm is None:
            self.decided += 1
        else:
            self.clock += 1
        self.failures += len(decision.failures)
        for firing in decision.fired:
            self.fired[firing.rule] += 1
        for shadow in decision.shadow:
            self.shadowed[shadow.firing.rule] += 1
        for effect in decision.effects:
            self.effects[effect.action] += 1
        if decision.missed or decision.dropped:
            self.missed.update(missed.title for missed in decision.missed)
            self.dropped.update(dropped.reason for dropped in decision.dropped)

    def begin(self, deployment: Deployment) -> None:
        """Count what a deployment gave up."""
        self.failures += len(deployment.failures)
        self.dropped.update(dropped.reason for dropped in deployment.dropped)

    def join(self, other: Tally) -> None:
        """Count what another one has counted too."""
        for field in attrs.fields(Tally):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


@attrs.frozen
class Later:
    """How a run with timed rules ends: what they found at its beginning, the time, and what lies ahead."""

    deployment: Deployment
    now: str
    waiting: Sequence[Alarm]
    memory: Memory


def summary(tally: Tally, rules: Sequence[RuleInfo], look: Look, narrator: Narrator, later: Later | None = None) -> str:
    """What a run came to: events, rules with how often they fired, effects, failures, and what lies ahead."""

    def head(word: str) -> str:
        return look.paint(f"{word:<10}", "strong")

    def counts(counter: Counter[str]) -> Iterator[str]:
        for name, count in sorted(counter.items(), key=lambda item: (-item[1], item[0])):
            yield f"  {count:>{width},}  {escape(name, look.can_show)}"

    active = [rule for rule in rules if not rule.disabled and not rule.shadow]
    fired = [rule for rule in active if tally.fired[rule.id]]
    lines = [f"{head('Events')}{tally.read:,} read, {tally.decided:,} decided, {tally.rejected:,} rejected"]
    if later is not None:
        lines.append(f"{head('Clock')}{_counted(tally.clock, 'moment')} up to {later.now}")
    lines.append(f"{head('Rules')}{len(fired):,} of {len(active):,} fired, {_times(sum(tally.fired.values()))} in all")
    width = _width(tally, later)
    for rule in sorted(fired, key=lambda rule: -tally.fired[rule.id]):
        lines.append(f"  {tally.fired[rule.id]:>{width},}  {escape(rule.title, look.can_show)}")
    for name, kept in (
        ("never fired", [rule for rule in active if not tally.fired[rule.id]]),
        ("disabled", [rule for rule in rules if rule.disabled]),
    ):
        if kept:
            lines.append(f"  {name}:")
            lines += [f"  {'':{width}}  {escape(rule.title, look.can_show)}" for rule in kept]
    shadows = [rule for rule in rules if rule.shadow and not rule.disabled]
    if shadows:
        lines.append("  would have fired (SHADOW):")
        lines += [f"  {tally.shadowed[rule.id]:>{width},}  {escape(rule.title, look.can_show)}" for rule in shadows]
    lines += [f"{head('Effects')}{sum(tally.effects.values()):,}", *counts(tally.effects)]
    failures = f"{tally.failures:,}"
    lines.append(f"{head('Failures')}{look.paint(failures, 'error') if tally.failures else failures}")
    if later is not None and later.deployment.overdue:
        fate = "fired then" if later.deployment.fires else "did not fire (--fire-overdue)"
        number = len(later.deployment.overdue)
        lines.append(f"{head('Overdue')}{_counted(number, 'moment')} that had passed when the rules began, and {fate}")
        lines += counts(Counter(dict(would_fire(later.deployment))))
    if tally.missed:
        number = sum(tally.missed.values())
        lines.append(f"{head('Missed')}{_counted(number, 'moment')} that had passed when {_it(number)} became known")
        lines += counts(tally.missed)
    if tally.dropped:
        lines += [f"{head('Dropped')}{_counted(sum(tally.dropped.values()), 'wait')}", *counts(tally.dropped)]
    if later is not None:
        lines.append(f"{head('Waiting')}{len(later.waiting):,}")
        lines += _ahead(narrator, later)
    return "\n".join(lines) + "\n"


def _ahead(narrator: Narrator, later: Later) -> Iterable[str]:
    """The moments that lie ahead, the next ones first."""
    for alarm in later.waiting[:_FIRST_ALARMS]:
        yield f"  {narrator.alarm(alarm, later.memory)}"
    if len(later.waiting) > _FIRST_ALARMS:
        yield f"  and {len(later.waiting) - _FIRST_ALARMS:,} later; --waiting FILE writes all"


def _width(tally: Tally, later: Later | None) -> int:
    """That of the widest number."""
    counters = [tally.fired, tally.shadowed, tally.effects, tally.missed, tally.dropped]
    numbers = [number for counter in counters for number in counter.values()]
    if later is not None:
        numbers += [number for _, number in would_fire(later.deployment)]
    return max((len(f"{number:,}") for number in numbers), default=1)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _it(number: int) -> str:
    return "it" if number == 1 else "they"
