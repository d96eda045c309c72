"""A hole in a text, where a value is missing."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.terms import PLAIN, Term
from whenthen.diagnostics.codes.examples import sends
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import STAFF, interpolated, terms
from whenthen.syntax import nodes

_EXAMPLE = 'email customer about "Your request" saying """Hi {{customer.name otherwise "{}"}}, it is solved."""'

CODE = Code(
    "M114",
    "a hole in a text where a value is missing",
    explanation="In a message to a customer the empty text stands in for a value that may be missing: `Hi "
    '{customer.name otherwise ""},`.',
    why="Those without a name read `Hi ,`. A word that fits says more: `there`, `customer`, the number of the ticket.",
    failing=sends(_EXAMPLE.format("")),
    mended=sends(_EXAMPLE.format("there")),
    severity="warning",
    opinion=True,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for text, part in interpolated(context):
        if text.sending.to == STAFF or not isinstance(part, nodes.Otherwise):
            continue
        value = terms(context).value(Term(part.fallback, PLAIN))
        if isinstance(value, str) and not value.strip():
            yield finding(
                CODE,
                f"where `{part.value.span.text}` is missing, there is a hole in the text",
                part.fallback.span,
                help='write a word that fits, such as `otherwise "there"`',
            )
