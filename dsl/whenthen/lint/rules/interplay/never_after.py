"""A rule that never fires, because an earlier one always stops the turn."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import CheckedRule
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.ahead import Ahead, find_ahead, stopping

_RULE = 'RULE "{}"\n  WHEN ticket is created\n  IF {}\n  THEN\n    discard ticket\n    stop\n'
_LATER = (
    'RULE "Note spam of new customers"\n  WHEN ticket is created\n  IF ticket.spam AND {}\n  THEN log "{{ticket.id}}"\n'
)
CODE = Code(
    "R110",
    "a rule that an earlier one always stops",
    explanation="An earlier rule is started by the same, asks for no more than this one, and ends in `stop`.",
    why="This rule never fires: wherever it could, the earlier one has stopped the turn.",
    failing=file("USE helpdesk\n\n" + _RULE.format("Spam", "ticket.spam") + "\n" + _LATER.format("unassigned")),
    mended=file(
        "USE helpdesk\n\n" + _RULE.format("Spam", "ticket.spam AND ticket.muted") + "\n" + _LATER.format("unassigned")
    ),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    ahead: Ahead = context.get(stopping)
    for place, rule in enumerate(context.checked.rules):
        if rule.disabled or not context.owns(rule.node):
            continue
        earlier = find_ahead(ahead, rule, place, context)
        if earlier is not None:
            yield _finding(rule, earlier)


def _finding(rule: CheckedRule, earlier: CheckedRule) -> Diagnostic:
    return finding(
        CODE,
        f"this rule never fires: `{earlier.title}` always stops the turn before it",
        rule.node.title.span,
        Label(earlier.node.title.span, "stops wherever this rule could fire"),
        help="put this rule before the other one, with ORDER or OVERRIDES, or let the other one ask for more",
    )
