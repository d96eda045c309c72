"""Cases of `gitlab.when`."""

from __future__ import annotations

from tests.examples.real_world.case import DAY, HOUR, MONDAY, SECOND, Case
from tests.examples.real_world.records import arrives, customer, same_ticket, there, updated

ON_HOLD = (
    Case(
        "gl-01",
        events=[arrives(status="on_hold", form="Standard")],
        until=MONDAY + 4 * DAY,
        leaves={"ticket T-1": {"status": "open"}},
        near={
            "has been on_hold": ("ticket.status", "pending"),
            "for 4 days": ("until", MONDAY + 4 * DAY - SECOND),
            'ticket.form is "Standard"': ("ticket.form", "Namesquatting"),
        },
    ),
    # Days in a row: in between the ticket was open for an hour.
    Case(
        "gl-01",
        given=there(form="Standard"),
        events=[
            updated(ticket=same_ticket(status="on_hold")),
            updated(at=MONDAY + 3 * DAY, ticket=same_ticket(status="open")),
            updated(at=MONDAY + 3 * DAY + HOUR, ticket=same_ticket(status="on_hold")),
        ],
        until=MONDAY + 7 * DAY + HOUR,
        leaves={"ticket T-1": {"status": "open"}},
        near={"in a row": ("until", MONDAY + 7 * DAY + HOUR - SECOND)},
    ),
    Case(
        "gl-02",
        events=[arrives(status="on_hold", form="Namesquatting")],
        until=MONDAY + 7 * DAY,
        leaves={"ticket T-1": {"status": "open"}},
        near={
            "has been on_hold": ("ticket.status", "pending"),
            "for 7 days": ("until", MONDAY + 7 * DAY - SECOND),
            'ticket.form is "Namesquatting"': ("ticket.form", "Standard"),
        },
    ),
    Case(
        "gl-07",
        given=there(status="open", assignee="omar", last_replier="maya"),
        events=[updated(ticket=same_ticket(status="on_hold"))],
        leaves={"ticket T-1": {"assignee": "maya"}},
        near={
            "the status changes": ("given.ticket.status", "on_hold"),
            "to on_hold": ("ticket.status", "pending"),
            "ticket.last_replier is set": ("given.ticket.last_replier", None),
        },
    ),
)

AT_THE_END = (
    Case(
        "gl-04",
        events=[arrives(status="pending")],
        until=MONDAY + 7 * DAY,
        leaves={"ticket T-1": {"status": "solved"}},
        near={
            "has been pending": ("ticket.status", "open"),
            "for 7 days": ("until", MONDAY + 7 * DAY - SECOND),
            "customer.plan is free": ("ticket.requester", customer(plan="silver")),
        },
    ),
    Case(
        "gl-05",
        given=there(status="open"),
        events=[updated(at=MONDAY, ticket=same_ticket(status="solved"))],
        until=MONDAY + 7 * DAY,
        leaves={"ticket T-1": {"status": "closed"}},
        near={
            "has been solved": ("ticket.status", "pending"),
            "for 7 days": ("until", MONDAY + 7 * DAY - SECOND),
        },
    ),
    # Seven days in a row: the customer came back on the fifth.
    Case(
        "gl-05",
        given=there(status="open"),
        events=[
            updated(at=MONDAY, ticket=same_ticket(status="solved")),
            updated(at=MONDAY + 5 * DAY, ticket=same_ticket(status="open")),
            updated(at=MONDAY + 6 * DAY, ticket=same_ticket(status="solved")),
        ],
        until=MONDAY + 13 * DAY,
        leaves={"ticket T-1": {"status": "closed"}},
        near={"in a row": ("until", MONDAY + 13 * DAY - SECOND)},
    ),
)

CASES = (*ON_HOLD, *AT_THE_END)
