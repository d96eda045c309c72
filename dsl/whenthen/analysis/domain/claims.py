"""What single tests tell of values, as fully as the domain can hold it.

Beyond the paths that an index knows, any expression that calls nothing but pure functions is a *place*: a value that
is the same wherever the expression stands in the conditions of one firing. It has a path of its own, whose name begins
with `@`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from whenthen.analysis.domain.situation import Ground
from whenthen.analysis.fact_atoms import PLACES, Atoms, is_one_of
from whenthen.analysis.literals import NOT_WRITTEN, written
from whenthen.analysis.program import AliasUse, BuiltinName, CheckedProgram, ConditionUse, ConstantUse, Local
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest
from whenthen.syntax.walk import walk
from whenthen.types.facts import (
    KEYED,
    PLAIN,
    Claim,
    Either,
    InRange,
    IsBare,
    IsNoneOf,
    IsOneOf,
    IsThere,
    LacksMembers,
    LacksPattern,
    LacksText,
    Path,
)
from whenthen.types.model import BOOLEAN, DURATION, NUMBER, TEXT, Choice, ListOf, Optional, SetOf, Type, required
from whenthen.types.operators import EQUALITY, FLIPPED
from whenthen.values.durations import Duration
from whenthen.values.equality import equality_key
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.operators import OPERATORS
from whenthen.values.text import fold

_NOTHING: tuple[Either, ...] = ()
#: Where no value is left: a disjunction of nothing.
_NEVER: tuple[Either, ...] = ((),)
#: Kinds of which one value is less than, equal to or greater than another one.
_ORDERED = ("number", "instant", "date", "time", "duration")
_SIGNS = {"is": "=", "is not": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_LONGEST = 32


class Claims(Atoms):
    """The claims of the tests of one condition, with the LETs of its rule. `ground` learns of the places it meets.

    `pure` are functions that come to the same for the same arguments, as long as conditions of one firing are asked.
    """

    ground: Ground
    pure: frozenset[str]

    def __init__(
        self, checked: CheckedProgram, lets: Mapping[str, nodes.Expression], ground: Ground, pure: frozenset[str]
    ) -> None:
        super().__init__(checked, lets, frozenset(), {})
        self.ground = ground
        self.pure = pure
        self._digests: dict[nodes.Node, str | None] = {}
        self._known: dict[tuple[nodes.Node, bool], tuple[Either, ...]] = {}

    def told(self, node: nodes.Expression, truth: bool) -> tuple[Either, ...]:
        found = self._known.get((node, truth))
        if found is None:
            found = self._known[node, truth] = self._tell(node, truth)
        return found

    def _tell(self, node: nodes.Expression, truth: bool) -> tuple[Either, ...]:
        if isinstance(node, nodes.BooleanLiteral):
            return _NOTHING if node.value == truth else _NEVER
        found = super().told(node, truth)
        match node:
            case nodes.Compare() if not found:
                found = self._both(node, truth)
            case nodes.Matches(value, nodes.PatternLiteral() as pattern, negated) if not found and negated == truth:
                path = self.path(value)
                if path is not None:
                    found = self._or_missing((LacksPattern(path, pattern.pattern, pattern.flags),), path, value, truth)
            case nodes.IsEmpty(value, negated) if not found:
                found = self._bare(value, negated, truth)
            case nodes.Changed():
                found = self._changed(node, truth)
            case nodes.Was():
                found = self._was(node, truth)
            case nodes.Ago():
                found = self._ago(node, truth)
        if found or isinstance(node, nodes.Reference | nodes.Member):
            return found
        place = self._place(node)
        return _NOTHING if place is None else ((IsOneOf(place, PLAIN, frozenset((truth,))),),)

    # Paths --------------------------------------------------------------------------------------------------------

    def path(self, node: nodes.Expression) -> Path | None:
        """The path of a value, or of the place that it is worked out at."""
        found = self._of_record(node)
        type = self.checked.types.get(node)
        if found is not None or type is None or written(node, self.checked) is not NOT_WRITTEN:
            return found
        return self._place(node, type)

    def _of_record(self, node: nodes.Expression) -> Path | None:
        """The path of a name, or of a field that a name leads to."""
        steps: list[tuple[str, str]] = []
        while len(steps) <= _LONGEST:
            if isinstance(node, nodes.Member):
                record = self._type(node.object)
                if getattr(record, "name", None) not in self.checked.schema.records:
                    return None
                steps.append((str(record), node.field.text))
                node = node.object
                continue
            match self.checked.bindings.get(node):
                case Local(name) if name in self.lets:
                    node = self.lets[name]
                case Local(name):
                    return Path(name, tuple(reversed(steps)))
                case AliasUse(declaration):
                    node = declaration.value
                case _:
                    return None
        return None

    def _place(self, node: nodes.Expression, type: Type | None = None) -> Path | None:
        """The place of an expression, or of its truth where it has no `type`; None where it calls a function that may
        come to something else the next time.
        """
        key = self._digest(node)
        if key is None:
            return None
        if type is None:
            name, known = f"@if {key}", cast(Type, BOOLEAN)
        else:
            # Whether it is there may be known at this place (`x is set` before) and not at another one.
            bare = required(type)
            name, known = f"@{key} {bare}", bare if self._is_sure(node) else Optional(bare)
        self.ground.places[name] = (known, isinstance(node, nodes.Count))
        return Path(name)

    def _is_sure(self, node: nodes.Expression, depth: int = 8) -> bool:
        """Whether a value is there wherever it is asked for, and not only behind a test of what it is made of."""
        bound = self.checked.bindings.get(node)
        if isinstance(node, nodes.Count) or (isinstance(bound, BuiltinName) and bound.name != "actor"):
            return True
        if isinstance(node, nodes.Call):
            returns = self.checked.functions[node].returns
            return (
                depth > 0
                and not isinstance(returns, Optional)
                and all(self._is_sure(argument, depth - 1) for argument in node.arguments)
            )
        if written(node, self.checked) is not NOT_WRITTEN or isinstance(node, nodes.PatternLiteral):
            return True
        path = self._of_record(node)
        return path is not None and not self.ground.may_be_missing(path) and not self.ground.leading(path)

    def _digest(self, node: nodes.Expression) -> str | None:
        if node not in self._digests:
            self._digests[node] = None if _calls(node, self.checked, self.pure) else digest(node)
        return self._digests[node]

    # Tests --------------------------------------------------------------------------------------------------------

    def _or_missing(self, facts: Either, path: Path, node: nodes.Expression, truth: bool) -> tuple[Either, ...]:
        # Not as at this place of the text: the same is said of it elsewhere, where less may be known.
        return (facts,) if truth else ((*facts, IsThere(path, True)),)

    def _is_another(self, path: Path, type: Type, values: Iterable[Any]) -> Claim | None:
        listed = super()._is_another(path, type, values)
        if listed is not None:
            return listed
        these = is_one_of(path, type, values)
        return IsNoneOf(path, these.by, these.keys)

    def _keyed(self, path: Path, node: nodes.Expression, known: Any, negated: bool, truth: bool) -> tuple[Either, ...]:
        if negated != truth:
            return super()._keyed(path, node, known, negated, truth)
        return self._or_missing((IsNoneOf(path, KEYED, frozenset((equality_key(known),))),), path, node, truth)

    def _text_test(self, node: nodes.TextTest, truth: bool) -> tuple[Either, ...]:
        path, known = self.path(node.value), written(node.item, self.checked)
        type = self._type(node.value)
        if path is None or known is NOT_WRITTEN or type is None:
            return _NOTHING
        if (node.negated != (node.quantifier == "none")) != truth:
            return super()._text_test(node, truth)
        # Here it has not what is asked for: none of the items, or, of ALL OF, not all of them.
        items = tuple(known) if node.quantifier else (known,)
        groups = [(item,) for item in items] if node.quantifier == "all" else [items]
        lacks: list[Claim] = []
        for group in groups:
            if isinstance(type, SetOf | ListOf):
                lacks.append(LacksMembers(path, frozenset(map(equality_key, group))))
            elif "" not in (parts := frozenset(map(fold, group))):
                lacks.append(LacksText(path, PLACES[node.operator], parts))
        return self._or_missing(tuple(lacks), path, node.value, truth)

    def _bare(self, value: nodes.Expression, negated: bool, truth: bool) -> tuple[Either, ...]:
        path, type = self.path(value), self._type(value)
        if path is None or type is None:
            return _NOTHING
        if isinstance(type, SetOf | ListOf):
            return self._or_missing((IsBare(path, negated != truth),), path, value, truth)
        return self._equal(path, value, ("",), negated, truth) if type == TEXT else _NOTHING

    def _changed(self, node: nodes.Changed, truth: bool) -> tuple[Either, ...]:
        """`changed` is a place of its own: whether the record is there and the field has another value."""
        path, field = self.path(node.value), self.checked.targets[node]
        if path is None:
            return _NOTHING
        place = Path(f"@changed {path!r}")
        self.ground.places[place.name] = (BOOLEAN, False)
        if node.negated:
            return ((IsOneOf(place, PLAIN, frozenset((False,))),),) if truth else _NOTHING
        if node.before is None and node.after is None:
            return ((IsOneOf(place, PLAIN, frozenset((truth,))),),)
        if not truth:
            return _NOTHING
        sets = ((self._start(path, field), node.before), (path, node.after))
        found = [self.of_value(at, wanted, field) for at, wanted in sets if wanted is not None]
        return ((IsOneOf(place, PLAIN, frozenset((True,))),), *(need for need in found if need is not None))

    def _was(self, node: nodes.Was, truth: bool) -> tuple[Either, ...]:
        path, field = self.path(node.value), self.checked.targets[node]
        if path is None:
            return _NOTHING
        start, wanted = self._start(path, field), node.expected
        if wanted.expression is None:
            was_set = (wanted.kind == "set") != node.negated
            if truth or was_set:
                return ((IsThere(start, was_set != truth),),)
            return _NOTHING  # the record may be missing
        known = written(wanted.expression, self.checked)
        if known is NOT_WRITTEN:
            return _NOTHING
        type = required(self.checked.schema.records[field[0]].fields[field[1]].type)
        values = tuple(known) if wanted.kind == "one of" else (known,)
        claim = self._is_another(start, type, values) if node.negated == truth else is_one_of(start, type, values)
        return _NOTHING if claim is None else self._or_missing((claim,), start, node.value, truth)

    def _start(self, path: Path, field: tuple[str, str]) -> Path:
        """The place of a field's value at the start of the turn; missing too where there was no record."""
        place = Path(f"@was {path!r}")
        declared = self.checked.schema.records[field[0]].fields[field[1]].type
        self.ground.places[place.name] = (Optional(required(declared)), False)
        return place

    def _ago(self, node: nodes.Ago, truth: bool) -> tuple[Either, ...]:
        """How long ago a moment is, is a place: in days of the calendar, or in time that has passed, for a day need not
        have 24 hours. It is at most nothing for a moment to come.
        """
        path, known = self.path(node.value), written(node.duration, self.checked)
        if path is None or node.calendar is not None or not isinstance(known, Duration) or known.business:
            return _NOTHING
        if known.nominal <= 0 or (known.days and known.micros):
            return _NOTHING
        age = Path(f"@age {'days' if known.days else 'time'} {path!r}")
        self.ground.places[age.name] = (DURATION, False)
        above = InRange(age, known, not truth, None, False)
        below = InRange(age, None, False, known, not truth)
        if truth:
            return (((above if node.more else below),), (IsThere(path, False),))
        if node.more:
            return ((below, IsThere(path, True)),)
        return ((above, InRange(age, None, False, Duration(), True), IsThere(path, True)),)

    def _order(self, path: Path, node: nodes.Expression, sign: str, known: Any, truth: bool) -> tuple[Either, ...]:
        if not isinstance(known, Money):
            return super()._order(path, node, sign, known, truth)
        # Compared with an amount of another currency it would fail, and be neither.
        amount = Path(f"@amount {known.currency} {path!r}")
        self.ground.places[amount.name] = (NUMBER, False)
        if sign in ("<", "<="):
            fact = InRange(amount, None, False, known.amount, sign == "<=")
        else:
            fact = InRange(amount, known.amount, sign == ">=", None, False)
        return ((fact,), (IsThere(path, False),)) if truth else ((fact, IsThere(path, True)),)

    def _both(self, node: nodes.Compare, truth: bool) -> tuple[Either, ...]:
        """Of two values that are both worked out, or of two that are both written."""
        left, right = self.path(node.left), self.path(node.right)
        if left is None or right is None:
            return self._constants(node, truth)
        of = self.checked.operators[node].left
        turned = repr(right) < repr(left)
        if turned:
            left, right = right, left
        name = f"@compare {left!r} {right!r}"
        if of in _ORDERED:
            sign = FLIPPED.get(node.operator, node.operator) if turned else node.operator
            allowed = frozenset(_SIGNS[sign])
            possible = frozenset("=") if left == right else frozenset("<=>")
        elif node.operator in EQUALITY:
            allowed = frozenset("=" if node.operator == "is" else "!")
            possible = frozenset("=") if left == right else frozenset("=!")
        else:
            return _NOTHING
        self.ground.places[name] = (Choice(tuple(sorted(possible))), False)
        outcome = IsOneOf(Path(name), PLAIN, allowed if truth else possible - allowed)
        if truth:
            return ((outcome,), (IsThere(left, False),), (IsThere(right, False),))
        return ((outcome, IsThere(left, True), IsThere(right, True)),)

    def _constants(self, node: nodes.Compare, truth: bool) -> tuple[Either, ...]:
        values = [written(side, self.checked) for side in (node.left, node.right)]
        row = self.checked.operators[node]
        if row.extra or any(value is NOT_WRITTEN for value in values):
            return _NOTHING
        try:
            outcome = OPERATORS[row.name](*values)
        except ValueFailure:
            return _NOTHING
        return _NOTHING if outcome == truth else _NEVER


def _calls(node: nodes.Expression, checked: CheckedProgram, pure: frozenset[str]) -> bool:
    """Whether another function is called, also through definitions. A LET of a rule has been worked out before."""
    waiting: list[nodes.Node] = [node]
    seen: set[nodes.Node] = set()
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, nodes.Call) and part.function.text not in pure:
                return True
            match checked.bindings.get(part):
                case AliasUse(declaration) | ConstantUse(declaration) | ConditionUse(declaration):
                    if declaration not in seen:
                        seen.add(declaration)
                        waiting.append(declaration)
    return False
