"""Rules that have much to do with time, and logs of events for them."""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import Any

RULES = """
RECORD team KEY name
  name: text
  load: number default 0
RECORD ticket KEY id
  id: text readonly
  status: new | open | pending | solved default new
  subject: text default ""
  due_at: instant?
  nudges: number default 0
  team: team?
EVENT ticket is created
EVENT ticket is updated
EVENT ticket is deleted
ACTION notify(recipient: text, saying body: text)
USE DATA "teams.csv" AS team

RULE "Remind, then solve"
  WHEN ticket.status has been pending for 2 hours
  LET who = ticket.subject
  THEN
    notify "kim" saying "Still there, {who}?"
    wait 5 hours while ticket.status is pending
    set ticket.status to solved
    wait 1 hour
    notify "kim" saying "Closed {ticket.id}, {who}"

RULE "Silence"
  AT MOST 2 TIMES PER ticket PER day
  WHEN ticket has not changed for 3 hours
  THEN increase ticket.nudges by 1

RULE "Soon due" ONCE PER ticket
  WHEN 30 minutes before ticket.due_at
  THEN notify "kim" saying "{ticket.id} is due soon"

RULE "Half past"
  WHEN every 90 minutes
  FOR EACH ticket WHERE ticket.status is open
  THEN increase ticket.nudges by 1

RULE "Loud"
  AT MOST 1 TIME PER 4 hours
  WHEN ticket.nudges changes
  IF ticket.team is set
  THEN increase ticket.team.load by 1

RULE "Shadowed" SHADOW
  WHEN ticket is updated
  THEN wait 1 hour
    notify "kim" saying "shadow"
"""

FILES = {"teams.csv": "name\nBilling\nSales\n"}

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


def at(minutes: float) -> str:
    """A moment so many minutes after the start of all logs."""
    return (START + dt.timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def event(minutes: float, key: str = "T1", word: str = "updated", id: str | None = None, **fields: Any) -> str:
    """An event about a ticket, as a line of JSON."""
    return json.dumps(
        {
            "specversion": "1.0",
            "id": id or f"{key}-{minutes}-{word}",
            "source": "s",
            "type": f"ticket.{word}",
            "time": at(minutes),
            "data": {"ticket": {"id": key, **fields}},
        }
    )


def random_log(seed: int, number: int) -> list[str]:
    """Events about a few tickets over some days: most in order of time, some too early for others, some rejected."""
    chance = random.Random(seed)
    minutes = 0
    known: set[str] = set()
    lines = []
    for place in range(number):
        minutes += chance.choice([0, 10, 30, 60, 90, 150, 240, 600])
        key = chance.choice(["T1", "T2", "T3"])
        when = minutes - chance.choice([0, 0, 0, 0, 45, 200])
        fields: dict[str, Any] = {}
        if key not in known or chance.random() < 0.7:
            fields["status"] = chance.choice(["open", "pending", "pending", "solved"])
        if chance.random() < 0.3:
            fields["due_at"] = chance.choice([None, at(when + 20), at(when + 100), at(when + 500), at(when - 5)])
        if chance.random() < 0.3:
            fields["team"] = chance.choice(["Billing", "Sales", None, "Nobody"])
        if chance.random() < 0.2:
            fields["subject"] = f"lamp {place}"
        word = "deleted" if key in known and chance.random() < 0.05 else "updated" if key in known else "created"
        known.add(key)
        lines.append(event(when, key, word, id=f"{place}", **fields))
    return lines
