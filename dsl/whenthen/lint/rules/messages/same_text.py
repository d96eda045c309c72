"""A long text that stands in several rules."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import sent_texts
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest

_TEXT = '"We have your message and look at it as soon as we can. You need not write again: we will."'
_EXAMPLE = """{}RULE "New ones"
  WHEN ticket is created by agent
  THEN reply {} to ticket

RULE "Old ones"
  WHEN ticket.priority changes to low
  IF ticket.team is set
  THEN
    tag ticket with "later"
    reply {} to ticket"""

CODE = Code(
    "M112",
    "the same text in several rules",
    explanation="Two messages have the same text, word for word, of eighty characters or more.",
    why="Whoever corrects the one forgets the other. A LET holds a text that stays the same, a DEFINE ACTION one "
    "with values in it.",
    failing=declares(_EXAMPLE.format("", _TEXT, _TEXT)),
    mended=declares(_EXAMPLE.format(f"LET received = {_TEXT}\n\n", "received", "received")),
    severity="warning",
    opinion=True,
)

_LONG = 80


def in_program(context: Context) -> Iterator[Diagnostic]:
    seen: dict[str, nodes.Expression] = {}
    for text in sent_texts(context):
        if len(text.node.span.text) < _LONG:
            continue
        first = seen.setdefault(digest(text.node), text.node)
        if first is not text.node:
            yield finding(
                CODE,
                "this text stands in another message, word for word",
                text.node.span,
                Label(first.span, "here"),
                help="give it a name with LET, or make the message a DEFINE ACTION",
            )
