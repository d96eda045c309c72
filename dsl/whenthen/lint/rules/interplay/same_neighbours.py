"""Branches that follow each other and do the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax.digest import digest

_RULE = 'USE helpdesk\n\nRULE "Example"\n  WHEN ticket is created\n  {}\n'
CODE = Code(
    "R121",
    "neighbouring branches that do the same",
    explanation="An ELSE IF does what the branch before it does.",
    why="The two are one branch, and one day somebody changes one of them, and not the other.",
    failing=file(
        _RULE.format("IF customer.vip THEN\n    mute ticket\n  ELSE IF ticket.priority is high THEN\n    mute ticket")
    ),
    mended=file(_RULE.format("IF customer.vip OR ticket.priority is high\n  THEN mute ticket")),
    severity="warning",
    opinion=True,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for rule in context.own_rules:
        branches = rule.node.branches
        for first, second in pairwise(branches):
            if first.condition is None or second.condition is None or len(first.statements) != len(second.statements):
                continue
            if all(
                digest(one) == digest(other) for one, other in zip(first.statements, second.statements, strict=True)
            ):
                yield finding(
                    CODE,
                    "this branch does the same as the one before it",
                    second.condition.span,
                    Label(first.condition.span, "the one before"),
                    help="make them one branch: join the conditions with OR",
                )
