"""What a turn has to do grows with what it is about, and with nothing else. Work is counted, not timed."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from typing import Any

import pytest

import whenthen

_SCHEMA = """
RECORD team KEY id
  id: text
RECORD ticket KEY id
  id: text
  status: open | pending default pending
  nudges: number default 0
EVENT ticket is updated
EVENT team is updated
"""
_START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_TIMER = 'RULE "late" WHEN ticket.status has been pending for 3 days THEN increase ticket.nudges by 1'
_WAIT = """
RULE "wait" WHEN team is updated FOR EACH ticket WHERE ticket.status is pending
  THEN
    wait 30 days while ticket.status is pending
    increase ticket.nudges by 1
"""
_GROUP = """
DEFINE GROUP "one of them" AS FIRST MATCH
RULE "first" GROUP "one of them"
  WHEN team is updated
  FOR EACH ticket WHERE ticket.status is pending
  THEN increase ticket.nudges by 1
RULE "second" GROUP "one of them"
  WHEN team is updated
  FOR EACH ticket
  THEN increase ticket.nudges by 1
RULE "third" OVERRIDES "fourth"
  WHEN team is updated
  FOR EACH ticket WHERE ticket.status is pending
  THEN increase ticket.nudges by 1
RULE "fourth"
  WHEN team is updated
  FOR EACH ticket
  THEN increase ticket.nudges by 1
"""
_LIMIT = """
RULE "some" AT MOST 1000000 TIMES PER 3 days
  WHEN team is updated
  FOR EACH ticket
  THEN increase ticket.nudges by 1
"""


def _session(rules: str, tickets: int) -> whenthen.Session:
    records = {"team": [{"id": "A"}], "ticket": [{"id": f"T{n:05}"} for n in range(tickets)]}
    return whenthen.load_text(_SCHEMA + rules).session(records, at=_START)


def _event(number: int, about: str, **fields: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": "work",
        "type": f"{about}.updated",
        "time": (_START + dt.timedelta(seconds=number)).isoformat(),
        "data": {about: fields},
    }


def _calls(work: Callable[[], object]) -> int:
    """How many Python functions are called."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("rules", [_TIMER, _WAIT])
def test_an_event_looks_at_no_timers_and_waits_of_others(rules: str) -> None:
    def calls(tickets: int) -> int:
        session = _session(rules, tickets)
        session.process(_event(1, "team", id="A"))
        session.process(_event(2, "ticket", id="T00000", status="open"))
        session.process(_event(3, "ticket", id="T00000", status="pending"))
        return _calls(lambda: session.process(_event(4, "ticket", id="T00000", status="open")))

    assert calls(400) <= calls(40) + 20


def test_groups_and_overriding_are_looked_up() -> None:
    """Going through what has fired would take more steps than a turn has."""
    session = _session(_GROUP, 2_000)
    (decision,) = session.process(_event(1, "team", id="A"))
    assert decision.failures == ()
    assert [firing.rule for firing in decision.fired] == ["first"] * 2_000 + ["third"] * 2_000


def test_a_firing_does_not_go_through_those_that_at_most_counts() -> None:
    def calls(tickets: int) -> int:
        session = _session(_LIMIT, tickets)
        session.process(_event(1, "team", id="A"))
        return _calls(lambda: session.process(_event(2, "team", id="A")))

    assert calls(400) < 11 * calls(40)


def test_firings_are_counted_in_order_of_time() -> None:
    session = _session(_LIMIT, 1)
    for number, team in (1, "B"), (5, "A"), (9, "A"), (7, "B"):  # the first one creates it
        session.process(_event(number, "team", id=team))
    (counted,) = session.state.memory.counts.values()
    assert [(moment - _START).seconds for moment in counted] == [5, 7, 9]
    assert session.record("ticket", "T00000")["nudges"] == 3
