"""The same call of an action twice, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.doings import Call, Unfollowed, Waiting, Write
from whenthen.analysis.terms import Read
from whenthen.diagnostics.codes.examples import does
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import Steps, leave_out_statement, reads, sequences, terms

CODE = Code(
    "R114",
    "the same is done twice",
    explanation="An action is called twice with the same values by statements that are done one after the other.",
    why="The same mail leaves twice. Often a line was copied to be changed, and then was not.",
    failing=does(
        'note "Please call back" on ticket\n    tag ticket with "call"\n    note "Please call back" on ticket'
    ),
    mended=does('note "Please call back" on ticket\n    tag ticket with "call"'),
    severity="warning",
    fix=UNSAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for steps in context.get(sequences):
        alone = {statement for statement, done in steps.by_statement if len(done) == 1}
        for first, second in _twice(steps, context):
            yield finding(
                CODE,
                f"`{second.action}` is called with the same values again",
                second.statement.span,
                Label(first.statement.span, "done here already"),
                help="leave it out, or change it to what it was meant to be",
                fix=leave_out_statement(steps.statements, second.statement, False)
                if second.statement in alone
                else None,
            )


def _twice(steps: Steps, context: Context) -> Iterator[tuple[Call, Call]]:
    known = context.get(terms)
    seen: dict[tuple[str, ...], Call] = {}
    hangs_on: dict[Read, set[tuple[str, ...]]] = {}
    for doing in steps.doings:
        if isinstance(doing, Waiting | Unfollowed):
            seen.clear()
        elif isinstance(doing, Write):
            written: tuple[Read, Read] = (doing.written, (doing.record, None))
            for read in written:
                for key in hangs_on.pop(read, ()):
                    seen.pop(key, None)
        elif isinstance(doing, Call):
            key = (doing.action, *map(known.meaning, doing.arguments.values()))
            first = seen.setdefault(key, doing)
            if first is doing:
                for read in reads(doing, known):
                    hangs_on.setdefault(read, set()).add(key)
            elif first.statement is not doing.statement:
                yield first, doing
