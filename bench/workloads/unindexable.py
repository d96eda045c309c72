"""Workload (c): rules that offer an index nothing, because they compare fields with fields and with sums of fields.

A family of rules cuts the possible values of a difference (`waiting - replies - 2 * reopens`) into windows that do not
overlap, and there are two rules for each window: one wants one field to be above another one, one wants the opposite.
So of each of the five families exactly one rule matches each event, five in all. A rule has three conditions, in any
order, and every rule is a candidate for every event.
"""

from __future__ import annotations

import itertools
from random import Random

from bench import rules as r
from bench.rules import Condition, Event, Rule, Sum
from bench.workloads import Workload, cloud_event, words

#: The fields and their highest values; all begin at 0.
_HIGHEST = {"ticket.reopens": 99, "ticket.replies": 99, "ticket.waiting": 999, "customer.spent": 999}
#: For each family: the difference `left - first - factor * second`, and the two fields that its rules compare.
_FAMILIES = (
    ("ticket.waiting", "ticket.replies", "ticket.reopens", 2, "customer.spent", "ticket.waiting"),
    ("customer.spent", "ticket.reopens", "ticket.replies", 1, "ticket.waiting", "customer.spent"),
    ("customer.spent", "ticket.waiting", "ticket.replies", 3, "ticket.replies", "ticket.reopens"),
    ("ticket.waiting", "customer.spent", "ticket.reopens", 1, "ticket.replies", "ticket.reopens"),
    ("ticket.replies", "ticket.reopens", "customer.spent", 1, "ticket.reopens", "ticket.replies"),
)


def unindexable(size: int) -> Workload:
    """That many rules, a multiple of ten."""
    random = Random(7 * size)
    rules = [rule for number in range(len(_FAMILIES)) for rule in _family(random, number, size // len(_FAMILIES))]
    random.shuffle(rules)

    def events(round: int, count: int) -> list[Event]:
        random = Random(2_000_003 * size + round)
        return [_event(random, round * count + number) for number in range(count)]

    return Workload(f"c {size}", tuple(rules), events)


def _family(random: Random, number: int, count: int) -> list[Rule]:
    left, first, second, factor, greater, lesser = _FAMILIES[number]
    lowest = -_HIGHEST[first] - factor * _HIGHEST[second]
    windows = count // 2
    bounds = [lowest + (_HIGHEST[left] + 1 - lowest) * n // windows for n in range(windows + 1)]
    rules = []
    for n, (begin, end) in enumerate(itertools.pairwise(bounds)):
        above = Condition(left, r.EXCEEDS, Sum(((first, 1), (second, factor)), begin - 1))
        below = Condition(first, r.EXCEEDS, Sum(((left, 1), (second, -factor)), -end))
        more = Condition(greater, r.EXCEEDS, Sum(((lesser, 1),)))
        # Not more: with whole numbers `lesser > greater - 1`.
        no_more = Condition(lesser, r.EXCEEDS, Sum(((greater, 1),), -1))
        for side, compared in enumerate((more, no_more)):
            conditions = random.sample((above, below, compared), 3)
            rules.append(Rule(f"sum_{number}_{2 * n + side}", tuple(conditions)))
    return rules


def _event(random: Random, number: int) -> Event:
    return cloud_event(
        number,
        {
            "ticket.subject": words.prose(random, 60, []),
            "ticket.body": words.prose(random, 160, []),
            "ticket.team": "Berlin Billing",
            "ticket.priority": random.choice(r.PRIORITIES),
            "ticket.tags": [f"seen-{random.randrange(100)}", f"seen-{random.randrange(100)}"],
            "customer.plan": random.choice(r.PLANS),
            **{field: random.randrange(highest + 1) for field, highest in _HIGHEST.items()},
        },
    )
