"""What the workloads promise at the top of their files."""

from __future__ import annotations

import msgspec
import pytest
from bench.rules import Condition, Event, Rule, holds, matching
from bench.workloads import TICKETS, Workload, words
from bench.workloads.cascade import cascade
from bench.workloads.mixed import mixed
from bench.workloads.single import CONDITIONS, single
from bench.workloads.texts import texts
from bench.workloads.unindexable import unindexable

from bench import rules as r

WORKLOADS = [mixed(10), mixed(100), mixed(1_000), unindexable(100), texts(100)]


def ids(workload: Workload) -> str:
    return workload.name


@pytest.mark.parametrize("workload", WORKLOADS, ids=ids)
def test_exactly_five_rules_match_each_event(workload: Workload) -> None:
    for event in workload.events(3, 20):
        assert len(matching(workload.rules, event.facts)) == 5


@pytest.mark.parametrize("workload", WORKLOADS, ids=ids)
def test_there_are_as_many_rules_as_the_name_says(workload: Workload) -> None:
    assert len(workload.rules) == int(workload.name.split()[1])
    assert len({rule.name for rule in workload.rules}) == len(workload.rules)


@pytest.mark.parametrize("make", [lambda: mixed(100), lambda: unindexable(100), lambda: texts(100), single])
def test_the_same_seed_makes_the_same(make) -> None:
    assert make().rules == make().rules
    assert make().events(2, 10) == make().events(2, 10)


@pytest.mark.parametrize("workload", [*WORKLOADS, single()], ids=ids)
def test_every_event_has_texts_of_its_own(workload: Workload) -> None:
    events = workload.events(0, 100) + workload.events(1, 100)
    for field in ("ticket.subject", "ticket.body"):
        assert len({event.facts[field] for event in events}) == 200
    assert len({event.json for event in events}) == 200


@pytest.mark.parametrize("workload", [*WORKLOADS[:3], single()], ids=ids)
def test_events_are_about_550_bytes(workload: Workload) -> None:
    sizes = [len(event.json) for event in workload.events(0, 100)]
    assert 500 < sum(sizes) / len(sizes) < 600


def selective(rule: Rule) -> list[Condition]:
    """The conditions on what few rules have in common."""
    rare = set(words.NOUNS)
    found = []
    for one in rule.conditions:
        named = one.value if isinstance(one.value, tuple) else (one.value,)
        if (
            one.field in ("ticket.team", "ticket.tags")
            or (one.field == "customer.spent" and one.operator == r.BETWEEN)
            or any(isinstance(text, str) and text.casefold().split()[-1] in rare for text in named)
        ):
            found.append(one)
    return found


@pytest.mark.parametrize("size", [10, 100, 1_000])
def test_ten_rules_are_candidates_whatever_their_number_is(size: int) -> None:
    workload = mixed(size)
    for event in workload.events(1, 10):
        candidates = [
            rule for rule in workload.rules if any(holds(condition, event.facts) for condition in selective(rule))
        ]
        assert len(candidates) == 10
        teams = [
            rule
            for rule in candidates
            if any(one.field == "ticket.team" and holds(one, event.facts) for one in rule.conditions)
        ]
        assert len(teams) == 4


@pytest.mark.parametrize("size", [100, 1_000])
def test_most_rules_mix_three_to_five_conditions(size: int) -> None:
    rules = mixed(size).rules
    mixes = [rule for rule in rules if rule.name.startswith("desk")]
    assert len(mixes) == size * 96 // 100
    for rule in mixes:
        assert 3 <= len(rule.conditions) <= 5
        assert any(condition.operator in (r.IS, r.IS_ONE_OF, r.CONTAINS) for condition in rule.conditions)


def test_each_condition_of_the_single_rule_fails_for_some() -> None:
    events = single().events(0, 500)
    assert 90 < sum(len(matching(single().rules, event.facts)) for event in events) < 160
    for condition in CONDITIONS:
        assert any(not holds(condition, event.facts) for event in events)
    assert any(event.facts["ticket.team"] is None for event in events)


def test_each_event_of_the_cascade_changes_its_ticket() -> None:
    seen: dict[str, int] = {}
    for event in cascade(0, 2 * TICKETS) + cascade(1, 2 * TICKETS):
        ticket = msgspec.json.decode(event.json)["data"]["ticket"]
        assert ticket["reopens"] == seen.get(ticket["id"], 0) + 1
        seen[ticket["id"]] = ticket["reopens"]


def test_the_words_do_not_hold_one_another() -> None:
    lists = (words.ADJECTIVES, words.NOUNS, words.COMMON, words.FILLER)
    for own in lists[:3]:
        for other in lists:
            assert not [(a, b) for a in own for b in other if a != b and a in b]


def test_an_event_holds_what_its_facts_say() -> None:
    event: Event = mixed(10).events(0, 1)[0]
    data = msgspec.json.decode(event.json)["data"]["ticket"]
    for path, value in event.facts.items():
        record, field = path.split(".")
        assert (data if record == "ticket" else data["requester"])[field] == value
