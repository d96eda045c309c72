"""Two rules that do the same, for the same reasons."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import CheckedRule
from whenthen.analysis.terms import Read
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import asked, places
from whenthen.lint.views.ruledigests import digests

_RULE = 'RULE "{}"\n  WHEN ticket is created\n  IF ticket.subject contains "{}"\n  THEN add "refund" to ticket.tags\n'
CODE = Code(
    "R101",
    "two rules that are the same",
    explanation=(
        "Two rules have the same triggers, conditions and statements; only their titles, IDs, owners or places differ."
    ),
    why="Both run: mails leave twice, numbers grow twice. Or one day somebody changes one of them, and not the other.",
    failing=file("USE helpdesk\n\n" + _RULE.format("Refunds", "refund") + "\n" + _RULE.format("Money back", "refund")),
    mended=file("USE helpdesk\n\n" + _RULE.format("Refunds", "refund") + "\n" + _RULE.format("Money back", "money")),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    first: dict[tuple[str, ...], CheckedRule] = {}
    for rule in context.checked.rules:
        if rule.disabled:
            continue
        said = context.get(digests)[rule.id]
        other = first.setdefault((said.body, *said.settings, "|", *said.triggers), rule)
        if other is not rule and context.owns(rule.node) and not _asks_again(rule, other, context):
            yield finding(
                CODE,
                f"this rule is the same as `{other.title}`, and both run",
                rule.node.title.span,
                Label(other.node.title.span, "the same rule"),
                help="leave one of the two out, or change what was to be changed",
            )


def _asks_again(rule: CheckedRule, other: CheckedRule, context: Context) -> bool:
    """Whether ORDER puts one of two rules behind rules that may change what both ask for: it looks a second time."""
    if rule.order == other.order:
        return False
    at = {each.id: place for place, each in enumerate(context.checked.rules)}
    low, high = sorted((at[rule.id], at[other.id]))
    reads = frozenset[Read]().union(*(context.get(asked)[branch].reads for branch in rule.node.branches))
    return context.get(places).written_between(reads, low, high)
