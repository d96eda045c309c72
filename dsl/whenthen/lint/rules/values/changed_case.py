"""A text put into small or capital letters, to be compared in a way that does not look at them."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import ConstantUse
from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes

CODE = Code(
    "V203",
    "letters changed for a comparison that does not look at them",
    explanation="`lowercase(…)` or `uppercase(…)` stands beside `is`, `is one of`, `contains`, `starts with` or "
    "`ends with`. None of these looks at capitals: `Refund` is `refund` for all of them.",
    why="It changes nothing but makes the condition longer, and keeps the rule from being found by its words. "
    "Patterns are another matter: `matches` sees the text as it was written.",
    failing=asks('lowercase(ticket.subject) contains "refund"'),
    mended=asks('ticket.subject contains "refund"'),
    severity="warning",
    fix=SAFE,
)

_FUNCTIONS = ("lowercase", "uppercase")


def in_program(context: Context) -> Iterator[Diagnostic]:
    for node in context.own_nodes(nodes.Compare):
        if node.operator in ("is", "is not"):
            yield from _of(node.left, context)
            yield from _of(node.right, context)
    for one_of in context.own_nodes(nodes.OneOf):
        yield from _of(one_of.value, context)
    for test in context.own_nodes(nodes.TextTest):
        yield from _of(test.value, context)
        if not test.quantifier:
            yield from _of(test.item, context)


def _of(value: nodes.Expression, context: Context) -> Iterator[Diagnostic]:
    if not isinstance(value, nodes.Call) or isinstance(context.checked.bindings.get(value), ConstantUse):
        return
    function = context.checked.functions.get(value)
    if function is None or function.name not in _FUNCTIONS or len(value.arguments) != 1:
        return
    (argument,) = value.arguments
    yield finding(
        CODE,
        f"`{function.name}` changes nothing here: comparisons do not look at capitals",
        value.function.span,
        help=f"write `{argument.span.text}` alone" if len(argument.span.text) < 60 else "leave the function out",
        fix=_without(value, argument, safe=function.name == "lowercase"),
    )


def _without(call: nodes.Call, argument: nodes.Expression, safe: bool) -> Fix | None:
    """Leaves the name of the function out, and its parentheses where what is in them needs none."""
    source = call.span.source
    before, after = Span(source, call.span.start, argument.span.start), Span(source, argument.span.end, call.span.end)
    if "#" in before.text or "#" in after.text:
        return None
    if isinstance(argument, nodes.Otherwise | nodes.Arithmetic):
        edits: tuple[Edit, ...] = (Edit(before, "("), Edit(after, ")"))
    else:
        edits = (Edit(before, ""), Edit(after, ""))
    # A dotless i is an I in capitals, and remains another letter otherwise.
    return Fix("leave the function out", edits, safe)
