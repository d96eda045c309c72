"""Comparisons and their kin. A comparison with a missing value is False, a negated one (`is not`) too."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from whenthen.compile import helpers, measured
from whenthen.compile.constants import constant, is_constant
from whenthen.compile.expressions import condition, emit, sharing_of, value
from whenthen.compile.operations import counted, hold
from whenthen.compile.scope import Scope
from whenthen.syntax import nodes
from whenthen.types.model import SetOf
from whenthen.types.operators import FLIPPED, KEYED_KINDS
from whenthen.types.relations import common_scale, kind
from whenthen.values import scales
from whenthen.values.operators import OPERATORS
from whenthen.values.text import fold

#: Rows of the value table that one operator of Python is.
_INLINE: dict[Callable[..., bool], str] = {
    operator.eq: "==",
    operator.ne: "!=",
    operator.lt: "<",
    operator.le: "<=",
    operator.gt: ">",
    operator.ge: ">=",
}


@emit.register
def _(node: nodes.And, scope: Scope) -> ast.expr:
    return scope.code.all(_in_turn(node.operands, scope))


@emit.register
def _(node: nodes.Or, scope: Scope) -> ast.expr:
    return scope.code.any(_in_turn(node.operands, scope))


def _in_turn(operands: tuple[nodes.Expression, ...], scope: Scope) -> list[ast.expr]:
    tests = [condition(operand, scope) for operand in operands[:1]]
    with scope.perhaps():
        tests += [condition(operand, scope) for operand in operands[1:]]
    return tests


@emit.register
def _(node: nodes.Not, scope: Scope) -> ast.expr:
    return scope.code.negation(condition(node.operand, scope))


def operand(node: nodes.Expression, scope: Scope) -> tuple[ast.expr, bool]:
    """A value that is compared, and whether it may be missing."""
    return value(node, scope, compared=True), scope.may_miss(node) and not is_constant(constant(node, scope, True))


def operands(scope: Scope, first: nodes.Expression, *rest: nodes.Expression) -> list[tuple[ast.expr, bool]]:
    """Several of them, evaluated in order as long as none is missing."""
    found = [operand(first, scope)]
    with scope.perhaps():
        found += [operand(node, scope) for node in rest]
    return found


def answer(tested: list[ast.expr], test: ast.expr, negated: bool, scope: Scope) -> ast.expr:
    """The test (or its negation) where nothing that was tested is missing, else False."""
    code = scope.code
    return code.all([*(code.present(first) for first in tested), code.negation(test) if negated else test])


# Equality ---------------------------------------------------------------------------------------------------------


def equals(
    first: ast.expr, later: ast.expr, kind: str, other: ast.expr, known: Any, scope: Scope, once: bool = False
) -> ast.expr:
    """`value is other`, neither of them missing.

    `first` is Python for the value where it is used first, `later` afterwards; `known` is the constant value of the
    other one; `once` says that nobody else folds the value.
    """
    code = scope.code
    if kind == "text":
        if is_constant(known):
            folded = code.compare(code.folded(later, once), "==", code.constant(fold(known)))
            return code.any([code.compare(first, "==", other), folded])
        return code.measured(measured.same, first, other)
    if kind in KEYED_KINDS:
        return code.turn("same", first, other)
    return code.compare(first, "==", other)


def membership(
    given: tuple[ast.expr, bool],
    kind: str,
    options: nodes.Expression,
    negated: bool,
    scope: Scope,
    once: bool = False,
) -> ast.expr:
    """`value is [not] one of options`, for a value and whether it may be missing; `once` as for `equals`."""
    code = scope.code
    known = constant(options, scope, compared=True)
    if is_constant(known):
        tested, used = hold([given], scope)
        keys = helpers.list_keys(known)
        if kind == "text":
            test = code.compare(code.folded(used[0], once), "in", code.constant(keys))
        elif kind in KEYED_KINDS:
            test = code.compare(code.measured(measured.key, used[0]), "in", code.constant(keys))
        else:
            test = code.compare(used[0], "in", code.constant(frozenset(known)))
        return answer(tested, test, negated, scope)
    with scope.perhaps():
        tested, used = hold([given, operand(options, scope)], scope)
    if isinstance(options, nodes.ListLiteral):
        test = code.measured(measured.is_one_of, *used)
    elif isinstance(scope.type(options), SetOf):
        test = code.compare(code.measured(measured.key, used[0]), "in", used[1])
    else:
        test = code.measured(measured.is_one_of, used[0], counted(used[1], scope, False))
    return answer(tested, test, negated, scope)


@emit.register
def _(node: nodes.Compare, scope: Scope) -> ast.expr:
    code = scope.code
    row = scope.shop.checked.operators[node]
    function = OPERATORS[row.name]
    left, right = operands(scope, node.left, node.right)
    if row.extra == "ranks":
        return _compare_ranks(node, left, right, scope)
    if row.operator in ("is", "is not"):
        negated = row.operator == "is not"
        known = constant(node.right, scope, compared=True)
        turned = not is_constant(known) and is_constant(constant(node.left, scope, compared=True))
        if turned:
            left, right, known = right, left, constant(node.left, scope, compared=True)
        inline = None if row.left == "set" else _INLINE.get(function)
        # What may fail is not evaluated where the other side is missing.
        if inline == "==" and not right[1] and (not left[1] or isinstance(right[0], ast.Name | ast.Constant)):
            return code.compare(left[0], "==", right[0])  # None is equal to nothing
        tested, used = hold([left, right], scope)
        if inline is not None:
            return answer(tested, code.compare(used[0], inline, used[1]), False, scope)
        first, later = code.held(used[0])
        once = sharing_of(scope.shop).is_folded_once(node.right if turned else node.left)
        return answer(tested, equals(first, later, row.left, used[1], known, scope, once), negated, scope)
    tested, used = hold([left, right], scope)
    return answer(tested, code.compare(used[0], _INLINE[function], used[1]), False, scope)


def _compare_ranks(
    node: nodes.Compare, left: tuple[ast.expr, bool], right: tuple[ast.expr, bool], scope: Scope
) -> ast.expr:
    """`priority is at least high`: with a constant it is a look-up among the words that are."""
    code = scope.code
    scale = common_scale(scope.type(node.left), scope.type(node.right))
    assert scale is not None
    ranks = scales.ranks(scale.values)
    for side, other, sign in (
        (left, node.right, node.operator),
        (right, node.left, FLIPPED[node.operator]),
    ):
        known = constant(other, scope)
        if is_constant(known):
            test = OPERATORS[f"scale {sign} scale"]
            allowed = frozenset(word for word in scale.values if test(word, known, ranks))
            return code.compare(side[0], "in", code.constant(allowed))  # None is not in it
    tested, used = hold([left, right], scope)
    ranked = [code.item(code.constant(ranks), word) for word in used]
    return answer(tested, code.compare(ranked[0], node.operator, ranked[1]), False, scope)


@emit.register
def _(node: nodes.Between, scope: Scope) -> ast.expr:
    code = scope.code
    row = scope.shop.checked.operators[node]
    three = operands(scope, node.value, node.low, node.high)
    if row.extra == "ranks":
        return _between_ranks(node, three, scope)
    if not all(isinstance(bound, ast.Name | ast.Constant) for bound, _ in three[1:]):
        # Held, so that they are evaluated in the order of the text.
        three = [(expression, True) for expression, _ in three]
    tested, (middle, low, high) = hold(three, scope)
    return answer(tested, code.compare(low, "<=", middle, "<=", high), node.negated, scope)


def _between_ranks(node: nodes.Between, three: list[tuple[ast.expr, bool]], scope: Scope) -> ast.expr:
    code = scope.code
    types = [scope.type(n) for n in (node.value, node.low, node.high)]
    scale = common_scale(types[0], types[1])
    assert scale is not None
    scale = common_scale(scale, types[2]) or scale
    ranks = scales.ranks(scale.values)
    low, high = constant(node.low, scope), constant(node.high, scope)
    if is_constant(low) and is_constant(high):
        allowed = frozenset(word for word in scale.values if ranks[low] <= ranks[word] <= ranks[high])
        tested, used = hold(three[:1], scope)
        return answer(tested, code.compare(used[0], "in", code.constant(allowed)), node.negated, scope)
    tested, used = hold([(expression, True) for expression, _ in three], scope)
    middle, below, above = (code.item(code.constant(ranks), word) for word in used)
    return answer(tested, code.compare(below, "<=", middle, "<=", above), node.negated, scope)


@emit.register
def _(node: nodes.OneOf, scope: Scope) -> ast.expr:
    given = operand(node.value, scope)
    once = sharing_of(scope.shop).is_folded_once(node.value)
    return membership(given, kind(scope.type(node.value)), node.options, node.negated, scope, once)


# Tests of one value -----------------------------------------------------------------------------------------------


@emit.register
def _(node: nodes.IsSet, scope: Scope) -> ast.expr:
    given = value(node.value, scope, compared=True)
    return scope.code.missing(given) if node.negated else scope.code.present(given)


@emit.register
def _(node: nodes.IsEmpty, scope: Scope) -> ast.expr:
    tested, used = hold([operand(node.value, scope)], scope)
    return answer(tested, scope.code.negation(used[0]), node.negated, scope)


@emit.register
def _(node: nodes.IsA, scope: Scope) -> ast.expr:
    code = scope.code
    tested, used = hold([operand(node.value, scope)], scope)
    name = code.constant(node.record.text)
    if kind(scope.type(node.value)) == "record":
        test = code.compare(code.attribute(used[0], "type"), "==", name)
    else:
        test = code.helper(helpers.is_record, used[0], name)
    return answer(tested, test, node.negated, scope)
