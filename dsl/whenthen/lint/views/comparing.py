"""The texts that conditions compare with: written out, in a list, or in a LET that a list is kept in."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from whenthen.analysis.program import ConstantUse
from whenthen.lint.context import Context
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import TEXT, ListOf, SetOf, required

#: How a text is compared: it is the whole, a member of a list or set, a part, the start or the end of another one.
WHOLE, MEMBER, PART, START, END = "whole", "member", "part", "start", "end"

_TESTS = {"contains": PART, "starts with": START, "ends with": END}


@attrs.frozen(eq=False)
class Comparison:
    """`texts` that `value` is compared with in the condition `node`, `how` they are, and in which quantifier: "" for
    one text, any, all or none. `listed` is the list that they stand in; it may stand in a LET. `let` is that LET.
    """

    node: nodes.Compare | nodes.OneOf | nodes.TextTest
    value: nodes.Expression
    how: str
    quantifier: str
    texts: tuple[nodes.TextLiteral, ...]
    listed: nodes.ListLiteral | None = None
    let: nodes.LetDeclaration | None = None

    @property
    def negated(self) -> bool:
        if isinstance(self.node, nodes.Compare):
            return self.node.operator == "is not"
        return self.node.negated


def comparisons(context: Context) -> tuple[Comparison, ...]:
    """All comparisons of the project's files with texts that are written out."""
    return context.get(_comparisons)


def _comparisons(context: Context) -> tuple[Comparison, ...]:
    return tuple(
        sorted(
            (*_compares(context), *_one_ofs(context), *_text_tests(context)),
            key=lambda comparison: comparison.node.span.sort_key,
        )
    )


def _compares(context: Context) -> Iterator[Comparison]:
    for node in context.own_nodes(nodes.Compare):
        if node.operator in ("is", "is not"):
            for text, value in ((node.right, node.left), (node.left, node.right)):
                if _is_text(text, context):
                    yield Comparison(node, value, WHOLE, "", (text,))  # type: ignore[arg-type]


def _one_ofs(context: Context) -> Iterator[Comparison]:
    for node in context.own_nodes(nodes.OneOf):
        yield from _listed(node, node.value, WHOLE, "any", node.options, context)


def _text_tests(context: Context) -> Iterator[Comparison]:
    for node in context.own_nodes(nodes.TextTest):
        type = context.checked.types.get(node.value)
        how = _TESTS[node.operator]
        if type is not None and isinstance(required(type), ListOf | SetOf):
            how = MEMBER
        if node.quantifier:
            yield from _listed(node, node.value, how, node.quantifier, node.item, context)
        elif _is_text(node.item, context):
            yield Comparison(node, node.value, how, "", (node.item,))  # type: ignore[arg-type]


def _listed(
    node: nodes.OneOf | nodes.TextTest,
    value: nodes.Expression,
    how: str,
    quantifier: str,
    options: nodes.Expression,
    context: Context,
) -> Iterator[Comparison]:
    let = None
    bound = context.checked.bindings.get(options)
    if isinstance(bound, ConstantUse):
        let = bound.declaration
        options = let.value
    if isinstance(options, nodes.ListLiteral):
        texts = tuple(item for item in options.items if _is_text(item, context))
        yield Comparison(node, value, how, quantifier, texts, options, let)  # type: ignore[arg-type]


def _is_text(node: nodes.Expression, context: Context) -> bool:
    """Whether it is a text that is written out, and no choice value in quotes."""
    return (
        isinstance(node, nodes.TextLiteral)
        and node not in context.checked.bindings
        and context.checked.types.get(node) == TEXT
    )


def is_plain_value(value: nodes.Expression) -> bool:
    """Whether a value is read from records as it is, and not made by a function."""
    return not any(isinstance(node, nodes.Call | nodes.Template | nodes.Arithmetic) for node in walk(value))
