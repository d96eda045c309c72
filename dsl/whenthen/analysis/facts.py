"""Facts: what has to be so for a condition to hold (or not to hold), for an index and for whoever reasons about rules.

A condition offers some needs (`types.facts.Need`). Each of them is enough to rule the condition out: where none of its
facts is true, the condition is false, and evaluating it comes to that without a failure. So nothing is lost where it is
not evaluated.

- of AND each part offers its needs, as long as nothing before it can fail;
- of OR there is one need: the narrowest one of each part, put together; where a part offers none, OR has none;
- NOT asks its operand what is so where that is false, and AND and OR change places.

That takes time in proportion to the condition: nothing is multiplied out, what has a name is looked at once, and of
very many needs the narrowest are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from whenthen.analysis.fact_atoms import Atoms
from whenthen.analysis.failing import Failing
from whenthen.analysis.program import ChangeStart, CheckedProgram, CheckedRule, ConditionUse, EventStart, Local, Start
from whenthen.syntax import nodes
from whenthen.types.facts import (
    AFTER,
    BEFORE,
    CAUSE,
    PLAIN,
    Fact,
    HasMember,
    HasPattern,
    HasText,
    InRange,
    IsOneOf,
    IsThere,
    Need,
    Path,
)

#: A need of more facts than this is no use to anybody.
MOST = 64
#: Of more needs than this the narrowest are enough.
_MOST_NEEDS = 32
#: What lies deeper in a condition, through definitions and LETs, offers nothing: Python's stack would not hold it.
_DEEPEST = 64

_NOTHING: tuple[Need, ...] = ()
#: What may offer something and fail all the same.
_MAY_FAIL = (nodes.And, nodes.Or, nodes.Not, nodes.Reference, nodes.Changed, nodes.Matches)


@attrs.frozen
class Deriving:
    """Derives the needs of the rules of one program."""

    checked: CheckedProgram
    failing: Failing = attrs.field(init=False)
    _paths: dict[Path, Path] = attrs.field(factory=dict, init=False)

    @failing.default
    def _make_failing(self) -> Failing:
        return Failing(self.checked)

    def of_start(self, rule: CheckedRule, start: Start) -> tuple[Need, ...]:
        """What has to be so for a rule to fire when this trigger (one on an event or a change) starts it."""
        lets = {let.name.text: let.value for let in rule.node.lets}
        atoms = Atoms(self.checked, lets, self._sure_names(rule, start), self._paths)
        match start:
            case EventStart(node):
                asked = _cause(node)
            case ChangeStart(node, _, record, field):
                asked = _cause(node)
                for name, wanted in ((BEFORE, node.before), (AFTER, node.after)):
                    if wanted is not None:
                        need = atoms.of_value(Path(name), wanted, (record, field))
                        if need is None:
                            return _NOTHING  # it is worked out each time, and may fail
                        asked = (*asked, need)
            case _:
                return _NOTHING
        return (*asked, *self._of_rule(rule, atoms))

    def _of_rule(self, rule: CheckedRule, atoms: Atoms) -> tuple[Need, ...]:
        node = rule.node
        before: list[nodes.Node] = [let.value for let in node.lets]
        if rule.once is not None:
            before += rule.once.per
        if rule.at_most is not None:
            before += rule.at_most.per
        if rule.each is not None and rule.each.node.collection is not None:
            before.append(rule.each.node.collection)
        if any(map(self.failing.may_fail, before)):
            return _NOTHING
        where = None if rule.each is None else rule.each.node.where
        found = _NOTHING if where is None else self._needs(where, True, atoms)
        if where is not None and self.failing.may_fail(where):
            return found
        conditions = [branch.condition for branch in node.branches]
        return (*found, *_either([_NOTHING if c is None else self._needs(c, True, atoms) for c in conditions]))

    def _sure_names(self, rule: CheckedRule, start: Start) -> frozenset[str]:
        """The names whose records are the same however the rule is started.

        Where several triggers start a rule at once, what they bring is put together. A trigger is then ruled out by
        what it shares with the others alone. What only a trigger on time brings is missing, whatever the event has.
        """
        starts = [one for one in rule.starts if isinstance(one, EventStart | ChangeStart)]
        names = frozenset(rule.bindings)
        if rule.each is not None:
            names -= {rule.each.variable}
        if len(starts) > 1:
            return names.intersection(*map(self._brought, starts))
        return names.intersection(start.provides) if isinstance(start, EventStart) else names

    def _brought(self, start: EventStart | ChangeStart) -> frozenset[str]:
        if isinstance(start, ChangeStart):
            return frozenset((start.name,))
        event = self.checked.schema.events.get(start.type)
        return frozenset(name for name in start.provides if event is None or not event.provides.get(name, True))

    # Conditions ---------------------------------------------------------------------------------------------------

    def _needs(self, node: nodes.Expression, truth: bool, atoms: Atoms) -> tuple[Need, ...]:
        """What is so where the expression is true (or false, or missing)."""
        if atoms.depth == _DEEPEST:
            return _NOTHING
        atoms.depth += 1
        found = self._inside(node, truth, atoms)
        atoms.depth -= 1
        return found

    def _inside(self, node: nodes.Expression, truth: bool, atoms: Atoms) -> tuple[Need, ...]:
        match node:
            case nodes.Not(operand):
                return self._needs(operand, not truth, atoms)
            case nodes.And(operands) | nodes.Or(operands):
                if isinstance(node, nodes.And) == truth:
                    return self._all(operands, truth, atoms)
                return _either([self._needs(operand, truth, atoms) for operand in operands])
            case nodes.Reference():
                match self.checked.bindings.get(node):
                    case ConditionUse(declaration):
                        return self._of_named(declaration.condition, truth, atoms)
                    case Local(name) if name in atoms.lets:
                        return self._of_named(atoms.lets[name], truth, atoms)
        return atoms.needs(node, truth)

    def _all(self, operands: Iterable[nodes.Expression], truth: bool, atoms: Atoms) -> tuple[Need, ...]:
        found: list[Need] = []
        for operand in operands:
            needs = self._needs(operand, truth, atoms)
            found += needs
            # Other tests that offer something look at a path and at what is written out: they cannot fail.
            if (not needs or isinstance(operand, _MAY_FAIL)) and self.failing.may_fail(operand):
                break
        return tuple(found) if len(found) <= _MOST_NEEDS else _narrowest(found)

    def _of_named(self, body: nodes.Expression, truth: bool, atoms: Atoms) -> tuple[Need, ...]:
        """Of a definition or a LET: where one uses another one twice, these would double with each."""
        key = (body, truth)
        if key not in atoms.named:
            atoms.named[key] = self._needs(body, truth, atoms)
        return atoms.named[key]


def _cause(node: nodes.EventTrigger | nodes.ChangeTrigger) -> tuple[Need, ...]:
    if node.cause is None:
        return ()
    return ((IsOneOf(Path(CAUSE), PLAIN, frozenset((node.cause.text,))),),)


def _narrowest(needs: Iterable[Need]) -> tuple[Need, ...]:
    return tuple(sorted(dict.fromkeys(needs), key=breadth)[:_MOST_NEEDS])


def _either(parts: list[tuple[Need, ...]]) -> tuple[Need, ...]:
    """The one need of alternatives: the narrowest of each, put together."""
    if len(parts) == 1:
        return parts[0]
    together: dict[Fact, None] = {}
    for needs in parts:
        if not needs:
            return _NOTHING
        together.update(dict.fromkeys(min(needs, key=breadth)))
    return (tuple(together),) if len(together) <= MOST else _NOTHING


#: How many of a hundred values a fact of a kind lets through, for want of anything better; of these, several add up.
_BREADTH: dict[type[Fact], Callable[..., float]] = {
    IsOneOf: lambda fact: 3.0 * len(fact.keys) if fact.by != PLAIN else 10.0 * len(fact.keys),
    HasMember: lambda fact: 2.0 * len(fact.keys),
    HasText: lambda fact: 2.0 * len(fact.parts),
    HasPattern: lambda fact: 4.0,
    InRange: lambda fact: 30.0 if fact.low is not None and fact.high is not None else 50.0,
    IsThere: lambda fact: 20.0 if fact.missing else 80.0,
}


def breadth(need: Iterable[Fact]) -> float:
    """A guess at how much a need lets through; the less, the better it rules out."""
    return sum(_BREADTH[type(fact)](fact) for fact in need)
