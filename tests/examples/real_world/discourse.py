"""Cases of `discourse.when`."""

from __future__ import annotations

from tests.examples.real_world.case import DAY, GONE, HOUR, MONDAY, SECOND, Case, Data, event, sent
from tests.examples.real_world.records import message, same_ticket, there, updated

MEMBERS = {"name": "Gardeners", "members": ["maya", "omar"]}
SPARE_PARTS = sent("reply", body="Spare parts are here: https://desk.example/parts", ticket="T-1")
BOTH = "Spare-parts, please. And is there warranty?"


def posted(type: str = "message.received", text: str = "Have you got spare parts?", **fields: object) -> Data:
    """Ada posts something in her topic."""
    return event(type, at=MONDAY + HOUR, by="customer ada", message=message(text=text, **fields), ticket=same_ticket())


CASES = (
    Case(
        "dc-01",
        given={**there(), "team": MEMBERS},
        events=[updated(ticket=same_ticket(team="Gardeners"))],
        until=MONDAY + 7 * DAY,
        leaves={"ticket T-1": {"assignee": "maya"}},
        near={
            "every monday at 09:00": ("until", MONDAY + 7 * DAY - SECOND),
            'ticket.team is team "Gardeners"': ("ticket.team", "Sales"),
            "unsolved": ("given.ticket.status", "closed"),
            "chosen is set": ("given.team.members", []),
        },
    ),
    # Another one each week: here it is Maya first.
    Case(
        "dc-01",
        given={**there(id="T-2"), "team": MEMBERS},
        events=[updated(ticket={"id": "T-2", "team": "Gardeners"})],
        times=2,
        until=MONDAY + 14 * DAY,
        leaves={"ticket T-2": {"assignee": "omar"}},
    ),
    Case(
        "dc-02",
        given=there(),
        events=[posted()],
        effects=[SPARE_PARTS],
        near={
            "contains_word(message.text, auto_response.word)": ("message.text", "Have you got spare time?"),
        },
    ),
    Case(
        "dc-02",
        given={**there(), "message": message()},
        events=[posted("message.updated")],
        effects=[SPARE_PARTS],
        near={"ticket is set": ("ticket", GONE)},
    ),
    # Two words, two answers.
    Case(
        "dc-02",
        given=there(),
        events=[posted(text=BOTH)],
        times=2,
        effects=[
            SPARE_PARTS,
            sent("reply", body="Mowers have two years of warranty: https://desk.example/warranty", ticket="T-1"),
        ],
    ),
    # The post is edited: an answer that it has got does not come again, another one does.
    Case(
        "dc-02",
        given=there(),
        events=[posted(), {**posted("message.updated", BOTH), "at": MONDAY + 2 * HOUR}],
        times=2,
        effects=[
            SPARE_PARTS,
            sent("reply", body="Mowers have two years of warranty: https://desk.example/warranty", ticket="T-1"),
        ],
        near={"ONCE PER message, auto_response": ("message.text", "Have you got any spare parts?")},
    ),
)
