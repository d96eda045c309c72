"""A branch that the ones before it leave nothing for."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.asking import Branch, branches
from whenthen.source import Span

_RULE = """RULE "Example"
  WHEN ticket is created
  IF ticket.priority is at least normal THEN
    add "soon" to ticket.tags
  ELSE IF ticket.priority is {} THEN
    add "now" to ticket.tags"""

CODE = Code(
    "L110",
    "a branch that is never reached",
    explanation="Whatever this ELSE IF or ELSE is for, an earlier branch takes it: of the branches of a rule the first "
    "one whose condition is true runs, and no other.",
    why="What stands in the branch is never done. Mostly the branches stand in the wrong order: the narrow condition "
    "has to come before the wide one.",
    failing=declares(_RULE.format("urgent")),
    mended=declares(_RULE.format("low")),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for branch in context.get(branches):
        if branch.number and branch.start and not _follows_from_one_test(branch):
            condition, assuming = branch.node.condition, branch.assuming
            if not (branch.told if condition is None else assuming.assume(branch.told, condition)):
                yield _finding(branch)


def _follows_from_one_test(branch: Branch) -> bool:
    """Whether it is a condition by itself that decides this, which is said where that condition stands."""
    assuming, condition = branch.assuming, branch.node.condition
    if condition is not None and assuming.never(branch.start, condition):
        return True
    earlier = [other.condition for other in branch.rule.node.branches[: branch.number]]
    return any(other is not None and assuming.always(assuming.anything, other) for other in earlier)


def _finding(branch: Branch) -> Diagnostic:
    node = branch.node
    earlier = branch.rule.node.branches[: branch.number]
    labels = [Label(e.condition.span, "an earlier branch is for this") for e in earlier[-2:] if e.condition is not None]
    if node.condition is None:
        place = Span(node.span.source, node.span.start, node.span.start + len("ELSE"))
        return finding(CODE, "this ELSE is never reached", place, *labels, help=_HELP)
    message = f"`{node.condition.span.text}` is never true here, after the branches before it"
    return finding(CODE, message, node.condition.span, *labels, help=_HELP)


_HELP = "put the branch with the narrower condition first, or leave this one out"
