"""A short word that stands in many longer ones."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.comparing import PART, Comparison, comparisons
from whenthen.source import Span
from whenthen.types.model import TEXT

CODE = Code(
    "V211",
    "a short word that other words contain",
    explanation="`contains` looks for a word of two or three letters, such as `ad`, `vip` or `sue`, in a text. It "
    "also finds it in the middle of other words.",
    why="`ad` is a part of `already`, and `sue` of `issue`: the rule fires for texts that have nothing to do with "
    "it. `contains_word` finds whole words alone.",
    failing=asks('ticket.subject contains "sue"'),
    mended=asks('contains_word(ticket.subject, "sue")'),
    severity="warning",
    opinion=True,
    fix=UNSAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for comparison in comparisons(context):
        if comparison.how != PART:
            continue
        for text in comparison.texts:
            if context.owns(text) and text.value.isascii() and text.value.isalpha() and 2 <= len(text.value) <= 3:
                yield finding(
                    CODE,
                    f"`{text.value}` is also found inside of other words",
                    text.span,
                    help="ask with `contains_word`",
                    fix=_fix(comparison, context),
                )


def _fix(comparison: Comparison, context: Context) -> Fix | None:
    """`contains_word(value, word)`, where it is a test for one word in a text that is there."""
    node, value = comparison.node, comparison.value
    if comparison.quantifier or comparison.negated or "#" in node.span.text or node.span.start != value.span.start:
        return None
    if context.checked.types.get(value) != TEXT:
        return None
    (text,) = comparison.texts
    edits = (
        Edit(Span(value.span.source, value.span.start, value.span.start), "contains_word("),
        Edit(Span(value.span.source, value.span.end, text.span.start), ", "),
        Edit(Span(value.span.source, node.span.end, node.span.end), ")"),
    )
    return Fix("ask with `contains_word`", edits, safe=False)
