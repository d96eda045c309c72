"""Events on which none of the rules of workload (b) fires.

Each names a team of the rules, so that four of them are candidates, and fails on their other conditions. Its tags and
phrases are its own, and its amount lies between those of the rules.
"""

from __future__ import annotations

from random import Random

from bench import rules as r
from bench.rules import Event, Rule, matching
from bench.workloads import Workload, cloud_event, words
from bench.workloads.mixed import mixed


def quiet(size: int) -> Workload:
    """The rules of workload (b), and events that match none of them."""
    rules = mixed(size).rules
    of_team: dict[str, list[Rule]] = {}
    for rule in rules:
        for condition in rule.conditions:
            if condition.field == "ticket.team":
                of_team.setdefault(condition.value, []).append(rule)
    teams = list(of_team)

    def events(round: int, count: int) -> list[Event]:
        random = Random(5_000_011 * size + round)
        made: list[Event] = []
        while len(made) < count:
            team = random.choice(teams)
            facts = {
                "ticket.subject": words.prose(random, 60, [random.choice(words.COMMON)]),
                "ticket.body": words.prose(random, 130, random.sample(words.COMMON, 2)),
                "ticket.team": words.capitals(random, team),
                "ticket.priority": random.choice(r.PRIORITIES),
                "ticket.tags": [f"seen-{number}" for number in random.sample(range(100), 3)],
                "ticket.reopens": random.randrange(5),
                "ticket.replies": random.randrange(10),
                "ticket.waiting": random.randrange(600),
                "customer.plan": random.choice(r.PLANS),
                "customer.spent": 100 * random.randrange(2, size // 50 + 2) + 45.5,
            }
            if not matching(tuple(of_team[team]), facts):
                made.append(cloud_event(round * count + len(made), facts))
        return made

    return Workload(f"quiet {size}", rules, events)
