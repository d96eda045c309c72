"""A LET at the top of a file that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.declarations import leave_out_declaration
from whenthen.lint.finding import finding
from whenthen.lint.views.uses import unused
from whenthen.syntax import nodes

_REFUNDS = rule(condition="ticket.subject contains any of refund_words")

CODE = Code(
    "N301",
    "a LET that nothing uses",
    explanation="A LET at the top of a file is used by no rule and no definition of the project. Nothing is found "
    "where files are checked one by one, and in a file without rules that no other file uses: others may.",
    why="Who changes it believes that rules change with it. Often a rule holds the same words once more, written out.",
    failing=declares(
        f'LET refund_words = ["refund", "chargeback"]\nLET spam_words = ["casino", "lottery"]\n\n{_REFUNDS}'
    ),
    mended=declares(f'LET refund_words = ["refund", "chargeback"]\n\n{_REFUNDS}'),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for let in unused(context, nodes.LetDeclaration):
        yield finding(
            CODE,
            f"`{let.name.text}` is used nowhere",
            let.name.span,
            help="leave it out, or use it where its value is written out",
            fix=leave_out_declaration(let, f"leave out `{let.name.text}`", doc=let.doc),
        )
