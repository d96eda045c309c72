"""A USE of a file of which nothing is used."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.declarations import leave_out_declaration
from whenthen.lint.finding import finding
from whenthen.lint.views.imports import useless_imports
from whenthen.syntax import nodes

_WORDS: dict[str, str | bytes] = {
    "words.when": 'LET refund_words = ["refund", "chargeback"]\n',
    "refunds.when": (
        'USE helpdesk\nUSE "words.when"\n\nRULE "Refunds"\n  WHEN ticket is created\n'
        '  IF ticket.subject contains any of refund_words\n  THEN assign ticket to team "Billing"\n'
    ),
}

CODE = Code(
    "N306",
    "a USE of a file of which nothing is used",
    explanation="A file uses another one, and speaks of nothing that is declared there. That other file has no rules, "
    "data, fields or calendars either, which would count without a name.",
    why="Whoever reads the file looks for its words elsewhere, and whoever changes the other one looks for uses here.",
    failing={**_WORDS, "rules.when": f'USE helpdesk\nUSE "words.when"\n\n{rule()}'},
    mended={**_WORDS, "rules.when": f"USE helpdesk\n\n{rule()}"},
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for found in useless_imports(context, nodes.UseFile):
        yield finding(
            CODE,
            f"nothing is used of what `{found.use.span.text}` brings",
            found.use.span,
            help="leave it out",
            fix=leave_out_declaration(found.use, f"leave out `{found.use.span.text}`", doc=found.use.doc),
        )
