"""Where an expression stands: the names that it can use, and what is known there of what may be missing."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from whenthen.analysis.inputs import ProgramFile
from whenthen.source import Span
from whenthen.types.model import Type

#: A record or value reached from a local name through fields: `("ticket", "team", "lead")`.
Path = tuple[str, ...]


@attrs.frozen
class Facts:
    """What is known at a place: the paths that are not missing, and the types that a test narrowed."""

    present: frozenset[Path] = frozenset()
    narrowed: Mapping[Path, Type] = attrs.field(factory=dict)

    def also(self, other: Facts) -> Facts:
        """Both hold."""
        if not other.present and not other.narrowed:
            return self
        if not self.present and not self.narrowed:
            return other
        return Facts(self.present | other.present, {**self.narrowed, **other.narrowed})

    def either(self, other: Facts) -> Facts:
        """One of the two holds, and it is not known which."""
        shared = {path: type for path, type in self.narrowed.items() if other.narrowed.get(path) == type}
        return Facts(self.present & other.present, shared)


NO_FACTS = Facts()


#: The kind of the variable of FOR EACH, see `Variable`.
EACH = "variable of FOR EACH"


@attrs.frozen
class Variable:
    """A local name. `declared` is where it comes from; `kind` says in words what it is."""

    type: Type
    declared: Span
    kind: str


@attrs.frozen
class Delay:
    """Why there is no event at a place whose start of the turn could be looked back at: in words, and what says so."""

    reason: str
    place: Span


@attrs.frozen
class Environment:
    """Names and facts at a place.

    `needs` is not None in the body of a DEFINE: record names that the caller has to have are entered there as they are
    met; those of `asked` may be missing, for its text asks whether they are set. `constant` forbids everything that
    depends on the event. `partial` says that a trigger is wrong, so that records may seem not to be at hand; `unknown`
    are the names of its that are no records. `negated` is true under an odd number of NOTs. `delay` is given where
    a rule runs because time has passed: nothing changed then.
    """

    file: ProgramFile
    variables: Mapping[str, Variable] = attrs.field(factory=dict)
    facts: Facts = NO_FACTS
    needs: dict[str, Span] | None = None
    asked: frozenset[str] = frozenset()
    constant: bool = False
    unknown: frozenset[str] = frozenset()
    partial: bool = False
    negated: bool = False
    delay: Delay | None = None

    def knowing(self, facts: Facts) -> Environment:
        """The same place with these facts beside the known ones."""
        return self.with_facts(self.facts.also(facts))

    def with_facts(self, facts: Facts) -> Environment:
        """The same place with these facts instead of the known ones."""
        return self if facts is self.facts else self._with(self.variables, facts, self.negated)

    def with_variable(self, name: str, variable: Variable) -> Environment:
        return self._with({**self.variables, name: variable}, self.facts, self.negated)

    def flipped(self) -> Environment:
        return self._with(self.variables, self.facts, not self.negated)

    def _with(self, variables: Mapping[str, Variable], facts: Facts, negated: bool) -> Environment:
        """What `attrs.evolve` would answer, which takes its time: an environment is made for each AND and statement."""
        return Environment(
            self.file,
            variables,
            facts,
            self.needs,
            self.asked,
            self.constant,
            self.unknown,
            self.partial,
            negated,
            self.delay,
        )
