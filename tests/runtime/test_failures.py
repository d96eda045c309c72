"""Failure and its undoing, stop, shadow and the budget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.runtime.world import (
    A2,
    C1,
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
from whenthen.runtime.model import Change, Patch, RuleFailure
from whenthen.runtime.program import Budget
from whenthen.values.errors import ValueFailure
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet

TOUCH = event("ticket.updated")
EMAIL = ("email", "0", (("recipient", C1), ("body", "hi")))


def fail(*_: Any) -> Any:
    raise ValueFailure("division by zero")


def steps(*parts: Callable[..., None]) -> Callable[..., None]:
    def run(*arguments: Any) -> None:
        for part in parts:
            part(*arguments)

    return run


def stop(turn: Any, *_: Any) -> None:
    turn.stop()


def email(turn: Any, *_: Any) -> None:
    turn.emit(*EMAIL)


# Failure ----------------------------------------------------------------------------------------------------------


def test_a_failure_undoes_exactly_what_its_rule_did() -> None:
    rules = [
        rule("before", on("ticket.updated"), then=steps(put("status", "pending"), put("note", "kept"), email)),
        rule("bad", on("ticket.updated"), then=steps(put("status", "solved"), put("note", None), email, fail), line=2),
        rule("after", on("ticket.updated"), then=put("nudges", 1)),
    ]
    decision = decide(rules, TOUCH)
    assert fired(decision) == ["before", "after"]
    assert changed(decision) == {
        "T1.status": ("open", "pending", "before"),
        "T1.note": (None, "kept", "before"),
        "T1.nudges": (0, 1, "after"),
    }
    assert [effect.rule for effect in decision.effects] == ["before"]
    assert decision.failures == (
        RuleFailure("bad", "Rule bad", "division by zero", "rules/desk.when", 2, 3, {"ticket": T1}, 1),
    )
    assert str(decision.failures[0]) == "rules/desk.when:2:3: rule `Rule bad`: division by zero"


def test_undone_writes_start_nothing() -> None:
    rules = [
        rule("bad", on("ticket.updated"), then=steps(put("status", "solved"), fail)),
        rule("next", changes("ticket.status")),
    ]
    decision = decide(rules, TOUCH)
    assert fired(decision) == []
    assert decision.changes == ()
    assert decision.passes == 1


def test_an_undone_write_gives_the_field_back_to_its_earlier_writer() -> None:
    rules = [
        rule("good", on("ticket.updated"), then=put("note", "x")),
        rule("bad", on("ticket.updated"), then=steps(put("note", "y"), put("note", "z"), fail)),
    ]
    assert changed(decide(rules, TOUCH)) == {"T1.note": (None, "x", "good")}


def test_a_failing_rule_that_had_called_stop_stops_nothing() -> None:
    rules = [rule("bad", on("ticket.updated"), then=steps(stop, fail)), rule("next", on("ticket.updated"))]
    decision = decide(rules, TOUCH)
    assert fired(decision) == ["next"]
    assert decision.stopped_by is None


@pytest.mark.parametrize("part", ["lets", "when"])
def test_failures_in_lets_and_conditions(part: str) -> None:
    more: Any = {"lets": (fail,)} if part == "lets" else {"when": fail}
    decision = decide([rule("bad", on("ticket.updated"), **more), rule("next", on("ticket.updated"))], TOUCH)
    assert fired(decision) == ["next"]
    assert [failure.rule for failure in decision.failures] == ["bad"]


def test_a_failure_in_a_trigger() -> None:
    rules = [
        rule("bad", changes("ticket.note", fail), changes("ticket.status", fail), on("ticket.updated")),
        rule("next", on("ticket.updated")),
    ]
    decision = decide(rules, event("ticket.updated", Patch(T1, {"note": "x", "status": "solved"})))
    assert fired(decision) == ["next"]
    assert [(f.rule, f.number, f.bindings) for f in decision.failures] == [("bad", 1, {"ticket": T1})]


def test_a_rule_that_failed_had_its_go() -> None:
    rules = [
        rule("bad", on("ticket.updated"), changes("ticket.note"), then=fail),
        rule("write", on("ticket.updated"), then=put("note", "x")),
    ]
    assert len(decide(rules, TOUCH).failures) == 1


def test_a_failure_concerns_only_its_own_records() -> None:
    def once(turn: Any, ticket: Ref) -> None:
        turn.set(ticket, "status", "solved")
        if ticket == T1:
            fail()

    patches = Patch(T1, {"note": "x"}), Patch(T2, {"note": "y"}, True)
    decision = decide([rule("r", changes("ticket.note"), then=once)], event("ticket.updated", *patches))
    assert [firing.bindings for firing in decision.fired] == [{"ticket": T2}]
    assert "T1.status" not in changed(decision)


@pytest.mark.parametrize(
    ("run", "message"),
    [
        (lambda t, x: t.rows[T3], "there is no ticket `T3`"),
        (lambda t, x: t.named(Ref("team", "Sales")), "there is no team `Sales`"),
        (lambda t, x: t.start(T3), "there is no ticket `T3`"),
        (lambda t, x: t.changed(T3, "note"), "there is no ticket `T3`"),
        (lambda t, x: t.set(T3, "note", "x"), "there is no ticket `T3`"),
        (lambda t, x: t.set(x, "assignee", A2), "there is no agent `A2`"),
        (lambda t, x: t.set(x, "followers", ValueSet([A2])), "there is no agent `A2`"),
        (lambda t, x: t.set(x, "watchers", (A2,)), "there is no agent `A2`"),
    ],
)
def test_a_record_that_does_not_exist_is_a_failure(run: Any, message: str) -> None:
    decision = decide([rule("r", on("ticket.updated"), then=run)], TOUCH)
    assert [failure.message for failure in decision.failures] == [message]
    assert decision.changes == ()


def test_what_is_no_failure_of_a_value_is_not_hidden() -> None:
    def broken(*_: Any) -> None:
        raise KeyError("a fault of the program, not of the rules")

    with pytest.raises(KeyError):
        decide([rule("r", on("ticket.updated"), then=broken)], TOUCH)


# Stop -------------------------------------------------------------------------------------------------------------


def test_stop_skips_later_rules_and_passes_and_keeps_what_was_done() -> None:
    rules = [
        rule("a", on("ticket.updated"), then=put("note", "x")),
        rule("b", on("ticket.updated"), then=steps(stop, put("status", "solved"), email)),
        rule("c", on("ticket.updated")),
        rule("d", changes("ticket.note")),
    ]
    decision = decide(rules, TOUCH)
    assert fired(decision) == ["a", "b"]
    assert decision.stopped_by == "b"
    assert set(changed(decision)) == {"T1.note", "T1.status"}
    assert len(decision.effects) == 1


def test_stop_skips_the_same_rule_for_later_records() -> None:
    patches = Patch(T1, {"note": "x"}), Patch(T2, {"note": "y"}, True)
    decision = decide([rule("r", changes("ticket.note"), then=stop)], event("ticket.updated", *patches))
    assert [firing.bindings for firing in decision.fired] == [{"ticket": T1}]


# Shadow -----------------------------------------------------------------------------------------------------------


def test_a_shadow_rule_is_recorded_and_leaves_no_trace() -> None:
    rules = [
        rule("real", on("ticket.updated"), then=put("status", "pending")),
        rule("shadow", on("ticket.updated"), then=steps(put("status", "solved"), email, stop), shadow=True),
        rule("later", on("ticket.updated"), when=lambda t, x: t.rows[x]["status"] == "pending"),
        rule("never", changes("ticket.status", lambda before, after: after == "solved")),
    ]
    decision = decide(rules, TOUCH)
    assert fired(decision) == ["real", "later"]
    assert decision.stopped_by is None
    assert decision.effects == ()
    assert changed(decision) == {"T1.status": ("open", "pending", "real")}
    (shadow,) = decision.shadow
    assert (shadow.firing.rule, shadow.firing.branch, shadow.firing.number) == ("shadow", 0, 1)
    assert shadow.changes == (Change(T1, "status", "pending", "solved", "shadow"),)
    assert [effect.action for effect in shadow.effects] == ["email"]


def test_a_shadow_rule_has_one_go_too() -> None:
    rules = [
        rule("shadow", on("ticket.updated"), changes("ticket.note"), then=put("status", "solved"), shadow=True),
        rule("real", on("ticket.updated"), then=put("note", "x")),
    ]
    decision = decide(rules, TOUCH)
    assert len(decision.shadow) == 1
    assert decision.passes == 1


def test_a_shadow_rule_that_fails_is_a_failure_and_nothing_else() -> None:
    decision = decide([rule("s", on("ticket.updated"), then=steps(email, fail), shadow=True)], TOUCH)
    assert (decision.shadow, decision.effects) == ((), ())
    assert [failure.rule for failure in decision.failures] == ["s"]


def test_a_shadow_rule_that_does_not_fire_costs_nothing_of_the_budget() -> None:
    def costly(turn: Any, *_: Any) -> bool:
        turn.spend(8)
        return False

    rules = [
        rule("shadow", on("ticket.updated"), when=costly, shadow=True),
        rule("real", on("ticket.updated"), then=lambda turn, *_: turn.spend(8)),
    ]
    assert fired(decide(rules, TOUCH, budget=Budget(steps=10))) == ["real"]


# Limits -----------------------------------------------------------------------------------------------------------


def many(count: int) -> Callable[..., None]:
    def run(turn: Any, *_: Any) -> None:
        for _ in range(count):
            turn.statement()

    return run


def test_too_many_statements_are_a_failure_of_the_rule_that_runs_them() -> None:
    rules = [
        rule("a", on("ticket.updated"), then=many(6)),
        rule("b", on("ticket.updated"), then=steps(put("note", "x"), many(6))),
        rule("c", on("ticket.updated"), then=many(4)),
    ]
    decision = decide(rules, TOUCH, budget=Budget(statements=10))
    assert fired(decision) == ["a", "c"]
    assert decision.changes == ()
    assert [f.message for f in decision.failures] == ["one turn may run 10 statements, and this is one more"]


@pytest.mark.parametrize("run", [put("note", "x"), email, stop])
def test_writes_effects_and_stop_are_statements(run: Any) -> None:
    decision = decide([rule("a", on("ticket.updated"), then=run)], TOUCH, budget=Budget(statements=0))
    assert len(decision.failures) == 1


def test_too_many_steps_are_a_failure_of_the_rule_that_takes_them() -> None:
    rules = [
        rule("a", on("ticket.updated"), when=lambda t, x: t.spend(10) is None),
        rule("b", on("ticket.updated"), when=lambda t, x: t.spend(1) is None),
    ]
    decision = decide(rules, TOUCH, budget=Budget(steps=10))
    assert fired(decision) == ["a"]
    assert [f.message for f in decision.failures] == ["one turn may look at 10 items, and here it would look at more"]


def chain(length: int) -> list[Any]:
    """Each rule starts the next one, over the nudges."""
    return [
        rule(f"r{n}", changes("ticket.nudges", lambda before, after, n=n: after == n), then=put("nudges", n + 1))  # type: ignore[misc]
        for n in range(1, length + 1)
    ]


def test_too_many_passes_are_a_failure_of_the_rules_that_would_come_next() -> None:
    given = event("ticket.updated", Patch(T1, {"nudges": 1}))
    decision = decide(chain(5), given, budget=Budget(passes=3))
    assert fired(decision) == ["r1", "r2", "r3"]
    assert decision.passes == 3
    assert [(f.rule, f.message) for f in decision.failures] == [
        ("r4", "one turn may take 3 passes, and this rule would start one more")
    ]
    assert changed(decision)["T1.nudges"] == (0, 4, "r3")
    assert decide(chain(3), given, budget=Budget(passes=3)).failures == ()


def test_the_state_is_never_written_to() -> None:
    before = state()
    records = {ref: (record.version, record.at, dict(record.fields)) for ref, record in before.records.items()}
    rules = [rule("a", on("ticket.updated"), then=steps(put("note", "x"), fail)), *chain(3)]
    decide(rules, event("ticket.updated", Patch(T1, {"nudges": 1, "subject": "Other"})), before)
    assert {ref: (r.version, r.at, dict(r.fields)) for ref, r in before.records.items()} == records
