"""Two messages to the customer at once."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import CUSTOMER, Sending, sendings, terms
from whenthen.syntax import nodes

_EXAMPLE = """RULE "Solved"
  WHEN ticket.status changes to solved by agent
  THEN
    email customer about "Solved" saying "{{ticket.id}} is solved."{}"""

CODE = Code(
    "M113",
    "two messages to the customer at once",
    explanation="One branch of a rule sends the same person two mails, or two answers, and does not wait between "
    "them. What definitions send counts.",
    why="The customer gets both in the same minute. Most often one of them is left over, or hidden in a DEFINE ACTION.",
    failing=declares(_EXAMPLE.format('\n    email customer about "Done" saying "We are done."')),
    mended=declares(_EXAMPLE.format("")),
    severity="warning",
    opinion=True,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    first: dict[tuple[str, int, int, str, str], Sending] = {}
    for sending in sendings(context):
        call = sending.call
        if sending.to != CUSTOMER:
            continue
        who = terms(context).meaning(sending.recipient) if sending.recipient is not None else ""
        earlier = first.setdefault((sending.rule.id, call.branch, call.waits, call.action, who), sending)
        if earlier is not sending:
            yield finding(
                CODE,
                "the customer gets this together with another message",
                call.statement.span,
                *_labels(earlier.call.statement, call.statement),
                help="make it one message",
            )


def _labels(earlier: nodes.Statement, statement: nodes.Statement) -> list[Label]:
    return [] if earlier is statement else [Label(earlier.span, "the other one")]
