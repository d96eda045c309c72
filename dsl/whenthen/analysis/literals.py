"""The value of an expression that is written out, in a checked program: literals, lists of them, and LETs of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from whenthen.analysis.program import Binding, CheckedProgram, ChoiceValue, ConstantUse
from whenthen.syntax import nodes
from whenthen.types.model import SetOf, Type
from whenthen.values.durations import duration
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.numbers import negate
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import nfc

#: Not a value of any type: nothing is written out, or what is written has no value.
NOT_WRITTEN = object()


class Known(Protocol):
    """What is known of nodes: while a program is checked, and afterwards."""

    @property
    def bindings(self) -> Mapping[nodes.Node, Binding]: ...

    @property
    def types(self) -> Mapping[nodes.Node, Type]: ...


#: LETs that name LETs that name LETs … are followed so far.
_DEPTH = 50


def written(node: nodes.Expression, checked: CheckedProgram, depth: int = _DEPTH) -> Any:
    """The value, or NOT_WRITTEN. Records are given by reference, whether they exist or not."""
    bound = checked.bindings.get(node)
    if isinstance(bound, ConstantUse):
        return written(bound.declaration.value, checked, depth - 1) if depth else NOT_WRITTEN
    if isinstance(node, nodes.KeyedRecord) and isinstance(node.key, nodes.TextLiteral):
        return Ref(node.record.text, nfc(node.key.value))
    try:
        return literal(node, checked, lambda item: written(item, checked, depth))
    except ValueFailure:
        return NOT_WRITTEN


def literal(node: nodes.Expression, known: Known, of_item: Callable[[nodes.Expression], Any]) -> Any:
    """The value of a literal, or of a list of what `of_item` gives a value; NOT_WRITTEN for anything else.

    Raises ValueFailure for a literal that has no value.
    """
    bound = known.bindings.get(node)
    if isinstance(bound, ChoiceValue):
        return bound.value
    match node:
        case nodes.TextLiteral():
            return nfc(node.value)
        case nodes.NumberLiteral() | nodes.BooleanLiteral() | nodes.DateLiteral() | nodes.TimeLiteral():
            return node.value
        case nodes.MoneyLiteral():
            return Money(node.amount, node.currency)
        case nodes.DurationLiteral():
            return duration(node.amount, node.unit, node.business)
        case nodes.Negative(nodes.NumberLiteral() as number):
            return negate(number.value)
        case nodes.ListLiteral(items):
            values = [of_item(item) for item in items]
            if any(value is NOT_WRITTEN for value in values):
                return NOT_WRITTEN
            return ValueSet(values) if isinstance(known.types.get(node), SetOf) else tuple(values)
    return NOT_WRITTEN
