"""Values that are known before the program runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import singledispatch
from typing import Any

from whenthen.analysis.program import ChoiceValue, ConditionUse, ConstantUse, Local
from whenthen.compile.scope import NOT_CONSTANT, NotConstant, Scope, Shop
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import SetOf, Type
from whenthen.values import durations
from whenthen.values.errors import ValueFailure
from whenthen.values.money import Money
from whenthen.values.operators import OPERATORS
from whenthen.values.patterns import compile_pattern
from whenthen.values.refs import Ref
from whenthen.values.render import to_text
from whenthen.values.sets import ValueSet
from whenthen.values.text import nfc

#: A text that is put together before the program runs is no longer than this, so that definitions which double one
#: another cost no memory before they are used.
_MAX_TEXT = 4_096
_MAX_ITEMS = 10_000

Defined = nodes.LetDeclaration | nodes.DefineCondition


def constant(node: nodes.Expression, scope: Scope, compared: bool = False) -> Any:
    """The value of an expression, or `NOT_CONSTANT`.

    `compared` says that the value is only compared with others: then a record need not exist. An operation that fails
    has no value: it fails when it is reached, where the rule is told.
    """
    key = (node, compared)
    folded = scope.shop.folded
    if key not in folded:
        try:
            folded[key] = fold(node, scope, compared)
        except ValueFailure:
            folded[key] = NOT_CONSTANT
    return folded[key]


def is_constant(value: Any) -> bool:
    """Whether `constant` found a value."""
    return not isinstance(value, NotConstant)


def negation_row(type: Type) -> str:
    """The row of the value table for the sign before a value."""
    return f"- {type}"


def body_of(declaration: Defined) -> nodes.Expression:
    """What a LET or a DEFINE stands for."""
    return declaration.value if isinstance(declaration, nodes.LetDeclaration) else declaration.condition


def leaves_first(start: Defined, shop: Shop, done: Callable[[Defined], bool]) -> Iterator[Defined]:
    """The LETs and DEFINEs that one leads to and that are not done, each after those that it uses; itself last.

    Without recursion: a chain of definitions may be long and each of them deeply nested, which multiplied would be more
    than Python's stack holds. Whoever iterates has to do what `done` asks for before the next one.
    """
    waiting = [start]
    while waiting:
        current = waiting[-1]
        if done(current):
            waiting.pop()
            continue
        open_ones = [d for d in _used_in(body_of(current), shop) if not done(d)]
        if open_ones:
            waiting.extend(open_ones)
        else:
            yield waiting.pop()


def _used_in(body: nodes.Expression, shop: Shop) -> Iterator[Defined]:
    for node in walk(body):
        bound = shop.checked.bindings.get(node)
        if isinstance(bound, ConstantUse | ConditionUse):
            yield bound.declaration


@singledispatch
def fold(node: nodes.Expression, scope: Scope, compared: bool) -> Any:
    """The value of an expression of a kind that has one, or `NOT_CONSTANT`."""
    raise NotImplementedError(f"constants: {type(node).__name__}")


def _never(node: nodes.Expression, scope: Scope, compared: bool) -> Any:
    return NOT_CONSTANT


for _class in (
    nodes.Ago,
    nodes.And,
    nodes.Between,
    nodes.Call,  # a function of an application may answer something else each time
    nodes.Changed,
    nodes.Compare,
    nodes.Count,
    nodes.IsA,
    nodes.IsEmpty,
    nodes.IsSet,
    nodes.Matches,
    nodes.Member,
    nodes.Not,
    nodes.OneOf,
    nodes.Or,
    nodes.Pick,
    nodes.Quantified,
    nodes.RecordLiteral,
    nodes.TextTest,
    nodes.Was,
    nodes.Within,
):
    fold.register(_class, _never)


@fold.register
def _(node: nodes.TextLiteral, scope: Scope, compared: bool) -> Any:
    bound = scope.shop.checked.bindings.get(node)
    return bound.value if isinstance(bound, ChoiceValue) else nfc(node.value)


@fold.register(nodes.NumberLiteral)
@fold.register(nodes.DateLiteral)
@fold.register(nodes.TimeLiteral)
@fold.register(nodes.BooleanLiteral)
def _(
    node: nodes.NumberLiteral | nodes.DateLiteral | nodes.TimeLiteral | nodes.BooleanLiteral,
    scope: Scope,
    compared: bool,
) -> Any:
    return node.value


@fold.register
def _(node: nodes.MoneyLiteral, scope: Scope, compared: bool) -> Any:
    return Money(node.amount, node.currency)


@fold.register
def _(node: nodes.DurationLiteral, scope: Scope, compared: bool) -> Any:
    return durations.duration(node.amount, node.unit, node.business)


@fold.register
def _(node: nodes.PatternLiteral, scope: Scope, compared: bool) -> Any:
    return compile_pattern(node.pattern, node.flags)


@fold.register
def _(node: nodes.ListLiteral, scope: Scope, compared: bool) -> Any:
    items: list[Any] = []
    for item in node.items:
        value = constant(item, scope, compared)
        if not is_constant(value) or len(items) >= _MAX_ITEMS:
            return NOT_CONSTANT
        items.append(value)
    return ValueSet(items) if isinstance(scope.type(node), SetOf) else tuple(items)


@fold.register
def _(node: nodes.Reference, scope: Scope, compared: bool) -> Any:
    match scope.shop.checked.bindings[node]:
        case ChoiceValue(value):
            return value
        case ConstantUse(declaration):
            folded = scope.shop.folded
            for used in leaves_first(declaration, scope.shop, lambda d: (body_of(d), compared) in folded):
                if isinstance(used, nodes.LetDeclaration):
                    constant(used.value, Scope(scope.shop, scope.code), compared)
                else:
                    folded[used.condition, compared] = NOT_CONSTANT
            return folded[declaration.value, compared]
        case Local(name):
            return scope.lookup(name).constant
        case _:  # what is bound when it runs, and calendars, which are no values
            return NOT_CONSTANT


@fold.register
def _(node: nodes.KeyedRecord, scope: Scope, compared: bool) -> Any:
    key = constant(node.key, scope)
    if not is_constant(key):
        return NOT_CONSTANT
    ref = Ref(node.record.text, key)
    return ref if compared or ref in scope.shop.checked.data else NOT_CONSTANT


@fold.register
def _(node: nodes.Template, scope: Scope, compared: bool) -> Any:
    texts: list[str] = []
    length = 0
    for part in node.parts:
        value = constant(part, scope)
        if not is_constant(value):
            return NOT_CONSTANT
        texts.append(to_text(value))
        length += len(texts[-1])
        if length > _MAX_TEXT:
            return NOT_CONSTANT
    return nfc("".join(texts))


@fold.register
def _(node: nodes.Negative, scope: Scope, compared: bool) -> Any:
    value = constant(node.operand, scope)
    return OPERATORS[negation_row(scope.type(node.operand))](value) if is_constant(value) else NOT_CONSTANT


@fold.register
def _(node: nodes.Arithmetic, scope: Scope, compared: bool) -> Any:
    left, right = constant(node.left, scope), constant(node.right, scope)
    if not is_constant(left) or not is_constant(right):
        return NOT_CONSTANT
    row = scope.shop.checked.operators[node]
    extra = (scope.shop.zone,) if row.extra == "zone" else ()
    return OPERATORS[row.name](left, right, *extra)


@fold.register
def _(node: nodes.Otherwise, scope: Scope, compared: bool) -> Any:
    return constant(node.value, scope, compared)  # a constant is never missing
