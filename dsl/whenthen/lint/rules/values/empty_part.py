"""A test whether a text contains the empty text."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.comparing import END, PART, START, Comparison, comparisons
from whenthen.source import Span
from whenthen.types.model import Optional

CODE = Code(
    "V202",
    "a test for the empty text",
    explanation="A text that may be missing is asked whether it contains the empty text: `ticket.category contains "
    '""`, or with `starts with` and `ends with`, also in a list behind `any of`. Every text does.',
    why="It asks no more than whether there is a value, which `is set` says. Where something was to be looked for, "
    "it is missing. Of a text that is always there L104 says that the test is always true.",
    failing=asks('ticket.category contains ""'),
    mended=asks("ticket.category is set"),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for comparison in comparisons(context):
        type = context.checked.types.get(comparison.value)
        if comparison.how not in (PART, START, END) or comparison.quantifier == "all" or not isinstance(type, Optional):
            continue
        for text in comparison.texts:
            if text.value == "" and context.owns(text):
                verb = {PART: "contains", START: "starts with", END: "ends with"}[comparison.how]
                yield finding(
                    CODE,
                    f"every text {verb} the empty text: this only asks whether there is a value",
                    text.span,
                    help="write what is looked for, or `is set`",
                    fix=_fix(comparison),
                )


def _fix(comparison: Comparison) -> Fix | None:
    if comparison.quantifier or comparison.negated:
        return None
    node, value = comparison.node, comparison.value
    return replace(Span(node.span.source, value.span.end, node.span.end), " is set", title="write `is set`")
