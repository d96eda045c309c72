"""What a condition says of missing values, and what a write makes one forget.

A comparison with a missing value is false. So where a comparison is true, all that it needed is present; `learn`
follows that through AND, OR, NOT and named conditions. Facts are kept by path from a local name; aliases count as the
path that they stand for. A write to a field forgets every path that leads through that field of that type of record,
whichever record it is: two paths may lead to the same one.
"""

from __future__ import annotations

from functools import reduce, singledispatch

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import NO_FACTS, Environment, Facts, Path
from whenthen.analysis.program import AliasUse, BuiltinName, ConditionUse, Local
from whenthen.syntax import nodes
from whenthen.types.model import RecordType, Type, Union, required


def path_of(expression: nodes.Expression, checker: Checker) -> Path | None:
    """The path that an expression is, or None: known once the expression has been checked."""
    match expression:
        case nodes.Reference():
            match checker.bindings.get(expression):
                case Local(name):
                    return (name,)
                case AliasUse(declaration):
                    return path_of(declaration.value, checker)
                case BuiltinName("actor"):  # no variable can have this name
                    return ("actor",)
        case nodes.Member():
            start = path_of(expression.object, checker)
            return None if start is None else (*start, expression.field.text)
    return None


def needed(expression: nodes.Expression, checker: Checker) -> Facts:
    """What is present where the value of the expression is."""
    match expression:
        case nodes.Reference() | nodes.Member():
            path = path_of(expression, checker)
            return NO_FACTS if path is None else present(path)
        case nodes.Arithmetic():
            return needed(expression.left, checker).also(needed(expression.right, checker))
        case nodes.Negative():
            return needed(expression.operand, checker)
    return NO_FACTS


def present(path: Path) -> Facts:
    """The path and all that it leads through."""
    return Facts(frozenset(path[: i + 1] for i in range(len(path))))


@singledispatch
def learn(condition: nodes.Expression, truth: bool, checker: Checker) -> Facts:
    """What is known where the (checked) condition is true, or false."""
    raise TypeError(f"learn does not know {type(condition).__name__}")


@learn.register(nodes.Reference)
@learn.register(nodes.Member)
def _value(condition: nodes.Expression, truth: bool, checker: Checker) -> Facts:
    if isinstance(condition, nodes.Reference) and isinstance(use := checker.bindings.get(condition), ConditionUse):
        known = checker.checked_conditions[use.declaration.name.text]
        return known.when_true if truth else known.when_false
    return needed(condition, checker) if truth else NO_FACTS


@learn.register(nodes.And)
def _and(condition: nodes.And, truth: bool, checker: Checker) -> Facts:
    parts = [learn(operand, truth, checker) for operand in condition.operands]
    return reduce(Facts.also, parts) if truth else reduce(Facts.either, parts)


@learn.register(nodes.Or)
def _or(condition: nodes.Or, truth: bool, checker: Checker) -> Facts:
    parts = [learn(operand, truth, checker) for operand in condition.operands]
    return reduce(Facts.either, parts) if truth else reduce(Facts.also, parts)


@learn.register(nodes.Not)
def _not(condition: nodes.Not, truth: bool, checker: Checker) -> Facts:
    return learn(condition.operand, not truth, checker)


@learn.register(nodes.IsSet)
def _is_set(condition: nodes.IsSet, truth: bool, checker: Checker) -> Facts:
    return needed(condition.value, checker) if truth != condition.negated else NO_FACTS


@learn.register(nodes.Compare)
def _compare(condition: nodes.Compare, truth: bool, checker: Checker) -> Facts:
    if not truth:
        return NO_FACTS
    return needed(condition.left, checker).also(needed(condition.right, checker))


@learn.register(nodes.Between)
def _between(condition: nodes.Between, truth: bool, checker: Checker) -> Facts:
    if not truth:
        return NO_FACTS
    parts = (condition.value, condition.low, condition.high)
    return reduce(Facts.also, (needed(part, checker) for part in parts))


@learn.register(nodes.OneOf)
@learn.register(nodes.IsEmpty)
@learn.register(nodes.TextTest)
@learn.register(nodes.Matches)
def _test(
    condition: nodes.OneOf | nodes.IsEmpty | nodes.TextTest | nodes.Matches,
    truth: bool,
    checker: Checker,
) -> Facts:
    return needed(condition.value, checker) if truth else NO_FACTS


@learn.register(nodes.Within)
def _within(condition: nodes.Within, truth: bool, checker: Checker) -> Facts:
    if not truth:
        return NO_FACTS
    return needed(condition.value, checker).also(needed(condition.calendar, checker))


@learn.register(nodes.Ago)
def _ago(condition: nodes.Ago, truth: bool, checker: Checker) -> Facts:
    if not truth:
        return NO_FACTS
    parts = (condition.value, condition.duration, *((condition.calendar,) if condition.calendar else ()))
    return reduce(Facts.also, (needed(part, checker) for part in parts))


@learn.register(nodes.IsA)
def _is_a(condition: nodes.IsA, truth: bool, checker: Checker) -> Facts:
    path = path_of(condition.value, checker)
    type = required(checker.types[condition.value])
    if path is None or not isinstance(type, Union):
        return needed(condition.value, checker) if truth else NO_FACTS
    wanted = RecordType(condition.record.text)
    rest = without(type, wanted)
    known = Facts(narrowed={path: rest if condition.negated == truth else wanted})
    return known.also(present(path)) if truth else known


def without(type: Union, member: Type) -> Type:
    """The union without that member."""
    rest = tuple(m for m in type.members if m != member)
    return rest[0] if len(rest) == 1 else Union(rest)


@learn.register(nodes.Changed)
def _changed(condition: nodes.Changed, truth: bool, checker: Checker) -> Facts:
    after = condition.after
    if truth and not condition.negated and after is not None and after.kind != "not set":
        return needed(condition.value, checker)
    return NO_FACTS


@learn.register(nodes.Was)
@learn.register(nodes.Quantified)
@learn.register(nodes.Count)
@learn.register(nodes.Pick)
@learn.register(nodes.BooleanLiteral)
@learn.register(nodes.Otherwise)
@learn.register(nodes.Call)
@learn.register(nodes.TextLiteral)  # from here on: no conditions at all, reported by the checker
@learn.register(nodes.Template)
@learn.register(nodes.NumberLiteral)
@learn.register(nodes.MoneyLiteral)
@learn.register(nodes.DurationLiteral)
@learn.register(nodes.DateLiteral)
@learn.register(nodes.TimeLiteral)
@learn.register(nodes.PatternLiteral)
@learn.register(nodes.ListLiteral)
@learn.register(nodes.RecordLiteral)
@learn.register(nodes.KeyedRecord)
@learn.register(nodes.Negative)
@learn.register(nodes.Arithmetic)
def _nothing(condition: nodes.Expression, truth: bool, checker: Checker) -> Facts:
    return NO_FACTS


def forget(facts: Facts, record: str, field: str, env: Environment, checker: Checker) -> Facts:
    """The facts that outlive a write to that field of some record of that type."""

    def survives(path: Path) -> bool:
        return field not in path or (record, field) not in steps(path, env, checker)

    return Facts(
        frozenset(path for path in facts.present if survives(path)),
        {path: type for path, type in facts.narrowed.items() if survives(path)},
    )


def outlasting(facts: Facts) -> Facts:
    """The facts that hold behind a `wait`: those of names alone, which keep their values; `actor` is missing then."""

    def lasts(path: Path) -> bool:
        return len(path) == 1 and path != ("actor",)

    return Facts(
        frozenset(path for path in facts.present if lasts(path)),
        {path: type for path, type in facts.narrowed.items() if lasts(path)},
    )


_ACTORS = (RecordType("agent"), RecordType("customer"))


def steps(path: Path, env: Environment, checker: Checker) -> list[tuple[str, str]]:
    """The fields, as (record type, field), that a path leads through."""
    variable = env.variables.get(path[0])
    types: tuple[Type, ...] = _ACTORS if path[0] == "actor" else () if variable is None else _members(variable.type)
    found: list[tuple[str, str]] = []
    for name in path[1:]:
        next_types: list[Type] = []
        for type in types:
            if isinstance(type, RecordType):
                found.append((type.name, name))
                declared = checker.field(type.name, name)
                if declared is not None:
                    next_types.extend(_members(declared.type))
        types = tuple(next_types)
    return found


def _members(type: Type) -> tuple[Type, ...]:
    type = required(type)
    return type.members if isinstance(type, Union) else (type,)
