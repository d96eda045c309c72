"""Python functions for the rules of these tests; other processes import them from here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from whenthen import Library

RULES = """
RECORD team KEY name
  name: text
RECORD ticket KEY id
  id: text readonly
  subject: text
  tags: set of text default []
  team: team?
  score: number?
EVENT ticket is created
EVENT ticket is updated
FUNCTION score(t: ticket, words: set of text) -> number
ACTION page(who: team or text, saying body: text?)
ACTION log(line: text)

RULE "Score" WHEN ticket is created OR ticket is updated THEN set ticket.score to score(ticket, ticket.tags)
RULE "Tell" ID tell OWNER "ops" WHEN ticket is created IF ticket.team is set THEN page ticket.team log "new"
RULE "Off" DISABLED WHEN ticket is created THEN page "nobody"
"""

PAGED: list[tuple[Any, str | None]] = []

lib = Library()


@lib.function
def score(t: Mapping[str, Any], words: frozenset[str]) -> Decimal:
    if t["subject"] == "boom":
        raise RuntimeError("no score today")
    return Decimal(len(t["subject"])) + ("VIP" in words) * 100


@lib.action
def page(who: Mapping[str, Any] | str, body: str | None) -> None:
    if who == "nobody":
        raise RuntimeError
    PAGED.append((who, body))


def event(number: int, type: str = "ticket.created", **fields: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": "//test",
        "type": type,
        "time": f"2026-11-22T09:{number:02}:00Z",
        "data": {"ticket": {"id": "T1", **fields}},
    }
