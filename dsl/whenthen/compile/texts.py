"""`contains`, `starts with`, `ends with` and `matches`.

In a text they look for parts, both folded; `contains` in a list or a set looks for members, by their equality keys.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from whenthen.compile import helpers, measured
from whenthen.compile.conditions import answer, operands
from whenthen.compile.constants import constant, is_constant
from whenthen.compile.expressions import emit, sharing_of
from whenthen.compile.operations import counted, hold
from whenthen.compile.scope import Scope
from whenthen.runtime.turn import Turn
from whenthen.syntax import nodes
from whenthen.types.model import ListOf, SetOf
from whenthen.values.equality import equality_key
from whenthen.values.text import fold

#: So many tests with constants are written out one by one.
_FEW = 8

_ONE: dict[str, Callable[[Turn, str, str], bool]] = {
    "contains": measured.contains,
    "starts with": measured.starts_with,
    "ends with": measured.ends_with,
}
_METHODS = {"starts with": "startswith", "ends with": "endswith"}
_ANY: dict[str, Callable[[Turn, str, tuple[str, ...]], bool]] = {
    "contains": measured.contains_any,
    "starts with": measured.starts_with_any,
    "ends with": measured.ends_with_any,
}


@emit.register
def _(node: nodes.TextTest, scope: Scope) -> ast.expr:
    known = constant(node.item, scope, compared=True)
    both = operands(scope, node.value, node.item)
    tested, used = hold(both[:1] if is_constant(known) else both, scope)
    negated = node.negated != (node.quantifier == "none")
    if isinstance(scope.type(node.value), SetOf | ListOf):
        test = _member(node, used, known, scope)
    else:
        test = _part(node, used, known, scope)
    return answer(tested, test, negated, scope)


def _part(node: nodes.TextTest, used: list[ast.expr], known: Any, scope: Scope) -> ast.expr:
    """Whether the text (that is not missing) has the part, any of them, or all of them."""
    code = scope.code
    if not is_constant(known):
        if not node.quantifier:
            return code.measured(_ONE[node.operator], *used)
        texts = used[1] if isinstance(node.item, nodes.ListLiteral) else counted(used[1], scope, False)
        parts = code.measured(measured.folded, texts)
        help = measured.contains_all if node.quantifier == "all" else _ANY[node.operator]
        return code.measured(help, used[0], parts)
    whole = code.folded(used[0], sharing_of(scope.shop).is_folded_once(node.value))
    if not node.quantifier:
        if node.operator == "contains":
            return code.compare(code.constant(fold(known)), "in", whole)
        return code.call(code.attribute(whole, _METHODS[node.operator]), code.constant(fold(known)))
    wanted = tuple(dict.fromkeys(map(fold, known)))
    if node.operator == "contains" and 0 < len(wanted) <= _FEW:
        first, later = code.held(whole)
        tests = [code.compare(code.constant(p), "in", later if n else first) for n, p in enumerate(wanted)]
        return code.all(tests) if node.quantifier == "all" else code.any(tests)
    help = measured.contains_all if node.quantifier == "all" else _ANY[node.operator]
    return code.measured(help, used[0], code.constant(wanted))


def _member(node: nodes.TextTest, used: list[ast.expr], known: Any, scope: Scope) -> ast.expr:
    """Whether the list or set (that is not missing) has the member, any of them, or all of them."""
    code = scope.code
    keys: Any = None
    if is_constant(known):
        keys = tuple(dict.fromkeys(map(equality_key, known))) if node.quantifier else (equality_key(known),)
    if isinstance(scope.type(node.value), SetOf):
        collection = used[0]  # a set is a dict of keys
        if keys is not None and 0 < len(keys) <= _FEW:
            first, later = code.held(collection)
            tests = [code.compare(code.constant(k), "in", later if n else first) for n, k in enumerate(keys)]
            return code.all(tests) if node.quantifier == "all" else code.any(tests)
    else:
        collection = code.measured(measured.list_keys, counted(used[0], scope, False))
    if not node.quantifier:
        key = code.constant(keys[0]) if keys is not None else code.measured(measured.key, used[1])
        return code.compare(key, "in", collection)
    if keys is not None:
        wanted = code.constant(keys)
    else:
        items = used[1] if isinstance(node.item, nodes.ListLiteral) else counted(used[1], scope, False)
        wanted = code.measured(measured.keys_of, items)
    help = helpers.all_keys_in if node.quantifier == "all" else helpers.any_key_in
    return code.helper(help, collection, wanted)


@emit.register
def _(node: nodes.Matches, scope: Scope) -> ast.expr:
    code = scope.code
    known = constant(node.pattern, scope)
    if is_constant(known):
        tested, used = hold(operands(scope, node.value), scope)
        return answer(tested, code.turn("matches", code.constant(known), used[0]), node.negated, scope)
    tested, used = hold(operands(scope, node.value, node.pattern), scope)
    return answer(tested, code.turn("matches", used[1], used[0]), node.negated, scope)
