"""Running a case, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs

import whenthen
from tests.examples.real_world import project
from tests.examples.real_world.case import MONDAY, Case, Data
from whenthen.runtime.model import Decision

#: The fields of records, which are named like `ticket T-1`.
Records = dict[str, Data]
#: When the records that are given were so.
BEFORE = MONDAY - dt.timedelta(days=1)


@attrs.frozen
class Outcome:
    """What the rules of a case come to. `fired` has rule and branch with the records that the rule fired for; `leaves`
    has the fields that are other ones at the end than they are without the rules.
    """

    fired: list[tuple[str, int, frozenset[str]]]
    leaves: dict[str, Data]
    effects: list[tuple[str, Data]]
    failures: list[str]


def run(case: Case) -> Outcome:
    """The case with its rules alone."""
    decisions, records = _decided(project.alone(case.rule), case)
    _, without = _decided(project.without(case.rule), case)
    outcome = Outcome([], _different(records, without), [], [])
    for decision in decisions:
        for firing in decision["fired"]:
            about = frozenset(f"{name} {key}" for name, key in firing["bindings"].items())
            outcome.fired.append((firing["rule"], firing["branch"], about))
        outcome.effects.extend((effect["action"], _plain(effect["arguments"])) for effect in decision["effects"])
        outcome.failures.extend(failure["message"] for failure in decision["failures"])
    return outcome


def failures_of_all(rules: whenthen.RuleSet, case: Case) -> list[Data]:
    """What fails when the case happens to a whole project."""
    return [failure for decision in _decided(rules, case)[0] for failure in decision["failures"]]


def fired_with(rules: whenthen.RuleSet, case: Case) -> list[Data]:
    """What fires when the case happens to other rules than its own."""
    return [firing for decision in _decided(rules, case)[0] for firing in decision["fired"]]


def _decided(rules: whenthen.RuleSet, case: Case) -> tuple[list[Data], Records]:
    """All decisions as data, and the records at the end."""
    given = {type: [some] if isinstance(some, dict) else list(some) for type, some in case.given.items()}
    session = rules.session(records=given, at=BEFORE)
    decisions: list[Decision] = []
    for number, event in enumerate(case.events):
        decisions += session.process(_cloud_event(number, event))
    if case.until is not None:
        decisions += session.advance(case.until)
    records = {
        f"{type} {key}": record["fields"]
        for type, found in session.to_dict()["records"].items()
        for key, record in found.items()
    }
    return [rules.to_dict(decision) for decision in decisions], records


def _different(records: Records, others: Records) -> Records:
    found = {
        name: {field: value for field, value in fields.items() if value != others.get(name, {}).get(field)}
        for name, fields in records.items()
    }
    return {name: fields for name, fields in found.items() if fields}


def _cloud_event(number: int, event: Data) -> Data:
    cause, _, key = event["by"].partition(" ")
    actor = {"actor": cause, "actorid": key} if key else {"actor": cause}
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": "desk",
        "type": event["type"],
        "time": event["at"].isoformat(),
        **actor,
        "data": event["data"],
    }


def _plain(value: Any) -> Any:
    """An argument as the cases write it: no records, and nothing that was left out."""
    if isinstance(value, dict):
        if value.keys() == {"type", "key"}:
            return f"{value['type']} {value['key']}"
        return {name: _plain(item) for name, item in value.items() if item is not None}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def like(expected: Any, found: Any) -> Any:
    """What was found, in the shape of what is expected: a list is a set where one is expected."""
    if isinstance(expected, set) and isinstance(found, list):
        return set(found)
    if isinstance(expected, dict) and isinstance(found, dict):
        return {name: like(expected.get(name), item) for name, item in found.items()}
    return found
