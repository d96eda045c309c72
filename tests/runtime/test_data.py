"""Decisions and states as JSON: complete, stable, and readable again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.runtime.world import A1, BILLING, C1, SCHEMA, T1, T2, T3, changes, decide, event, on, rule, state
from whenthen.runtime.apply import apply
from whenthen.runtime.data import decision_data, state_data, state_from, to_json
from whenthen.runtime.model import Decision, Patch, State
from whenthen.types.codec import DecodeError
from whenthen.values.errors import ValueFailure
from whenthen.values.sets import ValueSet

ROOT = Path(__file__).parents[2]
FULL = {
    "subject": "Grüße",
    "requester": C1,
    "nudges": Decimal("0.5"),
    "assignee": A1,
    "followers": ValueSet([A1]),
    "watchers": (BILLING, A1),
    "tags": ValueSet(["vip", "Ärger", "b"]),
    "extra": {"n": Decimal("1.5"), "list": (True, None, "x")},
}


def rich() -> tuple[Decision, State]:
    """A decision with something in every part of it."""

    def write(turn: Any, ticket: Any) -> None:
        turn.set(ticket, "watchers", (A1,))
        turn.set(ticket, "tags", turn.rows[ticket]["tags"].add("neu"))
        turn.emit("email", "0", (("recipient", C1), ("body", "hi")))
        turn.emit("notify", "1", (("recipient", BILLING),))

    def fail(*_: Any) -> None:
        raise ValueFailure("division by zero")

    before = state(Patch(T3, FULL))
    rules = [
        rule("w", on("ticket.updated"), then=write),
        rule("f", on("ticket.updated"), then=fail),
        rule("s", on("ticket.updated"), then=write, shadow=True),
        rule("stop", changes("ticket.watchers"), then=lambda turn, *_: turn.stop()),
    ]
    apply(before, decide([], event("customer.updated", Patch(C1, {"plan": "gold"}), bind=[C1], minutes=30), before))
    patches = Patch(C1, {"plan": "free"}, True), Patch(T3, {"note": None}), Patch(T2, {"assignee": A1}, True)
    return decide(rules, event("ticket.updated", *patches, bind=[T3], actor=A1), before), before


def test_a_decision_is_data() -> None:
    decision, _ = rich()
    data = json.loads(to_json(decision_data(decision, SCHEMA)))
    assert list(data) == [
        *("turn", "event", "type", "time", "passes", "stopped_by", "fired", "changes", "effects", "failures", "shadow"),
        *("created", "stale", "alarm", "missed", "dropped", "memory", "reads", "writes"),
    ]
    assert data["stopped_by"] == "stop"
    assert data["stale"] == [{"type": "customer", "key": "C1"}]
    assert data["fired"][0] == {
        "rule": "w",
        "title": "Rule w",
        "branch": 0,
        "pass": 1,
        "bindings": {"ticket": "T2"},
        "resumed": None,
    }
    assert data["changes"][0] == {
        "type": "ticket",
        "key": "T2",
        "field": "assignee",
        "before": None,
        "after": "A1",
        "by": None,
    }
    watchers = next(c for c in data["changes"] if (c["key"], c["field"]) == ("T3", "watchers"))
    assert watchers["before"] == [{"type": "team", "key": "Billing"}, {"type": "agent", "key": "A1"}]
    assert watchers["after"] == [{"type": "agent", "key": "A1"}]
    assert data["effects"][0]["arguments"] == {"recipient": "C1", "body": "hi"}
    assert data["effects"][1]["arguments"] == {"recipient": {"type": "team", "key": "Billing"}}
    assert data["failures"][0]["message"] == "division by zero"
    assert data["shadow"][0]["rule"] == "s"


def test_a_state_is_read_again() -> None:
    decision, before = rich()
    apply(before, decision)
    data = json.loads(to_json(state_data(before, SCHEMA)))
    again = state_from(SCHEMA, data)
    assert again == before
    assert to_json(state_data(again, SCHEMA)) == to_json(state_data(before, SCHEMA))


def test_the_order_in_which_a_state_came_about_does_not_show() -> None:
    _, before = rich()
    backwards = State(dict(reversed(before.records.items())), before.memory)
    for ref, stored in backwards.records.items():
        turned = attrs.evolve(stored, fields=dict(reversed(stored.fields.items())))
        backwards.records[ref] = turned
    assert to_json(state_data(backwards, SCHEMA)) == to_json(state_data(before, SCHEMA))


def test_the_same_decisions_lead_to_the_same_bytes_and_so_does_a_state_that_was_stored_in_between() -> None:
    note = rule("n", on("ticket.updated"), then=lambda t, x: t.set(x, "nudges", t.rows[x]["nudges"] + 1))
    one, two = state(), state()
    for minute in range(3):
        given = event("ticket.updated", Patch(T1, {"note": str(minute)}), minutes=minute, id=str(minute))
        apply(one, decide([note], given, one))
        apply(two, decide([note], given, two))
        two = state_from(SCHEMA, json.loads(to_json(state_data(two, SCHEMA))))
    assert to_json(state_data(one, SCHEMA)) == to_json(state_data(two, SCHEMA))
    assert one.records[T1].version == 4


def test_a_field_declared_since_gets_its_default() -> None:
    data = state_data(state(), SCHEMA)
    fields = data["records"]["ticket"]["T1"]["fields"]
    del fields["nudges"], fields["note"]
    again = state_from(SCHEMA, data).records[T1].fields
    assert (again["nudges"], again["note"]) == (Decimal(0), None)


COUNT = {"rule": "r", "setting": "once", "shadow": False, "per": "[]", "at": ["2026-11-22T09:00:00Z"]}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ((), 5, "expected an object"),
        ((), {}, "it has no `records`"),
        ((), {"name": "my-app", "version": "1.0.0"}, "it has no `records`"),
        (("budgets",), [], "`budgets` is nothing that this version keeps"),
        (("memory", "budgets"), [], "memory: `budgets` is nothing that this version keeps"),
        (("memory", "counts"), [{"rule": "\ud800"}], "memory.counts.0.rule: "),
        (("memory", "counts"), [COUNT, {**COUNT, "at": []}], "memory.counts.1: the same stands there before"),
        (("records", "ticket", "T1", "deleted"), "yes", "records.ticket.T1.deleted: expected true or false, got the"),
        (("records",), [], "records: expected an object"),
        (("records", "robot"), {}, "records: there is no record type `robot`"),
        (("records", "ticket", "T1"), None, "records.ticket.T1: expected an object"),
        (("records", "ticket", "T1", "version"), 0, "records.ticket.T1.version: expected a version, a whole number"),
        (("records", "ticket", "T1", "version"), True, "records.ticket.T1.version: expected a version, a whole number"),
        (("records", "ticket", "T1", "at"), "yesterday", "records.ticket.T1.at: `yesterday`"),
        (("records", "ticket", "T1", "fields", "colour"), 1, "records.ticket.T1.fields: ticket has no field `colour`"),
        (("records", "ticket", "T1", "fields", "tags"), [1], "records.ticket.T1.fields.tags[0]: expected text"),
        (("records", "ticket", "T1", "fields", "id"), "T9", "records.ticket.T1.fields.id: the key in the record is"),
        (
            ("records", "team", "X"),
            {"version": 1, "at": "2026-01-01T00:00:00Z", "fields": {}},
            "records.team.X.fields.id",
        ),
    ],
)
def test_a_state_that_is_none_is_refused_with_the_place(path: tuple[str, ...], value: Any, message: str) -> None:
    data: Any = state_data(state(), SCHEMA)
    if not path:
        data = value
    else:
        inner = data
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
    with pytest.raises(DecodeError) as caught:
        state_from(SCHEMA, data)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_the_bytes_do_not_depend_on_the_hash_seed(seed: str) -> None:
    code = "from tests.runtime.test_data import printed; printed()"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT / 'dsl'}{os.pathsep}{ROOT}"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True, cwd=ROOT)
    assert done.stdout == both_as_json()


def both_as_json() -> bytes:
    decision, before = rich()
    apply(before, decision)
    return to_json(decision_data(decision, SCHEMA)) + to_json(state_data(before, SCHEMA))


def printed() -> None:
    sys.stdout.buffer.write(both_as_json())
