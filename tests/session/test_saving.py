"""A session is saved and goes on; arguments that make no sense are told; rule sets are copied as they are."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import whenthen
from tests.session.handlers import RULES, event, lib

NESTED: Any = {"x": "deep"}
for _ in range(60):
    NESTED = {"x": NESTED}


@pytest.fixture(scope="module")
def rules() -> whenthen.RuleSet:
    return whenthen.load_text(RULES, libraries=lib)


def test_a_saved_session_goes_on_where_it_was(rules: whenthen.RuleSet) -> None:
    first = rules.session(records={"team": [{"name": "Billing"}]})
    first.decide(event(1, subject="abc", team="Billing", tags=["VIP"]))
    for saved in (first.to_dict(), first.to_json(), first.to_json().decode()):
        second = rules.session(state=saved)
        assert second.to_json() == first.to_json()
        assert second.state == first.state
        with pytest.raises(whenthen.EventRejected):
            second.decide(event(0, "ticket.updated"))
    going_on = event(2, "ticket.updated", subject="abcd")
    assert rules.to_json(second.decide(going_on)) == rules.to_json(first.decide(going_on))


def test_what_came_since_is_there_and_what_was_saved_is_kept() -> None:
    before = 'RECORD team KEY name\n  name: text\n  size: number default 1\nUSE DATA "teams.csv" AS team\n'
    after = before.replace("default 1\n", "default 1\n  data: payload?\n  floor: number default 3\n")
    old = whenthen.load_text(before, files={"teams.csv": "name,size\nBilling,7\n"}).session()
    new = whenthen.load_text(after, files={"teams.csv": "name,size\nBilling,8\nSales,9\n"}).session(state=old.to_json())
    assert [(team.key, team["size"], team["floor"]) for team in new.records("team")] == [
        ("Billing", 7, 3),
        ("Sales", 9, 3),
    ]


def test_a_payload_is_saved_however_deep_it_is() -> None:
    rules = whenthen.load_text("RECORD team KEY name\n  name: text\n  data: payload?\n")
    session = rules.session(records={"team": [{"name": "a", "data": NESTED}]})
    assert rules.session(state=session.to_json()).record("team", "a")["data"] == NESTED


@pytest.mark.parametrize("number", ["12345678901234567890", "-9007199254740993", "0.1", "1e300", "2.50"])
def test_the_numbers_of_a_payload_are_numbers_when_it_was_saved(number: str) -> None:
    rules = whenthen.load_text("RECORD team KEY name\n  name: text\n  data: payload?\n  all: list of payload?\n")
    data = {"id": Decimal(number), "in": [Decimal(number)]}
    session = rules.session(records={"team": [{"name": "a", "data": data, "all": [data]}]})
    again = rules.session(state=session.to_json())
    assert again.state == session.state
    assert again.to_json() == session.to_json()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda data: data["records"].update(tickt={}), "no record type `tickt`"),
        (lambda data: data["records"]["ticket"]["T1"]["fields"].update(score="much"), "records.ticket.T1.fields.score"),
        (lambda data: data["records"]["ticket"]["T1"].update(version=0), "a whole number from 1"),
        (lambda data: data["records"].pop("team"), "`team` of ticket `T1` names team `Billing`, which is not there"),
        (lambda data: data.update(records=[]), "records: expected an object"),
    ],
)
def test_a_wrong_state_is_refused(rules: whenthen.RuleSet, change: Callable[[Any], Any], problem: str) -> None:
    session = rules.session(records={"team": [{"name": "Billing"}]})
    session.decide(event(1, subject="abc", team="Billing"))
    data = json.loads(session.to_json())
    change(data)
    for saved in (data, json.dumps(data)):
        with pytest.raises(whenthen.RecordErrors) as caught:
            rules.session(state=saved)
        assert problem in str(caught.value)
    with pytest.raises(whenthen.RecordErrors, match="not JSON"):
        rules.session(state="{")


def test_a_copy_of_a_rule_set_is_the_rule_set(rules: whenthen.RuleSet) -> None:
    assert copy.copy(rules) is copy.deepcopy(rules) is rules


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda rules: rules.session(at=dt.datetime(2026, 1, 1)), ValueError, "`at` has to be an aware datetime"),
        (lambda rules: rules.session(at="2026-01-01T00:00:00Z"), TypeError, "`at` is a datetime, not str"),
        (lambda rules: rules.session(records=[{}]), TypeError, "by their type, not list"),
        (lambda rules: rules.session(records={"team": "x"}), whenthen.RecordErrors, "team: expected a list of records"),
        (lambda rules: rules.session(records={"team": {}}), whenthen.RecordErrors, "team: expected a list of records"),
        (lambda rules: rules.session(records={"team": 5}), whenthen.RecordErrors, "team: expected a list of records"),
        (lambda rules: rules.session(state=5), TypeError, "mapping, text or bytes, not int"),
        (lambda rules: rules.session({}, state={}), ValueError, "not with both"),
        (lambda rules: rules.session().records("tickt"), KeyError, "no record type `tickt`"),
        (lambda _: whenthen.load_text(RULES, libraries=[5]), TypeError, "holds int, which is no `whenthen.Library`"),
        (lambda _: whenthen.load_text(RULES, libraries=5), TypeError, "not int"),
        (lambda _: whenthen.load_text(5), TypeError, "rules are text, not int"),
        (lambda _: whenthen.check(b"RULE"), TypeError, "rules are text, not bytes"),
        (lambda _: whenthen.check("", files={"a.when": None}), TypeError, "mapping of text or bytes"),
        (lambda _: whenthen.check("", files=["a.when"]), TypeError, "mapping of text or bytes"),
        (lambda _: whenthen.load(None), TypeError, "not NoneType"),
        (lambda _: whenthen.load(b"/tmp"), TypeError, "not bytes"),
        (lambda _: whenthen.load([5]), TypeError, "not int"),
    ],
)
def test_an_argument_that_makes_no_sense_is_told(
    rules: whenthen.RuleSet, call: Callable[[Any], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        call(rules)
    assert message in str(caught.value)
