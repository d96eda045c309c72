"""A case: what happens, all that a rule must leave then, and what differs in one thing and must not start it."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

Data = dict[str, Any]

BERLIN = ZoneInfo("Europe/Berlin")
#: 16 November 2026, a Monday, at nine in Berlin: when the cases begin.
MONDAY: Final = dt.datetime(2026, 11, 16, 9, tzinfo=BERLIN)

SECOND, MINUTE, HOUR, DAY = (dt.timedelta(seconds=length) for length in (1, 60, 3_600, 86_400))

#: In a near miss: the field or record is not there at all.
GONE: Final = object()


def event(type: str, /, at: dt.datetime = MONDAY, by: str = "system", **data: Data | None) -> Data:
    """An event, caused by `customer ada`, `agent maya`, `rule` or `system`. A record that is None is left out."""
    return {
        "type": type,
        "at": at,
        "by": by,
        "data": {name: record for name, record in data.items() if record is not None},
    }


def sent(action: str, /, **arguments: Any) -> tuple[str, Data]:
    """An effect. A record of one of several types is written `customer ada`; a set is compared without its order."""
    return action, arguments


@attrs.frozen(kw_only=True)
class Case:
    """What a rule must do, and what must not start it.

    The records in `given` are there from the beginning: one under the name of its type, or a list of them. Then
    the events come, and time runs on to `until`. All rules of the case fire, each as often as `times` says, and leave
    exactly these fields (`{"ticket T-1": {"status": "solved"}}`) and effects, in their order.

    `near` has, for each demand of the rule in the rule's own words (see `demands`), the one thing that differs: a
    place and what stands there instead. Places are `ticket.status` (in the last event), `by`, `at`, `type` (the last
    event's), `given.customer.plan`, `events.0.ticket.status` and `until`. Keys that are no demands may be added.

    `also` has other values at such places with which the rule does the very same: the other members of a list.

    `about` is for FOR EACH, and `branch` for a rule with several branches: there a near miss may start the rule for
    other items, or in another branch.
    """

    rule: str = attrs.field(kw_only=False)
    given: Mapping[str, Data | Sequence[Data]] = attrs.field(factory=dict)
    events: Sequence[Data] = ()
    until: dt.datetime | None = None
    leaves: Mapping[str, Data] = attrs.field(factory=dict)
    effects: Sequence[tuple[str, Data]] = ()
    near: Mapping[str, tuple[str, Any]] = attrs.field(factory=dict)
    also: Mapping[str, Sequence[Any]] = attrs.field(factory=dict)
    times: int = 1
    about: str = ""
    branch: int = 0

    def variants(self) -> Iterator[Case]:
        """The case itself, and with each of the values that `also` has."""
        yield self
        for place, values in self.also.items():
            for value in values:
                yield self.differing(place, value)

    def differing(self, place: str, value: Any) -> Case:
        """The case with another value at one place."""
        scenario: Data = copy.deepcopy({"given": dict(self.given), "events": list(self.events), "until": self.until})
        _put(scenario, place.split("."), value)
        return attrs.evolve(self, **scenario)


def _put(scenario: Data, steps: list[str], value: Any) -> None:
    target: Any = scenario
    if steps[0] not in scenario:
        steps = ["events", "-1", *steps]
    for number, step in enumerate(steps):
        if isinstance(target, list):
            target = target[int(step)]
            continue
        if "data" in target and step not in target:
            target = target["data"]
        if number < len(steps) - 1:
            target = target[step]
        elif value is GONE:
            del target[step]
        else:
            assert step not in target or target[step] != value, f"{'.'.join(steps)} is {value!r} already"
            target[step] = value
