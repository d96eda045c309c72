"""A `stop` where there is nothing to be stopped."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.doings import Stopping, Unfollowed, Waiting, Write
from whenthen.diagnostics.codes.examples import file, rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import Steps, kind_of, leave_out_statement, sequences

_EMAIL = 'email customer about "Still there?" saying "Shall we close {ticket.id}?"'
_WHEN = "ticket.status has been pending for 3 days"
CODE = Code(
    "R109",
    "a `stop` that stops nothing",
    explanation=(
        "A rule that the clock starts has a turn for itself: other rules run in it only after something was written. "
        "Here nothing was written before `stop`."
    ),
    why="It reads as if it kept other rules from running. Those that the clock starts run all the same.",
    failing=file("USE helpdesk\n\n" + rule(when=_WHEN, then=f"{_EMAIL}\n    stop")),
    mended=file("USE helpdesk\n\n" + rule(when=_WHEN, then=_EMAIL)),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for steps in context.get(sequences):
        stop = _idle(steps)
        if stop is not None:
            yield finding(
                CODE,
                "this stops nothing: no other rule runs in this turn",
                stop.statement.span,
                help="leave it out; to keep two rules of the clock apart, give one the condition that the other lacks",
                fix=leave_out_statement(steps.statements, stop.statement)
                if steps.statements[-1] is stop.statement
                else None,
            )


def _idle(steps: Steps) -> Stopping | None:
    if steps.rule is None or steps.rule.each is not None or not steps.doings:
        return None
    stop = steps.doings[-1]
    if not isinstance(stop, Stopping) or (len(steps.doings) > 1 and isinstance(steps.doings[-2], Waiting)):
        return None
    by_clock = all(kind_of(start) is None for start in steps.rule.starts)
    if not (by_clock or stop.waits):
        return None
    written = any(isinstance(each, Write | Unfollowed) and each.waits == stop.waits for each in steps.doings)
    return None if written else stop
