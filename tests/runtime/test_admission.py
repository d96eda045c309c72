"""What is in an event: patches, creation, staleness, and what is rejected."""

from __future__ import annotations

import pytest

from tests.runtime.world import (
    A1,
    A2,
    BILLING,
    C1,
    C2,
    DATA,
    M1,
    SCHEMA,
    START,
    T1,
    T2,
    T3,
    at,
    changed,
    decide,
    event,
    fired,
    on,
    program,
    rule,
    state,
)
from whenthen.runtime.apply import apply, initial_state
from whenthen.runtime.kernel import turn
from whenthen.runtime.model import Event, EventRejected, Patch, Read, State, Write
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet

NEW_TICKET = {"subject": "New", "requester": C1}


def rejection(*patches: Patch, type: str = "ticket.updated", **more: object) -> str:
    before = state()
    records = dict(before.records)
    with pytest.raises(EventRejected) as caught:
        decide([], event(type, *patches, **more), before)  # type: ignore[arg-type]
    assert before.records == records
    return str(caught.value)


def test_absent_is_unchanged_and_null_is_cleared() -> None:
    before = state(Patch(T3, {**NEW_TICKET, "note": "old", "assignee": A1}))
    decision = decide([], event("ticket.updated", Patch(T3, {"note": None}), bind=[T3]), before)
    assert changed(decision) == {"T3.note": ("old", None, None)}
    apply(before, decision)
    assert before.records[T3].fields["assignee"] == A1
    assert before.records[T3].fields["note"] is None


def test_null_for_what_is_missing_already_is_no_change() -> None:
    assert changed(decide([], event("ticket.updated", Patch(T1, {"note": None})))) == {}


@pytest.mark.parametrize("field", ["subject", "status"])
def test_null_for_a_field_that_cannot_be_missing_is_rejected(field: str) -> None:
    assert rejection(Patch(T1, {field: None})) == f"`{field}` of ticket `T1` cannot be null"


def test_a_new_record_gets_defaults_and_its_key() -> None:
    before = state()
    decision = decide([], event("ticket.created", Patch(T3, NEW_TICKET), bind=[T3]), before)
    assert decision.created == (T3,)
    assert changed(decision) == {
        "T3.id": (None, "T3", None),
        "T3.subject": (None, "New", None),
        "T3.requester": (None, C1, None),
    }
    assert Read(T3, 0) in decision.reads
    apply(before, decision)
    assert before.records[T3].version == 1
    assert before.records[T3].at == at(5)
    assert list(before.records[T3].fields) == list(SCHEMA.records["ticket"].fields)
    assert before.records[T3].fields["status"] == "new"


def test_a_new_record_without_a_required_field_is_rejected() -> None:
    reason = rejection(Patch(T3, {"note": "x"}), type="ticket.created", bind=[T3])
    assert reason == "ticket `T3` is new and lacks `subject`, `requester`"


def test_an_embedded_new_record_needs_its_required_fields_too() -> None:
    patches = Patch(C2, {}, embedded=True), Patch(T1, {"requester": C2})
    assert rejection(*patches) == "customer `C2` is new and lacks `name`"


def test_an_embedded_record_creates_and_updates() -> None:
    patches = Patch(C1, {"plan": "gold"}, embedded=True), Patch(C2, {"name": "Cy"}, embedded=True)
    decision = decide([], event("ticket.updated", *patches, Patch(T1, {"requester": C2})))
    assert decision.created == (C2,)
    assert changed(decision)["C1.plan"] == ("free", "gold", None)


def test_an_embedded_record_that_the_state_knows_newer_is_skipped() -> None:
    before = state()
    apply(before, decide([], event("customer.updated", Patch(C1, {"plan": "gold"}), bind=[C1], minutes=10), before))
    late = event("ticket.updated", Patch(C1, {"plan": "free", "name": "Old"}, True), Patch(T1, {"note": "x"}))
    decision = decide([], late, before)
    assert decision.stale == (C1,)
    assert changed(decision) == {"T1.note": (None, "x", None)}
    assert Read(C1, 2) in decision.reads
    assert [write.record for write in decision.writes] == [T1]


def test_an_unchanged_record_is_still_as_new_as_its_last_event() -> None:
    """Else an older form of it, that comes late, would win."""
    before = state()
    apply(before, decide([], event("ticket.updated", Patch(C1, {"plan": "free"}, True), minutes=10), before))
    late = decide([], event("customer.updated", Patch(C1, {"plan": "gold"}, True), bind=[C1], minutes=7), before)
    assert late.stale == (C1,)
    assert late.writes == ()


def test_an_event_older_than_its_record_is_rejected() -> None:
    reason = rejection(Patch(T1, {"note": "late"}), minutes=-1)
    assert reason == (
        "the event is too late: it is of 2026-11-22T08:59:00Z, the last one of ticket `T1` is of 2026-11-22T09:00:00Z"
    )


def test_the_same_time_is_not_older() -> None:
    decision = decide([], event("ticket.updated", Patch(T1, {"note": "x"}), minutes=0))
    assert decision.writes == (Write(T1, 2, {"note": "x"}, START),)


def test_what_changes_nothing_writes_nothing() -> None:
    assert decide([], event("ticket.updated", Patch(T1, {"subject": "Hello"}), minutes=0)).writes == ()


def test_events_about_different_records_may_come_in_any_order() -> None:
    before = state()
    apply(before, decide([], event("ticket.updated", Patch(T1, {"note": "x"}), minutes=9), before))
    apply(before, decide([], event("ticket.updated", Patch(T2, {"note": "y"}), bind=[T2], minutes=3), before))
    assert (before.records[T1].at, before.records[T2].at) == (at(9), at(3))


def test_another_spelling_is_stored_but_is_no_change() -> None:
    before = state(Patch(T3, {**NEW_TICKET, "tags": ValueSet(["VIP"])}))
    patch = Patch(T3, {"subject": "NEW", "tags": ValueSet(["vip"])})
    decision = decide(
        [rule("r", on("ticket.updated"))], event("message.received", patch, bind=[T3, M1]), _with_m1(before)
    )
    assert decision.changes == ()
    assert fired(decision) == []
    assert decision.writes[0].fields == {"subject": "NEW", "tags": ValueSet(["vip"])}
    apply(before, decision)
    assert before.records[T3].fields["subject"] == "NEW"
    assert repr(before.records[T3].fields["tags"]) == "ValueSet(['vip'])"


def _with_m1(before: State) -> State:
    before.records[M1] = initial_state(program(), [Patch(M1, {"text": "hi"})], START).records[M1]
    return before


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (event("ticket.exploded"), "there is no event `ticket.exploded`"),
        (event("ticket.updated", bind=[]), "`ticket.updated` lacks `ticket`"),
        (event("ticket.updated", bind=[T3]), "ticket `T3` is not known, and the event says nothing of it"),
        (event("ticket.updated", Patch(T1, {"colour": "red"})), "ticket has no field `colour`"),
        (event("ticket.updated", Patch(T1, {"id": "T9"})), "`id` of ticket `T1` is given as `T9`"),
        (event("ticket.updated", Patch(Ref("robot", "R"), {})), "there is no record type `robot`"),
        (event("ticket.created", Patch(T1, {})), "ticket `T1` exists already"),
        (
            event("ticket.updated", actor=A2),
            "the actor, agent `A2`, is not known and does not come with the event",
        ),
        (event("ticket.updated", cause="god"), "`god` is no cause: it is one of agent, customer, rule, system"),
        (
            event("ticket.updated", Patch(T1, {"note": "a"}), Patch(T1, {"note": "b"})),
            "the event gives `note` of ticket `T1` twice, and not the same",
        ),
        (
            Event("1", "/desk", "ticket.updated", START, {"ticket": C1}),
            "`ticket` is given as customer `C1`",
        ),
    ],
)
def test_rejected(given: Event, reason: str) -> None:
    with pytest.raises(EventRejected) as caught:
        decide([], given)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("requester", C2, "customer `C2`"),
        ("assignee", A2, "agent `A2`"),
        ("followers", ValueSet([A1, A2]), "agent `A2`"),
        ("watchers", (A1, Ref("team", "Sales")), "team `Sales`"),
        ("parent", T3, "ticket `T3`"),
    ],
)
def test_a_reference_to_an_unknown_record_is_rejected(field: str, value: object, what: str) -> None:
    reason = rejection(Patch(T1, {field: value}))
    assert reason == f"`{field}` of ticket `T1` names {what}, which is not known and does not come with the event"


def test_records_that_come_together_may_refer_to_each_other() -> None:
    patches = Patch(T3, {**NEW_TICKET, "parent": T1}, True), Patch(T1, {"parent": T3, "watchers": (BILLING, A1)})
    decision = decide([], event("ticket.updated", *patches))
    assert decision.created == (T3,)


def test_two_patches_of_one_record_that_agree_are_one() -> None:
    patches = Patch(T3, {"subject": "New"}, True), Patch(T3, {"requester": C1, "subject": "new"})
    decision = decide([], event("ticket.created", *patches, bind=[T3]))
    assert decision.created == (T3,)
    assert len(decision.writes) == 1


def test_readonly_fields_may_be_written_by_events() -> None:
    assert changed(decide([], event("ticket.updated", Patch(T1, {"spam": True})))) == {"T1.spam": (False, True, None)}


def test_records_of_use_data_are_known_to_a_state_that_was_made_without_them() -> None:
    decision = decide([], event("ticket.updated", Patch(T1, {"watchers": (BILLING,)})), _without_teams())
    assert changed(decision) == {"T1.watchers": ((), (BILLING,), None)}


def _without_teams() -> State:
    before = state()
    del before.records[BILLING]
    return before


def test_such_a_record_is_stored_whole_when_it_is_first_written() -> None:
    before = _without_teams()
    grow = rule("r", on("ticket.updated"), then=lambda turn, ticket: turn.set(BILLING, "size", 3))
    decision = turn(program(grow), before, event())
    assert decision.created == ()
    assert Read(BILLING, 0) in decision.reads
    apply(before, decision)
    assert before.records[BILLING].version == 1
    assert before.records[BILLING].fields == {**DATA[BILLING], "size": 3}
    apply(before, decide([], event("ticket.updated", Patch(BILLING, {"size": None})), before))
    assert before.records[BILLING].version == 2
