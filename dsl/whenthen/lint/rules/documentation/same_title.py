"""Two titles that are nearly the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.source import Span

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
    "D111",
    "two titles that are nearly the same",
    explanation="The titles of two rules differ only by capitals, spaces or punctuation.",
    why="Reports and logs call rules by their titles. These two are taken for one, and one of them is changed where "
    "the other is meant.",
    failing=file(_RULES.format(title="Refunds go to billing!")),
    mended=file(_RULES.format(title="Chargebacks go to Fraud")),
    severity="warning",
)

#: Other signs say something: `refunds < 100`, `C++`.
_FORM = re.compile(r"[\s.,;:!?'\"\u2018\u2019\u201c\u201d()\[\]_\-\u2013\u2014]+")


def in_program(context: Context) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    for rule in sorted(context.own_rules, key=lambda rule: rule.node.span.sort_key):
        place = rule.node.title.span
        other = first.setdefault(_FORM.sub("", rule.title).casefold(), place)
        if other is not place:
            yield finding(
                CODE,
                f"the title `{rule.title}` differs from `{other.text[1:-1]}` only by how it is written",
                place,
                Label(other, "the other one"),
                help="say in one of them what it does that the other does not",
            )
