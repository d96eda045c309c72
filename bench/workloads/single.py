"""Workload (a): one rule of five conditions, and events of which a quarter match.

The others fail at the first, second, … fifth condition, equally many at each; in one of ten of those that fail at the
first one, the team is missing.
"""

from __future__ import annotations

from random import Random
from typing import Any

from bench import rules as r
from bench.rules import Condition, Event, Rule
from bench.workloads import Workload, cloud_event, words

CONDITIONS = (
    Condition("ticket.team", r.IS, "Berlin Billing"),
    Condition("customer.plan", r.IS_ONE_OF, ("gold", "platinum")),
    Condition("ticket.priority", r.AT_LEAST, "high"),
    Condition("ticket.subject", r.CONTAINS, "Refund"),
    Condition("ticket.reopens", r.BETWEEN, (1, 3)),
)
_WRONG = {
    "ticket.team": ("Berlin Returns", "Bergen Billing", None),
    "customer.plan": ("free", "silver"),
    "ticket.priority": ("low", "normal"),
    "ticket.subject": ("parcel",),
    "ticket.reopens": (0, 4),
}


def single() -> Workload:
    """The rule and its events."""

    def events(round: int, count: int) -> list[Event]:
        random = Random(1_000_003 + round)
        return [cloud_event(round * count + number, _facts(random)) for number in range(count)]

    return Workload("a", (Rule("one", CONDITIONS),), events)


def _facts(random: Random) -> dict[str, Any]:
    wrong = None if random.random() < 0.25 else random.choice(CONDITIONS).field
    facts: dict[str, Any] = {
        "ticket.team": words.capitals(random, "Berlin Billing"),
        "customer.plan": random.choice(("gold", "platinum")),
        "ticket.priority": random.choice(("high", "urgent")),
        "ticket.subject": "refund",
        "ticket.reopens": random.randrange(1, 4),
    }
    if wrong == "ticket.team" and random.random() < 0.1:
        facts[wrong] = None
    elif wrong is not None:
        facts[wrong] = random.choice([value for value in _WRONG[wrong] if value is not None])
    subject = words.prose(random, 60, [facts["ticket.subject"]])
    return {
        **facts,
        "ticket.subject": subject,
        "ticket.body": words.prose(random, 180, []),
        "ticket.tags": [f"seen-{random.randrange(100)}", f"seen-{random.randrange(100)}"],
        "ticket.replies": random.randrange(10),
        "ticket.waiting": random.randrange(600),
        "customer.spent": random.randrange(90_000) / 100,
    }
