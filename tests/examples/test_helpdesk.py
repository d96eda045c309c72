"""The example that `make demo` runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import whenthen
from whenthen.cli import main

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "helpdesk"


@pytest.fixture(scope="module")
def decisions() -> list[whenthen.Decision]:
    session = whenthen.load(EXAMPLE / "rules").session()
    with (EXAMPLE / "events.jsonl").open(encoding="utf-8") as events:
        return [session.decide(line) for line in events]


def test_every_rule_that_runs_fires_and_none_fails(decisions: list[whenthen.Decision]) -> None:
    rules = whenthen.load(EXAMPLE / "rules").rules
    fired = {firing.rule for decision in decisions for firing in decision.fired}
    assert fired == {rule.id for rule in rules if not (rule.disabled or rule.shadow)}
    assert {shadow.firing.rule for decision in decisions for shadow in decision.shadow} == {"tracking_answer"}
    assert [decision.failures for decision in decisions if decision.failures] == []


def test_rules_start_rules_in_later_passes(decisions: list[whenthen.Decision]) -> None:
    later = {firing.rule for decision in decisions for firing in decision.fired if firing.number > 1}
    assert later == {"urgent_news", "hot_potato"}


def test_the_messages_that_leave(decisions: list[whenthen.Decision]) -> None:
    told = [
        effect.arguments["body"] for decision in decisions for effect in decision.effects if effect.action == "notify"
    ]
    assert told == [
        "T-101 is urgent: Refund for a broken lamp",
        "T-103 is urgent: Lamp smells strange",
        "T-106 is urgent: Money back please",
        "T-105 has moved 3 times: Which bulb fits model Aurora?",
        "T-106: please check a refund of 349.00 EUR",
        "Ben Okoro is not happy with T-102: nice people, slow parcel",
    ]


def test_bad_events_are_kept_with_their_reasons(tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    log = EXAMPLE / "bad-events.jsonl"
    with pytest.raises(SystemExit) as end:
        main(["run", str(EXAMPLE / "rules"), "--events", str(log), "--rejects", str(rejects)])
    assert end.value.code == 1
    kept = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [reject["line"] for reject in kept] == list(range(2, len(lines)))
    assert [reject["raw"] for reject in kept] == lines[1:-1]
    assert len({reject["reason"] for reject in kept}) == len(kept)
