"""Workload (e): rules of text conditions only, on a subject and a body of about 400 characters.

Of twenty rules eleven want one of three phrases in the body, five a phrase in the body and one of two in the subject,
three a pattern in the body, and one a start of the subject and a phrase in the body. All phrases differ, so that 1,000
rules look for 2,650 texts. By construction exactly five rules match each event, two of which look at the subject too;
two more find their text in the body and fail on the subject. Nothing else that a rule looks for stands in an event.
"""

from __future__ import annotations

from random import Random

from bench import rules as r
from bench.rules import Condition, Event, Rule
from bench.workloads import Workload, cloud_event, words

_BODY, _SUBJECT = "ticket.body", "ticket.subject"
_ANY, _BOTH, _PATTERN, _START = range(4)
_KINDS = (_ANY,) * 11 + (_BOTH,) * 5 + (_PATTERN,) * 3 + (_START,)


def texts(size: int) -> Workload:
    """That many rules, a multiple of twenty up to 1,360."""
    random = Random(11 * size)
    phrases = iter(words.phrases(random, 3 * size))
    rules = []
    for number in range(size):
        kind = _KINDS[number % len(_KINDS)]
        own = [
            words.capitals(random, next(phrases)) for _ in range(1 if kind == _PATTERN else 2 if kind == _START else 3)
        ]
        rules.append(Rule(f"text_{number}", _conditions(kind, own, number)))
    of_kind: dict[int, list[Rule]] = {kind: [] for kind in range(4)}
    for number, rule in enumerate(rules):
        of_kind[_KINDS[number % len(_KINDS)]].append(rule)

    def events(round: int, count: int) -> list[Event]:
        random = Random(3_000_017 * size + round)
        return [_event(random, of_kind, round * count + number) for number in range(count)]

    return Workload(f"e {size}", tuple(rules), events)


def _conditions(kind: int, own: list[str], number: int) -> tuple[Condition, ...]:
    if kind == _ANY:
        return (Condition(_BODY, r.CONTAINS_ANY, tuple(own)),)
    if kind == _BOTH:
        return (Condition(_SUBJECT, r.CONTAINS_ANY, tuple(own[1:])), Condition(_BODY, r.CONTAINS, own[0]))
    if kind == _PATTERN:
        first, second = own[0].lower().split()
        pattern = (
            f"{first}[ -]+{second} +no[0-9]+",
            f"{first} (old|new) {second}",
            f"{first} {second} v[0-9]+[.][0-9]",
        )
        return (Condition(_BODY, r.MATCHES, pattern[number % 3]),)
    return (Condition(_SUBJECT, r.STARTS, own[0]), Condition(_BODY, r.CONTAINS, own[1]))


def _event(random: Random, of_kind: dict[int, list[Rule]], number: int) -> Event:
    subject, body = [], []
    start = None
    for rule in random.sample(of_kind[_ANY], 2):
        body.append(random.choice(rule.conditions[0].value))
    body.append(_found(random, random.choice(of_kind[_PATTERN]).conditions[0].value))
    matching, *failing = random.sample(of_kind[_BOTH], 3)
    subject.append(random.choice(matching.conditions[0].value))
    body += [rule.conditions[1].value for rule in (matching, *failing)]
    if random.random() < 0.5:
        starting = random.choice(of_kind[_START])
        start = words.capitals(random, starting.conditions[0].value)
        body.append(starting.conditions[1].value)
    else:
        another = random.choice([rule for rule in of_kind[_BOTH] if rule is not matching and rule not in failing])
        subject.append(random.choice(another.conditions[0].value))
        body.append(another.conditions[1].value)
    written = words.prose(random, 90, subject)
    return cloud_event(
        number,
        {
            "ticket.subject": written if start is None else f"{start} {written}",
            "ticket.body": words.prose(random, 400, body),
            "ticket.team": "Berlin Billing",
            "ticket.priority": random.choice(r.PRIORITIES),
            "ticket.tags": [f"seen-{random.randrange(100)}"],
            "ticket.reopens": random.randrange(5),
            "ticket.replies": random.randrange(10),
            "ticket.waiting": random.randrange(600),
            "customer.plan": random.choice(r.PLANS),
            "customer.spent": random.randrange(90_000) / 100,
        },
    )


def _found(random: Random, pattern: str) -> str:
    """A text in which a pattern of `_conditions` is found."""
    text = pattern.replace("[ -]+", random.choice((" ", "-", " - "))).replace(" +", "  ")
    text = text.replace("(old|new)", random.choice(("old", "new"))).replace("[.]", ".")
    while "[0-9]" in text:
        text = text.replace("[0-9]+", "[0-9]", 1).replace("[0-9]", str(random.randrange(10)), 1)
    return text
