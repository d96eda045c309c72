"""What the domain finds in conditions: parts that are never or always true, or say nothing that is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from whenthen.analysis.domain.assuming import Assuming, Situations
from whenthen.analysis.failing import Failing
from whenthen.analysis.program import CheckedProgram, ConditionUse
from whenthen.lint.context import Context
from whenthen.lint.views.asking import Question, questions
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest
from whenthen.types.facts import Path
from whenthen.types.model import Optional

#: A test that is never true, or always, whatever the records hold.
NEVER, ALWAYS = "never", "always"
#: A part that cannot be so together with `others`; and one that is so wherever they are.
AGAINST, IMPLIED = "against", "implied"
#: A part of OR that cannot be true where `others` are; and one that is only where one of `others` is.
DEAD, COVERED = "dead", "covered"
#: A part of OR of which one or another, `others` among them, is always true.
TOGETHER = "together"
#: A part that cannot be so where the trigger or FOR EACH of the rule lets it be asked; one that always is so there.
AGAINST_START, IMPLIED_BY_START = "against start", "implied by start"

#: Parts of one AND or OR that are held against each other; of more of them, the first ones.
_MOST = 16
#: So much is looked at in one program (see `Assuming.steps`); some thirty steps a rule are usual.
_STEPS = 2_000_000


@attrs.frozen(eq=False)
class Examined:
    """Something that was found in a condition: what `node` is, compared with `others`. `parent` joins them."""

    kind: str
    question: Question
    node: nodes.Expression
    others: tuple[nodes.Expression, ...] = ()
    parent: nodes.And | nodes.Or | None = None
    may_fail: bool = False


def examined(context: Context) -> tuple[Examined, ...]:
    """All that is found in the conditions of the project."""
    failing = Failing(context.checked)
    found: list[Examined] = []
    steps = 0
    for question in context.get(questions):
        if steps > _STEPS:
            break
        examiner = _Examiner(context.checked, failing, question)
        before = question.assuming.steps
        found += examiner.look(question.condition, True, question.assuming.anything)
        found += examiner.look_at_start()
        steps += question.assuming.steps - before
    return tuple(found)


@attrs.frozen(eq=False)
class _Examiner:
    checked: CheckedProgram
    failing: Failing
    question: Question

    @property
    def assuming(self) -> Assuming:
        return self.question.assuming

    def look(self, node: nodes.Expression, truth: bool, known: Situations) -> Iterator[Examined]:
        """What is found in a condition that is to be so (`truth`), where `known` is all that is possible.

        It recurses as deep as the parser lets conditions nest.
        """
        match node:
            case nodes.Not(operand):
                yield from self.look(operand, not truth, known)
            case nodes.And(operands) | nodes.Or(operands):
                operands = operands[:_MOST]
                if isinstance(node, nodes.And) == truth:
                    yield from self._all(node, operands, truth, known)
                else:
                    yield from self._one(node, operands, truth, known)
            case nodes.BooleanLiteral():
                return
            case _:
                yield from self._alone(node)

    def look_at_start(self) -> Iterator[Examined]:
        """What is found where the trigger tells something."""
        question, assuming = self.question, self.assuming
        if question.told is assuming.anything or question.rule is None or not question.told:
            return
        condition = question.condition
        parts = condition.operands[:_MOST] if isinstance(condition, nodes.And) else (condition,)
        parent = condition if isinstance(condition, nodes.And) else None
        touched = frozenset(path for situation in question.told for path in situation.known)
        parts = tuple(part for part in parts if not assuming.touched(part).isdisjoint(touched))
        if not parts:
            return
        if assuming.never(question.told, condition):
            if assuming.never(assuming.anything, condition) or assuming.never(question.before, condition):
                return
            against = next((part for part in parts if assuming.never(question.told, part)), condition)
            yield self._found(AGAINST_START, against, (), parent)
            return
        for part in parts:
            if self._is_guard(part, True) or assuming.always(assuming.anything, part):
                continue
            if assuming.always(question.told, part) and not assuming.always(question.before, part):
                yield self._found(IMPLIED_BY_START, part, (), parent)

    def _all(
        self, node: nodes.And | nodes.Or, operands: Sequence[nodes.Expression], truth: bool, known: Situations
    ) -> Iterator[Examined]:
        """Of parts that all have to be so."""
        for group in self._groups(operands, known):
            against = self._first_against(group, truth, known)
            if against is not None:
                kind = AGAINST if isinstance(node, nodes.And) else TOGETHER
                yield self._found(kind, *against, node)
                return
            yield from self._implied(node, group, truth, known)
            for operand in group:
                others = [other for other in group if other is not operand]
                left = self.assuming.assume_all(known, others, truth) if _has_parts(operand) else known
                yield from self.look(operand, truth, left or known)

    def _groups(self, operands: Sequence[nodes.Expression], known: Situations) -> list[list[nodes.Expression]]:
        """The parts that may have to do with each other: those that speak of the same values, through others too."""
        if known is not self.assuming.anything:
            return [list(operands)]
        groups: list[tuple[set[Path], list[nodes.Expression]]] = []
        for operand in operands:
            touched = set(self.assuming.touched(operand))
            members = [operand]
            apart = []
            for paths, others in groups:
                if paths.isdisjoint(touched):
                    apart.append((paths, others))
                else:
                    touched |= paths
                    members = others + members
            groups = [*apart, (touched, members)]
        places = {operand: at for at, operand in enumerate(operands)}
        return [sorted(members, key=places.__getitem__) for _, members in groups]

    def _first_against(
        self, operands: Sequence[nodes.Expression], truth: bool, known: Situations
    ) -> tuple[nodes.Expression, tuple[nodes.Expression, ...]] | None:
        """The first part that cannot be so together with those before it, and these; None where all can be."""
        assuming, possible = self.assuming, known
        for at, operand in enumerate(operands):
            left = assuming.assume(possible, operand, truth)
            if not left:
                alone = assuming.assume(known, operand, truth)
                return (operand, self._partner(operands[:at], operand, truth)) if alone else None
            possible = left
        return None

    def _partner(
        self, before: Sequence[nodes.Expression], operand: nodes.Expression, truth: bool
    ) -> tuple[nodes.Expression, ...]:
        """The one of the parts before it that a part cannot be so with; all of them where no single one is."""
        assuming = self.assuming
        possible = assuming.assume(assuming.anything, operand, truth)
        for other in before:
            if not assuming.assume(possible, other, truth):
                return (other,)
        return tuple(before)

    def _implied(
        self, node: nodes.And | nodes.Or, operands: Sequence[nodes.Expression], truth: bool, known: Situations
    ) -> Iterator[Examined]:
        """Parts that say nothing that the others do not say; of two that say the same, the second one."""
        assuming, left = self.assuming, list(operands)
        meant = Counter(map(digest, operands)) if len(operands) > 1 else Counter()
        for operand in reversed(operands):
            others = [other for other in left if other is not operand]
            # What stands there twice is said of it elsewhere.
            if not others or self._is_guard(operand, truth) or meant[digest(operand)] > 1:
                continue
            possible = assuming.assume_all(known, others, truth)
            if not possible or assuming.assume(possible, operand, not truth):
                continue
            if assuming.assume(known, operand, not truth):
                left.remove(operand)
                kind = IMPLIED if isinstance(node, nodes.And) else COVERED
                yield self._found(kind, operand, self._reason(others, operand, truth), node)

    def _reason(
        self, others: Sequence[nodes.Expression], operand: nodes.Expression, truth: bool
    ) -> tuple[nodes.Expression, ...]:
        """The one of the others that says as much as a part; all of them where no single one does."""
        assuming = self.assuming
        opposite = assuming.assume(assuming.anything, operand, not truth)
        for other in others:
            if not assuming.assume(opposite, other, truth):
                return (other,)
        return tuple(others)

    def _one(
        self, node: nodes.And | nodes.Or, operands: Sequence[nodes.Expression], truth: bool, known: Situations
    ) -> Iterator[Examined]:
        """Of parts of which one has to be so."""
        assuming = self.assuming
        anything = assuming.anything
        alive = list(operands)
        for operand in operands if known is not anything else ():
            if not assuming.assume(known, operand, truth):
                alive.remove(operand)
                if assuming.assume(anything, operand, truth):
                    yield self._found(DEAD, operand, (), node)
        # Seen from the other side: what is so only where another one is, is implied; what excludes another one there
        # leaves nothing that none of them is for.
        for group in self._groups(operands, anything) if alive == list(operands) else ():
            against = self._first_against(group, not truth, anything)
            if against is not None:
                kind = TOGETHER if isinstance(node, nodes.Or) else AGAINST
                yield self._found(kind, *against, node)
                break
            yield from self._implied(node, group, not truth, anything)
        for operand in operands:
            yield from self.look(operand, truth, known)

    def _alone(self, node: nodes.Expression) -> Iterator[Examined]:
        if isinstance(self.checked.bindings.get(node), ConditionUse):
            return  # it is looked at where it is declared
        assuming = self.assuming
        if assuming.never(assuming.anything, node):
            yield self._found(NEVER, node)
        elif assuming.always(assuming.anything, node):
            yield self._found(ALWAYS, node)

    def _is_guard(self, node: nodes.Expression, truth: bool) -> bool:
        """Whether a test may be there for what it tells the checker, so that something else may be asked."""
        if isinstance(node, nodes.Not):
            return self._is_guard(node.operand, not truth)
        if isinstance(node, nodes.IsSet):
            return node.negated != truth and isinstance(self.checked.types.get(node.value), Optional)
        return isinstance(node, nodes.IsA)

    def _found(
        self,
        kind: str,
        node: nodes.Expression,
        others: tuple[nodes.Expression, ...] = (),
        parent: nodes.And | nodes.Or | None = None,
    ) -> Examined:
        return Examined(kind, self.question, node, others, parent, self.failing.may_fail(node))


def _has_parts(node: nodes.Expression) -> bool:
    return isinstance(node, nodes.And | nodes.Or | nodes.Not)
