"""A test that says what starts the rule once more."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file, rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Fix
from whenthen.lint.context import Context
from whenthen.lint.edits.parentheses import outer
from whenthen.lint.edits.parts import leave_out, leave_out_operand
from whenthen.lint.finding import finding
from whenthen.lint.views.examining import IMPLIED, IMPLIED_BY_START, Examined, examined
from whenthen.lint.views.starting import start_labels
from whenthen.source import Span
from whenthen.syntax import nodes

CODE = Code(
    "L109",
    "a test that repeats the trigger",
    explanation="The trigger, or the WHERE of FOR EACH, says already what this test asks. Where a rule that comes "
    "before this one writes the field, the test is needed, and nothing is said.",
    why="It is one more thing to keep in step: who changes the trigger and not the test has a rule that never fires.",
    failing=file("USE helpdesk\n\n" + rule("ticket.status changes to solved", "ticket.status is solved")),
    mended=file("USE helpdesk\n\n" + rule("ticket.status changes to solved")),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    found = context.get(examined)
    superfluous = {one.node for one in found if one.kind == IMPLIED}
    for one in found:
        if one.kind == IMPLIED_BY_START and one.node not in superfluous:
            yield finding(
                CODE,
                f"`{one.node.span.text}` is always true when this rule is started",
                one.node.span,
                *start_labels(one),
                help="leave it out",
                fix=None if one.may_fail else _fix(one),
            )


def _fix(one: Examined) -> Fix | None:
    if one.parent is not None:
        return leave_out_operand(one.parent, one.node)
    holder, rule = one.question.holder, one.question.rule
    if not isinstance(holder, nodes.Branch) or rule is None or len(rule.node.branches) > 1:
        return None
    text, condition = holder.span.source.text, outer(one.node, holder)
    end = condition.end + len(text[condition.end :]) - len(text[condition.end :].lstrip())
    return leave_out(Span(holder.span.source, holder.span.start, end), f"leave out the IF `{one.node.span.text}`")
