"""A text that stands in a list twice, as comparisons see it."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out_item
from whenthen.lint.finding import finding
from whenthen.lint.views.comparing import comparisons
from whenthen.syntax import nodes
from whenthen.values.text import fold

CODE = Code(
    "V204",
    "the same text twice in a list",
    explanation="A list that something is compared with has the same text twice. Comparisons do not look at "
    "capitals: `Refund` and `refund` are the same text.",
    why="The second one changes nothing. Where it was to be another word, that word is missing.",
    failing=asks('ticket.subject contains any of ["refund", "chargeback", "Refund"]'),
    mended=asks('ticket.subject contains any of ["refund", "chargeback"]'),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    done: set[nodes.ListLiteral] = set()
    for comparison in comparisons(context):
        listed = comparison.listed
        if listed is None or listed in done or not context.owns(listed):
            continue
        done.add(listed)
        seen: dict[str, nodes.TextLiteral] = {}
        for text in comparison.texts:
            first = seen.setdefault(fold(text.value), text)
            if first is not text:
                # A LET may also be written out somewhere, where the second one counts.
                fix = leave_out_item(listed, text, safe=comparison.let is None)
                yield finding(
                    CODE,
                    f"`{text.value}` stands in this list already",
                    text.span,
                    Label(first.span, "here, and capitals do not count" if first.value != text.value else "here"),
                    help="leave it out, or write the word that was meant",
                    fix=fix,
                )
