"""Cases of `chatwoot.when`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.examples.real_world.case import BERLIN, DAY, GONE, HOUR, MINUTE, MONDAY, SECOND, Case, Data, event, sent
from tests.examples.real_world.records import arrives, created, customer, message, same_ticket, there, ticket, updated

MARVEL = {"id": "marvel", "name": "Marvel"}
DC = {"id": "dc", "name": "DC"}


def written(**fields: Any) -> Data:
    """Ada writes in her conversation."""
    return event(
        "message.received", at=MONDAY + HOUR, by="customer ada", message=message(**fields), ticket=same_ticket()
    )


EVENTS = (
    Case(
        "cw-01",
        given={
            "company": MARVEL,
            "customer": customer(company="marvel", customer_type="platinum"),
            "ticket": ticket(address="help@desk.example"),
        },
        events=[updated()],
        leaves={
            "ticket T-1": {
                "team": "Support",
                "tags": {"support", "priority_customer"},
                "assignee": "maya",
                "muted": True,
                "status": "snoozed",
            }
        },
        effects=[
            sent(
                "email",
                recipient="team Support",
                subject="A platinum customer: T-1",
                body="Please look at Mower stops.",
            ),
            sent("call", target="crm", payload={"ticket": "T-1", "customer": "ada"}),
            sent("send_transcript", ticket="T-1", recipient="archive@desk.example"),
            sent("reply", body="We are looking after you.", ticket="T-1"),
            sent("reply", body="Our terms:", ticket="T-1", attachments=["terms.pdf"]),
        ],
        near={
            'customer.company.name is "Marvel"': ("given.company.name", "DC"),
            'customer.customer_type is "platinum"': ("given.customer.customer_type", "gold"),
            'ticket.address is "help@desk.example"': ("given.ticket.address", "sales@desk.example"),
            'ticket.tags does not contain "priority_customer"': ("given.ticket.tags", ["priority_customer"]),
        },
    ),
    Case(
        "cw-02",
        given={**there(company="dc", status="snoozed"), "company": [DC, MARVEL]},
        events=[updated(ticket=same_ticket(company="marvel"))],
        leaves={"ticket T-1": {"team": "Support"}},
        near={
            'from company "dc"': ("given.ticket.company", None),
            'to company "marvel"': ("ticket.company", None),
            "ticket.status is snoozed": ("given.ticket.status", "open"),
        },
    ),
    # Not the other way.
    Case(
        "cw-02",
        given={**there(company="marvel", status="snoozed"), "company": [DC, MARVEL]},
        events=[updated(ticket=same_ticket(company="dc"))],
        times=0,
    ),
    Case(
        "cw-04",
        given=there(),
        events=[written()],
        leaves={"ticket T-1": {"team": "Support", "tags": {"incoming"}, "assignee": "maya"}},
        near={"by customer": ("by", "rule"), "an activity": ("by", "system")},
    ),
    Case(
        "cw-05",
        given={
            "company": MARVEL,
            "customer": customer(company="marvel", email="ada@example.com"),
            "ticket": ticket(team="Support"),
        },
        events=[written()],
        effects=[sent("reply", body="Hello Marvel!", ticket="T-1")],
        near={
            'ticket.team is team "Support"': ("given.ticket.team", "Sales"),
            'message.author.email contains "example.com"': ("given.customer.email", "ada@winter.example"),
            'message.author.company.name is "Marvel"': ("given.company.name", "DC"),
        },
    ),
    Case(
        "cw-07",
        given=there(),
        events=[written(text="Can you HELP me?", full_text="Can you HELP me?\n> thank you")],
        leaves={"ticket T-1": {"tags": {"help"}}},
        near={
            'message.text contains "help"': ("message.text", "thank you"),
            # In the quoted part alone.
            "not in the quote": ("message", message(text="thank you", full_text="thank you\n> Can you HELP me?")),
        },
    ),
    Case(
        "cw-08",
        given=there(tags=["bug"]),
        events=[updated()],
        leaves={"ticket T-1": {"tags": {"bug", "standard"}}},
        near={
            'ticket.tags contains none of ["feature", "enterprise"]': ("given.ticket.tags", ["bug", "enterprise"]),
            "the other one": ("given.ticket.tags", ["feature"]),
        },
    ),
    Case(
        "cw-10",
        events=[arrives(status="open", category="billing")],
        leaves={"ticket T-1": {"team": "Refunds"}},
        also={"ticket.category": ["invoice", "payment", "refund"]},
        near={
            "to open": ("ticket.status", "pending"),
            "ticket.team is not set": ("ticket.team", "Support"),
            "unassigned": ("ticket.assignee", "maya"),
            'ticket.category is one of ["billing", "invoice", "payment", "refund"]': ("ticket.category", "bill"),
        },
    ),
    Case(
        "cw-10",
        given=there(status="pending", category="refund"),
        events=[updated(ticket=same_ticket(status="open"))],
        leaves={"ticket T-1": {"team": "Refunds"}},
        near={"the status changes": ("given.ticket.status", "open")},
    ),
    Case(
        "cw-13",
        events=[created(at=dt.datetime(2026, 11, 16, 17, 30, tzinfo=BERLIN))],
        leaves={"ticket T-1": {"tags": {"after_hours"}}},
        # Before nine, and on a Saturday.
        also={
            "at": [
                dt.datetime(2026, 11, 16, 8, 59, 59, tzinfo=BERLIN),
                dt.datetime(2026, 11, 21, 11, tzinfo=BERLIN),
            ]
        },
        near={
            "now is not within support_hours": ("at", dt.datetime(2026, 11, 16, 17, 29, 59, tzinfo=BERLIN)),
            "it opens": ("at", MONDAY),
        },
    ),
)

SHORTLY = sent("reply", body="We will be with you shortly.", ticket="T-1")
WROTE = MONDAY + HOUR


def idle(status: str, stage: str) -> list[Data]:
    """Maya puts the conversation on a stage, and nothing happens any more."""
    return [updated("agent maya", at=MONDAY, ticket=same_ticket(status=status, stage=stage))]


def again(**fields: Any) -> Data:
    """A day and a half later something changes."""
    return updated(at=MONDAY + 36 * HOUR, ticket=same_ticket(**fields))


TIME = (
    Case(
        "cw-11",
        events=[arrives(waiting_since=MONDAY.isoformat())],
        until=MONDAY + 5 * MINUTE,
        effects=[SHORTLY],
        near={
            "5 minutes after ticket.waiting_since": ("until", MONDAY + 5 * MINUTE - SECOND),
            "nobody waits": ("ticket.waiting_since", GONE),
        },
    ),
    # An answer in time.
    Case(
        "cw-11",
        given=there(),
        events=[
            updated("customer ada", at=WROTE, ticket=same_ticket(waiting_since=WROTE.isoformat()), message=message()),
            updated("agent maya", at=WROTE + 4 * MINUTE, ticket=same_ticket(subject="Mower stops again")),
        ],
        until=WROTE + HOUR,
        effects=[SHORTLY],
        near={"no agent has replied": ("ticket.waiting_since", None)},
    ),
    Case(
        "cw-14-1",
        given=there(assignee="maya"),
        events=idle("open", "waiting_for_us"),
        until=MONDAY + 2 * DAY,
        branch=1,
        leaves={"ticket T-1": {"assignee": None, "stage": None}},
        effects=[sent("note", body="Idle for two days", ticket="T-1")],
        near={
            "has not changed for 2 days": ("until", MONDAY + 2 * DAY - SECOND),
            "another stage": ("ticket.stage", "waiting_for_parts"),
        },
    ),
    Case(
        "cw-14-1",
        given=there(assignee="maya"),
        events=idle("solved", "waiting_for_us"),
        until=MONDAY + 2 * DAY,
        leaves={"ticket T-1": {"assignee": None, "stage": None, "status": "open", "reopens": 1}},
        effects=[sent("note", body="Idle for two days", ticket="T-1")],
        near={
            "ticket.stage is waiting_for_us": ("ticket.stage", "waiting_for_parts"),
            "ticket.status is solved": ("ticket.status", "open"),
        },
    ),
    # Whatever happens begins the two days anew: a field, a message, a note.
    Case(
        "cw-14-1",
        given=there(assignee="maya"),
        events=[*idle("open", "waiting_for_us"), again(subject="Mower stops again")],
        until=MONDAY + 36 * HOUR + 2 * DAY,
        branch=1,
        leaves={"ticket T-1": {"assignee": None, "stage": None}},
        effects=[sent("note", body="Idle for two days", ticket="T-1")],
        also={"ticket": [same_ticket(message_count=1), same_ticket(note_count=1), same_ticket(team="Support")]},
        near={"not yet": ("until", MONDAY + 36 * HOUR + 2 * DAY - SECOND)},
    ),
    Case(
        "cw-14-2",
        given=there(assignee="maya"),
        events=idle("pending", "waiting_for_parts"),
        until=MONDAY + 4 * DAY,
        branch=1,
        leaves={"ticket T-1": {"assignee": None, "stage": None}},
        effects=[sent("note", body="Idle for four days", ticket="T-1")],
        near={
            "has not changed for 4 days": ("until", MONDAY + 4 * DAY - SECOND),
            "another stage": ("ticket.stage", "waiting_for_us"),
        },
    ),
    Case(
        "cw-14-2",
        given=there(assignee="maya"),
        events=idle("solved", "waiting_for_parts"),
        until=MONDAY + 4 * DAY,
        leaves={"ticket T-1": {"assignee": None, "stage": None, "status": "open", "reopens": 1}},
        effects=[sent("note", body="Idle for four days", ticket="T-1")],
        near={
            "ticket.stage is waiting_for_parts": ("ticket.stage", "waiting_for_us"),
            "ticket.status is solved": ("ticket.status", "pending"),
        },
    ),
)

CASES = (*EVENTS, *TIME)
