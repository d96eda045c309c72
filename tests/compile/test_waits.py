"""`wait`: what stands before, between and behind, when it is over, and what its WHILE looks at."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.compile.desk import Desk
from tests.compile.world import C1, M1, NOW, T1, compiled, rule, turn_of
from whenthen.runtime.model import Decision
from whenthen.runtime.rule import CompiledRule, Rest
from whenthen.values.errors import ValueFailure
from whenthen.values.refs import Ref

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def _said(decisions: list[Decision]) -> list[str]:
    return [f"{effect.arguments['body']} {effect.path}" for decision in decisions for effect in decision.effects]


def _rule(*statements: str, settings: str = "", lets: str = "", when: str = "ticket is updated") -> str:
    lines = "".join(f"    {s}\n" for s in statements)
    return f'RULE "r"\n{settings}  WHEN {when}\n{lets}  THEN\n{lines}'


def test_a_branch_goes_on_behind_each_wait() -> None:
    desk = Desk(
        _rule(
            'notify agent "A1" saying "first"',
            "wait 2 hours",
            'notify agent "A1" saying "second"',
            "increase ticket.count by 1",
            "wait 3 days",
            'notify agent "A1" saying "third, {ticket.count}"',
            when="ticket.status changes to pending",
        )
    )
    assert _said([desk.change(status="pending")]) == ["first then/1"]
    assert _said(desk.until(NOW + 2 * HOUR - HOUR / 60)) == []
    assert _said(desk.until(NOW + 2 * HOUR)) == ["second then/3"]
    desk.change(Ref("ticket", "T1"), after=HOUR, count=7)
    assert _said(desk.until(NOW + 4 * DAY)) == ["third, 7 then/6"]
    assert [d.time for d in desk.until(NOW + 40 * DAY)] == []


def test_lets_keep_their_values_and_records_do_not() -> None:
    desk = Desk(
        _rule(
            "wait 1 hour",
            'notify agent "A1" saying "{old} {ticket.count} {constant}"',
            lets="  LET old = ticket.count\n  LET constant = 2 + 2\n",
            when="ticket.status changes",
        )
    )
    desk.change(status="pending", count=1)
    desk.change(after=HOUR / 2, count=5)
    assert _said(desk.until(NOW + HOUR)) == ["1 5 4 then/2"]


def test_the_branches_of_a_rule_wait_on_their_own() -> None:
    text = (
        'RULE "r"\n  WHEN ticket.count changes\n  IF ticket.count > 10 THEN\n    wait 1 hour\n'
        '    notify agent "A1" saying "many"\n  ELSE\n    notify agent "A1" saying "few"\n    wait 2 hours\n'
        '    notify agent "A1" saying "still few"\n'
    )
    desk = Desk(text)
    assert _said([desk.change(count=11)]) == []
    assert _said(desk.until(NOW + HOUR)) == ["many then/2"]
    assert _said([desk.change(count=2)]) == ["few else/1"]
    assert _said(desk.until(NOW + 3 * HOUR)) == ["still few else/3"]


def test_while_is_looked_at_after_every_turn() -> None:
    text = _rule(
        "wait 4 days while ticket.status is pending AND customer.plan is gold",
        "set ticket.status to solved",
        when="ticket.status changes to pending",
    )
    desk = Desk(text)
    desk.change(status="pending")
    assert desk.change(C1, after=HOUR, name="Ada").dropped == ()
    (last,) = desk.until(NOW + 4 * DAY)
    assert [change.after for change in last.changes] == ["solved"]
    desk = Desk(text)
    desk.change(status="pending")
    (dropped,) = desk.change(C1, after=HOUR, plan="silver").dropped
    assert dropped.rule == "r"
    assert desk.change(C1, after=HOUR, plan="gold").dropped == ()
    assert desk.until(NOW + 9 * DAY) == []


def _rests(*statements: str, before: str = "", lets: str = "", when: str = "ticket is updated") -> tuple[Rest, ...]:
    only: CompiledRule = rule(before + "\n" + _rule(*statements, lets=lets, when=when))
    return only.branches[0].rests


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("ticket.status is pending", set()),
        ('ticket.requester is customer "C1"', {"customer"}),
        ("ticket.team is set", set()),
        ("customer.plan is gold", {"customer"}),
        ("ticket.requester.plan is gold OR ticket.parent.status is new", {"customer", "ticket"}),
        ("ticket.team.lead.name is ticket.subject", {"team", "agent"}),
        ('team "Billing".size > 3', {"team"}),
        ("home.size > 3", {"team"}),
        ("boss.nickname is set", {"agent"}),
        ("any f in customer.friends where (f.plan is gold)", {"customer"}),
        ("count(ticket.watchers) > 1", set()),
        ("(ticket.owner is an agent) AND ticket.owner.nickname is set", {"agent"}),
        ("now > ticket.due + 1 day", {"*"}),
        ("today < ticket.day", {"*"}),
        ("ticket.due is less than 2 days ago", {"*"}),
        ("late", {"*"}),
        ("best AND ticket.vip", {"customer"}),
        ("friendly", {"customer", "ticket"}),  # its variable has the name of a binding
        ("half(ticket.count) < 10", {"*"}),
        ("length(ticket.subject) < 10", set()),
        ("ticket.due is within desk", set()),
        ("now is within desk", {"*"}),
    ],
)
def test_what_a_while_watches(condition: str, expected: set[str]) -> None:
    before = (
        "DEFINE late AS ticket.due < now\nDEFINE best AS customer.plan is one of [gold, platinum]\n"
        "DEFINE friendly AS any ticket in customer.friends where (ticket.plan is free)\n"
        'LET home = team "Billing"\nCALENDAR desk\n  monday to friday 09:00 to 17:00 in "Europe/Berlin"\n'
    )
    (rest,) = _rests(
        f"wait 1 day while {condition}", "clear ticket.note", before=before, lets="  LET boss = ticket.assignee\n"
    )
    assert rest.watches == expected


def test_the_records_of_all_triggers_are_its_own() -> None:
    (rest,) = _rests(
        "wait 1 day while message.text is set AND ticket.vip",
        "stop",
        when="message is received OR ticket is updated",
    )
    assert rest.watches == frozenset()


def test_rests_have_the_addresses_of_their_waits() -> None:
    first, second = _rests("clear ticket.note", "wait 1 day", "wait 2 days while ticket.vip", "clear ticket.team")
    assert (first.path, second.path) == ("then/2", "then/3")
    assert first.holds is None
    assert first.watches == frozenset()
    assert second.holds is not None
    assert second.holds(turn_of(compiled(""), vip=True), T1, M1) is True


def test_nothing_is_behind_a_stop() -> None:
    rests = _rests("wait 1 day", "stop", "wait 2 days", "clear ticket.note")
    assert len(rests) == 1
    rests[0].run(turn := turn_of(compiled("")), T1, M1)
    assert turn.stopped


def _due(statement: str, zone: str = "UTC", before: str = "", **fields: Any) -> dt.datetime:
    """When a wait that begins now is over."""
    program = compiled(f"{before}\n{_rule(statement, 'stop')}", zone=zone)
    current = turn_of(program, **fields)
    current.begin(program.rules[0], (T1, M1))
    program.rules[0].branches[0].run(current, T1, M1)
    (begun,) = current.waits
    assert begun.number == 0
    return begun.due


HOURS = 'CALENDAR desk\n  monday to friday 09:00 to 17:00 in "Europe/Berlin"\n'
HOURS += 'CALENDAR always\n  monday to sunday 00:00 to 00:00 in "UTC"\n'


@pytest.mark.parametrize(
    ("statement", "zone", "expected"),
    [
        ("wait 90 minutes", "UTC", NOW + 1.5 * HOUR),
        ("wait 2 days", "UTC", NOW + 2 * DAY),
        ("wait 125 days", "Europe/Berlin", NOW + 125 * DAY),
        ("wait 18 weeks", "Europe/Berlin", NOW + 126 * DAY - HOUR),
        ("wait ticket.waited * 2", "UTC", NOW + 3 * HOUR),
        ("wait 1 business hour within desk", "UTC", dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)),
        ("wait 1 business day within desk", "UTC", dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)),
        ("wait 2 business hours within ticket.subject", "UTC", NOW + 2 * HOUR),
    ],
)
def test_a_wait_is_over_at(statement: str, zone: str, expected: dt.datetime) -> None:
    assert _due(statement, zone, HOURS, subject="always") == expected


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("wait ticket.waited - 90 minutes", "a wait has to take more than nothing, and this one takes 0 seconds"),
        (
            "wait ticket.waited - 1 day",
            "a wait has to take more than nothing, and this one takes minus 22 hours 30 min",
        ),
        ("wait 2 business hours within ticket.subject", "there is no calendar `Größe falsch: Refund please`"),
        ("wait ticket.waited * 100000000", "longer than"),
        ("wait 3000000 days", "not in the years 1 to 9999"),
    ],
)
def test_a_wait_that_cannot_be(statement: str, message: str) -> None:
    with pytest.raises(ValueFailure, match=message):
        _due(statement, before=HOURS)
