"""A `wait … while` that the rule itself has ended before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.doings import Unfollowed, Waiting, Write
from whenthen.analysis.terms import records
from whenthen.diagnostics.codes.examples import does
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.fieldtests import FieldTest, field_tests, holds_after
from whenthen.lint.views.interplay import Steps, sequences, terms

CODE = Code(
    "R122",
    "a wait that the rule ends itself",
    explanation=(
        "A rule waits while a field has some value, and has given the field another one right before. The wait ends "
        "with this turn, unless another rule sets the field back."
    ),
    why="What stands behind the wait is not done.",
    failing=does("set ticket.status to pending\n    wait 3 days while ticket.status is open\n    close ticket"),
    mended=does("set ticket.status to pending\n    wait 3 days while ticket.status is pending\n    close ticket"),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for steps in context.get(sequences):
        for test, write in _ended(steps, context):
            yield finding(
                CODE,
                f"`{test.node.span.text}` does not hold when the wait begins, so what stands behind it is not done",
                test.node.span,
                Label(write.statement.span, "because of this"),
                help="ask for what the rule has written, or write it after the wait",
            )


def _ended(steps: Steps, context: Context) -> Iterator[tuple[FieldTest, Write]]:
    known = context.get(terms)
    last: dict[tuple[str, str], dict[str, Write]] = {}  # the last write, by field, to the target it was made to
    for doing in steps.doings:
        if isinstance(doing, Unfollowed):
            last.clear()
        elif isinstance(doing, Write):
            last[doing.written] = {known.meaning(doing.target): doing}  # another record may be the same one
            if any(records(context.checked.schema.records[doing.record].fields[doing.field].type)):
                last = {doing.written: last[doing.written]}
        elif isinstance(doing, Waiting):
            by_target = {target: write for writes in last.values() for target, write in writes.items()}
            last = {}
            for test in field_tests(doing.wait.condition, steps.scope, context):
                write = by_target.get(test.target)
                if write is not None and holds_after(test, write, context) is False:
                    yield test, write
                    break
