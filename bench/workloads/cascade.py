"""Workload (f): a turn in which five rules fire, each because of what the one before it has changed.

The event raises `reopens` by one, the first rule sets `step` to 1, and each of the others moves on when `step`
changes to its number. The last one sets it back to 0, so that the next event finds what this one found.
"""

from __future__ import annotations

from random import Random

from bench.rules import PLANS, Event
from bench.workloads import TICKETS, cloud_event, words

STEPS = 5

#: The rules, as they stand below the schema.
RULES = 'RULE "step 1" WHEN ticket.reopens changes IF customer.plan is not free THEN set ticket.step to 1\n' + "".join(
    f'RULE "step {step}" WHEN ticket.step changes to {step - 1} THEN set ticket.step to {step % STEPS}\n'
    for step in range(2, STEPS + 1)
)


def cascade(round: int, count: int) -> list[Event]:
    """The events of a round."""
    random = Random(4_000_037 + round)
    made = []
    for number in range(round * count, round * count + count):
        facts = {
            "ticket.subject": words.prose(random, 60, []),
            "ticket.body": words.prose(random, 180, []),
            "ticket.team": "Berlin Billing",
            "ticket.priority": "normal",
            "ticket.tags": ["seen-1", "seen-2"],
            "ticket.reopens": number // TICKETS + 1,
            "ticket.replies": random.randrange(10),
            "ticket.waiting": random.randrange(600),
            "customer.plan": random.choice(PLANS[1:]),
            "customer.spent": random.randrange(90_000) / 100,
        }
        made.append(cloud_event(number, facts))
    return made
