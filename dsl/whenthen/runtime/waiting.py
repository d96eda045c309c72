"""Waits: the rest of a rule, kept until its time comes or its WHILE no longer holds.

WHILE is looked at after every turn that could change its answer: one that wrote a record that the rule is about, or one
of a type that the condition reads, and after every turn where it looks at the time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import attrs

from whenthen.runtime.matches import Slots
from whenthen.runtime.memory import ALWAYS, Memory, Named, Remembered, Wait, WaitKey
from whenthen.runtime.model import Dropped
from whenthen.runtime.program import Program
from whenthen.runtime.rule import CompiledRule, Rest
from whenthen.runtime.turn import Begun, Turn
from whenthen.types.accept import accept
from whenthen.types.codec import DecodeError
from whenthen.types.model import UNKNOWN
from whenthen.values.errors import ValueFailure
from whenthen.values.refs import Ref

CHANGED_TEXT = "the text of the rule has changed"
NO_RULE = "the rule is no longer there"
NOT_HELD = "its WHILE no longer holds"
NEWER = "the rule began to wait anew"
DELETED = "the record was deleted"
OTHER_TYPES = "the values that it kept are of other types by now"


@attrs.define
class Waiting:
    """What a turn does to waits. `failed` are those whose WHILE failed."""

    remembered: dict[WaitKey, Wait | None] = attrs.field(factory=dict)
    dropped: list[Dropped] = attrs.field(factory=list)
    failed: list[tuple[CompiledRule, Slots, ValueFailure]] = attrs.field(factory=list)

    def changes(self, memory: Memory) -> Iterator[Remembered]:
        """The changes of the memory, in the order of their keys."""
        for key in sorted(self.remembered):
            before, after = memory.waits.get(key), self.remembered[key]
            if before != after:
                yield Remembered("waits", key, before, after)

    def drop(self, key: WaitKey, wait: Wait, title: str, reason: str) -> None:
        """Give a wait up."""
        self.remembered[key] = None
        self.dropped.append(Dropped(key[0], title, dict(key[1]), wait.due, reason))


def slots_of(rule: CompiledRule, records: Named) -> Slots:
    """The records in the order of the rule's bindings."""
    found = dict(records)
    return tuple([found.get(name) for name in rule.bindings])


def named_slots(rule: CompiledRule, slots: Slots) -> Named:
    """The records by name, those left out that no trigger brought."""
    return tuple([(name, ref) for name, ref in zip(rule.bindings, slots, strict=True) if ref is not None])


def rest_of(rule: CompiledRule, wait: Wait) -> Rest | None:
    """What a wait goes on with; None where the rule's text is another one by now."""
    if wait.version != rule.version or wait.branch >= len(rule.branches):
        return None
    rests = rule.branches[wait.branch].rests
    return rests[wait.number] if wait.number < len(rests) and len(wait.lets) == len(rule.lets) else None


def fits(rule: CompiledRule, wait: Wait) -> bool:
    """Whether the values that a wait kept are of the types that the rule's LETs have.

    They are not where a field got another type since, and the text of the rule stayed the same.
    """
    try:
        for type, value in zip(rule.let_types, wait.lets, strict=True):
            if type != UNKNOWN:
                accept(type, value)
    except DecodeError:
        return False
    return True


def begin(waiting: Waiting, turn: Turn, memory: Memory, begun: Iterable[Begun]) -> None:
    """Enter the waits that the turn came to. Of one rule and the same records the newest wins."""
    for one in begun:
        rule = one.rule
        rest = rule.branches[one.branch].rests[one.number]
        key = (rule.id, named_slots(rule, one.slots))
        earlier = waiting.remembered[key] if key in waiting.remembered else memory.waits.get(key)
        if earlier is not None:
            waiting.drop(key, earlier, rule.title, NEWER)
        watches = rest.watches if rest.holds is not None else frozenset()
        waiting.remembered[key] = Wait(
            one.due, turn.now, rule.version, one.branch, one.number, rest.path, one.lets, watches
        )


def check(
    waiting: Waiting, turn: Turn, program: Program, memory: Memory, written: Collection[Ref], deleted: Collection[Ref]
) -> None:
    """Drop the waits that must not go on after this turn, which wrote the records `written`."""
    watched: list[object] = [*written, *sorted({ref.type for ref in written}), ALWAYS]
    keys = dict.fromkeys(key for key in memory.waits_watching(watched) if key not in waiting.remembered)
    keys.update(dict.fromkeys(waiting.remembered))
    for key in sorted(keys):
        wait = waiting.remembered[key] if key in waiting.remembered else memory.waits.get(key)
        place = program.tables.places.get(key[0])
        if wait is None or place is None:
            continue
        rule = program.rules[place]
        if any(ref in deleted or turn.was_deleted(ref) for _, ref in key[1]):
            waiting.drop(key, wait, rule.title, DELETED)
            continue
        rest = rest_of(rule, wait)
        if rest is None:
            waiting.drop(key, wait, rule.title, CHANGED_TEXT)
            continue
        try:
            if rest.holds is not None and not holds(rest, turn, slots_of(rule, key[1]), wait):
                waiting.drop(key, wait, rule.title, NOT_HELD)
        except ValueFailure as failure:
            waiting.remembered[key] = None
            waiting.failed.append((rule, slots_of(rule, key[1]), failure))


def holds(rest: Rest, turn: Turn, slots: Slots, wait: Wait) -> bool:
    """Whether the WHILE holds now. Raises ValueFailure."""
    return rest.holds is None or rest.holds(turn, *slots, *wait.lets)
