"""Which conditions can fail when they are evaluated: what stands behind them must not be skipped then.

The budget is no failure here: it is there for turns that run away, and how far a turn comes with it depends on how much
was looked at.
"""

from __future__ import annotations

from whenthen.analysis.literals import NOT_WRITTEN, written
from whenthen.analysis.program import AliasUse, CheckedProgram, ConditionUse, ConstantUse
from whenthen.syntax import nodes
from whenthen.syntax.walk import children
from whenthen.types.model import BUSINESS_DURATION, MONEY, required
from whenthen.values.errors import ValueFailure
from whenthen.values.patterns import MAX_PROGRAM, MAX_WORK, compile_pattern
from whenthen.values.text import MAX_TEXT

#: Kinds of expressions that fail only where a part of them does.
_TOTAL = (
    nodes.And,
    nodes.Between,
    nodes.BooleanLiteral,
    nodes.Changed,
    nodes.Compare,
    nodes.Count,
    nodes.DateLiteral,
    nodes.IsA,
    nodes.IsEmpty,
    nodes.IsSet,
    nodes.ListLiteral,
    nodes.Matches,
    nodes.Member,
    nodes.MoneyLiteral,
    nodes.Name,
    nodes.Not,
    nodes.NumberLiteral,
    nodes.OneOf,
    nodes.Or,
    nodes.Otherwise,
    nodes.PatternLiteral,
    nodes.Quantified,
    nodes.Reference,
    nodes.TextLiteral,
    nodes.TextTest,
    nodes.TimeLiteral,
    nodes.ValueSet,
    nodes.Was,
)
#: Where a record may be named that does not exist, also in a list: it is compared, and not looked into.
_COMPARING = (nodes.Compare, nodes.OneOf, nodes.TextTest, nodes.ValueSet)
#: Of a character, at the most.
_BYTES = 4
#: What has no order between some of its values.
_PARTLY_ORDERED = (MONEY, BUSINESS_DURATION)


class Failing:
    """Answers for one program; each node and each definition is looked at once."""

    def __init__(self, checked: CheckedProgram) -> None:
        self._checked = checked
        self._answers: dict[nodes.Node, bool] = {}

    def may_fail(self, node: nodes.Node) -> bool:
        """Whether evaluating the expression may fail for another reason than the budget."""
        waiting = [node]
        while waiting:  # not by recursion: definitions that use definitions may be nested deeply
            current = waiting[-1]
            if current in self._answers:
                waiting.pop()
                continue
            parts = self._parts(current)
            if parts is None:
                self._answers[current] = True
                continue
            unknown = [part for part in parts if part not in self._answers]
            if unknown:
                waiting += unknown
            else:
                self._answers[current] = any(self._answers[part] for part in parts)
        return self._answers[node]

    def _parts(self, node: nodes.Node) -> tuple[nodes.Node, ...] | None:
        """The nodes that it hangs on; None where it may fail by itself."""
        if not isinstance(node, _TOTAL):
            return () if self._is_value(node) else None
        if isinstance(node, nodes.Compare | nodes.Between) and self._is_partly_ordered(node):
            return None
        if isinstance(node, nodes.Matches) and not _is_quick(node.pattern):
            return None
        match self._checked.bindings.get(node):
            case AliasUse(declaration) | ConstantUse(declaration):
                return (declaration.value,)
            case ConditionUse(declaration):
                return (declaration.condition,)
        below = children(node)
        if not isinstance(node, _COMPARING):
            return below
        items = [item for part in below for item in (part.items if isinstance(part, nodes.ListLiteral) else (part,))]
        return tuple(item for item in items if not _is_named(item))

    def _is_value(self, node: nodes.Node) -> bool:
        """Whether it is a length of time or a negative number that is written out, or a record of the data."""
        if isinstance(node, nodes.KeyedRecord):
            return _is_named(node) and written(node, self._checked) in self._checked.data
        return (
            isinstance(node, nodes.DurationLiteral | nodes.Negative) and written(node, self._checked) is not NOT_WRITTEN
        )

    def _is_partly_ordered(self, node: nodes.Compare | nodes.Between) -> bool:
        if isinstance(node, nodes.Compare) and node.operator in ("is", "is not"):
            return False
        first = node.left if isinstance(node, nodes.Compare) else node.value
        type = self._checked.types.get(first)
        return type is None or required(type) in _PARTLY_ORDERED


def _is_quick(node: nodes.Expression) -> bool:
    """Whether it is a pattern that can be looked for in a text of any length."""
    return isinstance(node, nodes.PatternLiteral) and pattern_size(node) * MAX_TEXT * _BYTES <= MAX_WORK


def pattern_size(node: nodes.PatternLiteral) -> int:
    """How large a pattern is, in RE2's instructions; MAX_PROGRAM for one that is none."""
    try:
        return compile_pattern(node.pattern, node.flags).size
    except ValueFailure:
        return MAX_PROGRAM


def _is_named(node: nodes.Node) -> bool:
    """Whether it is `team "Billing"`, by a key that is written out."""
    return isinstance(node, nodes.KeyedRecord) and isinstance(node.key, nodes.TextLiteral)
