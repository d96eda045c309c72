"""Calls, arithmetic, and operands that may be missing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from whenthen.compile import helpers, measured
from whenthen.compile.constants import negation_row
from whenthen.compile.expressions import emit, value, value_as
from whenthen.compile.functions import Guarded
from whenthen.compile.scope import Scope
from whenthen.runtime.tables import holds_records
from whenthen.syntax import nodes
from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    TIME,
    ListOf,
    Optional,
    SetOf,
    required,
)
from whenthen.values import numbers
from whenthen.values.operators import OPERATORS

# Calls ------------------------------------------------------------------------------------------------------------


@emit.register
def _(node: nodes.Call, scope: Scope) -> ast.expr:
    code = scope.code
    function = scope.shop.checked.functions[node]
    pure = function.name in scope.shop.trusted
    texts = False
    lists = False
    arguments = []
    for parameter, argument in zip(function.parameters, node.arguments, strict=False):
        given = value_as(argument, parameter.type, scope)
        type = required(parameter.type)
        if isinstance(type, ListOf | SetOf):
            lists = True
            # What texts there are in the list is looked at as well where texts can be.
            if pure and type.item in _SHORT:
                given = counted(given, scope, isinstance(parameter.type, Optional))
            else:
                given = code.measured(measured.wholly, given)
        elif type not in _SHORT:
            texts = True
            if not pure:
                given = code.measured(measured.wholly, given)
        if holds_records(parameter.type):
            given = code.helper(helpers.with_fields, code.name("turn"), given)
        arguments.append(given)
    left_out = [code.constant(None) for _ in function.parameters[len(arguments) :]]
    if pure and texts and not lists:
        return code.turn("once", code.constant(scope.shop.functions[function.name]), *arguments, *left_out)
    called = scope.shop.functions[function.name]
    if not isinstance(called, Guarded):
        return code.helper(called, *arguments, *left_out)
    # The type of the call says what the type variables of the declaration stand for here.
    returns = scope.shop.checked.types.get(node, function.returns)
    result = code.helper(called.returning(returns), *arguments, *left_out)
    return code.helper(helpers.existing, code.name("turn"), result) if holds_records(returns) else result


#: Types of which no value takes long to look at.
_SHORT = (NUMBER, BOOLEAN, MONEY, DURATION, BUSINESS_DURATION, INSTANT, DATE, TIME)


def counted(collection: ast.expr, scope: Scope, may_miss: bool) -> ast.expr:
    """The collection, after its items have been taken from the budget of the turn."""
    return scope.code.measured(measured.counted_if_present if may_miss else measured.counted, collection)


# Operators --------------------------------------------------------------------------------------------------------


def hold(operands: Sequence[tuple[ast.expr, bool]], scope: Scope) -> tuple[list[ast.expr], list[ast.expr]]:
    """Expressions and whether they may be missing: what has to be tested for None, in order, and what then is used.

    One that is followed by a tested one is tested itself, so that they are evaluated in their order.
    """
    tested: list[ast.expr] = []
    used: list[ast.expr] = []
    last = max((number for number, (_, may_miss) in enumerate(operands) if may_miss), default=-1)
    for number, (operand, may_miss) in enumerate(operands):
        if may_miss or (number < last and not isinstance(operand, ast.Name | ast.Constant)):
            first, later = scope.code.held(operand)
            tested.append(first)
            used.append(later)
        else:
            used.append(operand)
    return tested, used


#: Rows of the value table that one method of the context of all numbers is, but for what it raises.
_DECIMAL: dict[Callable[..., Any], Callable[..., Any]] = {
    numbers.add: numbers.CONTEXT.add,
    numbers.subtract: numbers.CONTEXT.subtract,
    numbers.multiply: numbers.CONTEXT.multiply,
    numbers.divide: numbers.CONTEXT.divide,
    numbers.negate: numbers.CONTEXT.minus,
}


def operate(row_name: str, operands: list[tuple[ast.expr, bool]], extra: tuple[Any, ...], scope: Scope) -> ast.expr:
    """A row of the value table on operands (and whether they may be missing); missing where one of them is."""
    code = scope.code
    tested, used = hold(operands, scope)
    function = OPERATORS[row_name]
    decimal = _DECIMAL.get(function)
    if decimal is not None:
        result = code.decimal(decimal, *used)
    else:
        result = code.helper(function, *used, *map(code.constant, extra))
    if not tested:
        return result
    return code.choose(code.any([code.missing(first) for first in tested]), code.constant(None), result)


def row_extra(extra: str, scope: Scope) -> tuple[Any, ...]:
    """The third argument of an arithmetical row: the time zone, for days on an instant."""
    return (scope.shop.zone,) if extra == "zone" else ()


@emit.register
def _(node: nodes.Arithmetic, scope: Scope) -> ast.expr:
    row = scope.shop.checked.operators[node]
    left = (value(node.left, scope), scope.may_miss(node.left))
    with scope.perhaps():
        right = (value(node.right, scope), scope.may_miss(node.right))
    return operate(row.name, [left, right], row_extra(row.extra, scope), scope)


@emit.register
def _(node: nodes.Negative, scope: Scope) -> ast.expr:
    operand = (value(node.operand, scope), scope.may_miss(node.operand))
    return operate(negation_row(scope.type(node.operand)), [operand], (), scope)
