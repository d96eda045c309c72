"""A list of texts that has a name, written out."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.lists import list_names, written_lists

_LET = 'LET refund_words = ["refund", "chargeback"]\n\n'
_ASKED = "ticket.description contains any of refund_words OR ticket.subject contains any of "

CODE = Code(
    "W122",
    "a list that has a name",
    explanation="A list of texts is written out, and a LET that can be used there holds the same one.",
    why="When the LET changes, the list stays as it was, and nobody knows whether that was meant.",
    failing=declares(_LET + rule(condition=_ASKED + '["refund", "chargeback"]')),
    mended=declares(_LET + rule(condition=_ASKED + "refund_words")),
    severity="warning",
    opinion=True,
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    named = context.get(list_names)
    sees = {file.source.name: file.sees for file in context.files}
    for texts, places in context.get(written_lists).items():
        let = named.get(texts)
        for place in places:
            # Where a set is wanted, brackets write one, and a name does not.
            if let is None or context.checked.types.get(place) != context.checked.types.get(let.value):
                continue
            if let.value is place or let.span.source.name not in sees[place.span.source.name]:
                continue
            name = let.name.span.text
            yield finding(
                CODE,
                f"`{name}` is the same list",
                place.span,
                Label(let.name.span, "the LET"),
                help=f"write `{name}`",
                fix=replace(place.span, name),
            )
