"""Rules in a Python program: loading, deciding, delivering, travelling."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import pickle
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import whenthen
from tests.session import handlers
from tests.session.handlers import RULES, event, lib
from whenthen.values.refs import Ref


@pytest.fixture(scope="module")
def rules() -> whenthen.RuleSet:
    return whenthen.load_text(RULES, libraries=[lib])


def test_an_event_is_decided_and_written(rules: whenthen.RuleSet) -> None:
    session = rules.session(records={"team": [{"name": "Billing"}]})
    decision = session.decide(event(1, subject="abc", team="Billing", tags=["VIP"]))
    assert [firing.rule for firing in decision.fired] == ["Score", "tell"]
    ticket = session.record("ticket", "T1")
    assert (ticket["score"], ticket["tags"], ticket["team"]) == (Decimal(103), {"VIP"}, Ref("team", "Billing"))
    assert (ticket.type, ticket.key, len(ticket)) == ("ticket", "T1", 5)
    assert [team["name"] for team in session.records("team")] == ["Billing"]
    assert rules.to_dict(decision)["fired"][1]["title"] == "Tell"
    assert rules.to_json(decision) == rules.to_json(decision)


def test_a_rejected_event_changes_nothing(rules: whenthen.RuleSet) -> None:
    session = rules.session()
    session.decide(event(5, subject="abc"))
    before = dict(session.state.records)
    for wrong in (
        event(6, subject="x"),
        event(4, "ticket.updated"),
        event(7, "ticket.updated", colour="red"),
        b"{",
        "[]",
    ):
        with pytest.raises(whenthen.EventRejected):
            session.decide(wrong)
    assert session.state.records == before
    with pytest.raises(TypeError):
        session.decide(5)  # type: ignore[arg-type]
    with pytest.raises(KeyError, match="there is no ticket `T9`"):
        session.record("ticket", "T9")
    with pytest.raises(KeyError, match="no records of a type `tickt`"):
        session.record("tickt", "T1")


def test_a_function_that_raises_is_a_failure_of_its_rule(rules: whenthen.RuleSet) -> None:
    session = rules.session(records={"team": [{"name": "Billing"}]})
    decision = session.decide(event(1, subject="boom", team="Billing"))
    (failure,) = decision.failures
    assert (failure.rule, failure.file, failure.line) == ("Score", "<text>", 16)
    assert "no score today" in failure.message
    assert [firing.rule for firing in decision.fired] == ["tell"]


def test_effects_go_to_their_handlers(rules: whenthen.RuleSet) -> None:
    session = rules.session(records={"team": [{"name": "Billing"}]})
    decision = session.decide(event(1, subject="abc", team="Billing"))
    handlers.PAGED.clear()
    assert [(d.effect.action, d.status) for d in session.deliver(decision)] == [
        ("page", "delivered"),
        ("log", "no handler"),
    ]
    ((who, body),) = handlers.PAGED
    assert (who.ref, dict(who), body) == (Ref("team", "Billing"), {"name": "Billing"}, None)


def test_a_handler_that_raises_is_a_failed_delivery() -> None:
    rules = whenthen.load_text(RULES.replace('"Off" DISABLED', '"Off"'), libraries=[lib])
    session = rules.session()
    (delivery,) = session.deliver(session.decide(event(1, subject="abc")))
    assert (delivery.status, delivery.message) == ("failed", "RuntimeError")


def test_records_are_held_against_the_schema(rules: whenthen.RuleSet) -> None:
    records: dict[str, Any] = {
        "team": [{"nam": "x"}, {"name": 5}, {"name": "ok"}],
        "tickt": [],
        "ticket": ["T1", {"id": "T1", "score": "high"}],
    }
    with pytest.raises(whenthen.RecordErrors) as caught:
        rules.session(records=records)
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "team[0]",
        "team[1].name",
        "there is no record type `tickt`; the types are team, ticket",
        "ticket[0]",
        "ticket[1].score",
    ]
    with pytest.raises(whenthen.RecordErrors, match="Billing"):
        rules.session(records={"ticket": [{"id": "T1", "subject": "x", "team": "Billing"}]})
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_records_may_embed_others_and_have_a_time(rules: whenthen.RuleSet) -> None:
    at = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
    ticket = {"id": "T1", "subject": "x", "team": {"name": "Billing"}}
    session = rules.session(records={"ticket": [ticket]}, at=at)
    assert session.record("team", "Billing")["name"] == "Billing"
    with pytest.raises(whenthen.EventRejected, match="2026"):
        session.decide(event(29, "ticket.updated"))
    session.decide(event(30, "ticket.updated"))


def test_rules_can_be_listed(rules: whenthen.RuleSet) -> None:
    assert [(r.id, r.title, r.owner, r.file, r.line, r.disabled) for r in rules.rules] == [
        ("Score", "Score", None, "<text>", 16, False),
        ("tell", "Tell", "ops", "<text>", 17, False),
        ("Off", "Off", None, "<text>", 18, True),
    ]
    assert "3 rules" in repr(rules)


def test_problems_come_all_at_once() -> None:
    assert whenthen.check(RULES) == ()
    found = whenthen.check('RULE "a" WHEN tickt is created THEN stop\nRULE "b" WHEN THEN', name="rules.when")
    assert len(found) == 2
    assert {d.span.source.name for d in found} == {"rules.when"}
    with pytest.raises(whenthen.RuleErrors) as caught:
        whenthen.load_text('RULE "a" WHEN tickt is created THEN stop', name="rules.when")
    assert "rules.when:1:15" in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).diagnostics[0].code == caught.value.diagnostics[0].code


def test_rules_come_from_files(tmp_path: Path, rules: whenthen.RuleSet) -> None:
    (tmp_path / "a.when").write_text(RULES, encoding="utf-8")
    from_folder = whenthen.load(tmp_path, libraries=[lib])
    assert len(whenthen.load([str(tmp_path / "a.when")], libraries=[lib]).rules) == 3
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.when").write_text(RULES, encoding="utf-8")
    assert whenthen.load(other, libraries=[lib]).fingerprint == whenthen.load(other, libraries=[lib]).fingerprint
    (other / "a.when").write_text(RULES + "\n", encoding="utf-8")
    assert whenthen.load(other, libraries=[lib]).fingerprint != from_folder.fingerprint
    with pytest.raises(whenthen.RuleErrors, match="P001"):
        whenthen.load(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="no path"):
        whenthen.load([])


def test_a_text_may_use_files() -> None:
    text = 'USE "words.when"\nUSE DATA "teams.csv" AS team\n' + RULES.replace('"nobody"', "word")
    files = {"words.when": 'LET word = "x"', "teams.csv": "name\nBilling\n"}
    assert whenthen.check(text, files=files) == ()
    session = whenthen.load_text(text, files=files, libraries=[lib]).session()
    assert session.record("team", "Billing").key == "Billing"


def decide_elsewhere(rules: whenthen.RuleSet, answer: Any) -> None:
    session = rules.session(records={"team": [{"name": "Billing"}]})
    decision = session.decide(event(1, subject="abc", team="Billing", tags=["VIP"]))
    answer.put((rules.fingerprint, rules.to_json(decision), len(session.deliver(decision))))


def test_rules_travel_to_a_new_process(rules: whenthen.RuleSet) -> None:
    here: Any = multiprocessing.get_context("spawn").Queue()
    process = multiprocessing.get_context("spawn").Process(target=decide_elsewhere, args=(rules, here))
    process.start()
    fingerprint, decision, delivered = here.get(timeout=60)
    process.join()
    session = rules.session(records={"team": [{"name": "Billing"}]})
    assert fingerprint == rules.fingerprint
    assert decision == rules.to_json(session.decide(event(1, subject="abc", team="Billing", tags=["VIP"])))
    assert delivered == 2


def test_two_rule_sets_live_in_several_threads(rules: whenthen.RuleSet) -> None:
    other = whenthen.load_text(
        "RECORD ticket KEY id\n  id: text\n  subject: number\n  half: number?\nEVENT ticket is created\n"
        'RULE "Half" WHEN ticket is created THEN set ticket.half to ticket.subject / 2'
    )
    found: list[tuple[Any, Any]] = []

    def work(number: int) -> None:
        one, two = rules.session(), other.session()
        one.decide(event(1, subject="x" * number))
        two.decide(event(1, subject=number))
        found.append((one.record("ticket", "T1")["score"], two.record("ticket", "T1")["half"] * 2))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [(Decimal(n), Decimal(n)) for n in range(1, 9)]
