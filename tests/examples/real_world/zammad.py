"""Cases of `zammad.when`."""

from __future__ import annotations

from typing import Any

from tests.examples.real_world.case import DAY, GONE, HOUR, MINUTE, MONDAY, SECOND, Case, Data, event, sent
from tests.examples.real_world.records import arrives, customer, email, message, same_ticket, there, ticket, updated

NOON = MONDAY + 3 * HOUR
ESCALATED = sent("notify", recipient="team Escalation", body="T-1 has escalated")


def mail(**fields: Any) -> Data:
    """A mail about Ada's ticket, which is there, comes in."""
    return event("email.received", at=MONDAY + HOUR, by="customer ada", email=email(**fields), ticket=same_ticket())


def edited(**fields: Any) -> Data:
    """Omar edits the form of Ada's ticket."""
    draft = {"id": "d-1", "editor": "omar", **fields}
    return event("draft.edited", at=MONDAY + HOUR, by="agent omar", draft=draft, ticket=same_ticket())


TRIGGERS = (
    Case(
        "za-02",
        given=there(),
        events=[
            event(
                "message.received",
                at=MONDAY + HOUR,
                by="customer ada",
                message=message(channel="phone"),
                ticket=same_ticket(),
            )
        ],
        effects=[
            sent(
                "email",
                recipient="customer ada",
                subject="[T-1] We have your follow-up",
                body="Your follow-up to Mower stops has been received.",
            )
        ],
        also={"message.channel": ["email", "web"]},
        near={
            "NOT message.first": ("message.first", True),
            "message.channel is one of [email, phone, web]": ("message.channel", "sms"),
        },
    ),
    Case(
        "za-03",
        given=there(assignee="omar"),
        events=[updated(ticket=same_ticket(assignee="maya"))],
        effects=[
            sent(
                "email",
                recipient="customer ada",
                subject="[T-1] Somebody else looks after you",
                body="Maya Lindqvist is responsible for your request now.",
            )
        ],
        near={
            "the assignee changes": ("ticket.assignee", "omar"),
            "ticket.assignee is set": ("ticket.assignee", None),
        },
    ),
    Case(
        "za-05",
        given={"customer": [customer(), {"id": "nicole.braun", "name": "Nicole Braun"}]},
        events=[event("ticket.created", by="agent maya", ticket=ticket(requester="nicole.braun"))],
        leaves={"ticket T-1": {"team": "Sales"}},
        near={'to customer "nicole.braun"': ("ticket.requester", "ada")},
    ),
    # Selective: the same customer as before is no reason to move the ticket.
    Case(
        "za-05",
        given={"customer": [customer(), {"id": "nicole.braun", "name": "Nicole Braun"}], "ticket": ticket()},
        events=[updated(ticket=same_ticket(requester="nicole.braun"))],
        leaves={"ticket T-1": {"team": "Sales"}},
        near={"the customer changes": ("given.ticket.requester", "nicole.braun")},
    ),
    Case(
        "za-06",
        given=there(),
        events=[updated(ticket=same_ticket(subject="My ORDER of Monday"))],
        leaves={"ticket T-1": {"team": "Sales", "assignee": "maya", "priority": "high"}},
        near={
            "the subject changes": ("given.ticket.subject", "My ORDER of Monday"),
            'ticket.subject contains "order"': ("ticket.subject", "My mower of Monday"),
        },
    ),
    Case(
        "za-08",
        given=there(),
        events=[updated(ticket=same_ticket(handover="call her after six"))],
        effects=[sent("note", body="Handed over: call her after six", ticket="T-1")],
        near={
            "the field changes": ("given.ticket.handover", "call her after six"),
            "ticket.handover is set": ("ticket.handover", None),
        },
    ),
)

TIME = (
    Case(
        "za-09-1",
        events=[arrives(escalates_at=NOON.isoformat())],
        until=NOON,
        leaves={"ticket T-1": {"team": "Escalation"}},
        effects=[ESCALATED],
        near={"ticket.escalates_at arrives": ("until", NOON - SECOND)},
    ),
    # A new deadline on the next day escalates again, one on the same day does not.
    Case(
        "za-09-1",
        events=[
            arrives(escalates_at=NOON.isoformat()),
            updated(at=NOON + HOUR, ticket=same_ticket(escalates_at=(NOON + DAY).isoformat())),
        ],
        until=NOON + DAY,
        times=2,
        leaves={"ticket T-1": {"team": "Escalation"}},
        effects=[ESCALATED, ESCALATED],
        near={"AT MOST 1 TIME PER ticket PER day": ("ticket.escalates_at", (NOON + 5 * HOUR).isoformat())},
    ),
    Case(
        "za-09-2",
        events=[arrives(escalates_at=NOON.isoformat(), assignee="maya")],
        until=NOON - 15 * MINUTE,
        effects=[sent("notify", recipient="agent maya", body="T-1 escalates in 15 minutes")],
        near={
            "15 minutes before ticket.escalates_at": ("until", NOON - 15 * MINUTE - SECOND),
            "ticket.assignee is set": ("ticket.assignee", GONE),
        },
    ),
    Case(
        "za-09-2",
        events=[
            arrives(escalates_at=NOON.isoformat(), assignee="maya"),
            updated(at=NOON + HOUR, ticket=same_ticket(escalates_at=(NOON + DAY).isoformat())),
        ],
        until=NOON + DAY,
        times=2,
        effects=[sent("notify", recipient="agent maya", body="T-1 escalates in 15 minutes")] * 2,
        near={"AT MOST 1 TIME PER ticket PER day": ("ticket.escalates_at", (NOON + 5 * HOUR).isoformat())},
    ),
    Case(
        "za-09-3",
        events=[arrives(remind_at=NOON.isoformat(), assignee="maya")],
        until=NOON,
        effects=[sent("notify", recipient="agent maya", body="You wanted to look at T-1")],
        near={
            "ticket.remind_at arrives": ("until", NOON - SECOND),
            "ticket.assignee is set": ("ticket.assignee", GONE),
        },
    ),
    Case(
        "za-09-3",
        events=[
            arrives(remind_at=NOON.isoformat(), assignee="maya"),
            updated(at=NOON + HOUR, ticket=same_ticket(remind_at=(NOON + DAY).isoformat())),
        ],
        until=NOON + DAY,
        times=2,
        effects=[sent("notify", recipient="agent maya", body="You wanted to look at T-1")] * 2,
        near={"AT MOST 1 TIME PER ticket PER day": ("ticket.remind_at", (NOON + 5 * HOUR).isoformat())},
    ),
)

FILTERS = (
    Case(
        "za-11",
        given={
            **there(),
            "customer": customer(company="globex"),
            "company": {"id": "globex", "name": "Globex Corporation"},
        },
        events=[mail()],
        leaves={"ticket T-1": {"assignee": "maya"}},
        also={"given.company.name": ["Initech", "Umbrella Europe"]},
        near={
            "ticket is set": ("ticket", GONE),
            'email.sender.company.name starts with any of ["Initech", "Globex", "Umbrella"]': (
                "given.company.name",
                "The Globex Corporation",
            ),
        },
    ),
    Case(
        "za-12",
        given=there(),
        events=[mail(from_address="chair@board.initech.example")],
        leaves={"ticket T-1": {"priority": "high"}},
        near={
            "ticket is set": ("ticket", GONE),
            'email.from_address contains "@board.initech.example"': ("email.from_address", "chair@initech.example"),
        },
    ),
    Case(
        "za-14",
        given=there(),
        events=[mail(text="Where is Order No. 482913? I am waiting.")],
        leaves={"ticket T-1": {"shop_order": "482913"}},
        near={
            "ticket is set": ("ticket", GONE),
            "number is set": ("email.text", "Where is Order No. 4829? I am waiting."),
        },
    ),
)

FORMS = (
    Case(
        "za-15",
        given=there(),
        events=[edited(status="closed")],
        effects=[sent("require", field="category", draft="d-1")],
        also={"draft.status": ["solved"]},
        near={"draft.status is one of [closed, solved]": ("draft.status", "open")},
    ),
    Case(
        "za-17",
        given=there(),
        events=[edited()],
        effects=[sent("lock", field="approved", draft="d-1", value="no")],
        near={
            'draft.editor.roles does not contain "approver"': (
                "given.agent",
                {"id": "omar", "name": "Omar Haddad", "roles": ["approver"]},
            ),
            "NOT (ticket.approved otherwise false)": ("given.ticket.approved", True),
        },
    ),
)

CHAIN = (
    Case(
        "za-18-1",
        given=there(),
        events=[mail(from_address="ceo@initech.example")],
        leaves={"ticket T-1": {"priority": "high"}},
        also={"email.from_address": ["cto@initech.example"]},
        near={
            "ticket is set": ("ticket", GONE),
            "email.from_address is one of priority_senders": ("email.from_address", "ada@winter.example"),
        },
    ),
    Case(
        "za-18-2",
        given=there(team="Sales"),
        events=[updated(ticket=same_ticket(priority="high"))],
        effects=[sent("notify", recipient="team Sales", body="T-1 has high priority: Mower stops")],
        near={
            "the priority changes": ("given.ticket.priority", "high"),
            "to high": ("ticket.priority", "urgent"),
            "ticket.team is set": ("given.ticket.team", None),
        },
    ),
    # The filter starts the trigger, in one turn.
    Case(
        "za-18",
        given=there(team="Sales"),
        events=[mail(from_address="ceo@initech.example")],
        leaves={"ticket T-1": {"priority": "high"}},
        effects=[sent("notify", recipient="team Sales", body="T-1 has high priority: Mower stops")],
    ),
)

CASES = (*TRIGGERS, *TIME, *FILTERS, *FORMS, *CHAIN)
