"""That a condition is true, or that it is not: what is possible then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from whenthen.analysis.domain.claims import Claims
from whenthen.analysis.domain.situation import Ground, Situation
from whenthen.analysis.program import CheckedProgram, ConditionUse, Local
from whenthen.syntax import nodes
from whenthen.types.facts import Either, Path

#: The ways in which things can be, one for each situation. None of them: what was assumed cannot be.
Situations = tuple[Situation, ...]

#: More ways than these are not told apart: what would lead to more of them is not looked at.
_MOST = 48
#: So much is looked at for the conditions of one rule; what is beyond counts as unknown.
_STEPS = 10_000
#: What lies deeper, through definitions and LETs, counts as unknown: Python's stack would not hold it.
_DEEPEST = 64


class Assuming:
    """Assumes conditions of one rule, or of a definition: those that are looked at together, in one firing.

    `sure` are the names of records that are never missing, `lets` the LETs of the rule by their names; `pure` are the
    functions that come to the same for the same arguments, as long as conditions of one firing are asked.
    """

    def __init__(
        self,
        checked: CheckedProgram,
        sure: Iterable[str] = (),
        lets: Mapping[str, nodes.Expression] | None = None,
        pure: frozenset[str] = frozenset(),
    ) -> None:
        self._checked = checked
        self._lets = lets or {}
        ground = Ground(checked.schema, frozenset(sure))
        self.claims = Claims(checked, self._lets, ground, pure)
        #: How much was looked at so far.
        self.steps = 0
        self._depth = 0
        self._touched: dict[nodes.Expression, frozenset[Path]] = {}
        #: Where nothing is known but types.
        self.anything: Situations = (Situation(ground),)

    def assume(self, situations: Situations, condition: nodes.Expression, truth: bool = True) -> Situations:
        """What is possible where the condition is true as well; or is not true, and does not fail either."""
        return self._assume(situations, condition, truth)

    def assume_all(
        self, situations: Situations, conditions: Iterable[nodes.Expression], truth: bool = True
    ) -> Situations:
        """What is possible where each of the conditions is true (or is not)."""
        for condition in conditions:
            situations = self.assume(situations, condition, truth)
        return situations

    def never(self, situations: Situations, condition: nodes.Expression) -> bool:
        """Whether the condition cannot be true in any of the situations."""
        return not self.assume(situations, condition)

    def always(self, situations: Situations, condition: nodes.Expression) -> bool:
        """Whether the condition is true in all of the situations, as long as it does not fail."""
        return not self.assume(situations, condition, False)

    def learn(self, situations: Situations, claims: Iterable[Either]) -> Situations:
        """What is possible where of each of the claims at least one alternative is true as well."""
        for either in claims:
            situations = self._split(situations, either)
        return situations

    def touched(self, condition: nodes.Expression) -> frozenset[Path]:
        """The values that a condition says something about, with those that lead to them. Conditions that touch none
        of the same say nothing about each other.
        """
        if condition not in self._touched:
            self._touched[condition] = frozenset(self._paths(condition))
        return self._touched[condition]

    def _paths(self, condition: nodes.Expression) -> Iterator[Path]:
        waiting, seen = [condition], {condition}
        while waiting:
            node = waiting.pop()
            parts: tuple[nodes.Expression, ...] = ()
            match node:
                case nodes.Not(operand):
                    parts = (operand,)
                case nodes.And(operands) | nodes.Or(operands):
                    parts = operands
                case _:
                    named = self._named(node)
                    if named is not None:
                        parts = (named,)
            if not parts:
                for truth in (True, False):
                    for either in self.claims.told(node, truth):
                        for claim in either:
                            yield claim.path
                            yield from self.claims.ground.leading(claim.path)
            waiting += [part for part in parts if part not in seen]
            seen.update(parts)

    def _named(self, node: nodes.Expression) -> nodes.Expression | None:
        """The condition that a name stands for, None for any other expression."""
        match self._checked.bindings.get(node):
            case ConditionUse(declaration):
                return declaration.condition
            case Local(name) if name in self._lets:
                return self._lets[name]
        return None

    # Conditions ---------------------------------------------------------------------------------------------------

    def _assume(self, situations: Situations, node: nodes.Expression, truth: bool) -> Situations:
        if not situations or self._depth == _DEEPEST or self.steps > _STEPS:
            return situations
        self._depth += 1
        found = self._inside(situations, node, truth)
        self._depth -= 1
        return found

    def _inside(self, situations: Situations, node: nodes.Expression, truth: bool) -> Situations:
        match node:
            case nodes.Not(operand):
                return self._assume(situations, operand, not truth)
            case nodes.And(operands) | nodes.Or(operands):
                if isinstance(node, nodes.And) != truth:
                    return self._either(situations, operands, truth)
                for operand in operands:
                    situations = self._assume(situations, operand, truth)
                return situations
            case nodes.Reference():
                named = self._named(node)
                if named is not None:
                    return self._assume(situations, named, truth)
        self.steps += len(situations)
        return self.learn(situations, self.claims.told(node, truth))

    def _either(self, situations: Situations, operands: Sequence[nodes.Expression], truth: bool) -> Situations:
        found: dict[int, Situation] = {}
        for operand in operands:
            found.update((id(way), way) for way in self._assume(situations, operand, truth))
        return tuple(found.values()) if len(found) <= _MOST else situations

    def _split(self, situations: Situations, either: Either) -> Situations:
        found: dict[int, Situation] = {}
        for situation in situations:
            ways = [way for claim in either if (way := situation.learn(claim)) is not None]
            self.steps += len(either)
            if any(way is situation for way in ways):
                ways = [situation]
            found.update((id(way), way) for way in ways)
        return tuple(found.values()) if len(found) <= _MOST else situations
