"""Cases of `zendesk.when`."""

from __future__ import annotations

from tests.examples.real_world.case import DAY, GONE, HOUR, MONDAY, SECOND, Case, sent
from tests.examples.real_world.records import (
    arrives,
    created,
    customer,
    message,
    note,
    reply,
    same_ticket,
    there,
    ticket,
    updated,
)

CUSTOMER, MAYA, OMAR = "customer ada", "agent maya", "agent omar"


STANDARD = (
    Case(
        "zd-std-01",
        events=[created(ticket=ticket(requester=customer(), ccs=["lee@winter.example"]), message=message())],
        effects=[
            sent(
                "email",
                recipient=CUSTOMER,
                subject="[Request received] Mower stops",
                copies=["lee@winter.example"],
                body="Your request (T-1) has been received and is being reviewed by our support staff.",
            )
        ],
        near={
            "by customer": ("by", MAYA),
            "ticket.status is not solved": ("ticket.status", "solved"),
            "ticket.public": ("ticket.public", False),
            "message is set": ("message", GONE),
            "NOT message.automatic": ("message.automatic", True),
        },
    ),
    Case(
        "zd-std-02",
        events=[created(MAYA, ticket=ticket(requester=customer(), description="Your mower is ready."), reply=reply())],
        effects=[sent("email", recipient=CUSTOMER, subject="Mower stops", copies=[], body="Your mower is ready.")],
        near={
            "by agent": ("by", CUSTOMER),
            "ticket.public": ("ticket.public", False),
        },
    ),
    Case(
        "zd-std-04",
        given=there(assignee="maya", status="pending"),
        events=[updated(ticket=same_ticket(status="open", assignee="maya"), note=note())],
        effects=[sent("email", recipient=MAYA, subject="[T-1] New comment", body="Somebody wrote in Mower stops.")],
        near={
            "message is set OR reply is set OR note is set": ("note", GONE),
            "actor is not set OR actor is not ticket.assignee": ("by", MAYA),
            "customer.works_as is not set OR customer.works_as is not ticket.assignee": (
                "given.customer.works_as",
                "maya",
            ),
            "ticket.assignee did not change": ("given.ticket.assignee", None),
            "NOT ticket.status changed from solved": ("given.ticket.status", "solved"),
        },
    ),
    Case(
        "zd-std-04",
        given=there(assignee="maya"),
        events=[updated(by="customer ada", message=message())],
        effects=[sent("email", recipient=MAYA, subject="[T-1] New comment", body="Somebody wrote in Mower stops.")],
        near={"ticket.assignee is set": ("given.ticket.assignee", None)},
        also={"by": ["system", OMAR], "given.customer.works_as": ["omar"]},
    ),
    Case(
        "zd-std-04",
        given=there(assignee="maya"),
        events=[updated(reply=reply(author="omar"))],
        effects=[sent("email", recipient=MAYA, subject="[T-1] New comment", body="Somebody wrote in Mower stops.")],
    ),
    Case(
        "zd-std-05",
        given=there(),
        events=[updated(ticket=same_ticket(assignee="maya"))],
        effects=[
            sent(
                "email",
                recipient=MAYA,
                subject="[T-1] Assigned to you",
                body="You have been assigned to Mower stops.",
            )
        ],
        near={
            "the assignee changes": ("given.ticket.assignee", "maya"),
            "ticket.assignee is set": ("ticket.assignee", None),
            "actor is not set OR actor is not ticket.assignee": ("by", MAYA),
        },
    ),
    Case(
        "zd-std-07",
        given=there(team="Support"),
        events=[updated(ticket=same_ticket(team="Level 2"))],
        effects=[
            sent(
                "email",
                recipient="team Level 2",
                subject="[T-1] Assigned to your group",
                body="Mower stops waits for one of you.",
            )
        ],
        near={
            "the team changes": ("ticket.team", "Support"),
            "ticket.team is set": ("ticket.team", None),
            "unassigned": ("given.ticket.assignee", "maya"),
        },
    ),
    Case(
        "zd-std-07",
        given=there(team="Support", assignee="maya"),
        events=[updated(ticket=same_ticket(assignee=None))],
        effects=[
            sent(
                "email",
                recipient="team Support",
                subject="[T-1] Assigned to your group",
                body="Mower stops waits for one of you.",
            )
        ],
        near={"the assignee changes": ("given.ticket.assignee", None)},
    ),
    Case(
        "zd-std-08",
        events=[created()],
        times=2,
        effects=[
            sent("email", recipient=agent, subject="[T-1] New ticket", body="Mower stops") for agent in (MAYA, OMAR)
        ],
        near={
            "agent.role is not restricted": ("given.agent", {"id": "omar", "name": "Omar", "role": "restricted"}),
        },
    ),
    Case(
        "zd-std-10",
        events=[arrives(priority="none")],
        leaves={"ticket T-1": {"priority": "normal"}},
        near={"ticket.priority is none": ("ticket.priority", "low")},
    ),
    Case(
        "zd-old-11",
        given=there(status="open"),
        events=[updated(MAYA, ticket=same_ticket(status="solved"), reply=reply())],
        effects=[
            sent(
                "email",
                recipient=CUSTOMER,
                subject="[Solved] Mower stops",
                body="Your request (T-1) has been solved. To reopen it, reply to this mail.",
            )
        ],
        near={
            "ticket.status changed to solved": ("given.ticket.status", "solved"),
            "message is set OR reply is set": ("reply", GONE),
        },
    ),
    Case(
        "zd-old-11",
        given=there(status="open"),
        events=[updated(by="customer ada", ticket=same_ticket(status="solved"), message=message())],
        effects=[
            sent(
                "email",
                recipient=CUSTOMER,
                subject="[Solved] Mower stops",
                body="Your request (T-1) has been solved. To reopen it, reply to this mail.",
            )
        ],
    ),
)

PENDING = sent(
    "email",
    recipient=CUSTOMER,
    subject="[Pending] Mower stops",
    body="Your request (T-1) waits for an answer from you.",
)

AUTOMATIONS = (
    Case(
        "zd-aut-02",
        events=[arrives(status="pending")],
        until=MONDAY + 5 * DAY,
        effects=[PENDING],
        near={
            "has been pending": ("ticket.status", "open"),
            "for 5 days": ("until", MONDAY + 5 * DAY - SECOND),
        },
    ),
    # Once for each time that it is pending, counted anew.
    Case(
        "zd-aut-02",
        events=[
            arrives(status="pending"),
            updated(at=MONDAY + 4 * DAY, ticket=same_ticket(status="open")),
            updated(at=MONDAY + 6 * DAY, ticket=same_ticket(status="pending")),
        ],
        until=MONDAY + 60 * DAY,
        effects=[PENDING],
        near={"not yet": ("until", MONDAY + 11 * DAY - SECOND)},
    ),
    Case(
        "zd-aut-03-1",
        events=[arrives(status="pending", assignee="maya")],
        until=MONDAY + 48 * HOUR,
        effects=[sent("notify", recipient=MAYA, body="T-1 is pending for two days")],
        near={
            "has been pending": ("ticket.status", "on_hold"),
            "for 48 hours": ("until", MONDAY + 48 * HOUR - SECOND),
            "ticket.assignee is set": ("ticket.assignee", GONE),
        },
    ),
    Case(
        "zd-aut-03-2",
        events=[arrives(status="pending")],
        until=MONDAY + 48 * HOUR,
        leaves={"ticket T-1": {"priority": "high"}},
        near={
            "has been pending": ("ticket.status", "on_hold"),
            "for 48 hours": ("until", MONDAY + 48 * HOUR - SECOND),
        },
    ),
    Case(
        "zd-aut-03-3",
        given=there(),
        events=[updated(ticket=same_ticket(priority="high"))],
        effects=[sent("notify", recipient="team Escalation", body="T-1 has high priority")],
        near={
            "to high": ("ticket.priority", "urgent"),
            "the priority changes": ("given.ticket.priority", "high"),
        },
    ),
    # All three in one run: the second one starts the third one.
    Case(
        "zd-aut-03",
        events=[arrives(status="pending", assignee="maya")],
        until=MONDAY + 48 * HOUR,
        leaves={"ticket T-1": {"priority": "high"}},
        effects=[
            sent("notify", recipient=MAYA, body="T-1 is pending for two days"),
            sent("notify", recipient="team Escalation", body="T-1 has high priority"),
        ],
    ),
    Case(
        "zd-rec-01",
        events=[arrives(status="pending", tags=["mower"])],
        until=MONDAY + 4 * DAY,
        leaves={"ticket T-1": {"tags": {"mower", "bump1"}}},
        effects=[
            sent(
                "email",
                recipient=CUSTOMER,
                subject="[Reminder] Mower stops",
                body="Have you seen our answer in T-1?",
            )
        ],
        near={
            "has been pending": ("ticket.status", "open"),
            "for 4 days": ("until", MONDAY + 4 * DAY - SECOND),
            "ticket.tags contains none of bump_tags": ("ticket.tags", ["bump_solved"]),
            "not bumped yet": ("ticket.tags", ["bump1"]),
        },
    ),
    Case(
        "zd-rec-02",
        events=[arrives(status="pending", tags=["bump1"])],
        until=MONDAY + 7 * DAY,
        leaves={"ticket T-1": {"status": "solved"}},
        effects=[
            sent(
                "email",
                recipient=CUSTOMER,
                subject="[Solved] Mower stops",
                body="We have not heard from you, and have solved T-1.",
            )
        ],
        near={
            "has been pending": ("ticket.status", "open"),
            "for 7 days": ("until", MONDAY + 7 * DAY - SECOND),
            'ticket.tags contains "bump1"': ("ticket.tags", ["bump"]),
        },
    ),
)

RECIPES = (
    Case(
        "zd-rec-04",
        events=[arrives(tags=["pool_robot", "new"])],
        leaves={"ticket T-1": {"team": "Level 2"}},
        also={"ticket.tags": [["garden_robot"]]},
        near={'ticket.tags contains any of ["garden_robot", "pool_robot"]': ("ticket.tags", ["mower", "new"])},
    ),
    # An agent moves the ticket elsewhere, and there it stays.
    Case(
        "zd-rec-04",
        events=[arrives(tags=["pool_robot"]), updated(ticket=same_ticket(team="Support"))],
    ),
    Case(
        "zd-rec-05",
        events=[arrives(status="open")],
        until=MONDAY + HOUR,
        leaves={"ticket T-1": {"priority": "high"}},
        near={
            "every hour": ("until", MONDAY + HOUR - SECOND),
            "ticket.status is open": ("ticket.status", "new"),
            "ticket.priority is below high": ("ticket.priority", "urgent"),
        },
    ),
    Case(
        "zd-doc-07",
        events=[arrives(team="Support")],
        until=MONDAY + 8 * HOUR,
        effects=[
            sent(
                "email",
                recipient="team Support",
                subject="[T-1] Nobody has taken it",
                body="Mower stops is still new.",
            )
        ],
        near={
            "8 hours after ticket.created_at": ("until", MONDAY + 8 * HOUR - SECOND),
            "ticket.status is new": ("ticket.status", "open"),
            "unassigned": ("ticket.assignee", "maya"),
            "ticket.team is set": ("ticket.team", GONE),
        },
    ),
    Case(
        "zd-doc-08",
        given={
            **there(brand="Northwind", company="initech"),
            "company": {"id": "initech", "name": "Initech"},
        },
        events=[updated(ticket=same_ticket(subject="Mower smokes"))],
        leaves={"ticket T-1": {"priority": "urgent"}},
        near={
            'ticket.brand is brand "Northwind"': ("given.ticket.brand", "Northwind Outlet"),
            'company.name is "Initech"': ("given.company.name", "Globex"),
        },
    ),
)

CASES = (*STANDARD, *AUTOMATIONS, *RECIPES)
