"""A title that was left from copying or trying out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes

_RULES = """USE helpdesk

RULE "Refunds go to Billing"
  WHEN ticket is created
  IF ticket.subject contains "refund"
  THEN assign ticket to team "Billing"

RULE "{title}"
  WHEN ticket is created
  IF ticket.subject contains "chargeback"
  THEN assign ticket to team "Fraud"
"""

CODE = Code(
    "D110",
    "a title left from copying",
    explanation="The title of a rule is that of another one with `Copy of` before it or a number in parentheses "
    "behind it, ends in `(copy)`, or says only that it is a test.",
    why="The title is what reports, logs and colleagues call the rule by. This one tells them what it was made of.",
    failing=file(_RULES.format(title="Copy of Refunds go to Billing")),
    mended=file(_RULES.format(title="Chargebacks go to Fraud")),
    severity="warning",
)

_COPY = re.compile(r"\((?:copy|kopie|copie)(?: \d+)?\)$|\s[-\u2013\u2014] (?:copy|kopie|copie)$", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"(?:copy of|kopie von|copie de) (?P<of>.+)|(?P<numbered>.+?) ?\(\d+\)", re.IGNORECASE)
_NOTHING = re.compile(r"(?:test|testing|test rule|my test|new rule|untitled|asdf)(?: ?\d+)?", re.IGNORECASE)


def in_program(context: Context) -> Iterator[Diagnostic]:
    titles = {rule.title.casefold() for rule in context.own_rules}
    for rule in context.own_rules:
        title = rule.title.strip()
        copied = _OF_ANOTHER.fullmatch(title)
        of = (copied["of"] or copied["numbered"]).strip().casefold() if copied else None
        if _COPY.search(title) or of in titles:
            yield finding(CODE, f"the title `{title}` is left from copying", _place(rule.node), help=_HELP)
        elif _NOTHING.fullmatch(title):
            yield finding(CODE, f"the title `{title}` does not say what the rule is for", _place(rule.node), help=_HELP)


_HELP = "say in a few words what this rule does that no other does"


def _place(rule: nodes.Rule) -> Span:
    return rule.title.span
