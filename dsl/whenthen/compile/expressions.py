"""Expressions: names, fields, literals, texts, lists. `None` is what is missing.

`value` compiles any expression, `condition` one whose answer has to be yes or no. The kinds are spread over this
module, `operations`, `conditions`, `texts`, `history`, `instants` and `loops`, which all register with `emit`.
"""

from __future__ import annotations

import ast
from functools import singledispatch
from typing import Any, cast

from whenthen.analysis.lookup import alias_root
from whenthen.analysis.program import AliasUse, BuiltinName, CalendarUse, ChoiceValue, ConditionUse, ConstantUse, Local
from whenthen.compile import measured
from whenthen.compile.constants import Defined, body_of, constant, is_constant, leaves_first
from whenthen.compile.emit import Code
from whenthen.compile.lazy import lazy
from whenthen.compile.scope import Definition, Path, Scope, Shop
from whenthen.compile.sharing import Group, Sharing
from whenthen.syntax import nodes
from whenthen.types.model import TEXT, ListOf, SetOf, Type, required
from whenthen.values.durations import duration
from whenthen.values.payloads import Payload
from whenthen.values.refs import Ref


def value(node: nodes.Expression, scope: Scope, compared: bool = False) -> ast.expr:
    """Python for the value of an expression.

    `compared` says that the value is only compared with others, see `constants.constant`.
    """
    before = scope.code.at(node.span)
    try:
        known = constant(node, scope, compared)
        if is_constant(known):
            return scope.code.constant(known)
        group = sharing_of(scope.shop).group(node)
        if group is not None:
            return _use_of(group, node, scope)
        return _emit_compared(node, scope) if compared else emit(node, scope)
    finally:
        scope.code.line = before


def condition(node: nodes.Expression, scope: Scope) -> ast.expr:
    """Python for a condition: True or False, where a missing answer is False."""
    test = value(node, scope)
    if scope.may_miss(node) and not isinstance(node, _ALWAYS_ANSWERED):
        return scope.code.compare(test, "is", scope.code.constant(True))
    return test


_ALWAYS_ANSWERED = (
    nodes.Ago,
    nodes.And,
    nodes.Between,
    nodes.BooleanLiteral,
    nodes.Changed,
    nodes.Compare,
    nodes.IsA,
    nodes.IsEmpty,
    nodes.IsSet,
    nodes.Matches,
    nodes.Not,
    nodes.OneOf,
    nodes.Or,
    nodes.Quantified,
    nodes.TextTest,
    nodes.Was,
    nodes.Within,
)


@singledispatch
def emit(node: nodes.Expression, scope: Scope) -> ast.expr:
    """Python for an expression of one kind that is no constant; the code is `at` its place already."""
    raise NotImplementedError(f"compile: {type(node).__name__}")


def _literal(node: nodes.Expression, scope: Scope) -> ast.expr:
    raise AssertionError(f"{type(node).__name__} is a constant")


for _class in (
    nodes.TextLiteral,
    nodes.NumberLiteral,
    nodes.MoneyLiteral,
    nodes.DateLiteral,
    nodes.TimeLiteral,
    nodes.BooleanLiteral,
    nodes.PatternLiteral,
):
    emit.register(_class, _literal)


def _emit_compared(node: nodes.Expression, scope: Scope) -> ast.expr:
    match node:
        case nodes.KeyedRecord():
            return keyed(node, scope)
        case nodes.ListLiteral(items=items):
            return scope.code.sequence(*(value(item, scope, compared=True) for item in items))
        case nodes.Otherwise():
            return _otherwise(node, scope, compared=True)
        case _:
            return emit(node, scope)


@emit.register
def _otherwise(node: nodes.Otherwise, scope: Scope, compared: bool = False) -> ast.expr:
    code = scope.code
    first, later = code.held(value(node.value, scope, compared))
    with scope.perhaps():
        fallback = value(node.fallback, scope, compared)
    return code.choose(code.present(first), later, fallback)


@emit.register
def _(node: nodes.DurationLiteral, scope: Scope) -> ast.expr:
    # It has no value, and says so when it is reached.
    code = scope.code
    return code.helper(duration, code.constant(node.amount), code.constant(node.unit), code.constant(node.business))


# Names ------------------------------------------------------------------------------------------------------------


@emit.register
def _(node: nodes.Reference, scope: Scope) -> ast.expr:
    code = scope.code
    match scope.shop.checked.bindings[node]:
        case Local(name):
            slot = scope.lookup(name)
            return code.name(slot.identifier) if not is_constant(slot.constant) else code.constant(slot.constant)
        case AliasUse(declaration):
            return _alias(declaration, scope)
        case ConstantUse(declaration) | ConditionUse(declaration):
            return _call_definition(_definition(declaration, scope.shop), scope)
        case BuiltinName("actor"):
            return code.attribute(code.name("turn"), "actor")
        case BuiltinName(name):
            now = code.attribute(code.name("turn"), "now")
            return now if name == "now" else code.helper(scope.shop.timebase.date, now)
        case ChoiceValue(word):
            return code.constant(word)
        case CalendarUse():
            raise AssertionError("a calendar is no value")


def _alias(declaration: nodes.AliasDeclaration, scope: Scope) -> ast.expr:
    """What an ALIAS stands for; missing where the record is that its path begins with."""
    root = scope.lookup(alias_root(declaration))
    if not root.may_miss:
        return value(declaration.value, scope)
    with scope.perhaps():
        found = value(declaration.value, scope)
    return scope.code.choose(scope.code.missing(scope.code.name(root.identifier)), scope.code.constant(None), found)


def _call_definition(definition: Definition, scope: Scope) -> ast.expr:
    code = scope.code
    slots = [scope.lookup(name) for name in definition.needs]
    given = [code.name(s.identifier) if not is_constant(s.constant) else code.constant(s.constant) for s in slots]
    if definition.shared and not scope.depends_on_item(definition.needs):
        return code.item(
            code.attribute(code.name("turn"), "shared"), code.sequence(code.constant(definition.function), *given)
        )
    return code.call(code.constant(definition.function), code.name("turn"), *given)


def sharing_of(shop: Shop) -> Sharing:
    """What the places of the program have in common."""
    if shop.sharing is None:
        shop.sharing = Sharing(shop)
    return cast(Sharing, shop.sharing)


def _use_of(group: Group, node: nodes.Expression, scope: Scope) -> ast.expr:
    """What is worked out once for all places of the group."""
    definition = group.definition
    if definition is None:
        code = Code(origin=group.first)
        inner = Scope(scope.shop, code, open=True)
        code.at(group.first.span)
        answer = emit(group.first, inner)
        parameters = ("turn", *(slot.identifier for slot in inner.captured.values()))
        code.define("f", parameters, [*inner.rows(), code.returns(answer)])
        function = lazy(lambda: (code, "f"), scope.shop.lock)
        definition = group.definition = Definition(function, tuple(inner.captured), shared=True)
    if scope.depends_on_item(definition.needs):
        return emit(node, scope)
    scope.code.place_of(node)
    return _call_definition(definition, scope)


def _definition(declaration: Defined, shop: Shop) -> Definition:
    """A DEFINE or a LET as one function, however often and wherever it is used.

    A chain of definitions that use one another twice would double with each when it was written out.
    """
    made = shop.definitions
    for used in leaves_first(declaration, shop, lambda d: d in made):
        made[used] = _compiled_definition(used, shop)
    return made[declaration]


def _compiled_definition(declaration: Defined, shop: Shop) -> Definition:
    code = Code()
    scope = Scope(shop, code, open=True)
    answer = (condition if isinstance(declaration, nodes.DefineCondition) else value)(body_of(declaration), scope)
    parameters = ("turn", *(slot.identifier for slot in scope.captured.values()))
    code.define("f", parameters, [*scope.rows(), code.returns(answer)])
    shared = sharing_of(shop).is_shared(declaration)
    return Definition(lazy(lambda: (code, "f"), shop.lock), tuple(scope.captured), shared)


@emit.register
def _(node: nodes.Member, scope: Scope) -> ast.expr:
    code = scope.code
    key = code.constant(node.field.text)
    root = record_slot(node.object, scope)
    if root is not None:
        if not scope.may_miss(node.object):
            return scope.field(root, key)
        with scope.perhaps():
            found = scope.field(root, key)
        return code.choose(code.missing(code.name(root.identifier)), code.constant(None), found)
    ref = value(node.object, scope, compared=True)  # looking into it says as well that there is no such record
    if not scope.may_miss(node.object):
        return scope.inside(ref, key, _path(node.object, scope))
    first, later = code.held(ref)
    found = scope.inside(later, key, _path(node.object, scope))
    return code.choose(code.missing(first), code.constant(None), found)


def _path(node: nodes.Expression, scope: Scope) -> Path:
    """The variable that a path of fields begins with, and the fields; nothing for what is no path."""
    fields: list[str] = []
    while True:
        if isinstance(node, nodes.Member):
            fields.append(node.field.text)
            node = node.object
            continue
        bound = scope.shop.checked.bindings.get(node)
        if isinstance(bound, AliasUse):
            node = bound.declaration.value
            continue
        return (scope.lookup(bound.name).identifier, *reversed(fields)) if isinstance(bound, Local) else ()


def record_slot(node: nodes.Expression, scope: Scope) -> Any:
    """The slot of a bare name that holds a record; None for anything else."""
    if isinstance(node, nodes.Reference):
        bound = scope.shop.checked.bindings[node]
        if isinstance(bound, Local):
            slot = scope.lookup(bound.name)
            return slot if not is_constant(slot.constant) else None
    return None


@emit.register
def _(node: nodes.KeyedRecord, scope: Scope) -> ast.expr:
    return scope.code.turn("named", keyed(node, scope))


def keyed(node: nodes.KeyedRecord, scope: Scope) -> ast.expr:
    """The reference, whether there is such a record or not."""
    code = scope.code
    known = constant(node, scope, compared=True)
    if is_constant(known):
        return code.constant(known)
    return code.helper(Ref, code.constant(node.record.text), value(node.key, scope))


# Values that hold values ------------------------------------------------------------------------------------------


@emit.register
def _(node: nodes.Template, scope: Scope) -> ast.expr:
    code = scope.code
    parts = []
    for part in node.parts:
        text = value(part, scope)
        if isinstance(part, nodes.TextLiteral) or (scope.type(part) == TEXT and not scope.may_miss(part)):
            parts.append(text)
        else:
            parts.append(code.measured(measured.to_text, text))
    return code.measured(measured.joined, *parts)


@emit.register
def _(node: nodes.ListLiteral, scope: Scope) -> ast.expr:
    items = scope.code.sequence(*(value(item, scope) for item in node.items))
    return scope.code.measured(measured.value_set, items) if isinstance(scope.type(node), SetOf) else items


@emit.register
def _(node: nodes.RecordLiteral, scope: Scope) -> ast.expr:
    code = scope.code
    fields = code.mapping(
        [code.constant(entry.name.text) for entry in node.entries],
        [value(entry.value, scope) for entry in node.entries],
    )
    return code.helper(Payload, fields)


def value_as(node: nodes.Expression, type: Type, scope: Scope) -> ast.expr:
    """The value where one of `type` is asked for: a list becomes the set of its items."""
    result = value(node, scope)
    if not isinstance(required(type), SetOf) or not isinstance(scope.type(node), ListOf):
        return result
    if not scope.may_miss(node):
        return scope.code.measured(measured.value_set, result)
    first, later = scope.code.held(result)
    return scope.code.choose(
        scope.code.missing(first), scope.code.constant(None), scope.code.measured(measured.value_set, later)
    )
