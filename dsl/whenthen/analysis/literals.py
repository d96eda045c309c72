"""The value of an expression that is written out, in a checked program: literals, lists of them, and LETs of these."""

from __future__ import annotations

from typing import Any

from whenthen.analysis.program import CheckedProgram, ChoiceValue, ConstantUse
from whenthen.syntax import nodes
from whenthen.types.model import SetOf
from whenthen.values.durations import duration
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.numbers import negate
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import nfc

#: Not a value of any type: nothing is written out, or what is written has no value.
NOT_WRITTEN = object()

#: LETs that name LETs that name LETs … are followed so far.
_DEPTH = 50


def written(node: nodes.Expression, checked: CheckedProgram, depth: int = _DEPTH) -> Any:
    """The value, or NOT_WRITTEN. Records are given by reference, whether they exist or not."""
    bound = checked.bindings.get(node)
    if isinstance(bound, ChoiceValue):
        return bound.value
    if isinstance(bound, ConstantUse):
        return written(bound.declaration.value, checked, depth - 1) if depth else NOT_WRITTEN
    match node:
        case nodes.TextLiteral():
            return nfc(node.value)
        case nodes.NumberLiteral() | nodes.BooleanLiteral() | nodes.DateLiteral() | nodes.TimeLiteral():
            return node.value
        case nodes.MoneyLiteral():
            return Money(node.amount, node.currency)
        case nodes.DurationLiteral():
            try:
                return duration(node.amount, node.unit, node.business)
            except ValueFailure:
                return NOT_WRITTEN
        case nodes.Negative(nodes.NumberLiteral() as number):
            return negate(number.value)
        case nodes.KeyedRecord(record, nodes.TextLiteral() as key):
            return Ref(record.text, nfc(key.value))
        case nodes.ListLiteral(items):
            values = [written(item, checked, depth) for item in items]
            if any(value is NOT_WRITTEN for value in values):
                return NOT_WRITTEN
            return ValueSet(values) if isinstance(checked.types.get(node), SetOf) else tuple(values)
    return NOT_WRITTEN
