"""What time costs: events beside armed timers and waits, a year of `every 15 minutes`, FOR EACH over many records.

    python -m bench.timers

Prints microseconds or milliseconds; what grows with the number of records where it should not is easily seen.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import whenthen

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SCHEMA = """
RECORD team KEY id
  id: text
  paused: boolean default false
RECORD ticket KEY id
  id: text
  status: new | open | pending default new
  nudges: number default 0
  team: team?
EVENT ticket is updated
EVENT team is updated
"""
#: How many events each measurement takes.
EVENTS = 300


def session(rules: str, tickets: int, **fields: Any) -> whenthen.Session:
    """Records at rest, and rules that begin with the first event."""
    records = {
        "team": [{"id": "A"}, {"id": "B"}],
        "ticket": [{"id": f"T{n:06}", "team": "A", **fields} for n in range(tickets)],
    }
    return whenthen.load_text(SCHEMA + rules).session(records, at=START)


def event(number: int, about: str, **fields: Any) -> dict[str, Any]:
    """An event a second after the one before."""
    moment = START + dt.timedelta(seconds=number)
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": "bench",
        "type": f"{about}.updated",
        "time": moment.isoformat(),
        "data": {about: fields},
    }


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def each(desk: whenthen.Session, about: str, make: Callable[[int], dict[str, Any]], first: int = 1) -> float:
    """Microseconds for one event."""

    def work() -> None:
        for number in range(first, first + EVENTS):
            desk.process(event(number, about, **make(number)))

    return seconds(work) / EVENTS * 1e6


def toggled(number: int) -> dict[str, Any]:
    """The ticket that every event is about changes to and fro."""
    return {"id": "T000000", "status": ("open", "pending")[number % 2]}


def armed(tickets: int) -> None:
    """An event that moves one timer, beside others that are armed."""
    rules = 'RULE "late" WHEN ticket.status has been pending for 3 days THEN increase ticket.nudges by 1'
    desk = session(rules, tickets, status="pending")
    begin = seconds(lambda: desk.begin(START)) * 1000
    print(f"{tickets:6} timers: begin {begin:8.1f} ms, an event {each(desk, 'ticket', toggled):8.1f} us")


def waits(tickets: int) -> None:
    """Events beside waits: about one ticket, and about a team that no WHILE asks of."""
    rules = """
    RULE "wait" WHEN every day at 00:00
      FOR EACH ticket WHERE ticket.status is pending
      THEN
        wait 30 days while ticket.status is pending
        increase ticket.nudges by 1
    """
    desk = session(rules, tickets, status="pending")
    begin = seconds(lambda: desk.advance(START + dt.timedelta(days=1))) * 1000
    late = 24 * 60 * 60 + 1
    ticket = each(desk, "ticket", toggled, late)
    team = each(desk, "team", lambda n: {"id": "B", "paused": bool(n % 2)}, late + EVENTS)
    print(
        f"{tickets:6} waits: to begin {begin:8.1f} ms, an event {ticket:8.1f} us, about another record {team:8.1f} us"
    )


def asking(tickets: int) -> None:
    """Events that all waits have to be asked after: their WHILE looks at teams, and one of those changes."""
    rules = """
    RULE "wait" WHEN every day at 00:00
      FOR EACH ticket WHERE ticket.team is set
      THEN
        wait 30 days while ticket.team is set AND NOT ticket.team.paused
        increase ticket.nudges by 1
    """
    desk = session(rules, tickets, status="pending")
    desk.advance(START + dt.timedelta(days=1))
    late = 24 * 60 * 60 + 1
    team = each(desk, "team", lambda n: {"id": "B", "paused": bool(n % 2)}, late)
    print(f"{tickets:6} waits whose WHILE looks at a record of the type of the event: {team / 1000:8.2f} ms an event")


def year() -> None:
    """The clock alone, with a rule that does nothing."""
    desk = session('RULE "tick" WHEN every 15 minutes IF false THEN stop', 0)
    took = seconds(lambda: [None for _ in desk.passing(START + dt.timedelta(days=365))])
    ticks = 365 * 24 * 4
    print(f"a year of `every 15 minutes`: {took:.2f} s, {took / ticks * 1e6:.1f} us a time")


def for_each(tickets: int) -> None:
    """One turn over all records, which writes each of them."""
    rules = 'RULE "all" WHEN team is updated FOR EACH ticket THEN increase ticket.nudges by 1'
    desk = session(rules, tickets)
    desk.process(event(1, "team", id="A"))
    took = seconds(lambda: desk.process(event(2, "team", id="A")))
    print(f"FOR EACH over {tickets:6} records: {took * 1000:8.1f} ms, {took / tickets * 1e6:.1f} us each")


def main() -> None:
    """Measure and print."""
    for count in (1, 1_000, 10_000):
        armed(count)
    for count in (50, 500, 5_000):
        waits(count)
    for count in (500, 5_000):
        asking(count)
    year()
    for count in (100, 1_000, 5_000, 10_000):
        for_each(count)


if __name__ == "__main__":
    main()
