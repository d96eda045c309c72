"""Rules that are about other tickets than the one that something happened to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import whenthen

RULES = """
USE helpdesk
EXTEND ticket
  alike: number default 0

RULE "children are done with their parent"
  WHEN ticket.status changes to solved
  FOR EACH child ticket WHERE child.parent is ticket AND child.status is not one of [solved, closed]
  THEN solve child

RULE "the same request again"
  WHEN ticket is created
  FOR EACH other ticket WHERE other is not ticket
    AND other.requester is customer
    AND other.status is not closed
    AND without_reply_prefix(other.subject) is without_reply_prefix(ticket.subject)
  THEN merge ticket into other

RULE "how many are alike"
  WHEN ticket is created
  FOR EACH other ticket WHERE other is not ticket AND other.product is ticket.product
    AND other.created_at is less than 1 hour ago
  THEN increase ticket.alike by 1

RULE "an outage"
  WHEN ticket.alike changes
  IF ticket.alike is at least 2
  THEN set ticket.type to incident
"""


def tickets(**fields: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"id": id, "requester": "ada", "created_at": "2026-11-16T08:30:00Z", **given} for id, given in fields.items()
    ]


def happens(type: str, ticket: dict[str, Any], *there: dict[str, Any]) -> tuple[whenthen.Session, whenthen.Decision]:
    session = whenthen.load_text(RULES).session(
        {"customer": [{"id": "ada"}, {"id": "ben"}], "ticket": there},
        at=dt.datetime(2026, 11, 16, 8, 45, tzinfo=dt.UTC),
    )
    head = {"specversion": "1.0", "id": "1", "source": "desk", "type": type, "time": "2026-11-16T09:00:00Z"}
    (decision,) = session.process({**head, "data": {"ticket": ticket}})
    assert decision.failures == ()
    return session, decision


def test_children_follow_their_parent_at_any_depth() -> None:
    there = tickets(T1={}, T2={"parent": "T1"}, T3={"parent": "T1", "status": "closed"}, T4={}, T5={"parent": "T2"})
    session, decision = happens("ticket.updated", {"id": "T1", "status": "solved"}, *there)
    assert {one["id"]: one["status"] for one in session.records("ticket")} == {
        "T1": "solved",
        "T2": "solved",
        "T3": "closed",
        "T4": "new",
        "T5": "solved",
    }
    assert [dict(firing.bindings)["child"].key for firing in decision.fired] == ["T2", "T5"]


def test_the_same_request_is_merged() -> None:
    (again,) = tickets(T9={"subject": "Re: My Lamp"})
    there = tickets(T1={"subject": "my lamp"}, T2={"subject": "my lamp", "requester": "ben"}, T3={"subject": "lamp"})
    _, decision = happens("ticket.created", again, *there)
    (effect,) = decision.effects
    assert (effect.action, effect.arguments["target"].key) == ("merge", "T1")


def test_others_are_counted() -> None:
    (new,) = tickets(T9={"product": "lamp"})
    old = {"product": "lamp", "created_at": "2026-11-16T07:59:00Z"}
    session, _ = happens("ticket.created", new, *tickets(T1={"product": "lamp"}, T2={"product": "lamp"}, T3=old))
    assert (session.record("ticket", "T9")["alike"], session.record("ticket", "T9")["type"]) == (2, "incident")


def test_tickets_come_of_other_things_too() -> None:
    rules = whenthen.load_text(
        """
        USE helpdesk
        RULE "a call before the contract ends"
          WHEN company.renews_at arrives
          IF company.account_manager is set
          THEN create_ticket "Renewal of {company.name}" to company.account_manager

        RULE "no card numbers"
          WHEN message is received
          FOR EACH other ticket WHERE other is not ticket
          LET card = capture(/(?:[0-9]{4} ?){4}/, message.text)
          IF card is set
          THEN
            redact card in message
            create_ticket "Told of a card" for customer from ticket to team "Security"
        """
    )
    initech = {
        "id": "initech",
        "name": "Initech",
        "account_manager": "maya",
        "renews_at": "2026-11-16T10:00:00Z",
    }
    session = rules.session(
        {
            "agent": [{"id": "maya", "name": "Maya"}],
            "company": [initech],
            "customer": [{"id": "ada"}],
            "team": [{"name": "Security"}],
            "ticket": tickets(T1={}, T2={}),
        },
        at=dt.datetime(2026, 11, 16, 8, tzinfo=dt.UTC),
    )
    head = {
        "specversion": "1.0",
        "id": "1",
        "source": "desk",
        "type": "message.received",
        "time": "2026-11-16T09:00:00Z",
    }
    message = {"id": "m", "author": "ada", "text": "It is 4000 0000 0000 0002"}
    decisions = session.process({**head, "data": {"message": message, "ticket": {"id": "T1"}}})
    decisions += session.advance(dt.datetime(2026, 11, 16, 10, tzinfo=dt.UTC))
    effects = [
        (effect["action"], {name: value for name, value in effect["arguments"].items() if value is not None})
        for decision in decisions
        for effect in rules.to_dict(decision)["effects"]
    ]
    assert effects == [
        ("redact", {"part": "4000 0000 0000 0002", "place": {"type": "message", "key": "m"}}),
        (
            "create_ticket",
            {
                "subject": "Told of a card",
                "requester": "ada",
                "parent": "T1",
                "owner": {"type": "team", "key": "Security"},
            },
        ),
        ("create_ticket", {"subject": "Renewal of Initech", "owner": {"type": "agent", "key": "maya"}}),
    ]
