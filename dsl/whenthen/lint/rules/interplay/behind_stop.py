"""Statements behind a `stop`."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import does
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes

CODE = Code(
    "R108",
    "statements behind a `stop`",
    explanation="A branch goes on behind its `stop`. `stop` ends the branch too, so what follows is never done.",
    why="Somebody counts on what stands there, and it does not happen.",
    failing=does('solve ticket\n    stop\n    log "solved {ticket.id}"'),
    mended=does('solve ticket\n    log "solved {ticket.id}"\n    stop'),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for rule in context.own_rules:
        for branch in rule.node.branches:
            stops = [at for at, statement in enumerate(branch.statements) if isinstance(statement, nodes.Stop)]
            if not stops or stops[0] + 1 == len(branch.statements):
                continue
            stop, first, last = branch.statements[stops[0]], branch.statements[stops[0] + 1], branch.statements[-1]
            rest = Span(first.span.source, stop.span.end, last.span.end)
            yield finding(
                CODE,
                "this is never done: the rule stops before it",
                first.span,
                Label(stop.span, "nothing behind this is done"),
                help="put `stop` at the end, or leave out what stands behind it",
                fix=leave_out(rest, "leave out what stands behind `stop`"),
            )
