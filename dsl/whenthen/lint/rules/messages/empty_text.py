"""A message without a subject, or without a text."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import sends
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import sendings, terms

CODE = Code(
    "M107",
    "a message with an empty text",
    explanation="The subject or the text of a message is the empty text, or nothing but blanks.",
    why="A mail without a subject ends up with the spam, and one without a text helps nobody.",
    failing=sends('email customer about "" saying "We have your message."'),
    mended=sends('email customer about "Your request" saying "We have your message."'),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for sending in sendings(context):
        for name, term in sending.texts.items():
            value = terms(context).value(term)
            if isinstance(value, str) and not value.strip():
                given = terms(context).resolved(term)
                place = sending.call.statement if given is None or not context.owns(given.node) else given.node
                what = "subject" if name == "subject" else "text"
                yield finding(CODE, f"the {what} of this message is empty", place.span, help=f"write the {what}")
