"""The engines: the same matches as the plain reading, and the texts that they are given."""

from __future__ import annotations

import pytest
from bench.agree import DisagreementError, check
from bench.engines import Loaded, available, python_engine, small, whenthen_engine
from bench.rules import Event, Rule, matching
from bench.workloads import Workload
from bench.workloads.cascade import RULES, cascade
from bench.workloads.mixed import mixed
from bench.workloads.quiet import quiet
from bench.workloads.single import single
from bench.workloads.texts import texts
from bench.workloads.unindexable import unindexable

WORKLOADS = [single(), mixed(10), mixed(50), texts(20), unindexable(20), quiet(50)]


def given(workload: Workload) -> tuple[list[Event], list[list[str]]]:
    events = workload.events(0, 15)
    return events, [matching(workload.rules, event.facts) for event in events]


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
@pytest.mark.parametrize("load", [python_engine.load, python_engine.load_folded_once])
def test_python_by_hand_means_the_same(workload: Workload, load) -> None:
    check("python", load(workload.rules), *given(workload))


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
def test_whenthen_means_the_same(workload: Workload) -> None:
    rules = whenthen_engine.load(workload.rules)
    session = whenthen_engine.start(rules)

    def matched(event: bytes) -> list[str]:
        return whenthen_engine.matched(session, event)

    check("whenthen", Loaded(lambda event: event.json, matched), *given(workload))
    check("matching", whenthen_engine.matching(rules), *given(workload))


@pytest.mark.parametrize("name", sorted(available()[0]))
def test_engines_that_are_installed_mean_the_same(name: str) -> None:
    workload = mixed(10)
    check(name, available()[0][name].load(workload.rules), *given(workload))


def test_an_engine_that_is_not_installed_is_named() -> None:
    found, missing = available()
    assert "python" in found
    assert not set(found) & set(missing)


def test_a_disagreement_is_an_error() -> None:
    workload = mixed(10)
    events, expected = given(workload)
    loaded = python_engine.load(workload.rules[1:])
    with pytest.raises(DisagreementError, match="matches"):
        check("python", loaded, events, expected)


def test_the_texts_one_after_the_other_are_all_found() -> None:
    workload = texts(20)
    loaded = python_engine.load_texts(workload.rules)
    for event in workload.events(0, 10):
        assert len(loaded.matched(loaded.prepare(event))) >= 5


def test_none_fires_on_quiet_events() -> None:
    workload = quiet(100)
    for event in workload.events(2, 30):
        assert matching(workload.rules, event.facts) == []


def test_five_rules_fire_one_after_the_other() -> None:
    session = whenthen_engine.start(whenthen_engine.whenthen.load_text(whenthen_engine.SCHEMA + RULES))
    for event in cascade(0, 100):
        assert [(one.title, one.number) for one in session.decide(event.json).fired] == [
            (f"step {number}", number) for number in range(1, 6)
        ]


def test_a_condition_alone_is_asked_with_turns_of_its_own() -> None:
    workload = single()
    events = workload.events(0, 50)
    test, fresh = whenthen_engine.alone(whenthen_engine.load(workload.rules), events)
    found = [test(*pair) for pair in fresh()]
    assert found == [bool(matching(workload.rules, event.facts)) for event in events]
    assert [test(*pair) for pair in fresh()] == found


def test_other_engines_get_texts_in_small_letters() -> None:
    event = Event(b"", {"ticket.team": None, "ticket.subject": "GRÖSSE", "ticket.tags": ["A"], "ticket.reopens": 1})
    assert small(event) == {"ticket_team": None, "ticket_subject": "grösse", "ticket_tags": ["a"], "ticket_reopens": 1}


def test_rules_are_functions_of_their_own() -> None:
    rules: tuple[Rule, ...] = mixed(10).rules
    assert python_engine.source(rules).count("def ") == 10
