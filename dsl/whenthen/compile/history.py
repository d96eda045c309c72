"""`changed` and `was`, which look at the start of the turn, and what the trigger `changes from … to …` compares with.

A record that the event created has no start: `was` is missing then, and `changed from` never holds.
"""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable

from whenthen.analysis.program import AliasUse
from whenthen.compile.conditions import answer, equals, membership
from whenthen.compile.constants import constant, is_constant
from whenthen.compile.emit import Code
from whenthen.compile.expressions import emit, value
from whenthen.compile.lazy import lazy
from whenthen.compile.operations import hold
from whenthen.compile.scope import Scope, Shop
from whenthen.syntax import nodes
from whenthen.types.model import UNKNOWN, Type, required
from whenthen.types.relations import kind


def target_object(node: nodes.Expression, scope: Scope) -> nodes.Expression:
    """The expression for the record whose field `node` names."""
    if isinstance(node, nodes.Reference):
        bound = scope.shop.checked.bindings[node]
        if isinstance(bound, AliasUse):
            return target_object(bound.declaration.value, scope)
    assert isinstance(node, nodes.Member), "a field is written and watched by its record"
    return node.object


def field_type(target: tuple[str, str], shop: Shop) -> Type:
    """The declared type of a field, without its `?`."""
    record = shop.checked.schema.records.get(target[0])
    return required(record.fields[target[1]].type) if record is not None else UNKNOWN


def meets(first: ast.expr, later: ast.expr, wanted: nodes.ValueSet, type: Type, scope: Scope) -> ast.expr:
    """Whether a value that may be missing is what the set asks for. `first` is its first use, `later` every other."""
    code = scope.code
    if wanted.kind == "set":
        return code.present(first)
    if wanted.kind == "not set":
        return code.missing(first)
    assert wanted.expression is not None
    if wanted.kind == "one of":
        present = code.present(first)
        return code.all([present, membership((later, False), kind(type), wanted.expression, False, scope)])
    with scope.perhaps():
        known = constant(wanted.expression, scope, compared=True)
        other = (value(wanted.expression, scope, compared=True), scope.may_miss(wanted.expression))
    tested, used = hold([(later, False), other if not is_constant(known) else (other[0], False)], scope)
    same_kind = kind(type) if kind(type) == kind(scope.type(wanted.expression)) or is_constant(known) else "mixed"
    if kind(type) in ("choice", "scale"):
        same_kind = "choice"
    test = equals(used[0], used[0], same_kind, used[1], known, scope)
    return answer([first, *tested], test, False, scope)


def _start(ref: ast.expr, key: ast.expr, scope: Scope) -> tuple[list[ast.expr], ast.expr]:
    """The field at the start of the turn: what has to be there, and the value."""
    code = scope.code
    first, later = code.held(code.turn("start", ref))
    return [first], code.item(later, key)


@emit.register
def _(node: nodes.Changed, scope: Scope) -> ast.expr:
    code = scope.code
    target = scope.shop.checked.targets[node]
    type = field_type(target, scope.shop)
    record = target_object(node.value, scope)
    ref = (value(record, scope, compared=True), scope.may_miss(record))
    looked_at = node.before is not None or node.after is not None
    if looked_at:
        first, later = code.held(ref[0])
        tested, used = ([first], [later]) if ref[1] else ([], [first])
    else:
        tested, used = hold([ref], scope)
        later = used[0]
    key = code.constant(target[1])
    tests = [code.turn("changed", used[0], key)]
    if node.before is not None:
        there, start = _start(later, key, scope)
        held, again = code.held(start)
        tests += [*map(code.present, there), meets(held, again, node.before, type, scope)]
    if node.after is not None:
        held, again = code.held(code.item(scope.fetch(later), key))
        tests.append(meets(held, again, node.after, type, scope))
    return answer(tested, code.all(tests), node.negated, scope)


@emit.register
def _(node: nodes.Was, scope: Scope) -> ast.expr:
    code = scope.code
    target = scope.shop.checked.targets[node]
    type = field_type(target, scope.shop)
    record = target_object(node.value, scope)
    tested, used = hold([(value(record, scope, compared=True), scope.may_miss(record))], scope)
    there, start = _start(used[0], code.constant(target[1]), scope)
    known = [*map(code.present, tested)]
    created = [*map(code.present, there)]
    wanted = node.expected.kind
    if wanted in ("set", "not set"):
        # A created record had nothing set.
        was_set = code.all([*created, code.present(start)])
        return code.all([*known, was_set if (wanted == "set") != node.negated else code.negation(was_set)])
    first, later = code.held(start)
    if not node.negated:
        return code.all([*known, *created, meets(first, later, node.expected, type, scope)])
    # Where it was missing, neither `was V` nor `was not V` holds.
    met = meets(later, later, node.expected, type, scope)
    return code.all([*known, *created, code.present(first), code.negation(met)])


def change_test(
    before: nodes.ValueSet | None, after: nodes.ValueSet | None, type: Type, shop: Shop, lock: threading.RLock
) -> Callable[..., bool] | None:
    """What FROM and TO of a trigger ask of the two values of a field; None where neither is written.

    They are compared with constants; of these, some are worked out anew each time (a call, a division by zero).
    """
    if before is None and after is None:
        return None

    def generate() -> tuple[Code, str]:
        code = Code()
        scope = Scope(shop, code)
        tests = []
        for wanted, name in ((before, "before"), (after, "after")):
            if wanted is not None:
                tests.append(meets(code.name(name), code.name(name), wanted, type, scope))
        code.define("f", ("turn", "before", "after"), [code.returns(code.all(tests))])
        return code, "f"

    return lazy(generate, lock)


def state_test(wanted: nodes.ValueSet, type: Type, shop: Shop, lock: threading.RLock) -> Callable[..., bool]:
    """What HAS BEEN of a trigger asks of the value of a field, which may be missing."""

    def generate() -> tuple[Code, str]:
        code = Code()
        held = code.name("value")
        test = meets(held, held, wanted, type, Scope(shop, code))
        code.define("f", ("turn", "value"), [code.returns(test)])
        return code, "f"

    return lazy(generate, lock)
