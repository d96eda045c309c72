"""What a decision lists: changes, reads, writes with versions, and the keys of effects; and how it is applied."""

from __future__ import annotations

import hashlib
from typing import Any

import attrs
import pytest

from tests.runtime.world import (
    A1,
    A2,
    BILLING,
    C1,
    START,
    T1,
    T2,
    T3,
    at,
    changed,
    changes,
    decide,
    event,
    on,
    program,
    put,
    rule,
    state,
)
from whenthen.runtime.apply import StateConflict, apply, initial_state
from whenthen.runtime.model import Decision, EventRejected, Patch, Read, Write
from whenthen.runtime.outcome import BEFORE_ALL
from whenthen.runtime.turn import Turn

TOUCH = event("ticket.updated")


# Changes, reads, writes -------------------------------------------------------------------------------------------


def test_changes_are_in_the_order_of_type_key_and_declaration() -> None:
    def write(turn: Any, ticket: Any) -> None:
        turn.set(T2, "note", "x")
        turn.set(T1, "tags", None)
        turn.set(T1, "subject", "Other")
        turn.set(C1, "plan", "gold")
        turn.set(T2, "status", "open")

    patches = Patch(A2, {"name": "Cy"}, True), Patch(T1, {"note": "y"})
    decision = decide([rule("r", on("ticket.updated"), then=write)], event("ticket.updated", *patches))
    assert list(changed(decision)) == [
        "A2.id",
        "A2.name",
        "C1.plan",
        "T1.subject",
        "T1.tags",
        "T1.note",
        "T2.status",
        "T2.note",
    ]


def test_a_change_is_by_its_last_writer() -> None:
    rules = [
        rule("a", on("ticket.updated"), then=put("status", "pending")),
        rule("b", on("ticket.updated"), then=put("note", "b")),
    ]
    decision = decide(rules, event("ticket.updated", Patch(T1, {"status": "solved", "note": "e", "subject": "Other"})))
    assert changed(decision) == {
        "T1.subject": ("Hello", "Other", None),
        "T1.status": ("open", "pending", "a"),
        "T1.note": (None, "b", "b"),
    }


def test_every_record_that_was_looked_at_is_read_in_its_version() -> None:
    before = state()
    apply(before, decide([], event("customer.updated", Patch(C1, {"plan": "gold"}), bind=[C1]), before))

    def look(turn: Any, ticket: Any, message: Any) -> bool:
        return turn.rows[turn.rows[ticket]["requester"]]["plan"] == "free"

    rules = [
        rule("false", on("ticket.created"), when=look, bindings=("ticket", "message")),
        rule("team", on("ticket.created"), then=lambda t, *_: t.named(BILLING), bindings=("ticket", "message")),
    ]
    patch = Patch(T3, {"subject": "New", "requester": C1})
    decision = decide(rules, event("ticket.created", patch, bind=[T3]), before)
    assert decision.reads == (Read(C1, 2), Read(BILLING, 1), Read(T3, 0))


def test_a_record_written_in_a_turn_gets_one_version_more_once() -> None:
    rules = [
        rule("a", on("ticket.updated"), then=put("note", "x")),
        rule("b", changes("ticket.note"), then=put("status", "solved")),
        rule("c", changes("ticket.status"), then=lambda t, x: t.set(C1, "plan", "gold")),
    ]
    decision = decide(rules, event("ticket.updated", Patch(T1, {"subject": "Other"})))
    assert decision.writes == (
        Write(C1, 2, {"plan": "gold"}),
        Write(T1, 2, {"subject": "Other", "status": "solved", "note": "x"}, at(5)),
    )


def test_only_events_move_the_time_of_a_record() -> None:
    before = state()
    apply(before, decide([rule("a", on("ticket.updated"), then=put("note", "x"))], TOUCH, before))
    assert (before.records[T1].version, before.records[T1].at) == (2, START)


# Keys of effects --------------------------------------------------------------------------------------------------


def keys(decision: Decision) -> list[str]:
    return [effect.key for effect in decision.effects]


def emit(path: str, times: int = 1, action: str = "email") -> Any:
    def run(turn: Any, *_: Any) -> None:
        for _ in range(times):
            turn.emit(action, path, (("recipient", C1), ("body", "hi")))

    return run


def test_keys_are_unique_for_rule_records_path_and_occurrence() -> None:
    def both(turn: Any, *slots: Any) -> None:
        emit("0")(turn)
        emit("1/0", times=3)(turn)

    patches = Patch(T1, {"note": "x"}), Patch(T2, {"note": "y"}, True)
    rules = [rule("a", changes("ticket.note"), then=both), rule("b", changes("ticket.note"), then=both)]
    given = event("ticket.updated", *patches)
    decision = decide(rules, given)
    assert len(decision.effects) == 16
    assert len(set(keys(decision))) == 16
    assert keys(decide(rules, given)) == keys(decision)
    assert all(len(key) == 32 and int(key, 16) >= 0 for key in keys(decision))


def test_keys_do_not_depend_on_other_rules_and_differ_between_turns() -> None:
    a, b = (rule(id, on("ticket.updated"), then=emit("0")) for id in "ab")
    assert keys(decide([b], TOUCH)) == keys(decide([a, b], TOUCH))[1:]
    assert set(keys(decide([a], TOUCH))).isdisjoint(keys(decide([a], event("ticket.updated", id="2"))))


def test_two_events_have_two_turns_and_their_effects_two_keys() -> None:
    pairs = (("//x#a", "b"), ("//x", "a#b"), ("//x%23a", "b"))
    events = [attrs.evolve(event("ticket.updated", id=id), source=source) for source, id in pairs]
    decisions = [decide([rule("a", on("ticket.updated"), then=emit("0"))], one) for one in events]
    assert [decision.turn for decision in decisions] == ["//x%23a#b", "//x#a#b", "//x%2523a#b"]
    assert len({key for decision in decisions for key in keys(decision)}) == 3


def test_a_read_has_the_version_in_which_the_turn_first_saw_the_record() -> None:
    """What somebody else stores meanwhile is a conflict, and nothing that is lost."""
    rules, known = program(), state()
    turn = Turn(rules, known, TOUCH)
    turn.rows[T1]
    stored = known.records[T1]
    known.records[T1] = attrs.evolve(stored, version=stored.version + 1)
    assert turn.rows.versions[T1] == stored.version
    turn.bring(T1, dict(stored.fields), created=False)
    assert turn.rows.versions[T1] == stored.version


def test_a_key_is_made_as_it_always_was() -> None:
    """A key that is made in another way means that a message may leave twice."""
    parts = b'["/desk","1","a",{"ticket":"T1"},"0",1]'
    expected = hashlib.sha256(parts).hexdigest()[:32]
    assert keys(decide([rule("a", on("ticket.updated"), then=emit("0"))], TOUCH)) == [expected]


def test_an_effect_says_what_it_is_about() -> None:
    (effect,) = decide([rule("a", on("ticket.updated"), then=emit("then/0"))], TOUCH).effects
    assert (effect.action, effect.rule, effect.path) == ("email", "a", "then/0")
    assert (effect.bindings, effect.arguments) == ({"ticket": T1}, {"recipient": C1, "body": "hi"})


# Applying ---------------------------------------------------------------------------------------------------------


def test_a_decision_on_an_older_version_is_not_applied() -> None:
    before = state()
    rules = [rule("a", on("ticket.updated"), when=lambda t, x: t.rows[C1]["plan"] == "free", then=put("note", "x"))]
    decision = decide(rules, TOUCH, before)
    apply(before, decide([], event("customer.updated", Patch(C1, {"plan": "gold"}), bind=[C1]), before))
    with pytest.raises(StateConflict, match="customer C1 is in version 2, the turn read version 1"):
        apply(before, decision)
    assert before.records[T1].fields["note"] is None


def test_a_decision_is_applied_once() -> None:
    before = state()
    decision = decide([], event("ticket.created", Patch(T3, {"subject": "x", "requester": C1}), bind=[T3]), before)
    apply(before, decision)
    with pytest.raises(StateConflict):
        apply(before, decision)


def test_an_initial_state_has_the_data_and_the_records_in_version_1() -> None:
    first = initial_state(program(), [Patch(A1, {"name": "Bo", "team": BILLING})], START)
    assert list(first.records) == [BILLING, A1]
    assert [(r.version, r.at) for r in first.records.values()] == [(1, BEFORE_ALL), (1, START)]
    assert first.records[A1].fields == {"id": "A1", "name": "Bo", "team": BILLING}


def test_an_initial_state_is_held_against_the_schema() -> None:
    with pytest.raises(EventRejected, match="agent `A1` is new and lacks `name`"):
        initial_state(program(), [Patch(A1, {})])
