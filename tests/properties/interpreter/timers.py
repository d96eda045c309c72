"""When the timed triggers of a rule are due for a record, told from what has become of the record up to now.

Nothing is armed here: each time all turns that changed the record are gone through again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

import attrs

from tests.properties.interpreter.expressions import Evaluator, Names, Row
from tests.properties.interpreter.matching import watched
from tests.properties.interpreter.plain import Failure, Length, negative
from whenthen.syntax import nodes

TIMED = (nodes.StateTrigger, nodes.UnchangedTrigger, nodes.MomentTrigger)


@attrs.frozen
class Entry:
    """A record as a turn left it: `changed` are the fields that are different, None for one that became known then.

    `latest` is the latest moment of all turns up to then, `by_clock` tells one that the clock brought.
    """

    time: dt.datetime
    latest: dt.datetime
    row: Row
    changed: frozenset[str] | None
    by_clock: bool = False

    def touches(self, field: str | None) -> bool:
        return self.changed is None or field in self.changed


@attrs.frozen
class Life:
    """What is known of a timer. `due` is None where nothing will fire.

    `at` is the number of the entry that it was worked out at, the last time; then it may have failed, or the moment had
    `passed`, and was missed unless it fires at once.
    """

    due: dt.datetime | None
    at: int = -1
    passed: dt.datetime | None = None
    failure: Failure | None = None

    @property
    def missed(self) -> dt.datetime | None:
        return self.passed if self.due is None else None


class Fired(Protocol):
    """Whether the timer fired that an entry led to."""

    def __call__(self, entry: int) -> bool: ...


def life(
    trigger: nodes.Trigger, entries: Sequence[Entry], fired: Fired, fires_past: bool, evaluator: Evaluator
) -> Life:
    """The timer of one record. It is used up when it has fired, was missed, or could not be worked out."""
    due: dt.datetime | None = None
    passed: dt.datetime | None = None
    at = -1
    for at, start in _worked_out(trigger, entries, evaluator):
        entry = entries[at]
        try:
            found = _due(trigger, start, entry.row, evaluator)
        except Failure as failure:
            return Life(None, at, failure=failure)
        passed = None
        if found != due and found <= entry.latest:
            passed = found
            if not fires_past or entry.by_clock:
                return Life(None, at, passed)
            found = entry.latest
        due = found
        if fired(at):
            return Life(None, at)
    return Life(due, at, passed)


def _worked_out(trigger: nodes.Trigger, entries: Sequence[Entry], evaluator: Evaluator) -> list[tuple[int, Any]]:
    """The entries at which the timer that holds now was worked out, each with what it starts from."""
    _, field = watched(trigger)
    calendar = _calendar_field(trigger)
    last = len(entries) - 1
    if isinstance(trigger, nodes.MomentTrigger):
        assert field is not None
        at = max(i for i, e in enumerate(entries) if e.touches(field) or (calendar is not None and e.touches(calendar)))
        moment = entries[at].row[field]
        if moment is not None and not isinstance(moment, dt.datetime):
            moment = evaluator.times.midnight(moment)
        return [] if moment is None else [(at, moment)]
    if isinstance(trigger, nodes.StateTrigger):
        assert field is not None
        begin = last + 1
        while begin and evaluator.fits(entries[begin - 1].row[field], trigger.state, Names({})):
            begin -= 1
    else:
        begin = max(i for i, e in enumerate(entries) if field is None or e.touches(field))
    if begin > last:
        return []
    later = [i for i in range(begin + 1, last + 1) if calendar is not None and entries[i].touches(calendar)]
    return [(at, entries[begin].time) for at in (begin, *later)]


def _due(trigger: nodes.Trigger, start: dt.datetime, row: Row, evaluator: Evaluator) -> dt.datetime:
    length = Length(0, 0)
    if isinstance(trigger, nodes.MomentTrigger):
        if trigger.offset is not None:
            length = evaluator.value(trigger.offset, Names({}))
            length = negative(length) if trigger.direction < 0 else length
    else:
        assert isinstance(trigger, nodes.StateTrigger | nodes.UnchangedTrigger)
        length = evaluator.value(trigger.duration, Names({}))
    calendar: Any = None
    field = _calendar_field(trigger)
    if field is not None:
        calendar = row[field]  # the project's where it names none
        evaluator.times.known(calendar)
    elif trigger.calendar is not None:
        calendar = evaluator.calendar(trigger.calendar, Names({}))
    return evaluator.times.after(start, length, calendar)


def _calendar_field(trigger: nodes.Trigger) -> str | None:
    """The field of the record that names the calendar."""
    assert isinstance(trigger, TIMED)
    return trigger.calendar.field.text if isinstance(trigger.calendar, nodes.Member) else None
