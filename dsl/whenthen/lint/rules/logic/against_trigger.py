"""A condition that what starts the rule excludes."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file, rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.examining import AGAINST_START, examined
from whenthen.lint.views.starting import start_labels

CODE = Code(
    "L108",
    "a condition that the trigger excludes",
    explanation="The trigger, or the WHERE of FOR EACH, says what the record is like when the rule is looked at, and "
    "that is never what the condition asks. Where a rule that comes before this one writes the field, nothing is said.",
    why="The rule never fires. A test for closed tickets in a rule that starts while they are pending is usual.",
    failing=file("USE helpdesk\n\n" + rule("ticket.status changes to solved", "ticket.status is closed")),
    mended=file("USE helpdesk\n\n" + rule("ticket.status changes to closed")),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for one in context.get(examined):
        if one.kind == AGAINST_START and one.question.rule is not None:
            what = "" if one.node is not one.question.condition else "the condition "
            yield finding(
                CODE,
                f"{what}`{one.node.span.text}` is never true when this rule is started",
                one.node.span,
                *start_labels(one),
                help="start the rule by something else, or change the test",
            )
