"""Workload (b): rules that mix equality on team, priority and plan with tags, ranges and texts.

Of N rules 2 % are ranges alone and 2 % are texts alone, at least one of each. The others come in desks of eight
(`_desk`), three to five conditions each, in any order; a desk has a team, two tags and three rare phrases of its own.

By construction, whatever N is, so that 10 rules and 10,000 ask the same of an event:

- an event is about one desk: four rules name its team and eight name a team, tag or phrase that the event has;
- of these eight rules exactly three match; the others fail on their other conditions;
- it lies in the ranges of exactly one rule of ranges alone, and has the text of exactly one rule of texts alone.

So five rules match each event, and an index that always finds the most selective fact looks at ten. A name of a
priority or a plan stands in about a sixth of all rules, each of the twenty common words in one of fifty. Subject and
body of an event are its own. An event is about 550 bytes of JSON.
"""

from __future__ import annotations

from random import Random
from typing import Any

import attrs

from bench import rules as r
from bench.rules import Condition, Event, Rule, matching
from bench.workloads import Workload, cloud_event, words

SIZES = (10, 100, 1_000, 10_000)
_PER_DESK, _OF_DESK = 8, 3


@attrs.frozen
class _Desk:
    """What the eight rules of a desk have in common, and the rules."""

    team: str
    tags: tuple[str, str]
    phrases: tuple[str, str, str]
    common: tuple[str, str, str]
    priority: str
    plan: str
    rules: tuple[Rule, ...]


def mixed(size: int) -> Workload:
    """That many rules: 10 or a multiple of 50."""
    random = Random(size)
    alone = max(1, size // 50)
    count = (size - 2 * alone) // _PER_DESK
    phrases = words.phrases(random, 3 * count + alone)
    teams = words.teams(random, count)
    tags = [f"{random.choice(words.NOUNS)}-{number:04}" for number in random.sample(range(10_000), 2 * count)]
    desks = [
        _desk(random, n, teams[n], (tags[2 * n], tags[2 * n + 1]), phrases[3 * n : 3 * n + 3]) for n in range(count)
    ]
    ranges = [_range(random, n) for n in range(alone)]
    texts = [_text(random, n, phrase) for n, phrase in enumerate(phrases[3 * count :])]
    every = [rule for desk in desks for rule in desk.rules] + ranges + texts
    random.shuffle(every)

    def events(round: int, count: int) -> list[Event]:
        random = Random(size * 1_000 + round)
        made = []
        for number in range(count):
            facts = _facts(random, random.choice(desks), random.choice(ranges), random.choice(phrases[-alone:]), tags)
            made.append(cloud_event(round * count + number, facts))
        return made

    return Workload(f"b {size}", tuple(every), events)


def _desk(random: Random, number: int, team: str, tags: tuple[str, str], phrases: list[str]) -> _Desk:
    """The rules of a desk. The first four name its team, two its second tag, the last two its rare phrases."""
    first, second, third = random.sample(words.COMMON, 3)
    priority, other, another = random.sample(r.PRIORITIES, 3)
    plan, better = random.sample(r.PLANS, 2)
    rare = [words.capitals(random, phrase) for phrase in phrases]

    def below(limit: int) -> int:
        return random.randrange(limit)

    is_team = Condition("ticket.team", r.IS, team)
    is_plan = Condition("customer.plan", r.IS, plan)
    is_priority = Condition("ticket.priority", r.IS, priority)
    own_tag = Condition("ticket.tags", r.CONTAINS, tags[1])
    low = below(200)
    several = [
        (is_team, is_priority, is_plan, Condition("ticket.reopens", r.AT_LEAST, below(3))),
        (
            is_team,
            Condition("customer.plan", r.IS_ONE_OF, (plan, better)),
            Condition("ticket.subject", r.CONTAINS, words.capitals(random, first)),
        ),
        (
            is_team,
            Condition("ticket.tags", r.CONTAINS, tags[0]),
            Condition("ticket.priority", r.IS, other),
        ),
        (
            is_team,
            Condition("ticket.priority", r.AT_LEAST, random.choice(r.PRIORITIES[1:])),
            Condition("ticket.waiting", r.BETWEEN, (low, low + 300)),
            Condition("ticket.body", r.CONTAINS, words.capitals(random, second)),
            Condition("ticket.reopens", r.AT_MOST, 3),
        ),
        (own_tag, is_plan, Condition("ticket.replies", r.AT_LEAST, below(5))),
        (
            own_tag,
            Condition("ticket.priority", r.IS_ONE_OF, (priority, another)),
            Condition("ticket.subject", r.CONTAINS, words.capitals(random, third)),
            Condition("ticket.reopens", r.AT_MOST, 1 + below(3)),
        ),
        (Condition("ticket.body", r.CONTAINS, rare[0]), is_plan, Condition("ticket.waiting", r.AT_LEAST, below(400))),
        (
            is_priority,
            Condition("ticket.subject", r.CONTAINS_ANY, (rare[1], rare[2])),
            Condition("customer.spent", r.AT_LEAST, below(500)),
        ),
    ]
    rules = [
        Rule(f"desk_{number}_{place}", tuple(random.sample(conditions, len(conditions))))
        for place, conditions in enumerate(several)
    ]
    common = (first, second, third)
    return _Desk(team, tags, (phrases[0], phrases[1], phrases[2]), common, priority, plan, tuple(rules))


def _range(random: Random, number: int) -> Rule:
    """Ranges alone. No two of these rules have an amount in common."""
    amount = Condition("customer.spent", r.BETWEEN, (250 + 100 * number, 340 + 100 * number))
    waiting = Condition("ticket.waiting", r.AT_MOST, 600 + random.randrange(100))
    return Rule(f"range_{number}", (amount, waiting) if random.random() < 0.5 else (amount,))


def _text(random: Random, number: int, phrase: str) -> Rule:
    """A text alone, in the body."""
    return Rule(f"text_{number}", (Condition("ticket.body", r.CONTAINS, words.capitals(random, phrase)),))


def _facts(random: Random, desk: _Desk, amount: Rule, phrase: str, tags: list[str]) -> dict[str, Any]:
    """An event of a desk for which exactly three of its rules match: drawn until it is one."""
    low = next(one.value[0] for one in amount.conditions if one.field == "customer.spent")
    while True:
        words_of_subject = [desk.phrases[1 + random.randrange(2)]]
        words_of_subject += [word for word in desk.common[::2] if random.random() < 0.5]
        words_of_body = [desk.phrases[0], phrase]
        words_of_body += [desk.common[1]] if random.random() < 0.5 else []
        unrelated = random.choice(words.COMMON)
        facts = {
            "ticket.subject": words.prose(random, 60, words_of_subject),
            "ticket.body": words.prose(random, 130, [*words_of_body, unrelated]),
            "ticket.team": words.capitals(random, desk.team),
            "ticket.priority": desk.priority if random.random() < 0.5 else random.choice(r.PRIORITIES),
            "ticket.tags": [*desk.tags, f"seen-{random.randrange(100)}"],
            "ticket.reopens": random.randrange(5),
            "ticket.replies": random.randrange(10),
            "ticket.waiting": random.randrange(600),
            "customer.plan": desk.plan if random.random() < 0.5 else random.choice(r.PLANS),
            "customer.spent": low + random.randrange(9_000) / 100,
        }
        if len(matching(desk.rules, facts)) == _OF_DESK:
            return facts
