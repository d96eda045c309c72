"""Cases of `freescout.when`."""

from __future__ import annotations

from tests.examples.real_world.case import DAY, HOUR, MINUTE, MONDAY, SECOND, Case, sent
from tests.examples.real_world.records import arrives, created, customer, same_ticket, there, ticket, updated

CLOSED = sent("email", recipient="customer ada", subject="[T-1] Closed", body="Mower stops is closed.")
REPLIED = MONDAY + HOUR
ANSWER = sent(
    "email", recipient="customer ada", subject="[T-1] We have your message", body="Thank you for writing to us."
)

CASES = (
    Case(
        "fs-02",
        given=there(status="open"),
        events=[updated(ticket=same_ticket(status="closed"))],
        effects=[CLOSED],
        near={
            "the status changes": ("given.ticket.status", "closed"),
            "to closed": ("ticket.status", "solved"),
        },
    ),
    # Again, after it was opened and closed again.
    Case(
        "fs-02",
        given=there(status="open"),
        events=[
            updated(ticket=same_ticket(status="closed")),
            updated(at=MONDAY + DAY, ticket=same_ticket(status="open")),
            updated(at=MONDAY + 2 * DAY, ticket=same_ticket(status="closed")),
        ],
        times=2,
        effects=[CLOSED, CLOSED],
        near={"not opened in between": ("events.1.ticket.status", "closed")},
    ),
    Case(
        "fs-03",
        given=there(last_message_at=MONDAY.isoformat()),
        events=[updated("agent maya", ticket=same_ticket(status="pending", last_replied_at=REPLIED.isoformat()))],
        until=REPLIED + 5 * DAY,
        leaves={"ticket T-1": {"status": "closed"}},
        effects=[sent("note", body="Closed: no answer for five days", ticket="T-1")],
        near={
            "5 days after ticket.last_replied_at": ("until", REPLIED + 5 * DAY - SECOND),
            "ticket.status is pending": ("ticket.status", "on_hold"),
            "ticket.last_message_at is not set OR ticket.last_message_at < ticket.last_replied_at": (
                "given.ticket.last_message_at",
                (REPLIED + MINUTE).isoformat(),
            ),
        },
        also={"given.ticket.last_message_at": [None]},
    ),
    # Another reply of ours begins the five days anew.
    Case(
        "fs-03",
        given=there(),
        events=[
            updated("agent maya", ticket=same_ticket(status="pending", last_replied_at=REPLIED.isoformat())),
            updated(
                "agent maya", at=MONDAY + 4 * DAY, ticket=same_ticket(last_replied_at=(MONDAY + 4 * DAY).isoformat())
            ),
        ],
        until=MONDAY + 9 * DAY,
        leaves={"ticket T-1": {"status": "closed"}},
        effects=[sent("note", body="Closed: no answer for five days", ticket="T-1")],
        near={"not yet": ("until", MONDAY + 9 * DAY - SECOND)},
    ),
    Case(
        "fs-05-1",
        events=[created(ticket=ticket(requester=customer(email="No-Reply@shop.example")))],
        leaves={"ticket T-1": {"auto_replies": False}},
        also={"ticket.requester.email": ["noreply@shop.example", "billing@shop.example"]},
        near={"customer.email starts with any of machines": ("ticket.requester.email", "ann.billing@shop.example")},
    ),
    Case(
        "fs-05-2",
        events=[arrives()],
        effects=[ANSWER],
        near={"ticket.auto_replies": ("ticket.auto_replies", False)},
    ),
)
