"""A last ELSE IF whose condition always holds where it is asked."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.failing import Failing
from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Fix
from whenthen.lint.context import Context
from whenthen.lint.edits.parentheses import outer
from whenthen.lint.edits.parts import leave_out
from whenthen.lint.finding import finding
from whenthen.lint.views.asking import branches
from whenthen.source import Span
from whenthen.syntax import nodes

_RULE = """RULE "Example"
  WHEN ticket is created
  IF ticket.priority is at least high THEN
    add "soon" to ticket.tags
  {}
    add "later" to ticket.tags"""

CODE = Code(
    "L112",
    "an ELSE IF that could be ELSE",
    explanation="Where the branches before it are not for it, the condition of this ELSE IF always holds.",
    why="It looks as if there were cases that no branch is for, and there are none.",
    failing=declares(_RULE.format("ELSE IF ticket.priority is below high THEN")),
    mended=declares(_RULE.format("ELSE")),
    severity="warning",
    opinion=True,
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    failing = Failing(context.checked)
    for branch in context.get(branches):
        condition, assuming = branch.node.condition, branch.assuming
        if not branch.number or condition is None or not branch.told or not assuming.always(branch.told, condition):
            continue
        if isinstance(condition, nodes.BooleanLiteral) or assuming.always(assuming.anything, condition):
            continue  # that is said of the test itself
        is_last = branch.number == len(branch.rule.node.branches) - 1
        yield finding(
            CODE,
            f"`{condition.span.text}` is always true here, after the branches before it",
            condition.span,
            help="write ELSE",
            fix=_fix(branch.node, condition) if is_last and not failing.may_fail(condition) else None,
        )


def _fix(node: nodes.Branch, condition: nodes.Expression) -> Fix | None:
    text = node.span.source.text
    then = text.casefold().index("then", outer(condition, node).end)
    return leave_out(Span(node.span.source, node.span.start + len("ELSE"), then + len("THEN")), "write ELSE")
