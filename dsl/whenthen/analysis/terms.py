"""Expressions where they stand: in a rule, or in the body of a DEFINE ACTION with what its parameters stand for.

A `Term` is such an expression. `Terms` answers what is asked of one in the terms of the rule: which path it is, which
value is written out, what it reads, and whether two of them say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from whenthen.analysis.literals import NOT_WRITTEN, written
from whenthen.analysis.program import (
    AliasUse,
    CheckedProgram,
    ChoiceValue,
    ConditionUse,
    ConstantUse,
    Local,
)
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest
from whenthen.syntax.walk import walk
from whenthen.types.facts import Path
from whenthen.types.model import ListOf, Optional, RecordType, SetOf, Type, Union

#: A path with more fields is not followed.
_LONGEST = 50

#: A field, as (record type, name); None in the place of the name is any field of the record.
Read = tuple[str, str | None]


@attrs.frozen(eq=False)
class Scope:
    """What names stand for besides the rule's bindings: the parameters of the DEFINE ACTION whose body it is, each with
    the term that the call gives (None where it leaves it out), or the LETs of the rule.
    """

    parameters: Mapping[str, Term | None] = attrs.field(factory=dict)
    lets: Mapping[str, nodes.Expression] = attrs.field(factory=dict)


@attrs.frozen(eq=False)
class Term:
    """An expression in its scope. What stands for a parameter was worked out when the call began."""

    node: nodes.Expression
    scope: Scope


#: The scope of what uses neither parameters nor LETs of a rule.
PLAIN = Scope()


def rule_scope(rule: nodes.Rule) -> Scope:
    """The scope of the statements and conditions of a rule."""
    return Scope({}, {let.name.text: let.value for let in rule.lets}) if rule.lets else PLAIN


@attrs.frozen(eq=False)
class Terms:
    """Questions about the terms of one program; what was answered once is kept."""

    checked: CheckedProgram
    _meanings: dict[tuple[Scope, nodes.Expression], str] = attrs.field(factory=dict, init=False, repr=False)
    _named: dict[tuple[Scope, nodes.Node], str] = attrs.field(factory=dict, init=False, repr=False)
    _read: dict[tuple[Scope, nodes.Expression], frozenset[Read]] = attrs.field(factory=dict, init=False, repr=False)

    def resolved(self, term: Term) -> Term | None:
        """What a parameter stands for, through any number of calls; None where it was left out. Others as they are."""
        while isinstance(term.node, nodes.Reference):
            bound = self.checked.bindings.get(term.node)
            if not isinstance(bound, Local) or bound.name not in term.scope.parameters:
                break
            given = term.scope.parameters[bound.name]
            if given is None:
                return None
            term = given
        return term

    def path(self, term: Term) -> Path | None:
        """The path that a term is, from a name of the rule (a binding, a LET, a variable); None for anything else.

        A path that leads through one of several types of records is none.
        """
        steps: list[tuple[str, str]] = []
        here: Term | None = self.resolved(term)
        while here is not None and len(steps) <= _LONGEST:
            node = here.node
            if isinstance(node, nodes.Member):
                record = _plain(self.checked.types.get(node.object))
                if not isinstance(record, RecordType):
                    return None
                steps.append((record.name, node.field.text))
                here = self.resolved(Term(node.object, here.scope))
                continue
            match self.checked.bindings.get(node):
                case Local(name):
                    return Path(name, tuple(reversed(steps)))
                case AliasUse(declaration):
                    # Its root is a local of the same name where it is used, which may be a parameter.
                    here = self.resolved(Term(declaration.value, here.scope))
                case _:
                    return None
        return None

    def value(self, term: Term | None) -> Any:
        """The value that is written out, NOT_WRITTEN where none is (see `literals.written`)."""
        here = None if term is None else self.resolved(term)
        if here is None:
            return NOT_WRITTEN
        bound = self.checked.bindings.get(here.node)
        if isinstance(bound, Local) and bound.name in here.scope.lets:
            return written(here.scope.lets[bound.name], self.checked)
        return written(here.node, self.checked)

    def meaning(self, term: Term | None) -> str:
        """A text that is equal only where two terms say the same. Through which definitions they come and by which
        names makes no difference where a name is all of a term, or the root of a path. That says nothing of when they
        are worked out.
        """
        here = None if term is None else self.resolved(term)
        if here is None:
            return "left out"
        found = self._meanings.get((here.scope, here.node))
        if found is None:
            found = self._meanings[here.scope, here.node] = self._digest(here.node, here.scope)
        return found

    def _digest(self, top: nodes.Expression, scope: Scope) -> str:
        instead: dict[nodes.Node, str | None] = {}

        def reference(node: nodes.Reference) -> None:
            match self.checked.bindings.get(node):
                case Local(name) if name in scope.parameters:
                    instead[node] = self.meaning(scope.parameters[name])
                case Local(name) if name in scope.lets:
                    instead[node] = f"let {self._digest_of(scope.lets[name], scope)}"
                case Local(name):
                    instead[node] = f"name {name}"
                case ChoiceValue(value):
                    instead[node] = f"choice {value}"
                case ConstantUse(item) | AliasUse(item):
                    instead[node] = self._digest_of(item.value, scope)
                case ConditionUse(item):
                    instead[node] = self._digest_of(item.condition, scope)

        def text(node: nodes.TextLiteral) -> None:
            bound = self.checked.bindings.get(node)
            if isinstance(bound, ChoiceValue):
                instead[node] = f"choice {bound.value}"

        def member(node: nodes.Member) -> None:
            fields: list[str] = []
            start: nodes.Expression = node
            while isinstance(start, nodes.Member):
                fields.append(start.field.text)
                start = start.object
            instead[node] = ".".join([self._digest(start, scope), *reversed(fields)])

        meet: Any = {nodes.Reference: reference, nodes.TextLiteral: text, nodes.Member: member}
        if type(top) in meet:  # a name by itself is what it stands for
            meet[type(top)](top)
            if (stand_in := instead.get(top)) is not None:
                return stand_in
        return digest(top, instead, meet)

    def _digest_of(self, node: nodes.Expression, scope: Scope) -> str:
        """Of the value of a name. Names nest no deeper than `effects.DEEPEST`, and LETs of a rule than `MAX_LETS`."""
        found = self._named.get((scope, node))
        if found is None:
            found = self._named[scope, node] = self._digest(node, scope)
        return found

    def reads(self, term: Term | None) -> frozenset[Read]:
        """The fields that a term looks at, on any record; those that definitions and given values look at included, not
        those of the rule's LETs, which were worked out when it began. A function may look at each field of a record
        that it gets.
        """
        if term is None:
            return frozenset()
        found = self._read.get((term.scope, term.node))
        if found is None:
            several: set[Read] = set()
            names = self._walk(term.node, several)
            parameters = term.scope.parameters
            several.update(*(self.reads(parameters[name]) for name in sorted(names) if name in parameters))
            found = self._read[term.scope, term.node] = frozenset(several)
        return found

    def names(self, node: nodes.Node) -> frozenset[str]:
        """The names of the rule that anything of a rule, or a definition in it, uses."""
        return frozenset(self._walk(node, set()))

    def fields(self, node: nodes.Node) -> frozenset[Read]:
        """What anything of a rule looks at, as `reads` does, but for the bodies of the DEFINE ACTIONs that it calls. Of
        a statement the field that it writes is among them.
        """
        found: set[Read] = set()
        self._walk(node, found)
        return frozenset(found)

    def _walk(self, top: nodes.Node, found: set[Read]) -> set[str]:
        """Enter the fields that an expression and the definitions in it look at; the names of its locals."""
        names: set[str] = set()
        seen = {top}
        waiting = [top]
        while waiting:
            for node in walk(waiting.pop()):
                if isinstance(node, nodes.Member):
                    found.update((record, node.field.text) for record in records(self.checked.types.get(node.object)))
                elif isinstance(node, nodes.Call):
                    types = map(self.checked.types.get, node.arguments)
                    found.update((record, None) for type in types for record in records(type))
                inner: nodes.Node | None = None
                match self.checked.bindings.get(node):
                    case Local(name):
                        names.add(name)
                    case ConstantUse(item) | AliasUse(item):
                        inner = item.value
                    case ConditionUse(condition):
                        inner = condition.condition
                if inner is not None and inner not in seen:
                    seen.add(inner)
                    waiting.append(inner)
        return names


def records(type: Type | None) -> Iterator[str]:
    """The types of the records that values of a type are, or hold."""
    match type:
        case RecordType(name):
            yield name
        case Optional(inner) | ListOf(inner) | SetOf(inner):
            yield from records(inner)
        case Union(members):
            for member in members:
                yield from records(member)


def _plain(type: Type | None) -> Type | None:
    return type.type if isinstance(type, Optional) else type
