"""Expressions that stand in several places of a program, so that a turn works each of them out once.

They are found by what they say: kind by kind, with their types and with what their names stand for. They may look at
records, the time and who caused the event, and call functions of the language; what an application has bound may answer
something else each time, and is always called.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

import attrs

from whenthen.analysis.program import ConditionUse, ConstantUse, Local
from whenthen.compile.constants import Defined, body_of, leaves_first
from whenthen.compile.scope import Definition, Shop
from whenthen.syntax import nodes
from whenthen.syntax.walk import children, field_names, walk
from whenthen.types.model import UNKNOWN, RecordType, Type, Union, required

#: Functions that take no longer than it takes to see that they were called already.
_TRIVIAL = frozenset(
    {
        *("abs", "round", "floor", "ceiling", "min", "max", "remainder", "percent_of"),
        *("amount_of", "currency_of", "money_of"),
        *("days_in", "hours_in", "minutes_in", "business_hours_in"),
    }
)
#: A definition of fewer parts is worked out each time.
_SMALL = 6

#: The kinds of expressions that may take long.
_LONG = frozenset(
    {
        nodes.Ago,
        nodes.Arithmetic,
        nodes.Call,
        nodes.Count,
        nodes.Matches,
        nodes.Pick,
        nodes.Quantified,
        nodes.Within,
    }
)
_FOLDING = frozenset({nodes.Compare, nodes.OneOf, nodes.TextTest})
_USES = (ConstantUse, ConditionUse)
_LOOPS = (nodes.Quantified, nodes.Count, nodes.Pick)


@attrs.define(eq=False)
class Group:
    """The places where an expression stands. `definition` is made for the first of them that is compiled."""

    first: nodes.Expression
    definition: Definition | None = None


class Sharing:
    """What the places of one program have in common. It is worked out as they are compiled, one after the other."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._pure: dict[Defined, bool] = {}
        self._groups: dict[tuple[object, ...], Group | None] = {}
        bindings = shop.checked.bindings.values()
        self._uses = Counter(b.declaration for b in bindings if isinstance(b, _USES))
        texts: Counter[str] = Counter()
        folded: Counter[str] = Counter()
        for node in shop.checked.types:
            kind = type(node)
            if kind in _LONG:
                texts[_words(node)] += 1
            elif kind in _FOLDING:
                # By the name of the field alone: one that is folded elsewhere as well is folded for all.
                folded.update([part.field.text for part in _folded_by(node) if type(part) is nodes.Member])
        self._folded = folded
        self._repeated = frozenset(text for text, times in texts.items() if times > 1)

    def group(self, node: nodes.Expression) -> Group | None:
        """The group of an expression that stands in another place too, and is worth to be kept."""
        # Most stand alone; to compare how they are written is enough to see that.
        if type(node) not in _LONG or _words(node) not in self._repeated or not self._is_long(node):
            return None
        meaning = self._meaning(node)
        if meaning not in self._groups:
            self._groups[meaning] = Group(node) if self._is_pure_expression(node) else None
        return self._groups[meaning]

    def is_folded_once(self, node: nodes.Expression) -> bool:
        """Whether a text is a field that no other place compares with something or looks into."""
        return isinstance(node, nodes.Member) and self._folded[node.field.text] == 1

    def is_shared(self, declaration: Defined) -> bool:
        """Whether the value of a definition is kept: it is used twice or more, pure, and not just a comparison."""
        if self._uses[declaration] < 2 or not self._is_pure(declaration):
            return False
        return sum(1 for _ in walk(body_of(declaration))) >= _SMALL

    def _is_long(self, node: nodes.Expression) -> bool:
        """Whether it takes long enough to work it out."""
        match node:
            case nodes.Call():
                return self._shop.checked.functions[node].name not in _TRIVIAL
            case nodes.Count():
                return node.where is not None
            case nodes.Arithmetic():
                return self._shop.checked.operators[node].extra == "zone"
            case nodes.Ago():
                literal = node.duration
                return node.calendar is not None or not isinstance(literal, nodes.DurationLiteral) or literal.business
            case _:
                return True

    # What may be kept ---------------------------------------------------------------------------------------------

    def _is_pure(self, declaration: Defined) -> bool:
        pure = self._pure
        for used in leaves_first(declaration, self._shop, lambda d: d in pure):
            pure[used] = self._is_pure_expression(body_of(used))
        return pure[declaration]

    def _is_pure_expression(self, node: nodes.Expression) -> bool:
        """Whether it comes to the same for the same records, as long as none of them is written."""
        checked = self._shop.checked
        own = {part.variable.text for part in walk(node) if isinstance(part, _LOOPS) and part.variable is not None}
        for part in walk(node):
            if isinstance(part, nodes.Call) and checked.functions[part].name not in self._shop.trusted:
                return False
            match checked.bindings.get(part):
                case Local(name):
                    if name not in own and not _is_record(required(checked.types.get(part, UNKNOWN))):
                        return False
                case ConstantUse(declaration) | ConditionUse(declaration):
                    if not self._is_pure(declaration):
                        return False
        return True

    def _meaning(self, node: nodes.Expression) -> tuple[object, ...]:
        """Equal for two expressions of which the same code can be made."""
        checked = self._shop.checked
        told: list[object] = []
        for part in walk(node):
            kind = type(part)
            plain = [getattr(part, name) for name in field_names(cast(Any, kind)) if name != "spelling"]
            told += (kind, len(children(part)), checked.types.get(part), checked.bindings.get(part))
            told += [str(value) for value in plain if not isinstance(value, nodes.Node | tuple)]
        return tuple(told)


def _folded_by(node: nodes.Node) -> tuple[nodes.Node, ...]:
    match node:
        case nodes.Compare():
            return (node.left, node.right)
        case nodes.TextTest() | nodes.OneOf():
            return (node.value,)
        case _:
            return ()


def _words(node: nodes.Node) -> str:
    return " ".join(node.span.text.split())


def _is_record(type: Type) -> bool:
    return isinstance(type, RecordType) or (
        isinstance(type, Union) and all(isinstance(member, RecordType) for member in type.members)
    )
