"""A list with one item where one value would do."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.operators import VERBS, find, words_behind
from whenthen.lint.edits.quoting import brief, in_line
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types.model import Optional

CODE = Code(
    "W106",
    "a list with one item",
    explanation="`is one of [x]` asks the same as `is x`, and `contains any of [x]` the same as `contains x`.",
    why="A list makes readers expect a choice. Often the others were taken out, and the list was left.",
    failing=asks('ticket.subject contains any of ["refund"]'),
    mended=asks('ticket.subject contains "refund"'),
    severity="warning",
    opinion=True,
    fix=SAFE,
)
#: What is no value by itself: it would need parentheses.
_CONDITIONS = (nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.OneOf, nodes.TextTest, nodes.Quantified)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for test in context.own_nodes(nodes.OneOf):
        place = words_behind(test.value, test, test.options)
        yield from _look(test.options, find("one of", place), "", context)
    for search in context.own_nodes(nodes.TextTest):
        if search.quantifier and not (search.negated and search.quantifier == "none"):
            place = words_behind(search.value, search, search.item)
            verb = VERBS[search.operator] if search.quantifier == "none" or search.negated else search.operator
            yield from _look(search.item, Span(place.source, place.start, place.end), verb, context)
    for wanted in context.own_nodes(nodes.ValueSet):
        if wanted.kind == "one of" and wanted.expression is not None:
            yield from _look(wanted.expression, find("one of", wanted.span), "", context)


def _look(options: nodes.Expression, words: Span | None, verb: str, context: Context) -> Iterator[Diagnostic]:
    """`words` are those before the list that go with it, or turn into `verb`."""
    if words is None or not isinstance(options, nodes.ListLiteral) or len(options.items) != 1:
        return
    (item,) = options.items
    if isinstance(item, _CONDITIONS) or isinstance(context.checked.types.get(item), Optional):
        return
    new = f" {verb} {item.span.text}" if verb else item.span.text
    yield finding(
        CODE,
        f"`{brief(options.span.text)}` has one item",
        options.span,
        help=f"write `{in_line(new)}`",
        fix=replace(Span(words.source, words.start, options.span.end), new, title=f"write `{new.strip()}`"),
    )
