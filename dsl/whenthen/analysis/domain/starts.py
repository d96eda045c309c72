"""What is so when the conditions of a rule are asked: what its triggers and FOR EACH tell.

A trigger tells what was so when its pass began. Other rules of that pass run before this one, and firings of this rule
for other records too: what they may have written to the record, the trigger does not tell of any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from whenthen.analysis.doings import Field, Unfollowed, Writer, rule_doings
from whenthen.analysis.doings import writers as find_writers
from whenthen.analysis.domain.assuming import Assuming, Situations
from whenthen.analysis.program import (
    AliasUse,
    ChangeStart,
    CheckedProgram,
    CheckedRule,
    ConditionUse,
    EventStart,
    Start,
    TimedStart,
)
from whenthen.analysis.terms import Terms
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.facts import Either, IsThere, Path


@attrs.frozen
class Starting:
    """Answers for the rules of one program. `pure` as in `Assuming`; `writers` are those of `doings.writers`."""

    checked: CheckedProgram
    pure: frozenset[str] = frozenset()
    writers: Mapping[Field, tuple[Writer, ...]] = attrs.field()
    _by_rule: Mapping[str, frozenset[Field]] = attrs.field(init=False)
    _terms: Terms = attrs.field(init=False)
    _places: Mapping[str, int] = attrs.field(init=False)

    @writers.default
    def _find_writers(self) -> Mapping[Field, tuple[Writer, ...]]:
        return find_writers(self.checked)

    @_terms.default
    def _make_terms(self) -> Terms:
        return Terms(self.checked)

    @_by_rule.default
    def _turn_round(self) -> Mapping[str, frozenset[Field]]:
        found: dict[str, set[Field]] = {}
        for field, several in self.writers.items():
            for writer in several:
                found.setdefault(writer.rule.id, set()).add(field)
        return {id: frozenset(fields) for id, fields in found.items()}

    @_places.default
    def _find_places(self) -> Mapping[str, int]:
        return {rule.id: place for place, rule in enumerate(self.checked.rules)}

    def assuming(self, rule: CheckedRule) -> Assuming:
        """What the conditions of a rule are assumed with."""
        sure = [name for name, may_be_missing in rule.bindings.items() if not may_be_missing]
        return Assuming(self.checked, sure, {let.name.text: let.value for let in rule.node.lets}, self.pure)

    def situations(self, rule: CheckedRule, assuming: Assuming) -> Situations:
        """What is so when the rule's first IF is asked, whichever of its triggers started it."""
        found = self.of_triggers(rule, assuming)
        where = None if rule.each is None else rule.each.node.where
        # WHERE is asked of all items before the rule fires for the first of them.
        if where is not None and self._fields(where).isdisjoint(self._own(rule)):
            found = assuming.assume(found, where)
        return found

    def of_triggers(self, rule: CheckedRule, assuming: Assuming) -> Situations:
        """What is so when WHERE is asked, or the first IF where there is no FOR EACH."""
        found: Situations = ()
        for start in rule.starts:
            claims = self.claims(rule, start, assuming)
            if not claims:
                return assuming.anything
            found = (*found, *assuming.learn(assuming.anything, claims))
        return found

    def claims(self, rule: CheckedRule, start: Start, assuming: Assuming) -> Sequence[Either]:
        """What one trigger tells of the records as they are when the rule is looked at."""
        if not isinstance(start, ChangeStart | TimedStart) or start.field is None:
            return ()
        if self._rewritten(rule, start, (start.record, start.field)):
            return ()
        path = Path(start.name, ((start.record, start.field),))
        match start.node:
            case nodes.ChangeTrigger(after=wanted) | nodes.StateTrigger(state=wanted):
                told = None if wanted is None else assuming.claims.of_value(path, wanted, (start.record, start.field))
                return () if told is None else (told,)
            case nodes.MomentTrigger():
                return ((IsThere(path, False),),)
        return ()

    def _rewritten(self, rule: CheckedRule, start: Start, field: Field) -> bool:
        """Whether the field may have been written since the trigger's pass began, for the first item included."""
        if rule.each is not None and (rule.each.variable == getattr(start, "name", None) or field in self._own(rule)):
            return True
        if not isinstance(start, ChangeStart):
            return False  # its pass is its own
        last = self._places[rule.id]
        return any(
            writer.place <= last
            and _runs_beside(writer.rule)
            and not (writer.rule is rule and self._writes_to_its_own(writer, start))
            for writer in self.writers.get(field, ())
        )

    def _writes_to_its_own(self, writer: Writer, start: ChangeStart) -> bool:
        """Whether a rule writes to nothing but the record whose change starts it, for which it fires once a turn: what
        it writes is no news for a firing for another record.
        """
        rule = writer.rule
        if set(rule.bindings) != {start.name} or rule.each is not None:
            return False
        if any(isinstance(doing, Unfollowed) for doing in rule_doings(rule.node, self.checked)):
            return False
        return all(self._terms.path(write.owner) == Path(start.name) for write in writer.writes)

    def _own(self, rule: CheckedRule) -> frozenset[Field]:
        """The fields that a rule may write itself."""
        return self._by_rule.get(rule.id, frozenset())

    def _fields(self, condition: nodes.Expression) -> frozenset[Field]:
        """The fields that a condition looks at, through definitions."""
        return frozenset(_fields(condition, self.checked))


def _runs_beside(rule: CheckedRule) -> bool:
    """Whether a rule runs in passes of other rules: what the clock alone starts has a pass of its own."""
    return any(isinstance(start, EventStart | ChangeStart) for start in rule.starts)


def _fields(condition: nodes.Expression, checked: CheckedProgram) -> Iterator[Field]:
    waiting: list[nodes.Node] = [condition]
    seen: set[nodes.Node] = set()
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, nodes.Member):
                # Of whichever type the record is: that may have been narrowed.
                yield from ((record, node.field.text) for record in checked.schema.records)
            match checked.bindings.get(node):
                case AliasUse(declaration) | ConditionUse(declaration):
                    if declaration not in seen:
                        seen.add(declaration)
                        waiting.append(declaration)
