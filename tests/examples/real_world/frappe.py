"""Cases of `frappe.when`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.examples.real_world.case import DAY, MONDAY, SECOND, Case, Data, sent
from tests.examples.real_world.records import arrives, created, customer, same_ticket, there, ticket, updated

SUPPORT = {"name": "Support", "members": ["maya", "omar"]}


def opened(id: str) -> Data:
    """Ada's open ticket, one of several."""
    return created(ticket=ticket(id=id, requester=customer(), status="open"))


ROTATION = (
    Case(
        "fr-01",
        given={"team": SUPPORT},
        events=[arrives(status="open")],
        leaves={"ticket T-1": {"team": "Support", "assignee": "maya"}, "team Support": {"turn": 1}},
        near={
            "ticket.status is open": ("ticket.status", "new"),
            "unassigned": ("ticket.assignee", "omar"),
            'team "Support".members is not empty': ("given.team.members", []),
        },
    ),
    # In turn, whether they are there or not.
    Case(
        "fr-01",
        given={"team": SUPPORT, "agent": {"id": "omar", "name": "Omar Haddad", "availability": "offline"}},
        events=[opened("T-1"), opened("T-2"), opened("T-3")],
        times=3,
        leaves={
            "ticket T-1": {"team": "Support", "assignee": "maya"},
            "ticket T-2": {"team": "Support", "assignee": "omar"},
            "ticket T-3": {"team": "Support", "assignee": "maya"},
            "team Support": {"turn": 1},
        },
    ),
    # Saved with another status.
    Case(
        "fr-01",
        given={**there(status="pending"), "team": SUPPORT},
        events=[updated(ticket=same_ticket(status="open"))],
        leaves={"ticket T-1": {"team": "Support", "assignee": "maya"}, "team Support": {"turn": 1}},
        near={"not open": ("ticket.status", "on_hold")},
    ),
)


def team_gets_a_ticket(id: str, team: str, chosen: str, turn: int, *members: Data, near: bool = False) -> Case:
    """Ada's ticket comes to a team, whose members are in the order of its list."""
    leaves: dict[str, Data] = {"ticket T-1": {"assignee": chosen}}
    if turn:
        leaves[f"team {team}"] = {"turn": turn}
    return Case(
        id,
        given={**there(), "agent": members, "team": {"name": team, "members": [one["id"] for one in members]}},
        events=[updated(ticket=same_ticket(team=team))],
        leaves=leaves,
        near={
            f'to team "{team}"': ("ticket.team", "Trial"),
            "the team changes": ("given.ticket.team", team),
            "unassigned": ("given.ticket.assignee", "maya"),
        }
        if near
        else {},
    )


def agent(id: str, availability: str, **fields: Any) -> Data:
    """A member of the team."""
    return {"id": id, "name": id.title(), "availability": availability, **fields}


def pools(id: str, team: str) -> Iterator[Case]:
    """Of each pool somebody who is chosen, and somebody of the next pools who is not."""
    first, second = agent("ann", "offline"), agent("ben", "away")
    yield team_gets_a_ticket(id, team, "cem", 3, first, second, agent("cem", "available"), near=True)
    yield team_gets_a_ticket(id, team, "ben", 2, first, second, agent("cem", "busy"))
    yield team_gets_a_ticket(id, team, "ann", 1, first, agent("ben", "offline"))


ASSIGNMENT = (
    *pools("fr-03-1", "Level 2"),
    *pools("fr-03-2", "Sales"),
    *pools("fr-03-3", "Product"),
    # By load: who has least to do.
    team_gets_a_ticket(
        "fr-03-2",
        "Sales",
        "ben",
        2,
        agent("ann", "available", open_tickets=3),
        agent("ben", "available", open_tickets=1),
        agent("cem", "away", open_tickets=0),
    ),
    # By weight: nobody with 0.
    team_gets_a_ticket(
        "fr-03-3", "Product", "ben", 2, agent("ann", "available", weight=0), agent("ben", "available", weight=2)
    ),
)


#: When the rule looks.
SIX = (MONDAY + 20 * DAY).replace(hour=6)


def days_before(days: float) -> str:
    """So many days before the rule looks."""
    return (SIX - days * DAY).isoformat()


SILENT = ticket(
    status="pending", created_at=days_before(12), last_message_at=days_before(12), last_replied_at=days_before(11)
)

SCHEDULED = (
    Case(
        "fr-04",
        given={"customer": customer(), "ticket": SILENT},
        events=[updated(at=SIX - DAY + SECOND)],
        until=SIX,
        leaves={"ticket T-1": {"status": "closed"}},
        effects=[sent("log", line="closed T-1: nothing was written for ten days")],
        near={
            "every day at 06:00": ("until", SIX - SECOND),
            "ticket.status is pending": ("given.ticket.status", "open"),
            "(ticket.last_message_at otherwise ticket.created_at) is more than 10 days ago": (
                "given.ticket.last_message_at",
                days_before(10),
            ),
            "(ticket.last_replied_at otherwise ticket.created_at) is more than 10 days ago": (
                "given.ticket.last_replied_at",
                days_before(10),
            ),
        },
        also={"given.ticket.last_message_at": [None], "given.ticket.last_replied_at": [None]},
    ),
)

CASES = (*ROTATION, *ASSIGNMENT, *SCHEDULED)
