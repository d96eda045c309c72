"""What starts rules, in which pass, how often, and for which records."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.world import (
    A1,
    C1,
    C2,
    M1,
    T1,
    T2,
    T3,
    changed,
    changes,
    decide,
    event,
    fired,
    on,
    put,
    rule,
    state,
)
from whenthen.runtime.model import Decision, Patch
from whenthen.runtime.program import CompiledBranch

NEW_TICKET = Patch(T3, {"subject": "New", "requester": C1})
TOUCH = event("ticket.updated")


def passes_of(decision: Decision) -> list[tuple[str, int]]:
    return [(firing.rule, firing.number) for firing in decision.fired]


# Pass 1 -----------------------------------------------------------------------------------------------------------


def test_rules_run_in_order_and_later_ones_see_what_earlier_ones_wrote() -> None:
    seen: list[Any] = []
    rules = [
        rule("a", on("ticket.updated"), then=lambda t, x: seen.append(t.rows[x]["status"])),
        rule("b", on("ticket.updated"), then=put("status", "pending")),
        rule("c", on("ticket.updated"), when=lambda t, x: t.rows[x]["status"] == "pending"),
        rule("d", on("ticket.updated"), when=lambda t, x: t.rows[x]["status"] == "open"),
    ]
    assert fired(decide(rules, TOUCH)) == ["a", "b", "c"]
    assert seen == ["open"]


def test_one_event_starts_every_trigger_that_matches() -> None:
    rules = [
        rule("created", on("ticket.created"), bindings=("ticket", "message")),
        rule("received", on("message.received"), bindings=("message", "ticket", "customer")),
        rule("plan", changes("customer.plan"), bindings=("customer",)),
        rule("updated", on("customer.updated"), bindings=("customer",)),
        rule("not updated", on("ticket.updated")),
    ]
    patches = Patch(C1, {"plan": "gold"}, True), NEW_TICKET, Patch(M1, {"text": "hi", "ticket": T3})
    decision = decide(rules, event("message.received", *patches, bind=[M1, T3]))
    assert fired(decision) == ["created", "received", "plan", "updated"]
    assert decision.fired[0].bindings == {"ticket": T3, "message": M1}
    assert decision.fired[1].bindings == {"message": M1, "ticket": T3}
    assert decision.passes == 1


def test_updated_matches_its_own_event_even_when_nothing_changed() -> None:
    assert fired(decide([rule("r", on("ticket.updated"))], TOUCH)) == ["r"]


def test_updated_does_not_match_creation() -> None:
    rules = [rule("u", on("ticket.updated")), rule("c", on("ticket.created"))]
    assert fired(decide(rules, event("ticket.created", NEW_TICKET, bind=[T3]))) == ["c"]
    assert fired(decide(rules, event("ticket.updated", NEW_TICKET, bind=[T3]))) == ["c"]


def test_a_field_changes_at_creation_if_it_differs_from_its_default_or_is_set() -> None:
    rules = [rule(field, changes(f"ticket.{field}")) for field in ("subject", "status", "note", "nudges", "spam")]
    patch = Patch(T3, {"subject": "New", "requester": C1, "status": "new", "spam": True})
    assert fired(decide(rules, event("ticket.created", patch, bind=[T3]))) == ["subject", "spam"]


def test_from_never_matches_creation_and_to_does() -> None:
    rules = [
        rule("to", changes("ticket.status", lambda before, after: after == "open")),
        rule("from", changes("ticket.status", lambda before, after: after == "open", has_from=True)),
    ]
    patch = Patch(T3, {"subject": "New", "requester": C1, "status": "open"})
    assert fired(decide(rules, event("ticket.created", patch, bind=[T3]))) == ["to"]
    patch = Patch(T2, {"status": "open"})
    assert fired(decide(rules, event("ticket.updated", patch, bind=[T2]))) == ["to", "from"]


def test_a_change_compares_before_and_after() -> None:
    seen: list[Any] = []

    def note(before: Any, after: Any) -> bool:
        seen.append((before, after))
        return False

    rules = [rule("r", changes("ticket.status", note))]
    assert fired(decide(rules, event("ticket.updated", Patch(T1, {"status": "solved"})))) == []
    assert seen == [("open", "solved")]


def test_the_cause_is_the_events_in_pass_1_and_a_rule_afterwards() -> None:
    rules = [
        rule("agent", on("ticket.updated", by="agent")),
        rule("customer", on("ticket.updated", by="customer")),
        rule("write", on("ticket.updated", by="customer"), then=put("note", "x")),
        rule("rule", changes("ticket.note", by="rule")),
        rule("rule 2", on("ticket.updated", by="rule")),
        rule("agent 2", changes("ticket.note", by="agent")),
    ]
    given = event("ticket.updated", cause="customer")
    assert passes_of(decide(rules, given)) == [("customer", 1), ("write", 1), ("rule", 2), ("rule 2", 2)]


def test_the_actor_is_missing_once_rules_are_the_cause() -> None:
    seen: list[Any] = []

    def look(turn: Any, ticket: Any) -> None:
        seen.append(turn.actor)
        turn.set(ticket, "note", "x")

    rules = [rule("a", on("ticket.updated"), then=look), rule("b", changes("ticket.note"), then=look)]
    decide(rules, event("ticket.updated", actor=A1))
    assert seen == [A1, None]


# Next passes ------------------------------------------------------------------------------------------------------


def test_what_a_pass_changed_starts_the_next_one() -> None:
    rules = [
        rule("second", changes("ticket.status"), then=put("note", "x")),
        rule("first", on("ticket.updated"), then=put("status", "solved")),
        rule("third", changes("ticket.note")),
    ]
    decision = decide(rules, TOUCH)
    assert passes_of(decision) == [("first", 1), ("second", 2), ("third", 3)]
    assert decision.passes == 3


def test_there_and_back_within_a_pass_is_no_change() -> None:
    rules = [
        rule("there", on("ticket.updated"), then=put("status", "pending")),
        rule("back", on("ticket.updated"), then=put("status", "open")),
        rule("never", changes("ticket.status")),
        rule("nor", on("ticket.updated", by="rule")),
    ]
    decision = decide(rules, TOUCH)
    assert fired(decision) == ["there", "back"]
    assert decision.changes == ()
    assert decision.passes == 1


def test_two_writes_in_a_pass_are_one_change() -> None:
    seen: list[Any] = []

    def note(before: Any, after: Any) -> bool:
        seen.append((before, after))
        return True

    rules = [
        rule("a", on("ticket.updated"), then=put("status", "pending")),
        rule("b", on("ticket.updated"), then=put("status", "solved")),
        rule("c", changes("ticket.status", note)),
    ]
    decision = decide(rules, TOUCH)
    assert seen == [("open", "solved")]
    assert changed(decision) == {"T1.status": ("open", "solved", "b")}


def test_what_the_event_changed_and_a_rule_changed_back_is_a_change_of_the_pass_but_none_of_the_turn() -> None:
    rules = [
        rule("back", changes("ticket.status", lambda before, after: after == "solved"), then=put("status", "open")),
        rule("again", changes("ticket.status", lambda before, after: (before, after) == ("solved", "open"))),
    ]
    decision = decide(rules, event("ticket.updated", Patch(T1, {"status": "solved"})))
    assert passes_of(decision) == [("back", 1), ("again", 2)]
    assert decision.changes == ()


@pytest.mark.parametrize("value", ["Hello", "hello", "HELLO"])
def test_a_value_set_to_what_it_was_is_no_change(value: str) -> None:
    rules = [rule("a", on("ticket.updated"), then=put("subject", value)), rule("b", changes("ticket.subject"))]
    decision = decide(rules, TOUCH)
    assert fired(decision) == ["a"]
    assert decision.changes == ()
    assert decision.writes == ()  # what is equal stays as it was written


def test_ping_pong_ends() -> None:
    rules = [
        rule("ping", changes("ticket.note"), then=lambda t, x: t.set(x, "nudges", t.rows[x]["nudges"] + 1)),
        rule("pong", changes("ticket.nudges"), then=lambda t, x: t.set(x, "note", f"{t.rows[x]['nudges']}")),
    ]
    decision = decide(rules, event("ticket.updated", Patch(T1, {"note": "start"})))
    assert passes_of(decision) == [("ping", 1), ("pong", 2)]
    assert changed(decision)["T1.note"] == (None, "1", "pong")


def test_a_condition_that_was_false_is_tried_again() -> None:
    rules = [
        rule("late", on("ticket.updated"), when=lambda t, x: t.rows[x]["note"] == "x"),
        rule("write", on("ticket.updated"), then=put("note", "x")),
    ]
    assert passes_of(decide(rules, TOUCH)) == [("write", 1), ("late", 2)]


def test_a_creation_may_be_updated_by_a_rule_and_change_from_its_default() -> None:
    rules = [
        rule("open", on("ticket.created"), then=put("status", "open")),
        rule("updated", on("ticket.updated")),
        rule("from", changes("ticket.status", lambda before, after: before == "new", has_from=True)),
    ]
    decision = decide(rules, event("ticket.created", NEW_TICKET, bind=[T3]))
    assert passes_of(decision) == [("open", 1), ("updated", 2), ("from", 2)]


def test_changed_and_start_compare_with_the_start_of_the_turn_in_every_pass() -> None:
    seen: list[Any] = []

    def look(turn: Any, ticket: Any) -> None:
        seen.append((turn.changed(ticket, "status"), turn.changed(ticket, "note"), turn.start(ticket)["status"]))

    rules = [
        rule("a", on("ticket.updated"), then=look),
        rule("b", on("ticket.updated"), then=put("note", "x")),
        rule("c", changes("ticket.note"), then=look),
    ]
    decide(rules, event("ticket.updated", Patch(T1, {"status": "solved"})))
    assert seen == [(True, False, "open"), (True, True, "open")]


def test_in_a_created_record_changed_means_not_the_default_and_was_is_missing() -> None:
    seen: list[Any] = []

    def look(turn: Any, ticket: Any) -> None:
        fields = ("subject", "status", "nudges", "note", "parent")
        seen.append([field for field in fields if turn.changed(ticket, field)])
        assert turn.start(ticket) is None

    def write(turn: Any, ticket: Any) -> None:
        turn.set(ticket, "status", "new")
        turn.set(ticket, "note", "x")

    patch = Patch(T3, {"subject": "New", "requester": C1, "status": "open"})
    rules = [
        rule("a", on("ticket.created"), then=look),
        rule("b", on("ticket.created"), then=write),
        rule("c", on("ticket.updated"), then=look),
    ]
    decision = decide(rules, event("ticket.created", patch, bind=[T3]))
    assert seen == [["subject", "status"], ["subject", "note"]]
    assert "T3.status" not in changed(decision)
    assert decision.writes[0].fields["status"] == "new"


# How often, and for what ------------------------------------------------------------------------------------------


def test_several_triggers_about_one_record_are_one_firing() -> None:
    triggers = on("ticket.created"), changes("ticket.subject"), changes("ticket.requester"), changes("ticket.note")
    rules = [rule("r", *triggers, then=put("note", "x"), bindings=("ticket", "message"))]
    decision = decide(rules, event("ticket.created", NEW_TICKET, bind=[T3]))
    assert passes_of(decision) == [("r", 1)]


def test_two_records_of_one_type_are_two_firings_in_the_order_of_keys() -> None:
    rules = [rule("r", changes("ticket.note"))]
    patches = Patch(T2, {"note": "b"}, True), Patch(T1, {"note": "a"})
    decision = decide(rules, event("ticket.updated", *patches))
    assert [firing.bindings for firing in decision.fired] == [{"ticket": T1}, {"ticket": T2}]


def test_a_name_that_one_trigger_binds_and_another_does_not_is_one_firing() -> None:
    rules = [rule("r", changes("ticket.status"), on("message.received"), bindings=("message", "ticket", "customer"))]
    patches = Patch(T1, {"status": "solved"}, True), Patch(M1, {"text": "hi", "ticket": T1})
    decision = decide(rules, event("message.received", *patches, bind=[M1, T1]))
    assert [firing.bindings for firing in decision.fired] == [{"message": M1, "ticket": T1}]


def test_two_records_of_which_one_has_the_message() -> None:
    rules = [rule("r", on("message.received"), changes("ticket.status"), bindings=("message", "ticket"))]
    patches = Patch(T1, {"status": "solved"}, True), Patch(T2, {"status": "solved"}, True), Patch(M1, {"text": "hi"})
    decision = decide(rules, event("message.received", *patches, bind=[M1, T2]))
    assert [firing.bindings for firing in decision.fired] == [{"ticket": T1}, {"message": M1, "ticket": T2}]


def test_an_optional_name_is_none_for_the_closures() -> None:
    seen: list[Any] = []
    rules = [
        rule(
            "r",
            on("ticket.created"),
            changes("ticket.note"),
            then=lambda turn, *slots: seen.append(slots),
            bindings=("message", "ticket"),
        )
    ]
    decision = decide(rules, event("ticket.updated", Patch(T1, {"note": "x"})))
    assert seen == [(None, T1)]
    assert decision.fired[0].bindings == {"ticket": T1}


def test_what_fired_with_a_message_does_not_fire_again_without_it() -> None:
    rules = [
        rule("r", on("message.received"), changes("ticket.note"), bindings=("message", "ticket")),
        rule(
            "write", on("message.received"), then=lambda t, m, x: t.set(x, "note", "x"), bindings=("message", "ticket")
        ),
        rule("other", changes("ticket.note"), then=lambda t, x: t.set(T2, "note", "y")),
    ]
    decision = decide(rules, event("message.received", Patch(M1, {"text": "hi"}), bind=[M1, T1]))
    assert [(f.rule, f.number, f.bindings) for f in decision.fired] == [
        ("r", 1, {"message": M1, "ticket": T1}),
        ("write", 1, {"message": M1, "ticket": T1}),
        ("other", 2, {"ticket": T1}),
        ("r", 3, {"ticket": T2}),
        ("other", 3, {"ticket": T2}),
    ]


def test_derived_triggers_bind_the_record_that_changed() -> None:
    """The event is about one ticket and changes another one."""
    rules = [rule("r", on("ticket.updated"))]
    decision = decide(rules, event("ticket.updated", Patch(T2, {"note": "x"}, True), Patch(T1, {})))
    assert [firing.bindings for firing in decision.fired] == [{"ticket": T1}, {"ticket": T2}]


# Branches ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "branch"), [("open", 0), ("pending", 1), ("solved", 2)])
def test_the_first_branch_that_holds_runs_else_included(status: str, branch: int) -> None:
    branches = (
        CompiledBranch(lambda t, x: t.rows[x]["status"] == "open", put("note", "0")),
        CompiledBranch(lambda t, x: t.rows[x]["status"] != "solved", put("note", "1")),
        CompiledBranch(None, put("note", "2")),
    )
    decision = decide(
        [rule("r", on("ticket.updated"), branches=branches)], event("ticket.updated", Patch(T1, {"status": status}))
    )
    assert decision.fired[0].branch == branch
    assert changed(decision)["T1.note"] == (None, str(branch), "r")


def test_without_else_a_rule_whose_conditions_are_false_did_not_fire() -> None:
    decision = decide([rule("r", on("ticket.updated"), when=lambda *_: False)], TOUCH)
    assert decision.fired == ()
    assert decision.failures == ()


def test_lets_are_slots_after_the_bindings() -> None:
    seen: list[Any] = []
    lets = (lambda t, x: t.rows[x]["subject"], lambda t, x, subject: subject + "!")
    decide([rule("r", on("ticket.updated"), lets=lets, then=lambda t, *slots: seen.append(slots))], TOUCH)
    assert seen == [(T1, "Hello", "Hello!")]


def test_a_rule_may_write_records_it_is_not_about() -> None:
    rules = [
        rule("a", on("ticket.updated"), then=lambda t, x: t.set(t.rows[x]["requester"], "plan", "gold")),
        rule("b", changes("customer.plan"), bindings=("customer",)),
    ]
    decision = decide(rules, TOUCH)
    assert decision.fired[1].bindings == {"customer": C1}
    assert changed(decision) == {"C1.plan": ("free", "gold", "a")}


def test_a_name_that_the_event_does_not_bring_is_not_bound() -> None:
    rules = [rule("r", on("message.received"), bindings=("message", "ticket", "customer"))]
    patches = Patch(M1, {"text": "hi"}), Patch(C2, {"name": "Cy"})
    decision = decide(rules, event("message.received", *patches, bind=[M1, C2]), state())
    assert decision.fired[0].bindings == {"message": M1, "customer": C2}
