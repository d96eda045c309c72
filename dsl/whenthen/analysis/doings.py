"""What rules do: writes, calls of actions, waits and stops, in order, with every DEFINE ACTION seen through.

    rule, program --rule_doings--> Write, Call, Waiting, Stopping …

Each says which statement of the rule it belongs to and where it really stands; what it writes or hands over is a
`Term`, of which `Terms` knows the path, the written value and the meaning in the terms of the rule. `writers` turns
that round: which rules may write a field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from whenthen.analysis.program import ActionUse, CheckedProgram, CheckedRule, DefinitionUse
from whenthen.analysis.terms import PLAIN, Scope, Term, rule_scope
from whenthen.syntax import nodes

#: What one statement of a rule comes to, through definitions; one that comes to more is `Unfollowed`.
MOST = 1_000

#: What a write does to the field.
SET, CLEAR, ADD, REMOVE = "set", "clear", "add", "remove"
INCREASE, DECREASE, RAISE, LOWER = "increase", "decrease", "raise", "lower"

#: A field of a type of records, as (record type, name).
Field = tuple[str, str]


@attrs.frozen(eq=False)
class Doing:
    """One thing that a rule does.

    `statement` stands in the rule itself (or in the definition that was asked for), `node` is where it is really
    done: the same one, or a statement in the body of a DEFINE ACTION. `branch` counts the branches of the rule from 0,
    `waits` the waits that lie before it in that branch.
    """

    statement: nodes.Statement
    node: nodes.Statement
    branch: int
    waits: int

    @property
    def waited(self) -> bool:
        """Whether it is done after a `wait`, in another turn."""
        return self.waits > 0


@attrs.frozen(eq=False)
class Write(Doing):
    """A write to a field. `target` is the whole of it, `ticket.status`; `value` is what is set, added or removed, by
    how much it is increased or decreased, how far it is raised or lowered. None for `clear`, and for a step of a scale.
    """

    kind: str
    record: str
    field: str
    target: Term
    value: Term | None = None

    @property
    def written(self) -> Field:
        return (self.record, self.field)

    @property
    def replaces(self) -> bool:
        """Whether the field's value afterwards has nothing to do with the one before."""
        return self.kind in (SET, CLEAR)

    @property
    def owner(self) -> Term:
        """The record that is written to."""
        assert isinstance(self.target.node, nodes.Member)  # the checker has seen to it
        return Term(self.target.node.object, self.target.scope)


@attrs.frozen(eq=False)
class Call(Doing):
    """A call of an action without a body: an effect. `arguments` are by the names of the parameters, in their order,
    None where one is left out.
    """

    action: str
    arguments: Mapping[str, Term | None]


@attrs.frozen(eq=False)
class Waiting(Doing):
    """A `wait`. What comes after it is done later, if the condition has held."""

    wait: nodes.Wait
    duration: Term
    condition: Term | None


@attrs.frozen(eq=False)
class Stopping(Doing):
    """A `stop`: the last thing that its branch does."""


@attrs.frozen(eq=False)
class Unfollowed(Doing):
    """A call of a DEFINE ACTION that comes to more than is looked at. `fields` are those that it may write."""

    fields: frozenset[Field]


@attrs.frozen(eq=False)
class Writer:
    """A rule that may write a field: `place` counts the rules in the order in which they run, from 0. `writes` are
    those that were followed. DISABLED and SHADOW rules are among the writers, though they write nothing as they are.
    """

    rule: CheckedRule
    place: int
    writes: tuple[Write, ...]

    @property
    def writes_now(self) -> bool:
        return not (self.rule.disabled or self.rule.shadow)


def rule_doings(rule: nodes.Rule, checked: CheckedProgram) -> tuple[Doing, ...]:
    """What a rule does, branch after branch; of the branches at most one is run."""
    return tuple(doing for number in range(len(rule.branches)) for doing in branch_doings(rule, number, checked))


def branch_doings(rule: nodes.Rule, number: int, checked: CheckedProgram) -> tuple[Doing, ...]:
    """What one branch of a rule does, in order; nothing behind a `stop`."""
    return _Following(checked, number).all_of(rule.branches[number].statements, rule_scope(rule))


def definition_doings(definition: nodes.DefineAction, checked: CheckedProgram) -> tuple[Doing, ...]:
    """What a DEFINE ACTION does; its parameters stand for themselves."""
    return _Following(checked, 0).all_of(definition.statements, PLAIN)


def writers(checked: CheckedProgram) -> Mapping[Field, tuple[Writer, ...]]:
    """For each field that a rule may write the rules that do, in their order. All of them: what is too large to be
    followed counts with all fields that it may write.
    """
    found: dict[Field, list[Writer]] = {}
    for place, rule in enumerate(checked.rules):
        own: dict[Field, list[Write]] = {}
        for doing in rule_doings(rule.node, checked):
            if isinstance(doing, Write):
                own.setdefault(doing.written, []).append(doing)
            elif isinstance(doing, Unfollowed):
                for field in sorted(doing.fields):
                    own.setdefault(field, [])
        for field, writes in own.items():
            found.setdefault(field, []).append(Writer(rule, place, tuple(writes)))
    return {field: tuple(several) for field, several in found.items()}


def fields_written(definition: nodes.DefineAction, checked: CheckedProgram) -> frozenset[Field]:
    """The fields that a DEFINE ACTION may write, through all that it calls; however large it is."""
    found: set[Field] = set()
    seen = {definition}
    waiting = [definition]
    while waiting:
        for statement in waiting.pop().statements:
            if isinstance(statement, nodes.Perform):
                call = checked.actions[statement]
                if isinstance(call, DefinitionUse) and call.definition not in seen:
                    seen.add(call.definition)
                    waiting.append(call.definition)
            elif statement in checked.targets:
                found.add(checked.targets[statement])
    return frozenset(found)


class _TooMuchError(Exception):
    """A statement comes to more than `MOST`."""


@attrs.define
class _Following:
    """Follows the statements of one branch through the definitions that they call."""

    checked: CheckedProgram
    branch: int
    waits: int = 0

    def all_of(self, statements: Sequence[nodes.Statement], scope: Scope) -> tuple[Doing, ...]:
        found: list[Doing] = []
        for statement in statements:
            own: list[Doing] = []
            try:
                self._follow(statement, statement, scope, own)
            except _TooMuchError:
                call = self.checked.actions[statement]  # type: ignore[index]  # nothing else comes to more than one
                assert isinstance(call, DefinitionUse)
                fields = fields_written(call.definition, self.checked)
                own = [Unfollowed(statement, statement, self.branch, self.waits, fields)]
            found += own
            if isinstance(statement, nodes.Stop):
                break
            self.waits += isinstance(statement, nodes.Wait)
        return tuple(found)

    def _follow(self, outer: nodes.Statement, node: nodes.Statement, scope: Scope, found: list[Doing]) -> None:
        """Enter what a statement does. Definitions lead through no more than `effects.DEEPEST` others."""
        if len(found) >= MOST:
            raise _TooMuchError
        if isinstance(node, nodes.Perform):
            call = self.checked.actions[node]
            arguments = [None if given is None else Term(given, scope) for given in call.arguments]
            if isinstance(call, ActionUse):
                names = [parameter.name for parameter in call.action.parameters]
                given = dict(zip(names, arguments, strict=True))
                found.append(Call(outer, node, self.branch, self.waits, call.action.name, given))
                return
            names = [parameter.name.text for parameter in call.definition.parameters]
            inner = Scope(dict(zip(names, arguments, strict=True)))
            for statement in call.definition.statements:
                self._follow(outer, statement, inner, found)
            return
        found.append(self._simple(outer, node, scope))

    def _simple(self, outer: nodes.Statement, node: nodes.Statement, scope: Scope) -> Doing:
        at = (outer, node, self.branch, self.waits)

        def write(kind: str, target: nodes.Expression, value: nodes.Expression | None) -> Write:
            record, field = self.checked.targets[node]
            given = None if value is None else Term(value, scope)
            return Write(*at, kind, record, field, Term(target, scope), given)

        match node:
            case nodes.SetField(target, value):
                return write(SET, target, value)
            case nodes.ClearField(target):
                return write(CLEAR, target, None)
            case nodes.AddTo(value, target):
                return write(ADD, target, value)
            case nodes.RemoveFrom(value, target):
                return write(REMOVE, target, value)
            case nodes.Adjust(direction, target, amount):
                return write(INCREASE if direction > 0 else DECREASE, target, amount)
            case nodes.Step(direction, target, to):
                return write(RAISE if direction > 0 else LOWER, target, to)
            case nodes.Wait(duration, condition):
                held = None if condition is None else Term(condition, scope)
                return Waiting(*at, node, Term(duration, scope), held)
            case nodes.Stop():
                return Stopping(*at)
        raise TypeError(f"doings does not know {type(node).__name__}")
