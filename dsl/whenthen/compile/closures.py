"""The functions of one rule: what it computes, tests and does, as functions of the turn and of the rule's slots."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import attrs

from whenthen.compile.emit import Code
from whenthen.compile.expressions import condition, value
from whenthen.compile.lazy import lazy
from whenthen.compile.scope import NOT_CONSTANT, Scope, Shop, Slot
from whenthen.compile.statements import body, path_in_rule
from whenthen.syntax import nodes


@attrs.define
class Frame:
    """The names that a rule has at a place: first the records of its bindings, then its LETs so far.

    What is made of a frame sees the names that it has then; functions are generated when they are called first.
    """

    shop: Shop
    #: Never written to, as the functions that were made keep it.
    slots: Mapping[str, Slot] = attrs.field(factory=dict)

    def add(self, name: str, may_miss: bool, known: Any = NOT_CONSTANT) -> None:
        """One more name, as the last parameter; `known` is its value where that is constant."""
        number = len(self.slots)
        slot = _slot(number, may_miss) if known is NOT_CONSTANT else Slot(f"v{number}", may_miss, known)
        self.slots = {**self.slots, name: slot}

    def without(self, name: str) -> Frame:
        """A frame of its own with the other names."""
        return Frame(self.shop, {other: slot for other, slot in self.slots.items() if other != name})

    def scope(self) -> Scope:
        """The inside of a new function with these names."""
        return _scope(self.shop, self.slots)

    def compute(self, node: nodes.Expression) -> Callable[..., Any]:
        """The value of an expression."""
        return lazy(_Answer(self.shop, self.slots, node, value), self.shop.lock)

    def test(self, node: nodes.Expression) -> Callable[..., bool]:
        """Whether a condition holds."""
        return lazy(_Answer(self.shop, self.slots, node, condition), self.shop.lock)

    def run(
        self, statements: tuple[nodes.Statement, ...], rule: nodes.Rule, waits: Mapping[nodes.Statement, int]
    ) -> Callable[..., None]:
        """Statements of a rule, done in order; `waits` numbers the WAITs among them."""
        return lazy(_Body(self.shop, self.slots, statements, rule, waits), self.shop.lock)


@attrs.frozen(eq=False, weakref_slot=False)
class _Answer:
    """Generates a function for an expression, when it is called; a closure would take several times the space."""

    shop: Shop
    slots: Mapping[str, Slot]
    node: nodes.Expression
    emit: Callable[[nodes.Expression, Scope], ast.expr]

    def __call__(self) -> tuple[Code, str]:
        scope = _scope(self.shop, self.slots)
        answer = self.emit(self.node, scope)
        scope.code.define("f", _parameters(self.slots), [*scope.rows(), scope.code.returns(answer)])
        return scope.code, "f"


@attrs.frozen(eq=False, weakref_slot=False)
class _Body:
    """Generates a function for statements."""

    shop: Shop
    slots: Mapping[str, Slot]
    statements: tuple[nodes.Statement, ...]
    rule: nodes.Rule
    waits: Mapping[nodes.Statement, int]

    def __call__(self) -> tuple[Code, str]:
        scope = _scope(self.shop, self.slots, writes=True)
        scope.waits = self.waits
        scope.code.define("f", _parameters(self.slots), body(self.statements, path_in_rule(self.rule), scope))
        return scope.code, "f"


@cache
def _slot(number: int, may_miss: bool) -> Slot:
    """A parameter with no known value: there are few that differ, and thousands of rules that have them."""
    return Slot(f"v{number}", may_miss)


def _scope(shop: Shop, slots: Mapping[str, Slot], writes: bool = False) -> Scope:
    code = Code()
    for _ in slots:
        code.fresh("v")  # taken by the parameters
    return Scope(shop, code, dict(slots), writes=writes)


def _parameters(slots: Mapping[str, Slot]) -> tuple[str, ...]:
    """Those of the functions: the turn, then the slots."""
    return ("turn", *(slot.identifier for slot in slots.values()))
