"""A session: events and moments in, decisions out, and the effects of a decision to their handlers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from whenthen.ingest.cloudevents import EventReader
from whenthen.runtime.admission import admit
from whenthen.runtime.agenda import Agenda
from whenthen.runtime.apply import apply
from whenthen.runtime.data import state_data, to_json
from whenthen.runtime.deploy import Deployment, apply_deployment, deploy
from whenthen.runtime.kernel import turn
from whenthen.runtime.memory import Memory, Named
from whenthen.runtime.model import Alarm, Decision, Effect, Event, State
from whenthen.runtime.turn import Turn
from whenthen.values.errors import ValueFailure, said
from whenthen.values.moments import instant, show_instant
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.views import RecordView

if TYPE_CHECKING:
    from whenthen.runtime.program import Program

DELIVERED, FAILED, NO_HANDLER = "delivered", "failed", "no handler"

#: Gives a digest of each calendar and zone; they take a moment to be worked out.
Digests = Callable[[], Mapping[str, str]]


class TimersDue(RuntimeError):  # noqa: N818 - it is no error of the session's
    """Something is due before the event that was to be decided on."""


_BUSY = "this session is deciding already: it takes one event after the other"


@attrs.frozen
class Delivery:
    """What became of an effect: `status` is delivered, failed or no handler; `message` says why it failed."""

    effect: Effect
    status: str
    message: str = ""


class Session:
    """A rule set and a state of records, which decisions change. Made by `RuleSet.session`.

    One session belongs to one thread at a time; any number of sessions share a rule set.
    """

    def __init__(
        self,
        program: Program,
        reader: EventReader,
        handlers: Mapping[str, Callable[..., Any]],
        state: State,
        digests: Digests = dict,
        saved_digests: Mapping[str, str] | None = None,
        new: Collection[Ref] = (),
    ) -> None:
        """For `RuleSet.session`: what runs the turns, reads events and carries effects out, and where it starts.

        `digests` gives those of the rule set's calendars and zones, `saved_digests` are those of the saved state.
        `new` are the records that came since it was saved.
        """
        self._program = program
        self._reader = reader
        self._handlers = handlers
        self._state = state
        self._digests = digests
        self._saved_digests = saved_digests or {}
        self._new = new
        self._deciding = False
        self._agenda: Agenda | None = None
        self._deployment: Deployment | None = None

    @property
    def state(self) -> State:
        """All that the next turn knows. Plain data; changed in place by `decide`."""
        return self._state

    def to_dict(self) -> dict[str, Any]:
        """The state as plain data, which `RuleSet.session(state=…)` goes on with; the same state is the same data.

        It holds the digests of calendars and zones too, see `time_differences`.
        """
        return {**state_data(self._state, self._program.schema), "time": dict(self._digests())}

    def to_json(self) -> bytes:
        """The state as one line of JSON without a line end."""
        return to_json(self.to_dict())

    def read(self, event: Mapping[str, Any] | str | bytes) -> Event:
        """The typed event, held against the schema but not against the records; raises EventRejected."""
        if not isinstance(event, bytes | str | Mapping):
            raise TypeError(f"an event is a mapping, text or bytes, not {type(event).__name__}")
        return self._reader.read(event)

    def check(self, event: Mapping[str, Any] | str | bytes | Event) -> Event:
        """The typed event, held against the records too as they are now; raises EventRejected. Changes nothing."""
        typed = event if isinstance(event, Event) else self.read(event)
        admit(Turn(self._program, self._state, typed), self._program, self._state, typed)
        return typed

    # Time ---------------------------------------------------------------------------------------------------------

    @property
    def clock(self) -> dt.datetime | None:
        """The latest moment that was decided on; None before the first one."""
        return self._state.memory.clock

    def time_differences(self) -> tuple[str, ...]:
        """The calendars and zones that are not what they were when the state that this session goes on with was saved:
        `calendar support_hours`, `zone Europe/Berlin`. Moments that were worked out before are kept as they were.
        """
        if not self._saved_digests:
            return ()
        now = self._digests()
        return tuple(name for name, digest in sorted(self._saved_digests.items()) if now.get(name, digest) != digest)

    def begin(self, at: dt.datetime | None = None, *, fire_overdue: bool = False) -> Deployment:
        """Look what the timed rules find: which moments lie ahead, and which have passed already.

        Those that have passed are told and do not fire, unless `fire_overdue` says so: then they fire as soon as the
        session goes on. `at` (aware) is the moment at which the rules come to the records: that of the saved state, or
        the time of the first event where there is none. A session begins by itself at its first event; it begins once,
        and says the same when it is asked again. Raises ValueError where no moment is known.
        """
        if self._deployment is None:
            moment = self.clock if at is None else aware(at)
            if moment is None:
                raise ValueError("say `at` which moment the rules begin: the session has decided on nothing yet")
            self._start(moment, fire_overdue)
        assert self._deployment is not None
        return self._deployment

    def _start(self, at: dt.datetime, fire_overdue: bool = False) -> Agenda:
        if self._agenda is None:
            begins = self.clock or at
            self._deployment = deploy(self._program, self._state, begins, fire_overdue, self._new)
            apply_deployment(self._state, self._deployment)
            self._agenda = Agenda(self._program, self._state.memory)
        return self._agenda

    def advance(self, to: dt.datetime) -> tuple[Decision, ...]:
        """Let time pass until a moment (aware), that one included, and decide on all that is due, in order.

        A clock never goes back: an earlier moment than the session's means what is due by now. Raises RuntimeError like
        `decide`.
        """
        return tuple(self.passing(to))

    def passing(self, to: dt.datetime) -> Iterator[Decision]:
        """`advance`, one decision after the other: each is made when it is asked for."""
        self._refuse_while_deciding()
        moment = self._not_before_now(aware(to, "to"))
        agenda = self._start(moment)
        while (event := agenda.take(moment)) is not None:
            yield self._decide(event)
            self._refuse_while_deciding()
        memory = self._state.memory
        if memory.clock is None or memory.clock < moment:
            memory.clock = moment

    def waiting(self) -> tuple[Alarm, ...]:
        """All that is due later, in order: timers, waits, and the next time of each `every …`.

        Empty for a session that has not begun.
        """
        return () if self._agenda is None else tuple(self._agenda.waiting())

    @property
    def next_due(self) -> dt.datetime | None:
        """When the next thing is due; None where nothing is, and for a session that has not begun."""
        return None if self._agenda is None else self._agenda.next_due

    # Parts --------------------------------------------------------------------------------------------------------

    def leave(self, others: Callable[[Named], bool]) -> None:
        """Forget the timers, the waits and the times of `every …` that other sessions have, which go on beside this
        one from the same state: those about whose records (none for `every …`) `others` says so.
        """
        memory = self._state.memory
        self._remember(
            attrs.evolve(
                memory,
                timers={key: timer for key, timer in memory.timers.items() if not others(((key[2].type, key[2]),))},
                waits={key: wait for key, wait in memory.waits.items() if not others(key[1])},
                clocks={key: due for key, due in memory.clocks.items() if not others(())},
            )
        )

    def join(self, parts: Iterable[State], clock: dt.datetime) -> None:
        """Take over what sessions have that went on beside each other: records and counts that have changed, and all
        that they have for later. `clock` is the latest moment that one of them decided on.
        """
        memory = self._state.memory
        joined = Memory(clock=clock, timed=memory.timed, counts=memory.counts)
        for part in parts:
            self._state.records.update(part.records)
            joined.timers.update(part.memory.timers)
            joined.waits.update(part.memory.waits)
            joined.clocks.update(part.memory.clocks)
            joined.counts.update(part.memory.counts)
        self._remember(joined)

    def _remember(self, memory: Memory) -> None:
        self._state.memory = memory
        if self._agenda is not None:
            self._agenda = Agenda(self._program, memory)

    # Events -------------------------------------------------------------------------------------------------------

    def process(self, event: Mapping[str, Any] | str | bytes | Event) -> tuple[Decision, ...]:
        """What was due until the time of a CloudEvent, in order, and at last what the rules decide on the event itself.

        Raises EventRejected and RuntimeError like `decide`; then nothing of it has happened.
        """
        typed = event if isinstance(event, Event) else self.read(event)
        if self._is_due(typed):
            return tuple(self._catching_up(typed))
        return (self._decide(typed),)

    def processing(self, event: Mapping[str, Any] | str | bytes | Event) -> Iterator[Decision]:
        """`process`, one decision after the other: each is made when it is asked for, that on the event is the last.

        A long silence may end in very many of them, and this keeps none. To be read to its end before the session is
        asked anything else.
        """
        typed = event if isinstance(event, Event) else self.read(event)
        if self._is_due(typed):
            yield from self._catching_up(typed)
        else:
            yield self._decide(typed)

    def _catching_up(self, event: Event) -> Iterator[Decision]:
        # An event that is rejected has not happened, and no time has passed until it.
        self.check(event)
        yield from self.passing(event.time)
        yield self._decide(event)

    def decide(self, event: Mapping[str, Any] | str | bytes | Event) -> Decision:
        """What the rules decide on a CloudEvent, which is written into the state.

        Raises EventRejected, and changes nothing, when the event contradicts the schema or the records. Failures of
        rules are no exceptions: they stand in the decision. Raises TimersDue where something is due until the time of
        the event, which has to be decided on before: `process` does both. Raises RuntimeError when the session is
        deciding already: when a bound function or another thread calls it meanwhile.
        """
        typed = event if isinstance(event, Event) else self.read(event)
        if self._is_due(typed):
            raise TimersDue(
                f"something is due before this event of {show_instant(typed.time)}: "
                "use `process`, which decides on all of it, or `advance` first"
            )
        return self._decide(typed)

    def _is_due(self, event: Event) -> bool:
        """Whether something is due until the time of the event. The session begins with its first one."""
        self._refuse_while_deciding()
        if self._agenda is None and self.clock is None:
            # Nothing begins with an event that is rejected.
            self.check(event)
        agenda = self._agenda or self._start(event.time)
        return agenda.due(self._not_before_now(event.time))

    def _refuse_while_deciding(self) -> None:
        if self._deciding:
            raise RuntimeError(_BUSY)

    def _not_before_now(self, moment: dt.datetime) -> dt.datetime:
        clock = self._state.memory.clock
        return moment if clock is None or clock < moment else clock

    def _decide(self, event: Event) -> Decision:
        self._refuse_while_deciding()
        self._deciding = True
        try:
            decision = turn(self._program, self._state, event)
            apply(self._state, decision)
            self._start(event.time).note(decision)
        finally:
            self._deciding = False
        return decision

    def deliver(self, decision: Decision) -> tuple[Delivery, ...]:
        """Hand the effects of a decision, in their order, to the handlers that a library binds to their actions.

        A handler is given the arguments by the names of the action's parameters, records with their fields as they are
        now. The Exception that it raises is told by the message of a failed delivery, and the next effect follows.
        """
        return tuple(self._deliver(effect) for effect in decision.effects)

    def _deliver(self, effect: Effect) -> Delivery:
        handler = self._handlers.get(effect.action)
        if handler is None:
            return Delivery(effect, NO_HANDLER)
        try:
            handler({name: self._shown(value) for name, value in effect.arguments.items()})
        except Exception as error:
            return Delivery(effect, FAILED, said(error, 1_000))
        return Delivery(effect, DELIVERED)

    def _shown(self, value: Any) -> Any:
        """An argument as a handler gets it: records are given with their fields, those in lists too."""
        if isinstance(value, Ref):
            stored = self._state.records.get(value)
            return RecordView(value, {} if stored is None else stored.fields)
        if isinstance(value, tuple):
            return tuple(map(self._shown, value))
        if isinstance(value, ValueSet):
            return frozenset(map(self._shown, value))
        return value

    def record(self, type: str, key: str) -> RecordView:
        """The record of a type with a key, as it is now; raises KeyError when there is none."""
        stored = self._state.records.get(Ref(type, key))
        if stored is None:
            known = "" if type in self._program.schema.records else f"; there are no records of a type `{type}`"
            raise KeyError(f"there is no {type} `{key}`{known}")
        return RecordView(Ref(type, key), stored.fields)

    def records(self, type: str) -> Iterator[RecordView]:
        """The records of a type, in the order of their keys; raises KeyError when no such type is declared."""
        if type not in self._program.schema.records:
            raise KeyError(f"there is no record type `{type}`")
        found = sorted(ref for ref in self._state.records if ref.type == type)
        return (RecordView(ref, self._state.records[ref].fields) for ref in found)


def aware(at: dt.datetime, name: str = "at") -> dt.datetime:
    """The instant of an aware datetime that an application gave as `name`; raises TypeError and ValueError."""
    if not isinstance(at, dt.datetime):
        raise TypeError(f"`{name}` is a datetime, not {type(at).__name__}")
    try:
        return instant(at)
    except ValueFailure as failure:
        raise ValueError(f"`{name}` has to be an aware datetime: {failure}") from None
