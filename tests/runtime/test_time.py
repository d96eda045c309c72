"""Timers, waits and what comes to records that were there before: with hand-written closures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import pytest

from tests.runtime.world import C1, SCHEMA, START, T1, T2, at, event, on, rule, state
from whenthen.runtime import timers
from whenthen.runtime.agenda import Agenda, event_of
from whenthen.runtime.apply import StateConflict, apply
from whenthen.runtime.data import decision_data, state_data, state_from, to_json
from whenthen.runtime.deploy import apply_deployment, deploy, would_fire
from whenthen.runtime.kernel import turn
from whenthen.runtime.model import Alarm, Decision, EventRejected, Patch, State
from whenthen.runtime.program import CompiledBranch, CompiledRule, OnClock, OnTimed, Program, Rest
from whenthen.runtime.waiting import CHANGED_TEXT, NEWER, NO_RULE, NOT_HELD

HOUR = dt.timedelta(hours=1)


def state_of(*words: str, hours: int = 1) -> OnTimed:
    """`ticket.status has been … for … hours`."""
    return OnTimed(
        "ticket", "ticket", "status", "state", lambda _, value: value in words, after(hours), (), "d", "has been"
    )


def unchanged(field: str | None = None) -> OnTimed:
    return OnTimed("ticket", "ticket", field, "unchanged", None, after(1), (), "d", "has not changed")


def moment(field: str = "note") -> OnTimed:
    """At the moment that a text holds, as minutes after the start."""
    return OnTimed("ticket", "ticket", field, "moment", None, lambda start, _: at(int(start)), (), "d", "arrives")


def after(hours: int) -> Callable[[dt.datetime, Mapping[str, Any]], dt.datetime]:
    return lambda start, _: start + hours * HOUR


def put(field: str, value: Any) -> Callable[..., None]:
    return lambda turn, ticket, *_: turn.set(ticket, field, value)


class Desk:
    """A session in small."""

    def __init__(self, *rules: CompiledRule, begin: bool = True, **settings: Any) -> None:
        self.program = Program(SCHEMA, rules, {}, **settings)
        self.state = state()
        if begin:
            self.begin(START)

    def begin(self, moment: dt.datetime, fire: bool = False) -> Any:
        deployment = deploy(self.program, self.state, moment, fire)
        apply_deployment(self.state, deployment)
        self.agenda = Agenda(self.program, self.state.memory)
        return deployment

    def send(self, minutes: int, **fields: Any) -> list[Decision]:
        """An update of T1, and all that is due until then."""
        patch = Patch(T1, fields)
        update = event("ticket.updated", patch, id=f"e{minutes}", minutes=minutes)
        return [*self.until(minutes), self._decide(update)]

    def until(self, minutes: int) -> list[Decision]:
        found = []
        while (next_event := self.agenda.take(at(minutes))) is not None:
            found.append(self._decide(next_event))
        return found

    def _decide(self, one: Any) -> Decision:
        decision = turn(self.program, self.state, one)
        apply(self.state, decision)
        self.agenda.note(decision)
        # What is kept as data is as good as what is kept.
        data = json.loads(to_json(state_data(self.state, SCHEMA)))
        assert to_json(state_data(state_from(SCHEMA, data), SCHEMA)) == to_json(data)
        to_json(decision_data(decision, SCHEMA))
        return decision

    def due(self) -> list[tuple[str, int]]:
        return [(alarm.rule, int((alarm.due - START).total_seconds() // 60)) for alarm in self.agenda.waiting()]


def fired(decisions: list[Decision]) -> list[tuple[str, int]]:
    """The rules that fired, and when, in minutes."""
    return [
        (firing.rule, int((decision.time - START).total_seconds() // 60))
        for decision in decisions
        for firing in decision.fired
    ]


def test_only_timers_that_a_change_concerns_are_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[OnTimed] = []
    work_out = timers._timer
    monkeypatch.setattr(
        timers, "_timer", lambda turn, trigger, *rest: [looked_at.append(trigger), work_out(turn, trigger, *rest)][1]
    )
    by_calendar = attrs.evolve(unchanged("subject"), watches=("assignee",))
    triggers = [moment("note"), unchanged("subject"), unchanged(None), state_of("pending"), moment("note"), by_calendar]
    desk = Desk(*(rule(str(number), trigger) for number, trigger in enumerate(triggers)))
    for field, value, concerned in (
        ("note", "700", [0, 2, 3, 4]),
        ("subject", "hi", [1, 2, 3, 5]),
        ("spam", True, [2, 3]),
        ("assignee", None, []),
    ):
        looked_at.clear()
        desk.send(1, **{field: value})
        assert [triggers.index(trigger) for trigger in looked_at] == concerned


# States -----------------------------------------------------------------------------------------------------------


def test_a_state_fires_once_for_each_period() -> None:
    desk = Desk(rule("r", state_of("pending")))
    desk.send(1, status="pending")
    assert desk.due() == [("r", 61)]
    assert fired(desk.until(60)) == []
    assert fired(desk.until(61)) == [("r", 61)]
    assert fired(desk.until(1_000)) == []
    desk.send(1_001, status="open")
    desk.send(1_002, status="pending")
    assert fired(desk.until(2_000)) == [("r", 1_062)]


def test_leaving_the_state_drops_the_timer() -> None:
    desk = Desk(rule("r", state_of("pending")))
    desk.send(1, status="pending")
    desk.send(60, status="open")
    assert desk.due() == []
    assert fired(desk.until(1_000)) == []


def test_another_value_of_the_same_state_does_not_begin_anew() -> None:
    desk = Desk(rule("r", state_of("pending", "solved")))
    desk.send(1, status="pending")
    desk.send(30, status="solved")
    assert fired(desk.until(1_000)) == [("r", 61)]


def test_there_and_back_in_one_turn_is_no_change() -> None:
    back = rule(
        "back", on("ticket.updated"), when=lambda t, k: t.rows[k]["status"] != "pending", then=put("status", "pending")
    )
    desk = Desk(back, rule("r", state_of("pending")))
    desk.send(1, status="pending")
    desk.send(30, status="open")
    assert fired(desk.until(1_000)) == [("r", 61)]


def test_a_new_record_begins_its_states() -> None:
    desk = Desk(rule("r", state_of("open")))
    patch = Patch(T1.__class__("ticket", "T9"), {"subject": "New", "requester": C1, "status": "open"})
    created = event("ticket.created", patch, bind=(patch.record,), minutes=5)
    desk._decide(created)
    assert desk.due() == [("r", 60), ("r", 65)]  # T1 has been open since the start


def test_what_the_rule_writes_starts_others() -> None:
    desk = Desk(
        rule("r", state_of("pending"), then=put("status", "solved")), rule("next", on("ticket.updated", "rule"))
    )
    desk.send(1, status="pending")
    decisions = desk.until(61)
    assert fired(decisions) == [("r", 61), ("next", 61)]
    assert decisions[0].passes == 2
    assert decisions[0].alarm == Alarm("timer", "r", 0, (("ticket", T1),), at(61))


# Unchanged, and moments -------------------------------------------------------------------------------------------


def test_a_record_that_rests() -> None:
    desk = Desk(rule("r", unchanged()))
    desk.send(1, note="a")
    desk.send(30, note="b")
    desk.send(40, note="b")
    assert fired(desk.until(1_000)) == [("r", 60), ("r", 90)]  # the first one is T2, which nobody touches


def test_a_field_that_rests() -> None:
    desk = Desk(rule("r", unchanged("status")))
    desk.send(1, status="pending")
    desk.send(30, note="b")
    assert fired(desk.until(1_000)) == [("r", 60), ("r", 61)]


def test_a_moment_moves_with_its_field_and_goes_with_it() -> None:
    desk = Desk(rule("r", moment()))
    desk.send(1, note="50")
    desk.send(2, note="70")
    assert desk.due() == [("r", 70)]
    desk.send(3, note=None)
    assert desk.due() == []
    desk.send(4, note="80")
    assert fired(desk.until(1_000)) == [("r", 80)]


@pytest.mark.parametrize(("minutes", "missed"), [(9, True), (10, True), (11, False)])
def test_a_moment_that_has_passed_is_told_and_does_not_fire(minutes: int, missed: bool) -> None:
    desk = Desk(rule("r", moment()))
    (decision,) = desk.send(10, note=str(minutes))
    assert [(m.rule, m.bindings, m.due) for m in decision.missed] == (
        [("r", {"ticket": T1}, at(minutes))] if missed else []
    )
    assert fired(desk.until(1_000)) == ([] if missed else [("r", 11)])


def test_a_moment_that_has_passed_fires_at_once_where_that_is_asked_for() -> None:
    desk = Desk(rule("r", moment()), fire_past=True)
    (decision,) = desk.send(10, note="5")
    assert decision.missed == ()
    assert fired(desk.until(10)) == [("r", 10)]


def test_rules_that_set_each_other_off_come_to_an_end() -> None:
    desk = Desk(rule("r", moment(), then=lambda t, k: t.set(k, "note", "20")), fire_past=True)
    desk.send(10, note="20")
    assert fired(desk.until(20)) == [("r", 20)]
    assert desk.due() == []


# Order ------------------------------------------------------------------------------------------------------------


def test_what_is_due_at_one_instant_comes_in_the_order_of_rules() -> None:
    every = OnClock(lambda moment: START + HOUR if moment < START + HOUR else START + 10_000 * HOUR, "d", "every hour")
    rules = (
        rule("waits", on("ticket.updated"), branches=(waits(59),)),
        rule("b", state_of("pending"), moment()),
        rule("a", state_of("pending")),
        rule("clock", every, bindings=()),
    )
    desk = Desk(*rules)
    desk.send(1, status="pending", note="60")
    other = event("ticket.updated", Patch(T2, {"status": "pending"}), bind=(T2,), minutes=0, id="x")
    desk._decide(other)
    decisions = desk.until(61)
    assert [(d.alarm.rule, d.alarm.number) for d in decisions if d.alarm is not None] == [
        ("waits", 0),  # of T2, which began at 0
        ("waits", 0),
        ("b", 0),
        ("b", 1),
        ("a", 0),
        ("clock", 0),
        ("b", 0),
        ("a", 0),
    ]


def test_an_event_of_the_clock_has_an_id_of_its_own() -> None:
    one = event_of(Alarm("timer", "a/b", 0, (("ticket", T1),), at(0)))
    other = event_of(Alarm("timer", "a", 0, (("ticket", T1._replace(key="b/T1")),), at(0)))
    assert one.id == "a%2Fb/timer0/T1/2026-11-22T09:00:00Z"
    assert one.id != other.id


def test_late_timers_of_one_instant_are_events_of_their_own() -> None:
    desk = Desk(rule("r", moment(), then=lambda t, k: t.emit("note", "then/1", ())), fire_past=True)
    desk.send(10, note="4")
    (first,) = desk.until(10)
    patch = Patch(T1, {"note": "5"})
    desk._decide(event("ticket.updated", patch, id="again", minutes=10))
    (second,) = desk.until(10)
    assert first.time == second.time
    assert first.turn != second.turn
    assert first.effects[0].key != second.effects[0].key


def test_a_late_timer_that_moves_before_it_fires_fires_once() -> None:
    desk = Desk(rule("r", moment()), fire_past=True)
    desk.send(10, note="4")
    for note in ("3", "5"):
        desk._decide(event("ticket.updated", Patch(T1, {"note": note}), id=note, minutes=10))
    (decision,) = desk.until(10)
    assert decision.alarm is not None
    assert decision.alarm.passed == at(5)


def test_a_wait_is_told_by_the_names_of_its_records() -> None:
    one = event_of(Alarm("wait", "r", 0, (("ticket", T1),), at(0)))
    other = event_of(Alarm("wait", "r", 0, (("customer", C1._replace(key="T1")),), at(0)))
    assert one.id != other.id


def test_nothing_is_decided_that_is_not_due() -> None:
    desk = Desk(rule("r", state_of("pending")))
    with pytest.raises(EventRejected, match="nothing of the rule `r` is due"):
        turn(desk.program, desk.state, event_of(Alarm("timer", "r", 0, (("ticket", T1),), at(61))))


# Waits ------------------------------------------------------------------------------------------------------------


def waits(
    minutes: int = 60, holds: Callable[..., bool] | None = None, watches: frozenset[str] = frozenset()
) -> CompiledBranch:
    """`wait … minutes [while …]`, then `set ticket.subject to "done"`."""

    def run(turn: Any, *slots: Any) -> None:
        turn.wait(0, turn.now + dt.timedelta(minutes=minutes))

    return CompiledBranch(None, run, (Rest("then/1", put("subject", "done"), holds, watches),))


def is_pending(turn: Any, ticket: Any, *_: Any) -> bool:
    return bool(turn.rows[ticket]["status"] == "pending")


TO_PENDING = on("ticket.updated")


def pending_rule(**more: Any) -> CompiledRule:
    return rule("w", TO_PENDING, when=None, branches=(waits(60, is_pending),), **more)


def test_a_rule_goes_on_when_the_time_is_over() -> None:
    desk = Desk(rule("w", on("ticket.updated", "agent"), branches=(waits(),)))
    desk.program = Program(SCHEMA, (rule("w", on("ticket.updated"), branches=(waits(),)),), {})
    desk.begin(START)
    desk.send(1)
    assert desk.due() == [("w", 61)]
    decisions = desk.until(61)
    assert decisions[0].changes[0].after == "done"
    assert decisions[0].fired[0].resumed == "then/1"
    assert desk.due() == []


def test_while_is_looked_at_after_each_turn_the_first_one_included() -> None:
    desk = Desk(pending_rule())
    (decision,) = desk.send(1)
    assert [(d.rule, d.reason) for d in decision.dropped] == [("w", NOT_HELD)]
    desk.send(2, status="pending")
    assert desk.due() == [("w", 62)]
    (decision,) = desk.send(3, status="open")
    # The event starts the rule again, and that wait does not hold either.
    assert [d.reason for d in decision.dropped] == [NEWER, NOT_HELD]
    assert desk.due() == []


def test_a_wait_is_looked_at_only_when_its_answer_can_change() -> None:
    asked = []

    def holds(turn: Any, *_: Any) -> bool:
        asked.append(turn.id)
        return True

    only_first = rule("w", on("ticket.updated"), branches=(attrs.evolve(waits(60, holds), test=lambda _, k: k == T1),))
    desk = Desk(only_first)
    desk.send(1)
    assert len(asked) == 1
    desk._decide(event("ticket.updated", Patch(T2, {"note": "x"}), bind=(T2,), minutes=2, id="y"))
    assert len(asked) == 1


@pytest.mark.parametrize("watched", ["customer", "*"])
def test_a_wait_can_look_at_other_records_and_at_the_time(watched: str) -> None:
    def holds(turn: Any, ticket: Any, *_: Any) -> bool:
        return bool(turn.rows[turn.rows[ticket]["requester"]]["plan"] == "free")

    desk = Desk(rule("w", on("ticket.updated"), branches=(waits(60, holds, frozenset({watched})),)))
    desk.send(1)
    decision = desk._decide(event("customer.updated", Patch(C1, {"plan": "gold"}), bind=(C1,), minutes=2, id="y"))
    assert [d.reason for d in decision.dropped] == [NOT_HELD]


def test_the_newest_wait_wins() -> None:
    desk = Desk(rule("w", on("ticket.updated"), branches=(waits(),)))
    desk.send(1)
    (decision,) = desk.send(30)
    assert [(d.rule, d.due, d.reason) for d in decision.dropped] == [("w", at(61), NEWER)]
    assert desk.due() == [("w", 90)]


def test_the_rest_has_the_values_of_its_lets() -> None:
    seen = []

    def run(turn: Any, ticket: Any, let: Any) -> None:
        turn.wait(0, turn.now + HOUR)

    def rest(turn: Any, ticket: Any, let: Any) -> None:
        seen.append(let)

    branch = CompiledBranch(None, run, (Rest("then/1", rest, None, frozenset()),))
    desk = Desk(rule("w", on("ticket.updated"), lets=(lambda t, k: t.rows[k]["note"],), branches=(branch,)))
    desk.send(1, note="first")
    desk.state.records[T1].fields["note"] = "second"  # type: ignore[index]
    desk.until(61)
    assert seen == ["first"]


def test_a_rest_that_fails_is_undone_and_used_up() -> None:
    def rest(turn: Any, ticket: Any) -> None:
        turn.set(ticket, "note", "x")
        turn.named(T1._replace(key="nobody"))

    def run(turn: Any, ticket: Any) -> None:
        turn.wait(0, turn.now + HOUR)

    branch = CompiledBranch(None, run, (Rest("then/1", rest, None, frozenset()),))
    desk = Desk(rule("w", on("ticket.updated"), branches=(branch,)))
    desk.send(1)
    (decision,) = desk.until(61)
    assert (decision.changes, decision.fired) == ((), ())
    assert [failure.rule for failure in decision.failures] == ["w"]
    assert desk.due() == []


def test_a_rule_that_fails_behind_its_wait_does_not_wait() -> None:
    def run(turn: Any, ticket: Any) -> None:
        turn.wait(0, turn.now + HOUR)
        turn.named(T1._replace(key="nobody"))

    branch = CompiledBranch(None, run, (Rest("then/1", put("note", "x"), None, frozenset()),))
    desk = Desk(rule("w", on("ticket.updated"), branches=(branch,)))
    desk.send(1)
    assert desk.due() == []


def test_a_rule_in_the_shadow_waits_in_the_shadow() -> None:
    desk = Desk(rule("w", on("ticket.updated"), branches=(waits(),), shadow=True))
    desk.send(1)
    (decision,) = desk.until(61)
    assert (decision.fired, decision.changes) == ((), ())
    assert [(s.firing.rule, s.changes[0].after) for s in decision.shadow] == [("w", "done")]


@pytest.mark.parametrize(("version", "reason"), [("2", CHANGED_TEXT), (None, NO_RULE)])
def test_a_wait_goes_when_the_text_of_its_rule_changes(version: str | None, reason: str) -> None:
    waiting_rule = rule("w", on("ticket.updated"), branches=(waits(),))
    desk = Desk(waiting_rule)
    desk.send(1)
    desk.program = Program(SCHEMA, () if version is None else (attrs.evolve(waiting_rule, version=version),), {})
    deployment = desk.begin(at(2))
    assert [(d.rule, d.reason) for d in deployment.dropped] == [("w", reason)]
    assert desk.due() == []


# Rules that come to old records -----------------------------------------------------------------------------------


def test_what_was_due_before_the_rules_came_does_not_fire() -> None:
    desk = Desk(rule("r", state_of("open")), begin=False)
    deployment = desk.begin(at(60))
    assert [(m.rule, m.bindings) for m in deployment.overdue] == [("r", {"ticket": T1})]
    assert list(would_fire(deployment)) == [("Rule r", 1)]
    assert fired(desk.until(1_000)) == []


def test_what_was_due_fires_where_that_is_asked_for() -> None:
    desk = Desk(rule("r", state_of("open")), begin=False)
    desk.begin(at(60), fire=True)
    assert fired(desk.until(60)) == [("r", 60)]


def test_a_new_rule_counts_from_when_the_field_got_its_value() -> None:
    desk = Desk()
    desk.send(1, status="pending")
    desk.program = Program(SCHEMA, (rule("r", state_of("pending")), rule("s", unchanged())), {})
    deployment = desk.begin(at(60))
    assert [(m.rule, m.bindings["ticket"]) for m in deployment.overdue] == [("s", T2)]  # which nobody has touched
    assert desk.due() == [("r", 61), ("s", 61)]


def test_a_rule_that_was_there_is_left_as_it_is() -> None:
    desk = Desk(rule("r", state_of("pending")))
    desk.send(1, status="pending")
    assert fired(desk.until(61)) == [("r", 61)]
    assert desk.begin(at(61)).overdue == ()
    assert desk.due() == []


def test_timers_of_a_rule_that_is_gone_are_gone() -> None:
    desk = Desk(rule("r", state_of("pending")))
    desk.send(1, status="pending")
    desk.program = Program(SCHEMA, (), {})
    desk.begin(at(2))
    assert desk.state.memory.timers == {}


# Conflicts --------------------------------------------------------------------------------------------------------


def test_two_turns_that_remember_the_same_do_not_both_count() -> None:
    desk = Desk(rule("r", state_of("pending")))
    update = event("ticket.updated", Patch(T1, {"status": "pending"}), minutes=1, id="x")
    decision = turn(desk.program, desk.state, update)
    other: State = desk.state
    apply(other, decision)
    with pytest.raises(StateConflict):
        apply(other, decision)
