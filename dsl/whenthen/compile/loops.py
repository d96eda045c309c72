"""Quantifiers, counts and picks: each becomes a function beside the one it stands in, with a plain loop.

What it goes through is taken from the budget of the turn before the first item is looked at. Over what is missing no
quantifier holds, and there is no count and nothing to pick. Sets are gone through in their order.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal

from whenthen.compile import helpers, measured
from whenthen.compile.expressions import condition, emit, value
from whenthen.compile.operations import hold
from whenthen.compile.scope import Scope, Slot
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import Choice, SetOf
from whenthen.values import scales

#: So many parts of a condition are a step for each item.
_NODES = 32

#: What is done for an item that fits: the scope inside the loop, and the name of the item there.
Found = Callable[[Scope, str], list[ast.stmt]]


def _loop(
    node: nodes.Quantified | nodes.Count | nodes.Pick,
    negated: bool,
    found: Found,
    end: Callable[[], ast.stmt],
    begin: Callable[[], list[ast.stmt]],
    scope: Scope,
) -> ast.expr:
    """A call of a new function over the collection: `found` for the items of which WHERE holds (or does not)."""
    code = scope.code
    assert node.variable is not None
    item, items = Slot(code.fresh("v"), may_miss=False), code.fresh("v")
    inner = Scope(scope.shop, code, {node.variable.text: item}, outer=scope)
    if node.where is None:
        body = found(inner, item.identifier)
    else:
        test = condition(node.where, inner)
        with inner.perhaps():
            body = [code.when(code.negation(test) if negated else test, found(inner, item.identifier))]
    body = [*inner.rows(item.identifier), *body]
    statements = [*inner.rows(), *begin(), code.loop(item.identifier, code.name(items), body), end()]
    name = code.fresh("q")
    needed = [slot.identifier for slot in inner.captured.values()]
    code.define(name, ("turn", items, *needed), statements)

    may_miss = scope.may_miss(node.collection)
    # What is picked is used, so its records have to exist.
    collection = value(node.collection, scope, compared=not isinstance(node, nodes.Pick))
    tested, used = hold([(collection, may_miss)], scope)
    taken = code.measured(measured.weighed, used[0], code.number(_weight(node)))
    result = code.call(code.name(name), code.name("turn"), taken, *(code.name(n) for n in needed))
    if not tested:
        return result
    missing = code.constant(False if isinstance(node, nodes.Quantified) else None)
    return code.choose(code.missing(tested[0]), missing, result)


def _weight(node: nodes.Quantified | nodes.Count | nodes.Pick) -> int:
    """How many steps an item is."""
    looked_at = (node.where, node.by if isinstance(node, nodes.Pick) else None)
    return 1 + sum(1 for part in looked_at if part is not None for _ in walk(part)) // _NODES


@emit.register
def _(node: nodes.Quantified, scope: Scope) -> ast.expr:
    code = scope.code
    every, holds = node.quantifier == "every", node.quantifier == "any"
    return _loop(
        node,
        negated=every,
        found=lambda inner, item: [code.returns(code.constant(holds))],
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
        negated=False,
        found=lambda inner, item: [code.increment(total)],
        end=lambda: code.returns(code.helper(Decimal, code.name(total))),
        begin=lambda: [code.assign(total, code.number(0))],
        scope=scope,
    )


@emit.register
def _(node: nodes.Pick, scope: Scope) -> ast.expr:
    if node.by is not None:
        return _extreme(node, node.by, scope)
    code = scope.code
    picked = code.fresh("p")
    if node.kind == "list":
        everything = _loop(
            node,
            negated=False,
            found=lambda inner, item: [
                code.does(code.call(code.attribute(code.name(picked), "append"), code.name(item)))
            ],
            end=lambda: code.returns(code.helper(tuple, code.name(picked))),
            begin=lambda: [code.assign(picked, code.helper(list))],
            scope=scope,
        )
        return code.measured(measured.value_set_if_present, everything) if _as_set(node, scope) else everything
    first = node.kind == "first"
    return _loop(
        node,
        negated=False,
        found=lambda inner, item: [code.returns(code.name(item)) if first else code.assign(picked, code.name(item))],
        end=lambda: code.returns(code.constant(None) if first else code.name(picked)),
        begin=lambda: [] if first else [code.assign(picked, code.constant(None))],
        scope=scope,
    )


def _as_set(node: nodes.Pick, scope: Scope) -> bool:
    """Whether `list(…)` stands where a set is wanted."""
    return isinstance(scope.type(node), SetOf)


def _extreme(node: nodes.Pick, by: nodes.Expression, scope: Scope) -> ast.expr:
    """The first item with the least or most of `by`; items of which that is missing are passed over."""
    code = scope.code
    picked, best, compared = code.fresh("p"), code.fresh("p"), code.fresh("p")

    def found(inner: Scope, item: str) -> list[ast.stmt]:
        worth = value(by, inner)
        before = code.at(by.span)
        scale = scope.type(by)
        if isinstance(scale, Choice):
            worth = code.helper(scales.ranks(scale.values).get, worth)  # None, for what is missing, has no rank
        better = code.compare(code.name(compared), "<" if node.kind == "least" else ">", code.name(best))
        is_new = code.any([code.missing(code.name(best)), better])
        keep = [code.assign(best, code.name(compared)), code.assign(picked, code.name(item))]
        made = [
            code.assign(compared, worth),
            code.when(code.all([code.present(code.name(compared)), is_new]), keep),
        ]
        code.line = before
        return made

    return _loop(
        node,
        negated=False,
        found=found,
        end=lambda: code.returns(code.name(picked)),
        begin=lambda: [code.assign(picked, code.constant(None)), code.assign(best, code.constant(None))],
        scope=scope,
    )
