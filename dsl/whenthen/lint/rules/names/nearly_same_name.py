"""Two names that differ by capitals or underscores alone."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.namesakes import namesakes

_RULES = rule(condition="ticket.subject contains any of refund_words") + "\n"

CODE = Code(
    "N314",
    "two names that are nearly the same",
    explanation="Two names of one kind differ only by capitals, underscores or hyphens: two words of LET, DEFINE, "
    "ALIAS and CALENDAR, two actions, two fields of one record, two groups.",
    why="They are taken for one. A rule that names the wrong one is right for every tool and wrong for its writer.",
    failing=declares(
        'LET refund_words = ["refund"]\nLET RefundWords = ["refund", "chargeback"]\n\n'
        + rule(
            condition="ticket.subject contains any of refund_words OR ticket.description contains any of RefundWords"
        )
    ),
    mended=declares('LET refund_words = ["refund", "chargeback"]\n\n' + _RULES),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for name, other, what in namesakes(context, lambda text: text.casefold().replace("_", "").replace("-", "")):
        yield finding(
            CODE,
            f"the {what} `{name.text}` differs from `{other.text}` only by how it is written",
            name.span,
            Label(other.span, "the other one"),
            help="make them one, or give one of them a name that says how it differs",
        )
