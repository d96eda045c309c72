"""A `wait` that nothing follows."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import does
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import leave_out_statement
from whenthen.source import Span
from whenthen.syntax import nodes

CODE = Code(
    "R123",
    "a `wait` that nothing follows",
    explanation="The last thing that a branch does is to wait, or to wait and then `stop`.",
    why="When the time is over, nothing is done. Something is missing behind it, or it stands at the wrong place.",
    failing=does("solve ticket\n    wait 3 days"),
    mended=does("solve ticket\n    wait 3 days\n    close ticket"),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for rule in context.own_rules:
        for branch in rule.node.branches:
            statements = branch.statements
            if not any(isinstance(statement, nodes.Wait) for statement in statements):
                continue
            last = next((at for at, each in enumerate(statements) if isinstance(each, nodes.Stop)), len(statements)) - 1
            wait = statements[last] if last >= 0 else None
            if not isinstance(wait, nodes.Wait):
                continue
            # A rule waits for a record once: the newest wait takes the place of another one.
            safe = sum(isinstance(each, nodes.Wait) for other in rule.node.branches for each in other.statements) == 1
            if last + 1 == len(statements):
                fix = leave_out_statement(statements, wait, safe)
            elif last:
                whole = Span(wait.span.source, statements[last - 1].span.end, statements[last + 1].span.end)
                fix = leave_out(whole, "leave out `wait` and `stop`", safe)
            else:
                fix = None
            yield finding(
                CODE,
                "nothing is done when this wait is over",
                wait.span,
                help="write behind it what is to be done then, or leave it out",
                fix=fix,
            )
