"""What each kind of statement does to the turn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.compile.world import A1, A2, BILLING, C1, C2, T1, compiled, run, turn_of
from whenthen.runtime.turn import Turn
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.sets import ValueSet


@pytest.mark.parametrize(
    ("statement", "field", "expected"),
    [
        ("set ticket.status to solved", "status", "solved"),
        ('set ticket.status to "on hold"', "status", "on hold"),
        ('set ticket.subject to "{ticket.id}!"', "subject", "T1!"),
        ("set ticket.note to ticket.parent.note", "note", None),
        ("set ticket.tags to []", "tags", ValueSet()),
        ('set ticket.tags to ["x", ticket.id]', "tags", ValueSet(["x", "T1"])),
        ('set ticket.flags to ["a", "A"]', "flags", ValueSet(["a"])),
        ('set ticket.history to ["a", "A"]', "history", ("a", "A")),
        ('set ticket.team to team "Sales"', "team", ("team", "Sales")),
        ("set ticket.owner to ticket.team", "owner", BILLING),
        ("set ticket.extra to {id: ticket.id}", "extra", {"id": "T1"}),
        ("set ticket.vip to ticket.count > 2", "vip", True),
        ("clear ticket.team", "team", None),
        ('add "x" to ticket.tags', "tags", ValueSet(["VIP", "late", "x"])),
        ('add "vip" to ticket.tags', "tags", ValueSet(["VIP", "late"])),
        ('add ["vip", "x", "y", "X"] to ticket.tags', "tags", ValueSet(["VIP", "late", "x", "y"])),
        ("add [] to ticket.tags", "tags", ValueSet(["VIP", "late"])),
        ("add ticket.history to ticket.tags", "tags", ValueSet(["VIP", "late", "new", "Open"])),
        ('remove ["vip", "x"] from ticket.tags', "tags", ValueSet(["late"])),
        ('add ["new", "new"] to ticket.history', "history", ("new", "Open", "new", "new")),
        ('remove ["NEW", "x"] from ticket.history', "history", ("Open",)),
        ('add "new" to ticket.history', "history", ("new", "Open", "new")),
        ("add ticket.assignee otherwise ticket.assignee to ticket.crew", "crew", ValueSet([A1])),
        ('remove "LATE" from ticket.tags', "tags", ValueSet(["VIP"])),
        ('remove "x" from ticket.tags', "tags", ValueSet(["VIP", "late"])),
        ('remove "open" from ticket.history', "history", ("new",)),
        ("increase ticket.count by 2", "count", Decimal(5)),
        ("decrease ticket.count by ticket.count", "count", Decimal(0)),
        ("raise ticket.priority", "priority", "high"),
        ("lower ticket.priority", "priority", "low"),
        ("raise ticket.priority to urgent", "priority", "urgent"),
        ("raise ticket.priority to low", "priority", "normal"),
        ("lower ticket.priority to urgent", "priority", "normal"),
        ("lower ticket.priority to low", "priority", "low"),
    ],
)
def test_a_field_gets_its_value(statement: str, field: str, expected: Any) -> None:
    if "otherwise ticket.assignee" in statement:
        statement = statement.replace("ticket.assignee otherwise ticket.assignee", 'agent "A1"')
    turn = run(statement)
    assert turn.rows[T1][field] == expected
    assert turn.statements == 1


@pytest.mark.parametrize(
    ("statement", "fields", "field", "expected"),
    [
        ("raise ticket.priority", {"priority": "urgent"}, "priority", "urgent"),
        ("lower ticket.priority", {"priority": "low"}, "priority", "low"),
        ('remove "a" from ticket.history', {"history": ("A", "b", "a")}, "history", ("b",)),
    ],
)
def test_at_the_ends(statement: str, fields: dict[str, Any], field: str, expected: Any) -> None:
    assert run(statement, **fields).rows[T1][field] == expected


def _guarded(condition: str, statement: str, **fields: Any) -> Turn:
    program = compiled(f'RULE "r"\n  WHEN ticket is updated\n  IF {condition}\n  THEN {statement}\n')
    (rule,) = program.rules
    turn = turn_of(program, **fields)
    slots = (T1, None)
    test = rule.branches[0].test
    assert test is not None
    if test(turn, *slots):
        rule.branches[0].run(turn, *slots)
    return turn


def test_a_record_behind_a_reference_is_written() -> None:
    turn = _guarded("ticket.team is set", 'set ticket.team.lead to agent "A1"')
    assert turn.rows[BILLING]["lead"] == A1
    turn = run("set customer.plan to silver")
    assert turn.rows[C1]["plan"] == "silver"


def test_what_may_be_missing_is_changed_where_it_is_there() -> None:
    turn = _guarded("ticket.price is set", "increase ticket.price by 0.10 EUR")
    assert turn.rows[T1]["price"] == Money(Decimal(50), "EUR")
    turn = _guarded("ticket.severity is set", "raise ticket.severity to ticket.priority", severity="low")
    assert turn.rows[T1]["severity"] == "normal"
    turn = _guarded("ticket.severity is set", "raise ticket.severity to ticket.priority", severity="urgent")
    assert turn.rows[T1]["severity"] == "urgent"


def test_a_missing_collection_counts_as_empty_where_the_checker_could_not_tell() -> None:
    program = compiled(
        'RULE "r"\n  WHEN ticket is updated\n  IF ticket.flags is set\n  THEN\n    add "x" to ticket.flags\n'
        '    remove "x" from ticket.flags\n',
        doubt=True,
    )
    turn = turn_of(program)
    program.rules[0].branches[0].run(turn, T1, None)
    assert turn.rows[T1]["flags"] == ValueSet()


def test_a_later_statement_sees_an_earlier_one() -> None:
    turn = run("increase ticket.count by 1\n set ticket.rating to ticket.count\n increase ticket.count by ticket.count")
    assert (turn.rows[T1]["count"], turn.rows[T1]["rating"]) == (Decimal(8), Decimal(4))


def test_effects_have_paths_and_the_given_arguments() -> None:
    turn = run(
        'notify ticket.watchers_lead saying "x"'.replace("ticket.watchers_lead", 'agent "A2"')
        + '\n email customer saying "Hi {customer.name otherwise "there"}" about "A"\n'.replace('"there"', "ticket.id")
        + " email customer saying ticket.subject\n"
        + ' send {id: ticket.id, list: [1]} to "hook"'
    )
    assert [(e.action, e.path, e.arguments) for e in turn.effects] == [
        ("notify", "then/1", {"recipient": A2, "body": "x"}),
        ("email", "then/2", {"recipient": C1, "subject": "A", "body": "Hi Ada"}),
        ("email", "then/3", {"recipient": C1, "body": "Größe falsch: Refund please"}),
        ("send", "then/4", {"body": {"id": "T1", "list": (Decimal(1),)}, "place": "hook"}),
    ]


def test_branches_have_paths_of_their_own() -> None:
    program = compiled(
        'RULE "odd / title"\n  ID some_rule\n  WHEN ticket is updated\n'
        "  IF ticket.count = 1\n  THEN set ticket.count to 2\n"
        '  ELSE IF ticket.count = 2 THEN notify agent "A1" saying "two"\n'
        '  ELSE\n    set ticket.count to 0\n    notify agent "A1" saying "other"\n'
    )
    (rule,) = program.rules
    turn = turn_of(program)
    for branch in rule.branches:
        branch.run(turn, T1, None)
    assert [e.path for e in turn.effects] == ["else-if-1/then/1", "else/2"]
    assert [branch.test is None for branch in rule.branches] == [False, False, True]


DEFINITIONS = """
LET greeting = "Hello"
DEFINE ACTION escalate(ticket: ticket, to owner: agent, because reason: text?) AS
  raise ticket.priority to urgent
  set ticket.assignee to owner
  notify owner saying "{greeting} {ticket.id}: {reason otherwise greeting}"
DEFINE ACTION panic(ticket: ticket) AS
  increase ticket.count by 1
  escalate ticket to agent "A2"
  escalate ticket to agent "A1" because "panic"
"""


def test_definitions_are_called_with_their_path() -> None:
    turn = run('set ticket.count to 9\n panic ticket\n escalate ticket to agent "A1"', DEFINITIONS)
    assert [(e.path, e.arguments["body"]) for e in turn.effects] == [
        ("then/2>panic/2>escalate/3", "Hello T1: Hello"),
        ("then/2>panic/3>escalate/3", "Hello T1: panic"),
        ("then/3>escalate/3", "Hello T1: Hello"),
    ]
    assert turn.rows[T1]["count"] == Decimal(10)
    assert turn.rows[T1]["assignee"] == A1
    assert turn.statements == 1 + 1 + 3 + 3 + 3


def test_stop_ends_the_branch_and_the_turn() -> None:
    turn = run("set ticket.count to 1\n stop\n set ticket.count to 2")
    assert turn.stopped
    assert turn.rows[T1]["count"] == Decimal(1)


def test_a_reference_to_no_record_is_a_failure() -> None:
    with pytest.raises(ValueFailure, match="there is no team `Nowhere`"):
        run('set ticket.team to team "Nowhere"')
    with pytest.raises(ValueFailure, match="there is no agent `A9`"):
        run('notify agent "A9" saying "x"')


def test_removing_a_record_that_does_not_exist_changes_nothing() -> None:
    turn = run('remove agent "A9" from ticket.crew\n remove agent "A1" from ticket.watchers')
    assert turn.rows[T1]["crew"] == ValueSet([A1])
    assert turn.rows[T1]["watchers"] == (A2,)
    assert C2 not in turn.rows
