"""A list of texts that stands in several places."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.lists import list_names, written_lists

#: In how many places it may stand.
MOST = 2
_RULE = 'RULE "Example {n}"\n  WHEN ticket is created\n'
_RULE += "  IF ticket.subject contains any of {words} AND ticket.nudges is {n}\n"
_RULE += "  THEN raise ticket.priority\n"
_LIST = '["refund", "chargeback"]'


def _rules(words: str) -> str:
    return "\n".join(_RULE.format(n=n, words=words) for n in range(1, MOST + 2))


CODE = Code(
    "W121",
    "a list that stands in several places",
    explanation=f"The same list of texts is written out in more than {MOST} places.",
    why="When a word is added, it has to be added everywhere, and one place is forgotten.",
    failing=file(f"USE helpdesk\n\n{_rules(_LIST)}"),
    mended=file(f"USE helpdesk\n\nLET refund_words = {_LIST}\n\n{_rules('refund_words')}"),
    severity="warning",
    opinion=True,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    named = context.get(list_names)
    for texts, places in context.get(written_lists).items():
        if len(places) > MOST and texts not in named:
            yield finding(
                CODE,
                f"this list stands in {len(places)} places",
                places[0].span,
                *(Label(place.span, "here too") for place in places[1:3]),
                help=f"give it a name at the top of the file: `LET refund_words = {places[0].span.text}`",
            )
