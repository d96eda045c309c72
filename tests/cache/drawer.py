"""A store in memory, and rules to put into it."""

from __future__ import annotations

import attrs

from whenthen.cache.store import Store


@attrs.frozen(eq=False)
class Drawer(Store):
    """Keeps entries in a dictionary, and counts how often they were found."""

    entries: dict[str, bytes] = attrs.field(factory=dict)
    found: list[str] = attrs.field(factory=list)

    def get(self, name: str) -> bytes | None:
        content = self.entries.get(name)
        if content is not None:
            self.found.append(name.partition("-")[0])
        return content

    def put(self, name: str, content: bytes) -> None:
        self.entries[name] = content

    def drop(self, name: str) -> None:
        self.entries.pop(name, None)


def drawer(edition: str = "1") -> Drawer:
    return Drawer("nowhere", edition)


RULES = """\
USE helpdesk
USE "words.when"
USE DATA "teams.csv" AS team
CALENDAR office
  monday to friday 09:00 to 17:00
  except holidays "DE"
RULE "Late"
  WHEN ticket.status has been pending for 2 business days OR ticket is created
  IF ticket.subject contains any of late_words AND ticket.priority is below urgent
  THEN
    set ticket.priority to urgent
    set ticket.team to team "Billing"
"""
#: A project of several files.
PROJECT: dict[str, str] = {
    "rules.when": RULES,
    "words.when": 'LET late_words = ["late", "overdue"]\n',
    "teams.csv": "name\nBilling\n",
    "whenthen.toml": '[time]\nzone = "Europe/Berlin"\n',
}
EVENT = {
    "specversion": "1.0",
    "id": "1",
    "source": "test",
    "type": "ticket.created",
    "time": "2026-11-02T09:00:00Z",
    "data": {
        "ticket": {
            "id": "T1",
            "subject": "it is LATE",
            "created_at": "2026-11-02T09:00:00Z",
            "requester": {"id": "c1", "name": "Ada"},
        }
    },
}
