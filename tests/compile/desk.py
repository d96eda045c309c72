"""A program at work: events, and what the clock brings between them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.compile.world import NOW, T1, compiled, state
from whenthen.runtime.agenda import Agenda
from whenthen.runtime.apply import apply
from whenthen.runtime.deploy import apply_deployment, deploy
from whenthen.runtime.kernel import turn
from whenthen.runtime.model import Decision, Event, Patch
from whenthen.values.refs import Ref


class Desk:
    """The help desk of `world`, which begins at `NOW`."""

    def __init__(self, text: str, zone: str = "UTC", **fields: Any) -> None:
        self.program = compiled(text, zone=zone)
        self.state = state(self.program, **fields)
        apply_deployment(self.state, deploy(self.program, self.state, NOW))
        self.agenda = Agenda(self.program, self.state.memory)
        self.now = NOW
        self._number = 0

    def change(self, ref: Ref = T1, after: dt.timedelta = dt.timedelta(), **fields: Any) -> Decision:
        """An event that changes a record, some time after the one before."""
        self.now += after
        self._number += 1
        names = {ref.type: ref}
        event = Event(str(self._number), "/desk", f"{ref.type}.updated", self.now, names, (Patch(ref, fields),))
        return self._decide(event)

    def until(self, moment: dt.datetime) -> list[Decision]:
        """What the clock brings until then."""
        found = []
        while (event := self.agenda.take(moment)) is not None:
            found.append(self._decide(event))
        self.now = moment
        return found

    def _decide(self, event: Event) -> Decision:
        decision = turn(self.program, self.state, event)
        apply(self.state, decision)
        self.agenda.note(decision)
        assert decision.failures == (), decision.failures
        return decision
