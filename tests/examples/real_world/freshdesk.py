"""Cases of `freshdesk.when`."""

from __future__ import annotations

from typing import Any

from tests.examples.real_world.case import DAY, GONE, HOUR, MONDAY, SECOND, Case, Data, event, sent
from tests.examples.real_world.records import (
    arrives,
    created,
    customer,
    message,
    note,
    same_ticket,
    there,
    ticket,
    updated,
)

MAIL = "ticket.spam OR message.spam OR message.automatic"
DELETED = sent("delete", ticket="T-1", reason="nobody wrote this")


def with_message(**fields: Any) -> Data:
    """Ada's ticket is new, and this is the message that opened it."""
    return created(message=message(**fields), ticket=ticket(requester=customer(), spam=False))


NEW = (
    Case(
        "fd-02",
        events=[arrives(subject="Please REFUND my mower")],
        leaves={"ticket T-1": {"team": "Refunds"}},
        near={'ticket.subject contains "refund"': ("ticket.subject", "Please fund my mower")},
    ),
    Case(
        "fd-03",
        events=[with_message(automatic=True)],
        effects=[DELETED],
        near={MAIL: ("message.automatic", False)},
    ),
    Case("fd-03", events=[with_message(spam=True)], effects=[DELETED], near={"no spam": ("message.spam", False)}),
    Case("fd-03", events=[arrives(spam=True)], effects=[DELETED], near={"no spam": ("ticket.spam", False)}),
    Case(
        "fd-15",
        events=[arrives(subject="My chair", description="It squeaks.")],
        leaves={"ticket T-1": {"type": "other", "team": "Service Desk"}},
        near={
            "ticket.subject contains none of category_words": ("ticket.subject", "My Laptop"),
            "ticket.description contains none of category_words": ("ticket.description", "It squeaks on the network."),
        },
    ),
)


def answered(**fields: Any) -> Data:
    """Ada answers in her ticket."""
    return event(
        "message.received", at=MONDAY + HOUR, by="customer ada", message=message(**fields), ticket=same_ticket()
    )


LEE = {"id": "lee", "name": "Lee Park"}
RATED = event(
    "rating.received",
    at=MONDAY + HOUR,
    by="customer ada",
    rating={"id": "s-1", "result": "bad", "comment": "I waited for a week."},
    ticket=same_ticket(),
)
VIP = {
    "company": {"id": "initech", "name": "Initech"},
    "customer": customer(vip=True),
    "team": {"name": "Support", "lead": "maya"},
    "ticket": ticket(company="initech", team="Support"),
}
TO_THE_LEAD = sent(
    "email",
    recipient="agent maya",
    subject="A bad rating: T-1",
    body="Ada Winter is not content: I waited for a week.",
)

CHANGES = (
    Case(
        "fd-05",
        given={**there(status="solved"), "customer": [customer(), LEE]},
        events=[answered()],
        leaves={"ticket T-1": {"status": "open", "reopens": 1}},
        near={
            "message.author is customer": ("message.author", "lee"),
            "ticket.status is solved": ("given.ticket.status", "closed"),
        },
    ),
    Case(
        "fd-06",
        given={**there(), "customer": [customer(), LEE]},
        events=[
            event(
                "note.added",
                at=MONDAY + HOUR,
                by="customer lee",
                note=note(author={"type": "customer", "key": "lee"}),
                ticket=same_ticket(),
            )
        ],
        leaves={"ticket T-1": {"assignee": "maya"}},
        near={
            "note.author is a customer": ("note.author", {"type": "agent", "key": "omar"}),
            "note.author is not customer": ("note.author", {"type": "customer", "key": "ada"}),
        },
    ),
    Case(
        "fd-08",
        given=VIP,
        events=[RATED],
        effects=[TO_THE_LEAD],
        near={
            "rating.result is bad": ("rating.result", "neutral"),
            "customer.vip OR company.vip": ("given.customer.vip", False),
            "ticket.team.lead is set": ("given.team.lead", None),
        },
    ),
    Case(
        "fd-08",
        given={**VIP, "customer": customer(), "company": {"id": "initech", "name": "Initech", "vip": True}},
        events=[RATED],
        effects=[TO_THE_LEAD],
        near={"neither is important": ("given.company.vip", False)},
    ),
    Case(
        "fd-09",
        given=there(team="Support"),
        events=[updated(ticket=same_ticket(team="Development"))],
        leaves={"ticket T-1": {"tags": {"Bug"}}},
        near={
            'from team "Support"': ("given.ticket.team", "Sales"),
            'to team "Development"': ("ticket.team", "Sales"),
        },
    ),
    Case(
        "fd-14",
        given=there(status="open", priority="low"),
        events=[updated(ticket=same_ticket(status="pending"))],
        effects=[
            sent(
                "call",
                target="board",
                payload={"ticket": "T-1", "status": "pending", "priority": "low"},
                headers={"X-Desk": "freshdesk"},
                method="POST",
            )
        ],
        near={
            "the status changes": ("given.ticket.status", "pending"),
            "ticket.priority is at least low": ("given.ticket.priority", "none"),
        },
    ),
)

TEN_DAYS_AGO = (MONDAY - 10 * DAY).isoformat()
OPEN_SINCE = "(ticket.reopened_at otherwise ticket.created_at) is more than 5 days ago"
LONG = sent(
    "email", recipient="team Escalation", subject="[T-1] Open for long", body="Mower stops goes back and forth."
)


def opens(id: str = "T-1") -> Data:
    """The status becomes open."""
    return event("ticket.updated", by="agent omar", ticket={"id": id, "status": "open"})


def long(id: str = "T-1", **fields: Any) -> Data:
    """A ticket that is there for long, in which much is written."""
    return ticket(id=id, **{"created_at": TEN_DAYS_AGO, "message_count": 6, "reply_count": 5, **fields})


TIME = (
    Case(
        "fd-11",
        given={"customer": customer(), "ticket": long()},
        events=[opens()],
        until=MONDAY + HOUR,
        effects=[LONG],
        near={
            "every hour": ("until", MONDAY + HOUR - SECOND),
            "ticket.status is open": ("ticket.status", "pending"),
            OPEN_SINCE: ("given.ticket.created_at", (MONDAY - 5 * DAY + HOUR).isoformat()),
            "reopened lately": ("given.ticket.reopened_at", MONDAY.isoformat()),
            "ticket.message_count + ticket.reply_count is above 10": ("given.ticket.reply_count", 4),
        },
    ),
    # Each ticket once, however many hours go by.
    Case(
        "fd-11",
        given={"customer": customer(), "ticket": [long(), long("T-2", subject="Another mower")]},
        events=[opens(), opens("T-2")],
        until=MONDAY + 5 * HOUR,
        times=2,
        effects=[
            LONG,
            sent(
                "email",
                recipient="team Escalation",
                subject="[T-2] Open for long",
                body="Another mower goes back and forth.",
            ),
        ],
        near={"ONCE PER ticket": ("ticket.id", "T-1")},
    ),
    Case(
        "fd-12",
        events=[arrives(status="pending", last_replied_at=MONDAY.isoformat())],
        until=MONDAY + 48 * HOUR,
        effects=[
            sent(
                "email",
                recipient="customer ada",
                subject="[Reminder] Mower stops",
                body="T-1 waits for an answer from you.",
            )
        ],
        near={
            "48 hours after ticket.last_replied_at": ("until", MONDAY + 48 * HOUR - SECOND),
            "ticket.status is pending": ("ticket.status", "open"),
            "no reply yet": ("ticket.last_replied_at", GONE),
        },
    ),
)

CASES = (*NEW, *CHANGES, *TIME)
