"""Two names of which one is the plural of the other."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.namesakes import namesakes

_RULE = rule(condition="ticket.subject contains any of {words} OR ticket.description contains {word}")
_LETS = 'LET {words} = ["refund", "chargeback"]\nLET {word} = "money back"\n\n'

CODE = Code(
    "N315",
    "two names that differ by an s",
    explanation="Of two names of one kind one is the plural of the other: `refund_word` and `refund_words`.",
    why="One letter decides what a rule does, and it is easily overlooked, by its writer and by its readers.",
    failing=declares((_LETS + _RULE).replace("{words}", "refund_words").replace("{word}", "refund_word")),
    mended=declares((_LETS + _RULE).replace("{words}", "refund_words").replace("{word}", "clearest_word")),
    severity="warning",
    opinion=True,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for name, other, what in namesakes(context, _singular):
        # Of fields, one holds one and the other several: `role` and `roles`.
        if not what.startswith("field") and name.text.casefold() != other.text.casefold():
            yield finding(
                CODE,
                f"the {what} `{name.text}` differs from `{other.text}` only by an s",
                name.span,
                Label(other.span, "the other one"),
                help="give one of them a name that says how it differs",
            )


def _singular(text: str) -> str:
    folded = text.casefold()
    return folded[:-1] if folded.endswith("s") and not folded.endswith("ss") and len(folded) > 3 else folded
