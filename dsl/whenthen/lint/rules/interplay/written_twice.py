"""A field that is written twice by the same statements, so that the first write is lost."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.doings import Unfollowed, Waiting, Write
from whenthen.analysis.failing import Failing
from whenthen.analysis.terms import Terms, records
from whenthen.diagnostics.codes.examples import does
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import Steps, leave_out_statement, reads, sequences, terms

CODE = Code(
    "R107",
    "a write that the next one undoes",
    explanation="A field is written, and then set to something else before anything has looked at it.",
    why="Only the last write counts. Either the first one is left over, or one of the two was meant for another field.",
    failing=does('set ticket.priority to high\n    add "vip" to ticket.tags\n    set ticket.priority to urgent'),
    mended=does('add "vip" to ticket.tags\n    set ticket.priority to urgent'),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    known, failing = context.get(terms), Failing(context.checked)
    for steps in context.get(sequences):
        for first, second in _lost(steps, known, context):
            safe = first.value is None or not failing.may_fail(first.value.node)
            target = first.target.node.span.text
            yield finding(
                CODE,
                f"what this does to `{target}` is lost: the field is written again before anything looks at it",
                first.statement.span,
                Label(second.statement.span, "written again here"),
                help="leave one of the two out, or give each a condition of its own with IF and ELSE",
                fix=leave_out_statement(steps.statements, first.statement, safe),
            )


def _lost(steps: Steps, known: Terms, context: Context) -> Iterator[tuple[Write, Write]]:
    """The writes that are all that their statement does and that another one makes undone."""
    alone = {statement for statement, done in steps.by_statement if len(done) == 1}
    open_writes: dict[tuple[str, str], dict[str, Write]] = {}  # by field, then by target
    for doing in steps.doings:
        if isinstance(doing, Waiting | Unfollowed):
            open_writes.clear()
            continue
        for record, field in reads(doing, known):
            for key in [key for key in open_writes if key[0] == record] if field is None else [(record, field)]:
                open_writes.pop(key, None)
        if not isinstance(doing, Write):
            continue
        meaning = known.meaning(doing.target)
        before = open_writes.setdefault(doing.written, {}).pop(meaning, None)
        if before is not None and before.statement is not doing.statement:
            yield before, doing
        if any(records(context.checked.schema.records[doing.record].fields[doing.field].type)):
            open_writes.clear()  # targets that lead through the field may be others now
        if doing.statement in alone:
            open_writes.setdefault(doing.written, {})[meaning] = doing
