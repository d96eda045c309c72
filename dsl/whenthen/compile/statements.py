"""What stands after THEN, and the definitions of actions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import singledispatch
from typing import Any

import attrs

from whenthen.analysis.program import ActionUse
from whenthen.compile import measured
from whenthen.compile.constants import constant, is_constant
from whenthen.compile.emit import Code
from whenthen.compile.expressions import value, value_as
from whenthen.compile.history import field_type, target_object
from whenthen.compile.lazy import lazy
from whenthen.compile.operations import hold, operate, row_extra
from whenthen.compile.scope import Scope, Shop, Slot
from whenthen.syntax import nodes
from whenthen.syntax.addresses import addresses, rule_id
from whenthen.types.model import Choice, ListOf, SetOf, required
from whenthen.values import scales


@attrs.frozen
class Path:
    """Where statements stand: their addresses, less the `start` that all of them share.

    In a rule they are like `then/2`, `else-if-1/then/1`, `else/3`. In a definition, what its caller
    passes comes before: `then/2>escalate/1`.
    """

    addresses: Mapping[nodes.Node, str]
    start: int
    from_caller: bool = False

    def address(self, statement: nodes.Statement) -> str:
        """Where the statement stands in the rule or the definition."""
        return self.addresses[statement][self.start :]

    def expression(self, statement: nodes.Statement, scope: Scope) -> ast.expr:
        """Python for the address that its effects get."""
        end = self.address(statement)
        if self.from_caller:
            return scope.code.concatenated(scope.code.name("path"), scope.code.constant(f">{end}"))
        return scope.code.constant(end)


def path_in_rule(rule: nodes.Rule) -> Path:
    """For the statements of a rule."""
    return Path(addresses(rule), len(rule_id(rule)) + 1)


def path_in_definition(definition: nodes.DefineAction) -> Path:
    """For the statements of a DEFINE ACTION."""
    return Path(addresses(definition), len("define:"), from_caller=True)


def body(statements: tuple[nodes.Statement, ...], path: Path, scope: Scope) -> list[ast.stmt]:
    """Python for statements, in order; what follows a `stop` is never reached."""
    made: list[ast.stmt] = []
    for statement in statements:
        before = scope.code.at(statement.span)
        call = perform(statement, path.expression(statement, scope), scope)
        # The rows that it looks at are fetched where they are used: the statement before may have changed them.
        scope.rows()
        made.append(scope.code.does(call))
        scope.code.line = before
        if isinstance(statement, nodes.Stop):
            break
    return made or [scope.code.nothing()]


@singledispatch
def perform(node: nodes.Statement, path: ast.expr, scope: Scope) -> ast.expr:
    """Python for a statement: an expression that does it. `path` is its address."""
    raise NotImplementedError(f"compile: {type(node).__name__}")


# Fields -----------------------------------------------------------------------------------------------------------


def _target(node: nodes.Statement, target: nodes.Expression, scope: Scope) -> tuple[ast.expr, ast.expr]:
    """The record that is written to, and the name of the field."""
    field = scope.shop.checked.targets[node][1]
    return value(target_object(target, scope), scope), scope.code.constant(field)


def _assign(ref: ast.expr, key: ast.expr, new: ast.expr, scope: Scope) -> ast.expr:
    return scope.code.turn("set", ref, key, new)


def _current(node: nodes.Statement, target: nodes.Expression, scope: Scope) -> tuple[ast.expr, ast.expr, ast.expr]:
    """The record for its first use, the name of the field, and the field's value now."""
    ref, key = _target(node, target, scope)
    first, later = scope.code.held(ref)
    return first, key, scope.code.item(scope.fetch(later), key)


@perform.register
def _(node: nodes.SetField, path: ast.expr, scope: Scope) -> ast.expr:
    ref, key = _target(node, node.target, scope)
    type = field_type(scope.shop.checked.targets[node], scope.shop)
    return _assign(ref, key, value_as(node.value, type, scope), scope)


@perform.register
def _(node: nodes.ClearField, path: ast.expr, scope: Scope) -> ast.expr:
    return _assign(*_target(node, node.target, scope), scope.code.constant(None), scope)


@perform.register
def _(node: nodes.AddTo, path: ast.expr, scope: Scope) -> ast.expr:
    ref, key, current = _current(node, node.target, scope)
    is_set = isinstance(field_type(scope.shop.checked.targets[node], scope.shop), SetOf)
    add = measured.with_items if _several(node, scope) else measured.with_item
    new = value(node.value, scope)
    return _assign(ref, key, scope.code.measured(add, current, new, scope.code.constant(is_set)), scope)


@perform.register
def _(node: nodes.RemoveFrom, path: ast.expr, scope: Scope) -> ast.expr:
    ref, key, current = _current(node, node.target, scope)
    remove = measured.without_items if _several(node, scope) else measured.without_item
    unwanted = value(node.value, scope, compared=True)
    return _assign(ref, key, scope.code.measured(remove, current, unwanted), scope)


def _several(node: nodes.AddTo | nodes.RemoveFrom, scope: Scope) -> bool:
    """Whether what is added or removed is several items, and not one."""
    collection = required(field_type(scope.shop.checked.targets[node], scope.shop))
    assert isinstance(collection, ListOf | SetOf)
    return isinstance(required(scope.type(node.value)), ListOf | SetOf) and not isinstance(
        collection.item, ListOf | SetOf
    )


@perform.register
def _(node: nodes.Adjust, path: ast.expr, scope: Scope) -> ast.expr:
    ref, key, current = _current(node, node.target, scope)
    row = scope.shop.checked.operators[node]
    amount = (value(node.amount, scope), scope.may_miss(node.amount))
    result = operate(row.name, [(current, scope.may_miss(node.target)), amount], row_extra(row.extra, scope), scope)
    return _assign(ref, key, result, scope)


@perform.register
def _(node: nodes.Step, path: ast.expr, scope: Scope) -> ast.expr:
    code = scope.code
    ref, key, current = _current(node, node.target, scope)
    scale = field_type(scope.shop.checked.targets[node], scope.shop)
    assert isinstance(scale, Choice)
    step = scales.raised if node.direction > 0 else scales.lowered
    to = constant(node.to, scope) if node.to is not None else None
    if is_constant(to):
        steps = {word: step(word, to, scale.values) for word in scale.values}
        # A dict's `get`: None, for what is missing, stays None.
        return _assign(ref, key, code.helper(steps.get, current), scope)
    assert node.to is not None
    tested, used = hold([(current, True), (value(node.to, scope), scope.may_miss(node.to))], scope)
    stepped = code.helper(step, *used, code.constant(scale.values))
    unknown = code.any([code.missing(first) for first in tested])
    return _assign(ref, key, code.choose(unknown, used[0], stepped), scope)


# Calls ------------------------------------------------------------------------------------------------------------


@perform.register
def _(node: nodes.Perform, path: ast.expr, scope: Scope) -> ast.expr:
    code = scope.code
    use = scope.shop.checked.actions[node]
    if isinstance(use, ActionUse):
        pairs = [
            code.sequence(code.constant(parameter.name), value_as(argument, parameter.type, scope))
            for parameter, argument in zip(use.action.parameters, use.arguments, strict=True)
            if argument is not None
        ]
        return code.turn("emit", code.constant(use.action.name), path, code.sequence(*pairs))
    given = [code.constant(None) if argument is None else value(argument, scope) for argument in use.arguments]
    return code.helper(_definition(use.definition, scope.shop), code.name("turn"), path, *given)


def _definition(definition: nodes.DefineAction, shop: Shop) -> Callable[..., Any]:
    """A DEFINE ACTION as one function of the turn, the address of the call and its parameters."""
    found = shop.actions.get(definition)
    if found is None:

        def generate() -> tuple[Code, str]:
            code = Code()
            slots = {p.name.text: Slot(code.fresh("v")) for p in definition.parameters}
            scope = Scope(shop, code, slots, writes=True)
            made = body(definition.statements, path_in_definition(definition), scope)
            code.define("f", ("turn", "path", *(slot.identifier for slot in slots.values())), made)
            return code, "f"

        found = shop.actions[definition] = lazy(generate, shop.lock)
    return found


@perform.register
def _(node: nodes.Stop, path: ast.expr, scope: Scope) -> ast.expr:
    return scope.code.turn("stop")
