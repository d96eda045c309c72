"""An ELSE IF that is never reached, because an earlier branch asks for less."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.failing import Failing
from whenthen.analysis.terms import rule_scope
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.edits import leave_out
from whenthen.lint.finding import finding
from whenthen.lint.interplay import said
from whenthen.source import Span
from whenthen.syntax import nodes

_RULE = (
    'USE helpdesk\n\nRULE "Example"\n  WHEN ticket is created\n  IF unassigned THEN\n    mute ticket\n'
    "  ELSE IF {} THEN\n    solve ticket\n"
)
#: Of a rule with more branches each one is held against the first ones.
_MOST = 50
CODE = Code(
    "R120",
    "a branch that is never reached",
    explanation="An ELSE IF asks for all that an earlier branch asks for, so that the earlier one is always taken.",
    why="What it does never happens. Often the two stand in the wrong order: the narrower condition belongs first.",
    failing=file(_RULE.format("unassigned AND ticket.priority is high")),
    mended=file(_RULE.format("ticket.priority is high")),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    failing = Failing(context.checked)
    for rule in context.own_rules:
        branches = rule.node.branches
        if len(branches) < 2:
            continue
        scope = rule_scope(rule.node)
        before: list[tuple[frozenset[str], nodes.Branch]] = []
        for at, branch in enumerate(branches):
            if branch.condition is None:
                break
            asked = said(branch.condition, scope, context)
            wider = next((other for less, other in before if less <= asked), None)
            if wider is not None and wider.condition is not None:
                same = said(wider.condition, scope, context) == asked
                whole = Span(branch.span.source, branches[at - 1].span.end, branch.span.end)
                yield finding(
                    CODE,
                    f"this is never reached: an earlier branch asks for {'the same' if same else 'less'}",
                    branch.condition.span,
                    Label(wider.condition.span, "this one is taken"),
                    help="leave it out, or change its condition" if same else "put it before the other one",
                    fix=leave_out(whole, "leave out the branch", not failing.may_fail(branch.condition)),
                )
            elif len(before) < _MOST:
                before.append((asked, branch))
