"""What a run writes and tells of its decisions, and what it counts."""

from __future__ import annotations

from collections.abc import Collection

import attrs

from whenthen.cli._narrate import Narrator, happened
from whenthen.cli._summary import Tally
from whenthen.runtime.data import decision_data, effect_data, to_json
from whenthen.runtime.model import Decision, Event
from whenthen.types.schema import Schema


@attrs.frozen
class Told:
    """Of one decision: lines for the files of decisions and effects, and a text for people; empty where not wanted."""

    decisions: bytes
    effects: bytes
    text: str


class Telling:
    """Turns decisions into what is asked for. `tally` has counted them."""

    def __init__(self, schema: Schema, narrator: Narrator, files: Collection[str], every: bool, quiet: bool) -> None:
        """`files` are the names of the options of which a file is written."""
        self.tally = Tally()
        self._schema = schema
        self._narrator = narrator
        self._decisions = "decisions" in files
        self._effects = "effects" in files
        self._every = every
        self._quiet = quiet

    def tell(self, decision: Decision, event: Event | None = None) -> Told:
        """`event` is that of the decision, None for what the clock brought."""
        self.tally.add(decision)
        decisions = to_json(decision_data(decision, self._schema)) + b"\n" if self._decisions else b""
        effects = b""
        if self._effects and decision.effects:
            lines = [{"turn": decision.turn, **effect_data(effect, self._schema)} for effect in decision.effects]
            effects = b"".join([to_json(line) + b"\n" for line in lines])
        text = ""
        if self._every or (not self._quiet and happened(decision)):
            if decision.alarm is not None:
                text = self._narrator.clock(decision, decision.alarm)
            elif event is not None:
                text = self._narrator.decision(decision, event)
        return Told(decisions, effects, text)
