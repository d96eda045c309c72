"""A statement that writes what the condition says is there already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whenthen.analysis.doings import Doing, Unfollowed, Waiting, Write
from whenthen.analysis.terms import Read, Term
from whenthen.diagnostics.codes.examples import file, rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.fieldtests import FieldTest, branch_tests, field_tests, is_there_already
from whenthen.lint.views.interplay import Steps, leave_out_statement, sequences, terms
from whenthen.syntax import nodes

_CONDITION = "ticket.status is pending"
CODE = Code(
    "R112",
    "a write of what is there already",
    explanation="The condition says that a field has a value, and the branch gives it that value.",
    why="Nothing changes. The condition or the statement was meant to say something else.",
    failing=file("USE helpdesk\n\n" + rule(condition=_CONDITION, then="mute ticket\n    set ticket.status to pending")),
    mended=file("USE helpdesk\n\n" + rule(condition=_CONDITION, then="mute ticket\n    set ticket.status to on_hold")),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for steps in context.get(sequences):
        if steps.rule is None:
            continue
        for statement, test in _idle(steps, context):
            alone = len(steps.statements) == 1
            yield finding(
                CODE,
                f"this changes nothing: `{test.node.span.text}` holds here",
                statement.span,
                Label(test.node.span, "asked here"),
                help=(
                    "it is all that happens here: change the condition or what is written"
                    if alone
                    else "leave it out, or change it to what it was meant to be"
                ),
                fix=leave_out_statement(steps.statements, statement),
            )


def _idle(steps: Steps, context: Context) -> Iterator[tuple[nodes.Statement, FieldTest]]:
    """The statements that change nothing, each with a test that shows it."""
    facts: dict[str, list[FieldTest]] = {}
    hang_on: dict[Read, set[str]] = {}
    tests = () if steps.branch is None else context.get(branch_tests)[steps.branch]
    _learn(tests, steps, facts, hang_on, context)
    for statement, done in steps.by_statement:
        shown = [_shown(doing, facts, context) for doing in done]
        if all(shown) and shown[0] is not None:
            yield statement, shown[0]
            continue
        for doing in done:
            if isinstance(doing, Waiting):
                facts.clear()
                hang_on.clear()
                asked = field_tests(doing.wait.condition, steps.scope, context)
                _learn(asked, steps, facts, hang_on, context)
            elif isinstance(doing, Unfollowed):
                facts.clear()
            elif isinstance(doing, Write):
                written: tuple[Read, Read] = (doing.written, (doing.record, None))
                for read in written:
                    for target in hang_on.pop(read, ()):
                        facts.pop(target, None)


def _shown(doing: Doing, facts: dict[str, list[FieldTest]], context: Context) -> FieldTest | None:
    if not isinstance(doing, Write):
        return None
    tests = facts.get(context.get(terms).meaning(doing.target), ())
    return next((test for test in tests if is_there_already(test, doing, context)), None)


def _learn(
    tests: Iterable[FieldTest],
    steps: Steps,
    facts: dict[str, list[FieldTest]],
    hang_on: dict[Read, set[str]],
    context: Context,
) -> None:
    known = context.get(terms)
    for test in tests:
        facts.setdefault(test.target, []).append(test)
        for read in known.reads(Term(test.node, steps.scope)):  # what it is compared with may be written, too
            hang_on.setdefault(read, set()).add(test.target)
