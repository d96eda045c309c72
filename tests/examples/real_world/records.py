"""Records that most cases want; fields that a case cares for are given by name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.examples.real_world.case import HOUR, MONDAY, Data, event


def customer(**fields: Any) -> Data:
    """Ada, a customer."""
    return {"id": "ada", "name": "Ada Winter", "email": "ada@winter.example", **fields}


def ticket(**fields: Any) -> Data:
    """Ada's ticket, opened on Monday."""
    return {
        "id": "T-1",
        "subject": "Mower stops",
        "requester": "ada",
        "created_at": MONDAY.isoformat(),
        **fields,
    }


def same_ticket(**fields: Any) -> Data:
    """What an event says of the ticket that is there: these fields alone."""
    return {"id": "T-1", **fields}


def message(**fields: Any) -> Data:
    """What Ada wrote."""
    return {"id": "m-1", "author": "ada", "text": "It stops after a minute.", **fields}


def reply(**fields: Any) -> Data:
    """What Maya answered."""
    return {"id": "r-1", "author": "maya", "text": "Please clean the filter.", **fields}


def note(**fields: Any) -> Data:
    """What Omar wrote to Maya."""
    return {"id": "n-1", "author": {"type": "agent", "key": "omar"}, "text": "Third one this week.", **fields}


def email(**fields: Any) -> Data:
    """Ada's mail, as it came in."""
    return {"id": "e-1", "from_address": "ada@winter.example", "sender": "ada", "subject": "Mower stops", **fields}


def created(by: str = "customer ada", **records: Any) -> Data:
    """Ada's ticket is new; other records may come with it."""
    return event("ticket.created", by=by, **{"ticket": ticket(requester=customer()), **records})


def arrives(**fields: Any) -> Data:
    """Ada's ticket is new, with these fields."""
    return created(ticket=ticket(requester=customer(), **fields))


def updated(by: str = "agent omar", at: dt.datetime = MONDAY + HOUR, **records: Any) -> Data:
    """Ada's ticket, which is there, changes."""
    return event("ticket.updated", at=at, by=by, **{"ticket": same_ticket(), **records})


def there(**fields: Any) -> dict[str, Data]:
    """Ada and her ticket, before anything happens."""
    return {"customer": customer(), "ticket": ticket(**fields)}


def alert(**fields: Any) -> Data:
    """What a robot reports."""
    return {"id": "a-1", "host": "robot-1", "code": "battery", "text": "battery low", **fields}
