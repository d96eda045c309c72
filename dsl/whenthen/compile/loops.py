"""Quantifiers and counts: each becomes a function beside the one it stands in, with a plain loop.

What it counts over is taken from the budget of the turn before the first item is looked at. Over what is missing no
quantifier holds, and there is no count.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal

from whenthen.compile import helpers, measured
from whenthen.compile.expressions import condition, emit, hold, value
from whenthen.compile.scope import Scope, Slot
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

#: So many parts of a condition are a step for each item.
_NODES = 32


def _loop(
    node: nodes.Quantified | nodes.Count,
    where: nodes.Expression,
    negated: bool,
    found: Callable[[], list[ast.stmt]],
    end: Callable[[], ast.stmt],
    begin: Callable[[], list[ast.stmt]],
    scope: Scope,
) -> ast.expr:
    """A call of a new function over the collection: `found` for the items of which `where` holds (or does not)."""
    code = scope.code
    assert node.variable is not None
    item, items = Slot(code.fresh("v"), may_miss=False), code.fresh("v")
    inner = Scope(scope.shop, code, {node.variable.text: item}, outer=scope)
    test = condition(where, inner)
    body = [
        *inner.rows(item.identifier),
        code.when(code.negation(test) if negated else test, found()),
    ]
    statements = [*inner.rows(), *begin(), code.loop(item.identifier, code.name(items), body), end()]
    name = code.fresh("q")
    needed = [slot.identifier for slot in inner.captured.values()]
    code.define(name, ("turn", items, *needed), statements)

    may_miss = scope.may_miss(node.collection)
    tested, used = hold([(value(node.collection, scope, compared=True), may_miss)], scope)
    weight = 1 + sum(1 for _ in walk(where)) // _NODES
    taken = code.measured(measured.weighed, used[0], code.number(weight))
    result = code.call(code.name(name), code.name("turn"), taken, *(code.name(n) for n in needed))
    if not tested:
        return result
    missing = code.constant(None if isinstance(node, nodes.Count) else False)
    return code.choose(code.missing(tested[0]), missing, result)


@emit.register
def _(node: nodes.Quantified, scope: Scope) -> ast.expr:
    code = scope.code
    every, holds = node.quantifier == "every", node.quantifier == "any"
    return _loop(
        node,
        node.where,
        negated=every,
        found=lambda: [code.returns(code.constant(holds))],
        end=lambda: code.returns(code.constant(not holds)),
        begin=list,
        scope=scope,
    )


@emit.register
def _(node: nodes.Count, scope: Scope) -> ast.expr:
    code = scope.code
    if node.variable is None or node.where is None:
        collection = (value(node.collection, scope, compared=True), scope.may_miss(node.collection))
        tested, used = hold([collection], scope)
        size = code.helper(helpers.size, used[0])
        return code.choose(code.missing(tested[0]), code.constant(None), size) if tested else size
    total = code.fresh("n")
    return _loop(
        node,
        node.where,
        negated=False,
        found=lambda: [code.increment(total)],
        end=lambda: code.returns(code.helper(Decimal, code.name(total))),
        begin=lambda: [code.assign(total, code.number(0))],
        scope=scope,
    )
