"""Branches that all do the same."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.failing import Failing
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Edit, Fix, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest

_RULE = 'USE helpdesk\n\nRULE "Example"\n  WHEN ticket is created\n  {}\n'
CODE = Code(
    "R119",
    "all branches do the same",
    explanation="IF and ELSE do the same, so that the condition makes no difference.",
    why="One of the branches was copied to be changed, and then was not.",
    failing=file(_RULE.format("IF unassigned THEN\n    mute ticket\n  ELSE\n    mute ticket")),
    mended=file(_RULE.format("IF unassigned THEN\n    mute ticket\n  ELSE\n    solve ticket")),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    failing = Failing(context.checked)
    for rule in context.own_rules:
        branches = rule.node.branches
        if len(branches) < 2 or branches[-1].condition is not None:
            continue
        if len({tuple(map(digest, branch.statements)) for branch in branches}) == 1:
            first, last = branches[0], branches[-1]
            safe = not any(failing.may_fail(each.condition) for each in branches if each.condition is not None)
            yield finding(
                CODE,
                "all branches of this rule do the same",
                last.span,
                Label(first.span, "the same"),
                help="change one of them, or leave the condition out",
                fix=_without_condition(branches, safe),
            )


def _without_condition(branches: tuple[nodes.Branch, ...], safe: bool) -> Fix | None:
    """Leaves out the first condition and all other branches; None where a comment would go with them."""
    first, last = branches[0], branches[-1]
    source, text = first.span.source, first.span.source.text
    assert first.condition is not None
    then = text[first.condition.span.end : first.statements[0].span.start]
    blank = len(then) - len(then.lstrip())
    asked = Span(source, first.span.start, first.condition.span.end + blank)
    others = Span(source, first.span.end, last.span.end)
    if "#" in asked.text or "#" in others.text or then.strip().upper() != "THEN":
        return None
    return Fix("leave out the condition", (Edit(asked, ""), Edit(others, "")), safe)
