"""What rules do, in order, with definitions seen through."""

from __future__ import annotations

from decimal import Decimal

import pytest

from whenthen import pipeline
from whenthen.analysis.doings import (
    MOST,
    Call,
    Doing,
    Stopping,
    Unfollowed,
    Waiting,
    Write,
    branch_doings,
    definition_doings,
    fields_written,
    rule_doings,
    writers,
)
from whenthen.analysis.literals import NOT_WRITTEN
from whenthen.analysis.program import CheckedProgram, DefinitionUse
from whenthen.analysis.terms import Terms
from whenthen.syntax import nodes
from whenthen.types.facts import Path
from whenthen.values.refs import Ref
from whenthen.workspace import read_texts


def checked(text: str) -> CheckedProgram:
    program, diagnostics = pipeline.check(read_texts({"a.when": f"USE helpdesk\n{text}"}))
    assert program is not None, diagnostics
    return program


def rule(*statements: str, title: str = "R", before: str = "") -> str:
    body = "\n    ".join(statements)
    return f'RULE "{title}"\n  WHEN ticket is created\n  {before}\n  THEN\n    {body}\n'


def doings(text: str) -> tuple[CheckedProgram, tuple[Doing, ...]]:
    program = checked(text)
    return program, rule_doings(program.rules[0].node, program)


def show(doing: Doing, program: CheckedProgram) -> str:
    terms = Terms(program)
    match doing:
        case Write(kind=kind, target=target, value=value):
            path, written = terms.path(target), terms.value(value)
            where = "?" if path is None else ".".join([path.name, *(field for _, field in path.steps)])
            said = "" if value is None else " ?" if written is NOT_WRITTEN else f" {written}"
            return f"{kind} {where}{said}"
        case Call(action=action, arguments=arguments):
            values = {name: terms.value(term) for name, term in arguments.items()}
            return " ".join([action, *(f"{name}={value}" for name, value in values.items() if isinstance(value, str))])
        case Unfollowed(fields=fields):
            return f"unfollowed {sorted(fields)}"
    return type(doing).__name__


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("set ticket.status to open", ["set ticket.status open"]),
        ("clear ticket.assignee", ["clear ticket.assignee"]),
        ('add "a" to ticket.tags', ["add ticket.tags a"]),
        ('remove "a" from customer.tags', ["remove ticket.requester.tags a"]),
        ("increase ticket.nudges by 2", ["increase ticket.nudges 2"]),
        ("decrease ticket.nudges by ticket.reopens", ["decrease ticket.nudges ?"]),
        ("raise ticket.priority", ["raise ticket.priority"]),
        ("lower ticket.priority to low", ["lower ticket.priority low"]),
        ('set team "Sales".turn to 3', ["set ? 3"]),
        ("wait 3 days while ticket.status is open", ["Waiting"]),
        ("stop", ["Stopping"]),
        ('note "x" on ticket', ["note body=x"]),
        ("reopen ticket", ["set ticket.status open", "increase ticket.reopens 1"]),
        ('tag ticket with "vip"', ["add ticket.tags vip"]),
        (
            'escalate ticket to team "Sales"',
            ["raise ticket.priority urgent", "set ticket.team team Sales", "note body=x"],
        ),
    ],
)
def test_each_statement(statement: str, expected: list[str]) -> None:
    define = (
        "DEFINE ACTION escalate(ticket: ticket, to owner: team) AS\n  raise ticket.priority to urgent\n"
        '  assign ticket to owner\n  note "x" on ticket\n'
    )
    program, found = doings(define + rule(statement))
    assert [show(doing, program) for doing in found] == expected


class TestWhereItStands:
    def test_statement_is_that_of_the_rule_and_node_is_where_it_is_done(self) -> None:
        program, found = doings(rule("solve ticket"))
        (statement,) = program.rules[0].node.branches[0].statements
        assert found[0].statement is statement
        assert isinstance(found[0].node, nodes.SetField)

    def test_branches_and_waits_are_counted(self) -> None:
        text = rule("mute ticket", "wait 1 day", "solve ticket", "wait 1 day", "close ticket", before="IF unsolved")
        program, found = doings(text.rstrip() + "\n  ELSE mute ticket\n")
        assert [(d.branch, d.waits) for d in found] == [(0, 0), (0, 0), (0, 1), (0, 1), (0, 2), (1, 0)]
        assert [d.waited for d in found] == [False, False, True, True, True, False]
        assert [d.branch for d in branch_doings(program.rules[0].node, 1, program)] == [1]

    def test_nothing_is_done_behind_a_stop(self) -> None:
        _, found = doings(rule("mute ticket", "stop", "solve ticket"))
        assert [type(doing) for doing in found] == [Write, Stopping]

    def test_what_a_wait_waits_for(self) -> None:
        _, found = doings(rule("wait 3 days while ticket.status is open", "solve ticket"))
        waiting = found[0]
        assert isinstance(waiting, Waiting)
        assert waiting.condition is not None
        assert waiting.condition.node is waiting.wait.condition

    def test_parameters_of_a_definition_stand_for_themselves(self) -> None:
        define = 'DEFINE ACTION park(ticket: ticket) AS\n  solve ticket\n  tag ticket with "parked"\n'
        program, (first, _) = doings(define + rule("park ticket"))
        use = program.actions[first.statement]  # type: ignore[index]
        assert isinstance(use, DefinitionUse)
        assert [show(doing, program) for doing in definition_doings(use.definition, program)] == [
            "set ticket.status solved",
            "add ticket.tags parked",
        ]


class TestTerms:
    DEFINE = (
        "DEFINE ACTION move(it: ticket, to owner: team, saying body: text?) AS\n"
        '  set it.team to owner\n  note "Moved: {body otherwise it.subject}" on it\n'
        "DEFINE ACTION outer(it: ticket, to owner: team) AS\n  move it to owner saying it.description\n"
    )

    def test_paths_lead_through_calls_and_aliases(self) -> None:
        text = "DEFINE ACTION mark(who: customer) AS\n  set who.vip to true\n" + rule("mark customer")
        program, (write,) = doings(text)
        assert isinstance(write, Write)
        assert Terms(program).path(write.target) == Path("ticket", (("ticket", "requester"), ("customer", "vip")))
        assert Terms(program).path(write.owner) == Path("ticket", (("ticket", "requester"),))

    def test_values_come_from_arguments_lets_and_lets_of_the_rule(self) -> None:
        text = "LET many = 7\n" + rule(
            'outer ticket to team "Sales"',
            "increase ticket.nudges by many",
            "increase ticket.nudges by few",
            before="LET few = 2",
        )
        program, found = doings(self.DEFINE + text)
        values = [Terms(program).value(d.value) for d in found if isinstance(d, Write)]
        assert values == [Ref("team", "Sales"), Decimal(7), Decimal(2)]

    def test_what_means_the_same_has_one_meaning(self) -> None:
        text = 'LET sales = team "Sales"\n' + rule(
            'set ticket.team to team "Sales"',
            "set ticket.team to sales",
            "set ticket.team to home",
            'assign ticket to team "Sales"',
            "assign ticket to sales",
            before='LET home = team "Sales"',
        )
        program, found = doings(text)
        terms = Terms(program)
        meanings = [terms.meaning(d.value) for d in found if isinstance(d, Write)]
        assert meanings[0] == meanings[1] == meanings[3] == meanings[4]
        assert len({terms.meaning(d.target) for d in found if isinstance(d, Write)}) == 1

    def test_what_means_something_else_has_another_meaning(self) -> None:
        text = rule("set ticket.priority to high", "set ticket.priority to low", 'note "high" on ticket')
        program, found = doings(text)
        terms = Terms(program)
        meant = [terms.meaning(d.value) for d in found if isinstance(d, Write)]
        meant += [terms.meaning(d.arguments["body"]) for d in found if isinstance(d, Call)]
        assert len(set(meant)) == 3

    def test_what_is_left_out_has_no_value(self) -> None:
        program, found = doings(self.DEFINE + rule('move ticket to team "Sales"'))
        note = found[1]
        assert isinstance(note, Call)
        assert note.action == "note"
        assert list(note.arguments) == ["body", "ticket"]
        assert ("ticket", "subject") in Terms(program).reads(note.arguments["body"])

    def test_reads_lead_through_definitions_and_arguments(self) -> None:
        program, found = doings(
            "DEFINE ACTION say(what: text, on it: ticket) AS\n  note what on it\n"
            + rule("say customer.notes on ticket", 'note "{length(ticket.subject)}" on ticket')
        )
        terms = Terms(program)
        bodies = [terms.reads(d.arguments["body"]) for d in found if isinstance(d, Call)]
        assert bodies == [{("ticket", "requester"), ("customer", "notes")}, {("ticket", "subject")}]


class TestSize:
    def test_what_grows_too_large_is_not_followed(self) -> None:
        text = "DEFINE ACTION a0(it: ticket) AS\n  increase it.nudges by 1\n  set it.muted to true\n"
        for i in range(1, 10):
            text += f"DEFINE ACTION a{i}(it: ticket) AS\n  a{i - 1} it\n  a{i - 1} it\n"
        program, found = doings(text + rule("solve ticket", "a9 ticket", "a3 ticket"))
        fields = frozenset({("ticket", "nudges"), ("ticket", "muted")})
        assert [type(d) for d in found[:2]] == [Write, Unfollowed]
        assert isinstance(found[1], Unfollowed)
        assert found[1].fields == fields
        assert len(found) == 2 + 16 <= MOST
        assert set(writers(program)) == {("ticket", "status"), *fields}
        use = program.actions[found[1].statement]  # type: ignore[index]
        assert isinstance(use, DefinitionUse)
        assert fields_written(use.definition, program) == fields

    def test_arguments_that_double_are_no_trouble(self) -> None:
        text = "DEFINE ACTION a0(it: ticket, with n: number) AS\n  increase it.nudges by n\n"
        for i in range(1, 60):
            text += f"DEFINE ACTION a{i}(it: ticket, with n: number) AS\n  a{i - 1} it with n + n\n"
        lets = "\n".join(f"LET l{i} = l{i - 1} + l{i - 1}" for i in range(1, 30))
        program, (one, other) = doings(
            text + rule("a59 ticket with ticket.nudges", "increase ticket.nudges by l29", before=f"LET l0 = 1\n{lets}")
        )
        assert isinstance(one, Write)
        assert isinstance(other, Write)
        terms = Terms(program)
        assert terms.meaning(one.value) != terms.meaning(other.value)
        assert terms.reads(one.value) == {("ticket", "nudges")}
        assert terms.reads(other.value) == frozenset()


def test_writers_are_in_the_order_in_which_they_run() -> None:
    text = (
        rule("solve ticket", title="A", before="")
        + rule("close ticket", title="B").replace('"B"\n', '"B"\n  ORDER -5\n')
        + rule("set ticket.status to open", title="C").replace('"C"\n', '"C"\n  DISABLED\n')
    )
    found = writers(checked(text))[("ticket", "status")]
    assert [(writer.rule.title, writer.place, writer.writes_now) for writer in found] == [
        ("B", 0, True),
        ("A", 1, True),
        ("C", 2, False),
    ]
    assert [len(writer.writes) for writer in found] == [1, 1, 1]
