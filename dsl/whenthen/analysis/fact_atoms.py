"""The facts of single tests: a path to a value, compared with what is written out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, cast

import attrs

from whenthen.analysis.failing import pattern_size
from whenthen.analysis.literals import NOT_WRITTEN, written
from whenthen.analysis.program import AliasUse, CheckedProgram, Local
from whenthen.syntax import nodes
from whenthen.types.facts import (
    CONTAINS,
    ENDS,
    FOLDED,
    KEYED,
    PLAIN,
    STARTS,
    Claim,
    Either,
    HasMember,
    HasPattern,
    HasText,
    InRange,
    IsOneOf,
    IsThere,
    Need,
    Path,
)
from whenthen.types.model import BOOLEAN, TEXT, Choice, ListOf, Optional, RecordType, SetOf, Type, required
from whenthen.types.operators import FLIPPED, KEYED_KINDS
from whenthen.types.relations import kind
from whenthen.values import scales
from whenthen.values.equality import equality_key
from whenthen.values.operators import OPERATORS
from whenthen.values.text import fold

#: Kinds whose values stand in one order.
_ORDERED = ("number", "duration", "instant", "date", "time")
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
#: Longer paths are not followed.
_LONGEST = 32
#: To look for many larger patterns at once takes longer than one after the other; in RE2's instructions.
_LARGEST_PATTERN = 600
#: Where the operators of tests look.
PLACES = {"contains": CONTAINS, "starts with": STARTS, "ends with": ENDS}

_NOTHING: tuple[Either, ...] = ()


@attrs.define
class Atoms:
    """The facts of the tests of one rule, with its LETs. Paths begin at one of `names`.

    `paths` are those of all rules: of equal ones only one is kept. `named` has what definitions and LETs were found to
    need, `depth` tells how deep in a condition a test stands.
    """

    checked: CheckedProgram
    lets: Mapping[str, nodes.Expression]
    names: frozenset[str]
    paths: dict[Path, Path]
    named: dict[tuple[nodes.Expression, bool], tuple[Need, ...]] = attrs.field(factory=dict)
    depth: int = 0

    def needs(self, node: nodes.Expression, truth: bool) -> tuple[Need, ...]:
        """What is so where the test is true, or (`truth` is false) where it is not: false, or missing."""
        return cast("tuple[Need, ...]", self.told(node, truth))  # denials come from those that say more

    def told(self, node: nodes.Expression, truth: bool) -> tuple[Either, ...]:
        """The same, with what somebody else than an index can use (see `analysis.domain`)."""
        match node:
            case nodes.Compare():
                return self._comparison(node, truth)
            case nodes.OneOf(value, options, negated):
                return self._one_of(value, options, negated, truth)
            case nodes.IsSet(value, negated):
                path = self.path(value)
                return _NOTHING if path is None else ((IsThere(path, negated == truth),),)
            case nodes.IsEmpty(value, negated):
                path = self.path(value)
                if path is None or negated or self._type(value) != TEXT:
                    return _NOTHING
                return self._equal(path, value, ("",), False, truth)
            case nodes.Between():
                return self._between(node, truth)
            case nodes.TextTest():
                return self._text_test(node, truth)
            case nodes.Matches(value, nodes.PatternLiteral() as pattern, negated):
                path = self.path(value)
                if path is None or negated == truth or pattern_size(pattern) > _LARGEST_PATTERN:
                    return _NOTHING
                return self._or_missing((HasPattern(path, pattern.pattern, pattern.flags),), path, value, truth)
            case nodes.Changed(value, _, after, negated) if after is not None and negated != truth and truth:
                path = self.path(value)
                target = self.checked.targets.get(node)
                need = None if path is None or target is None else self.of_value(path, after, target)
                return _NOTHING if need is None else (need,)
            case nodes.Reference() | nodes.Member():
                path = self.path(node)
                if path is None or self._type(node) != BOOLEAN:
                    return _NOTHING
                return self._equal(path, node, (True,), False, truth)
        return _NOTHING

    def of_value(self, path: Path, wanted: nodes.ValueSet, field: tuple[str, str]) -> Need | None:
        """What FROM or TO of a change say of a value of a field (type of record, name); None for nothing."""
        if wanted.expression is None:
            return (IsThere(path, wanted.kind == "not set"),)
        value = written(wanted.expression, self.checked)
        if value is NOT_WRITTEN:
            return None
        values = tuple(value) if wanted.kind == "one of" else (value,)
        type = self.checked.schema.records[field[0]].fields[field[1]].type
        return (is_one_of(path, type, values),)

    # Paths --------------------------------------------------------------------------------------------------------

    def path(self, node: nodes.Expression) -> Path | None:
        """The path that an expression is, None for anything else."""
        steps: list[tuple[str, str]] = []
        while len(steps) <= _LONGEST:  # not by recursion: LETs of paths may lead to LETs of paths
            if isinstance(node, nodes.Member):
                record = self._type(node.object)
                if not isinstance(record, RecordType):
                    return None
                steps.append((record.name, node.field.text))
                node = node.object
                continue
            match self.checked.bindings.get(node):
                case Local(name) if name in self.lets:
                    node = self.lets[name]
                case Local(name):
                    return self._kept(Path(name, tuple(reversed(steps)))) if name in self.names else None
                case AliasUse(declaration):
                    node = declaration.value
                case _:
                    return None
        return None

    def _kept(self, path: Path) -> Path:
        return self.paths.setdefault(path, path)

    def _type(self, node: nodes.Expression) -> Type | None:
        found = self.checked.types.get(node)
        return None if found is None else required(found)

    def _or_missing(self, facts: Either, path: Path, node: nodes.Expression, truth: bool) -> tuple[Either, ...]:
        """Where a test is not true, the value may also be missing."""
        if truth:
            return (facts,) if facts else _NOTHING
        declared = self.checked.types.get(node)
        if declared is None or isinstance(declared, Optional):
            return ((*facts, IsThere(path, True)),)
        return (facts,) if facts else _NOTHING

    # Equality -----------------------------------------------------------------------------------------------------

    def _equal(
        self, path: Path, node: nodes.Expression, values: Iterable[Any], negated: bool, truth: bool
    ) -> tuple[Either, ...]:
        """`path is one of values`; `negated` where it is `is not`."""
        type = self._type(node)
        if type is None:
            return _NOTHING
        if negated != truth:
            return self._or_missing((is_one_of(path, type, values),), path, node, truth)
        others = self._is_another(path, type, values)
        if others is None:
            return ((IsThere(path, False),),) if truth else _NOTHING
        return self._or_missing((others,), path, node, truth)

    def _is_another(self, path: Path, type: Type, values: Iterable[Any]) -> Claim | None:
        """That the value is none of these; None where the others are too many to be listed."""
        others = _others(type, values)
        return None if others is None else is_one_of(path, type, others)

    def _one_of(
        self, value: nodes.Expression, options: nodes.Expression, negated: bool, truth: bool
    ) -> tuple[Either, ...]:
        path = self.path(value)
        known = written(options, self.checked)
        if path is None or known is NOT_WRITTEN:
            return _NOTHING
        return self._equal(path, value, tuple(known), negated, truth)

    # Order --------------------------------------------------------------------------------------------------------

    def _comparison(self, node: nodes.Compare, truth: bool) -> tuple[Either, ...]:
        operator = node.operator
        for value, other, turned in ((node.left, node.right, False), (node.right, node.left, True)):
            path = self.path(value)
            known = NOT_WRITTEN if path is None else written(other, self.checked)
            if path is None or known is NOT_WRITTEN:
                continue
            if operator in ("is", "is not"):
                if kind(self._type(value) or BOOLEAN) == "set" or self.checked.operators[node].left == "mixed":
                    return self._keyed(path, value, known, operator == "is not", truth)
                return self._equal(path, value, (known,), operator == "is not", truth)
            sign = FLIPPED[operator] if turned else operator
            return self._order(path, value, sign if truth else _OPPOSITE[sign], known, truth)
        return _NOTHING

    def _keyed(self, path: Path, node: nodes.Expression, known: Any, negated: bool, truth: bool) -> tuple[Either, ...]:
        if negated == truth:
            return _NOTHING
        return self._or_missing((IsOneOf(path, KEYED, frozenset((equality_key(known),))),), path, node, truth)

    def _order(self, path: Path, node: nodes.Expression, sign: str, known: Any, truth: bool) -> tuple[Either, ...]:
        type = self._type(node)
        if isinstance(type, Choice):
            if known not in type.values:
                return _NOTHING
            test, ranks = OPERATORS[f"scale {sign} scale"], scales.ranks(type.values)
            words = frozenset(word for word in type.values if test(word, known, ranks))
            return self._or_missing((IsOneOf(path, PLAIN, words),), path, node, truth)
        if type is None or kind(type) not in _ORDERED:
            return _NOTHING
        if sign in ("<", "<="):
            fact = InRange(path, None, False, known, sign == "<=")
        else:
            fact = InRange(path, known, sign == ">=", None, False)
        return self._or_missing((fact,), path, node, truth)

    def _between(self, node: nodes.Between, truth: bool) -> tuple[Either, ...]:
        path = self.path(node.value)
        low, high = written(node.low, self.checked), written(node.high, self.checked)
        type = self._type(node.value)
        if path is None or low is NOT_WRITTEN or high is NOT_WRITTEN or type is None:
            return _NOTHING
        inside = node.negated != truth
        if isinstance(type, Choice):
            if low not in type.values or high not in type.values:
                return _NOTHING
            words = frozenset(type.values[type.values.index(low) : type.values.index(high) + 1])
            allowed = words if inside else frozenset(type.values) - words
            return self._or_missing((IsOneOf(path, PLAIN, allowed),), path, node.value, truth)
        if kind(type) not in _ORDERED:
            return _NOTHING
        if inside:
            return self._or_missing((InRange(path, low, True, high, True),), path, node.value, truth)
        around = (InRange(path, None, False, low, False), InRange(path, high, False, None, False))
        return self._or_missing(around, path, node.value, truth)

    # Texts and collections ----------------------------------------------------------------------------------------

    def _text_test(self, node: nodes.TextTest, truth: bool) -> tuple[Either, ...]:
        path, known = self.path(node.value), written(node.item, self.checked)
        type = self._type(node.value)
        negated = node.negated != (node.quantifier == "none")
        if path is None or known is NOT_WRITTEN or type is None or negated == truth:
            return _NOTHING
        items = tuple(known) if node.quantifier else (known,)
        groups = [(item,) for item in items] if node.quantifier == "all" else [items]
        found: list[Either] = []
        for group in groups:
            if isinstance(type, SetOf | ListOf):
                fact: Claim = HasMember(path, frozenset(map(equality_key, group)))
            else:
                parts = frozenset(map(fold, group))
                if "" in parts:
                    continue  # every text has that
                fact = HasText(path, PLACES[node.operator], parts)
            found += self._or_missing((fact,), path, node.value, truth)
        return tuple(found)


def is_one_of(path: Path, type: Type, values: Iterable[Any]) -> IsOneOf:
    """That a value of a type is one of these."""
    of = kind(type)
    if of == "text":
        return IsOneOf(path, FOLDED, frozenset(map(fold, values)))
    if of in KEYED_KINDS:
        return IsOneOf(path, KEYED, frozenset(map(equality_key, values)))
    keys: frozenset[Hashable] = frozenset(values)
    return IsOneOf(path, PLAIN, keys)


def _others(type: Type, values: Iterable[Any]) -> tuple[Any, ...] | None:
    """The values of a type without these ones; None where they are too many to be listed."""
    wanted = frozenset(values)
    if isinstance(type, Choice):
        return tuple(word for word in type.values if word not in wanted)
    return tuple(value for value in (True, False) if value not in wanted) if type == BOOLEAN else None
