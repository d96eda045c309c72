"""The functions of one rule: what it computes, tests and does, as functions of the turn and of the rule's slots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    slots: dict[str, Slot] = attrs.field(factory=dict)

    def add(self, name: str, may_miss: bool, known: Any = NOT_CONSTANT) -> None:
        """One more name, as the last parameter; `known` is its value where that is constant."""
        self.slots[name] = Slot(f"v{len(self.slots)}", may_miss, known)

    def copy(self) -> Frame:
        """A frame of its own with the same names."""
        return Frame(self.shop, dict(self.slots))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Those of the functions: the turn, then the slots."""
        return ("turn", *(slot.identifier for slot in self.slots.values()))

    def scope(self, writes: bool = False) -> Scope:
        """The inside of a new function with these names."""
        code = Code()
        for _ in self.slots:
            code.fresh("v")  # taken by the parameters
        return Scope(self.shop, code, dict(self.slots), writes=writes)

    def compute(self, node: nodes.Expression) -> Callable[..., Any]:
        """The value of an expression."""
        frame = self.copy()

        def generate() -> tuple[Code, str]:
            scope = frame.scope()
            answer = value(node, scope)
            scope.code.define("f", frame.parameters, [*scope.rows(), scope.code.returns(answer)])
            return scope.code, "f"

        return lazy(generate, self.shop.lock)

    def test(self, node: nodes.Expression) -> Callable[..., bool]:
        """Whether a condition holds."""
        frame = self.copy()

        def generate() -> tuple[Code, str]:
            scope = frame.scope()
            answer = condition(node, scope)
            scope.code.define("f", frame.parameters, [*scope.rows(), scope.code.returns(answer)])
            return scope.code, "f"

        return lazy(generate, self.shop.lock)

    def run(
        self, statements: tuple[nodes.Statement, ...], rule: nodes.Rule, waits: Mapping[nodes.Statement, int]
    ) -> Callable[..., None]:
        """Statements of a rule, done in order; `waits` numbers the WAITs among them."""
        frame = self.copy()

        def generate() -> tuple[Code, str]:
            scope = frame.scope(writes=True)
            scope.waits = waits
            scope.code.define("f", frame.parameters, body(statements, path_in_rule(rule), scope))
            return scope.code, "f"

        return lazy(generate, self.shop.lock)
