"""What goes through a list: counts, quantifiers, and picking items from it."""

from __future__ import annotations

from whenthen.analysis import flow
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment, Variable
from whenthen.analysis.infer import check_condition, infer
from whenthen.analysis.lookup import forbid_shadowing
from whenthen.analysis.missing import may_be_missing
from whenthen.analysis.wording import a
from whenthen.diagnostics.fixes import insert
from whenthen.diagnostics.model import Fix
from whenthen.syntax import nodes
from whenthen.syntax.nodes.expressions import PICKS
from whenthen.types import relations
from whenthen.types.model import (
    BOOLEAN,
    NUMBER,
    TEXT,
    UNKNOWN,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    optional,
)


@infer.register(nodes.Count)
def _count(node: nodes.Count, checker: Checker, env: Environment) -> Type:
    item = _item_type(node.collection, "is counted", checker, env)
    if node.variable is not None:
        inner = _inside(node.variable, item, node.collection, checker, env)
        if node.where is not None:
            check_condition(node.where, checker, inner)
    return checker.settle(node, NUMBER)


@infer.register(nodes.Quantified)
def _quantified(node: nodes.Quantified, checker: Checker, env: Environment) -> Type:
    item = _item_type(node.collection, "is looked through", checker, env)
    inner = _inside(node.variable, item, node.collection, checker, env)
    check_condition(node.where, checker, inner.flipped() if node.quantifier == "no" else inner)
    return checker.settle(node, BOOLEAN)


def _item_type(node: nodes.Expression, place: str, checker: Checker, env: Environment) -> Type:
    type = infer(node, checker, env)
    if isinstance(type, Optional):
        may_be_missing("V104", place, node, checker)
        type = type.type
    if isinstance(type, ListOf | SetOf):
        return type.item
    if type != UNKNOWN:
        help = "for the number of characters of a text write `length(…)`" if type == TEXT else None
        if isinstance(type, RecordType):
            help = "name a field of it that is a list or a set"
            if isinstance(node, nodes.Reference) and node.name == type.name:
                help += f"; all of them are gone through with `FOR EACH other {type.name} WHERE …` behind WHEN"
        checker.report("T110", f"`{node.span.text}` is {a(type)}, not a list or a set", node.span, help=help)
    return UNKNOWN


def _inside(
    name: nodes.Name, item: Type, collection: nodes.Expression, checker: Checker, env: Environment
) -> Environment:
    """Where the variable of a quantifier is known."""
    forbid_shadowing(name, "variable", checker, env)
    return env.with_variable(name.text, Variable(item, name.span, "variable"))


@infer.register(nodes.Pick)
def _pick(node: nodes.Pick, checker: Checker, env: Environment) -> Type:
    item = _item_type(node.collection, "is looked through", checker, env)
    inner = _inside(node.variable, item, node.collection, checker, env)
    good = item != UNKNOWN and node.kind in PICKS
    if node.where is not None:
        if check_condition(node.where, checker, inner):
            inner = inner.knowing(flow.learn(node.where, True, checker))
        else:
            good = False
    if node.kind in PICKS:  # else it has been refused where it was read
        good = _check_by(node, item, checker, inner) and good
    if not good:
        return checker.unknown(node)
    return checker.settle(node, ListOf(item) if node.kind == "list" else optional(item))


def _add_by(node: nodes.Pick, value: str) -> Fix | None:
    end = node.span.end - 1
    return insert(node.span.source, end, f" by {value}", safe=False) if node.span.text.endswith(")") else None


def _check_by(node: nodes.Pick, item: Type, checker: Checker, env: Environment) -> bool:
    """Whether BY stands where it has to, and names something that has an order; it may be missing."""
    by = node.by
    if by is None:
        if node.kind not in ("least", "most"):
            return True
        fields = checker.schema.records[item.name].fields.values() if isinstance(item, RecordType) else ()
        ordered = [field.name for field in fields if relations.ordered(field.type)]
        field = next(iter(ordered), "…")
        value = f"{node.variable.text}.{field}" if item == UNKNOWN or isinstance(item, RecordType) else "…"
        checker.report(
            "T125",
            f"`{node.kind}` compares something of the items, and here nothing says what",
            node.span,
            help=f"add it before the closing parenthesis: `by {value}`",
            fix=_add_by(node, value) if len(ordered) == 1 else None,
        )
        return False
    if node.kind not in ("least", "most"):
        checker.report(
            "T125",
            f"`{node.kind}` compares nothing, so it has no use for BY",
            by.span,
            help="leave it out, or write `least` or `most` for the item that has the least or most of it",
        )
        return False
    type = infer(by, checker, env)
    if type != UNKNOWN and not relations.ordered(type):
        checker.report(
            "T102",
            f"`{by.span.text}` is {a(type)}, which has no order",
            by.span,
            help="only numbers, money, durations, dates, times, instants and scales have an order",
        )
        return False
    return type != UNKNOWN
