"""How types relate: what may be given for what, what can ever be equal, and what a type variable stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from whenthen.types.model import (
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NOTHING,
    NUMBER,
    PATTERN,
    PAYLOAD,
    TEXT,
    TIME,
    UNKNOWN,
    Choice,
    ListOf,
    Optional,
    RecordType,
    Scalar,
    SetOf,
    Type,
    Union,
    Variable,
    optional,
    required,
)

_ORDERED_SCALARS = frozenset({NUMBER, MONEY, DURATION, BUSINESS_DURATION, INSTANT, DATE, TIME})


def kind(type: Type) -> str:
    """The kind of a type in the tables of operators: text, choice, scale, list, set, record, mixed (records or text) …

    The empty text for a type that has no values of its own (`unknown`, a type variable).
    """
    match required(type):
        case Scalar(name):
            return "" if name in ("unknown", "nothing") else name
        case Choice(ordered=ordered):
            return "scale" if ordered else "choice"
        case ListOf():
            return "list"
        case SetOf():
            return "set"
        case RecordType():
            return "record"
        case Union(members):
            return "record" if all(isinstance(m, RecordType) for m in members) else "mixed"
        case _:
            return ""


def members(type: Type) -> tuple[Type, ...]:
    """The members of a union, or the type alone; `?` aside."""
    bare = required(type)
    return bare.members if isinstance(bare, Union) else (bare,)


def union(types: Iterable[Type]) -> Type:
    """The union of records (and text), each once, in the order of their first mention; of one type that type."""
    each = tuple(dict.fromkeys(m for t in types for m in members(t)))
    return each[0] if len(each) == 1 else Union(each)


def plain(type: Type) -> bool:
    """Whether values of the type can be part of a payload: all that can be written as data."""
    bare = required(type)
    if isinstance(bare, ListOf | SetOf):
        return plain(bare.item)
    return bare not in (PATTERN, BUSINESS_DURATION) and not isinstance(bare, Variable)


def assignable(source: Type, target: Type) -> bool:
    """Whether every value of `source` may stand where `target` is asked for.

    A type goes to its `?`, a choice to a choice that has all of its values, a record to a union with it, plain data to
    a payload, a list to a list of wider items. What may be missing goes to what may be missing only.
    """
    if source == target or UNKNOWN in (source, target):
        return True
    if isinstance(target, Optional):
        return assignable(required(source), target.type)
    if isinstance(source, Optional):
        return False
    if source == NOTHING:
        return True
    if target == PAYLOAD:
        return plain(source)
    match source, target:
        case Choice(values), Choice(wider):
            return set(values) <= set(wider)
        case (ListOf(item), ListOf(wider)) | (SetOf(item), SetOf(wider)):
            return assignable(item, wider)
        case _, Union(wider):
            return all(m in wider for m in members(source))
        case _:
            return False


def comparable(left: Type, right: Type) -> bool:
    """Whether a value of `left` can ever be equal to one of `right`; `?` aside."""
    left, right = required(left), required(right)
    if left == right:
        return left != PATTERN
    if UNKNOWN in (left, right) or NOTHING in (left, right):
        return True
    match left, right:
        case Choice(some), Choice(others):
            return not set(some).isdisjoint(others)
        case (ListOf(item), ListOf(other)) | (SetOf(item), SetOf(other)):
            return comparable(item, other)
        case (Union(), _) | (_, Union()):
            return not set(members(left)).isdisjoint(members(right))
        case _:
            return False


def overlap(left: Type, right: Type) -> bool:
    """Whether some argument could be given for a parameter of either type; `?` aside.

    A text in quotes is a value of a choice where one is wanted, brackets write a list or a set, and empty ones any.
    """
    left, right = required(left), required(right)
    if left == right:
        return True
    if UNKNOWN in (left, right):
        return False
    if PAYLOAD in (left, right):
        return plain(left) and plain(right)
    match left, right:
        case Choice(some), Choice(others):
            return not set(some).isdisjoint(others)
        case ((ListOf() | SetOf()), (ListOf() | SetOf())):
            return True
        case (Union(), _) | (_, Union()):
            return any(overlap(one, other) for one in members(left) for other in members(right))
        case (Choice(), _) | (_, Choice()):
            return TEXT in (left, right)
        case _:
            return False


def ordered(type: Type) -> bool:
    """Whether `<` means something between two values of the type."""
    bare = required(type)
    return bare in _ORDERED_SCALARS or (isinstance(bare, Choice) and bare.ordered)


def common_scale(left: Type, right: Type) -> Choice | None:
    """The scale in which values of both have their rank: the longer one, where the other has its words in its order."""
    left, right = required(left), required(right)
    if not (isinstance(left, Choice) and isinstance(right, Choice) and left.ordered and right.ordered):
        return None
    longer, shorter = (left, right) if len(left.values) >= len(right.values) else (right, left)
    words = iter(longer.values)
    return longer if all(word in words for word in shorter.values) else None


def join(left: Type, right: Type) -> Type | None:
    """The narrowest type that both go to, for the items of a list and the two sides of `otherwise`; None for none."""
    if UNKNOWN in (left, right):
        return UNKNOWN
    if isinstance(left, Optional) or isinstance(right, Optional):
        inner = join(required(left), required(right))
        return None if inner is None else optional(inner)
    if assignable(left, right):
        return right
    if assignable(right, left):
        return left
    match left, right:
        case Choice(some), Choice(others):
            return common_scale(left, right) or Choice(tuple(dict.fromkeys((*some, *others))))
        case ListOf(item), ListOf(other):
            joined = join(item, other)
            return None if joined is None else ListOf(joined)
        case SetOf(item), SetOf(other):
            joined = join(item, other)
            return None if joined is None else SetOf(joined)
        case ((RecordType() | Union()), (RecordType() | Union())):
            return union((left, right))
        case _:
            return None


def unify(parameter: Type, argument: Type, variables: dict[str, Type]) -> bool:
    """Whether an argument may be given for a parameter, whose type variables are then found in `variables`.

    To be called for the arguments in order: a variable that is known already is widened where the types have a join.
    """
    match parameter, argument:
        case Variable(name), _:
            if isinstance(argument, Optional):
                return False
            known = variables.get(name)
            joined = argument if known is None else join(known, argument)
            if joined is None:
                return False
            variables[name] = joined
            return True
        case Optional(inner), _:
            return unify(inner, required(argument), variables)
        case (ListOf(item), ListOf(given)) | (SetOf(item), SetOf(given)):
            return unify(item, given, variables)
        case _:
            return assignable(argument, parameter)


def substitute(type: Type, variables: Mapping[str, Type]) -> Type:
    """The type with its variables replaced; one that no argument has decided holds nothing."""
    match type:
        case Variable(name):
            return variables.get(name, NOTHING)
        case ListOf(item):
            return ListOf(substitute(item, variables))
        case SetOf(item):
            return SetOf(substitute(item, variables))
        case Optional(inner):
            return optional(substitute(inner, variables))
        case _:
            return type
