"""Which rules a pass may fire, and for which records."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from whenthen.runtime.admission import Admitted, Difference
from whenthen.runtime.matches import Matches, Slots
from whenthen.runtime.model import Event
from whenthen.runtime.tables import ChangeStart, EventStart, Tables
from whenthen.runtime.turn import Turn
from whenthen.values.errors import ValueFailure
from whenthen.values.refs import Ref

#: The rules that a pass may fire, by their place in the program, each with one entry for each firing, in order.
Candidates = list[tuple[int, Matches]]
#: Told of a trigger whose comparison failed: the rule's place, the slots, the error.
Broken = Callable[[int, Slots, ValueFailure], None]

_MISSING = Ref("", "")


@attrs.frozen
class Triggers:
    """What starts rules in a pass: the event in pass 1, afterwards what the pass before came to.

    `type` is that of the event, None in later passes. `created` and `born` are of pass 1 only.
    """

    cause: str
    event: Event
    type: str | None
    created: Sequence[Ref]
    updated: Sequence[Ref]
    changed: Sequence[Difference]
    born: Sequence[Difference]


def first_triggers(event: Event, admitted: Admitted) -> Triggers:
    """What the event starts."""
    return Triggers(event.cause, event, event.type, admitted.created, admitted.updated, admitted.changed, admitted.born)


def later_triggers(event: Event, changed: Sequence[Difference]) -> Triggers:
    """What the net difference of a pass starts."""
    return Triggers("rule", event, None, (), [ref for ref, _ in changed], changed, ())


def candidates(turn: Turn, tables: Tables, triggers: Triggers, used: dict[int, Matches], broken: Broken) -> Candidates:
    """The rules that these triggers may fire, in the order of rules, and for each the records, in the order of keys.

    Matches of one rule that bind no name to two different records are one candidate. What agrees with one of the
    `used` ones of the rule is left out: it had its turn. Matches beyond the first one of a rule count in the budget.
    """
    found: dict[int, Matches] = {}
    closed: set[int] = set()  # rules with more matches than the budget lets them have
    cause = triggers.cause

    def add(rule: int, slots: Slots) -> None:
        if rule in closed:
            return
        try:
            had_go = used.get(rule)
            if had_go is not None and had_go.agree(slots, turn.spend):
                return
            matches = found.get(rule)
            if matches is None:
                found[rule] = Matches((slots,))
            else:
                matches.take_in(slots, turn.spend)
        except ValueFailure as error:
            closed.add(rule)
            broken(rule, slots, error)

    given = triggers.event.bindings

    def start(entries: Sequence[EventStart], subject: Ref | None) -> None:
        for entry in entries:
            if entry.cause is None or entry.cause == cause:
                slots = tuple(
                    [
                        None if name is None else subject if subject and name == entry.subject else given.get(name)
                        for name in entry.names
                    ]
                )
                add(entry.rule, slots)

    if triggers.type is not None:
        start(tables.events.get(triggers.type, ()), None)
    if tables.created:
        for ref in triggers.created:
            start(tables.created.get(ref.type, ()), ref)
    if tables.updated:
        for ref in triggers.updated:
            start(tables.updated.get(ref.type, ()), ref)
    if tables.changes:
        for differences, is_birth in ((triggers.born, True), (triggers.changed, False)):
            for ref, fields in differences:
                by_field = tables.changes.get(ref.type)
                if by_field is None:
                    continue
                for field, before, after in fields:
                    for change in by_field.get(field, ()):
                        slots = (None,) * change.place + (ref,) + (None,) * (change.width - change.place - 1)
                        try:
                            holds = _change_matches(turn, change, cause, is_birth, before, after)
                        except ValueFailure as error:
                            broken(change.rule, slots, error)
                            continue
                        if holds:
                            add(change.rule, slots)
    if not found:
        return []
    result = sorted(found.items())
    for _, several in result:
        if len(several) > 1:
            several.sort(key=_in_order_of_keys)
    return result


def _change_matches(turn: Turn, start: ChangeStart, cause: str, is_birth: bool, before: object, after: object) -> bool:
    trigger = start.trigger
    if trigger.cause is not None and trigger.cause != cause:
        return False
    if is_birth and trigger.has_from:
        return False
    return trigger.matches is None or trigger.matches(turn, before, after)


def _in_order_of_keys(slots: Slots) -> tuple[tuple[str, str], ...]:
    return tuple([_MISSING if ref is None else ref for ref in slots])
