"""A test whether a text contains the empty text."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.comparing import END, PART, START, comparisons
from whenthen.lint.context import Context
from whenthen.lint.finding import finding

CODE = Code(
    "V202",
    "a test for the empty text",
    explanation='`contains ""`, and `starts with` and `ends with` likewise, are true of every text, also of one '
    "that is empty. In a list behind `any of` an empty text makes the whole test true.",
    why="The rule runs for everything, or, behind `does not` and `none of`, for nothing. Where it was to find out "
    "whether there is a text at all, that is asked with `is empty` and `is set`.",
    failing=asks('ticket.subject contains ""'),
    mended=asks("ticket.subject is not empty"),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for comparison in comparisons(context):
        if comparison.how not in (PART, START, END) or comparison.quantifier == "all":
            continue
        for text in comparison.texts:
            if text.value == "" and context.owns(text):
                never = comparison.negated or comparison.quantifier == "none"
                verb = {PART: "contains", START: "starts with", END: "ends with"}[comparison.how]
                yield finding(
                    CODE,
                    f"every text {verb} the empty text, so this is {'never' if never else 'always'} true",
                    text.span,
                    help="write what is looked for, or ask with `is empty` whether there is a text",
                )
