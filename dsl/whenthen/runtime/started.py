"""What happened in a turn that may start rules, one at a time: an event, a new record, a field that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from whenthen.runtime.matches import Slots
from whenthen.runtime.tables import ChangeStart, EventStart, Group, Tables
from whenthen.runtime.view import View
from whenthen.types.facts import AFTER, BEFORE, CAUSE
from whenthen.values.refs import Ref

if TYPE_CHECKING:
    from whenthen.runtime.matching import Triggers
    from whenthen.runtime.turn import Turn


class Started(Protocol):
    """`group` has the triggers that it may be one for, `view` what their conditions look at."""

    @property
    def group(self) -> Group[Any]: ...

    @property
    def view(self) -> View: ...

    @property
    def slots(self) -> Sequence[Slots]:
        """The records that are bound to it, by the number of the group's shape."""

    def holds(self, start: Any) -> bool:
        """Whether it is what the trigger asks for. Raises ValueFailure."""


class EventStarted:
    """An event, or a record that is new or was updated: then that is the `subject`."""

    __slots__ = ("_cause", "group", "slots", "view")

    def __init__(
        self, turn: Turn, group: Group[EventStart], cause: str, given: Mapping[str, Ref], subject: Ref | None
    ) -> None:
        self.group = group
        self._cause = cause
        brought = given if subject is None else {**given, subject.type: subject}
        self.slots: list[Slots] = [
            tuple([None if name is None else brought.get(name) for name in names]) for names in group.shapes
        ]
        self.view = View(turn, brought, group.index.paths, {CAUSE: cause})

    def holds(self, start: EventStart) -> bool:
        return start.cause is None or start.cause == self._cause


class ChangeStarted:
    """A field that has another value; `is_birth` for one of a record that is new."""

    __slots__ = ("_after", "_before", "_cause", "_is_birth", "_turn", "group", "slots", "view")

    def __init__(
        self, turn: Turn, group: Group[ChangeStart], cause: str, ref: Ref, change: tuple[Any, Any], is_birth: bool
    ) -> None:
        self.group = group
        self._turn = turn
        self._cause = cause
        self.slots: list[Slots] = [
            (None,) * place + (ref,) + (None,) * (width - place - 1) for place, width in group.shapes
        ]
        self._before, self._after = change
        self._is_birth = is_birth
        told = {CAUSE: cause, BEFORE: self._before, AFTER: self._after}
        self.view = View(turn, {ref.type: ref}, group.index.paths, told)

    def holds(self, start: ChangeStart) -> bool:
        trigger = start.trigger
        if trigger.cause is not None and trigger.cause != self._cause:
            return False
        if self._is_birth and trigger.has_from:
            return False
        return trigger.matches is None or trigger.matches(self._turn, self._before, self._after)


def all_started(turn: Turn, tables: Tables, triggers: Triggers) -> list[Started]:
    """All that happened and that rules of the program have a trigger for."""
    cause, event = triggers.cause, triggers.event
    given = event.bindings
    found: list[Started] = []
    if triggers.type is not None:
        group = tables.events.get(triggers.type)
        if group is not None:
            found.append(EventStarted(turn, group, cause, given, None))
    for groups, refs in ((tables.created, triggers.created), (tables.updated, triggers.updated)):
        if groups:
            for ref in refs:
                group = groups.get(ref.type)
                if group is not None:
                    found.append(EventStarted(turn, group, cause, given, ref))
    if tables.changes:
        for differences, is_birth in ((triggers.born, True), (triggers.changed, False)):
            for ref, fields in differences:
                by_field = tables.changes.get(ref.type)
                if by_field is None:
                    continue
                for field, before, after in fields:
                    changes = by_field.get(field)
                    if changes is not None:
                        found.append(ChangeStarted(turn, changes, cause, ref, (before, after), is_birth))
    return found
