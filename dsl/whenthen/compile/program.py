"""The way in: a checked program becomes one that runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Any

from whenthen.analysis.program import ChangeStart, CheckedProgram, CheckedRule, EventStart
from whenthen.compile import conditions, history, loops, texts
from whenthen.compile.constants import constant
from whenthen.compile.emit import Code
from whenthen.compile.expressions import condition, value
from whenthen.compile.functions import all_guarded
from whenthen.compile.history import change_test, field_type
from whenthen.compile.lazy import lazy
from whenthen.compile.locate import locate
from whenthen.compile.scope import NOT_CONSTANT, Scope, Shop, Slot
from whenthen.compile.statements import body, path_in_rule
from whenthen.runtime.program import CompiledBranch, CompiledRule, OnChange, OnEvent, Program
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types.model import Optional

#: The modules that register the kinds of expressions.
KINDS = (conditions, history, loops, texts)


def compile_program(
    checked: CheckedProgram,
    functions: Mapping[str, Callable[..., Any]],
    *,
    zone: dt.tzinfo = dt.UTC,
    trusted: Collection[str] = (),
) -> Program:
    """A program that is ready to run.

    `functions` implement the declared functions, by name; the `trusted` ones among them raise nothing but ValueFailure,
    return what they declare, and the same for the same arguments; the others are held to the first two. `zone` is the
    project's time zone, for days that are added to an instant. The functions of the rules are generated when they are
    called first. Raises nothing.
    """
    guarded = all_guarded(functions, checked.schema.functions, trusted)
    shop = Shop(checked, guarded, zone, frozenset(trusted))
    rules = tuple(_rule(rule, shop) for rule in checked.rules if not rule.disabled)
    return Program(schema=checked.schema, rules=rules, data=checked.data)


def _rule(rule: CheckedRule, shop: Shop) -> CompiledRule:
    node = rule.node
    parameters = ["turn"]
    slots: dict[str, Slot] = {}

    def add(name: str, may_miss: bool, known: Any = NOT_CONSTANT) -> None:
        slots[name] = Slot(f"v{len(slots)}", may_miss, known)
        parameters.append(slots[name].identifier)

    for name, missing in rule.bindings.items():
        add(name, missing)
    lets = []
    for let in node.lets:
        lets.append(_compute(let.value, dict(slots), tuple(parameters), shop))
        known = constant(let.value, Scope(shop, Code(), dict(slots)))
        add(let.name.text, isinstance(shop.checked.types.get(let.value), Optional | None), known)
    every = tuple(parameters)
    branches = tuple(
        CompiledBranch(
            None if branch.condition is None else _test(branch.condition, slots, every, shop),
            _run(branch, node, slots, every, shop),
        )
        for branch in node.branches
    )
    span = node.title.span

    def span_of(error: BaseException) -> Span:
        return locate(error) or span

    return CompiledRule(
        id=rule.id,
        title=rule.title,
        span=span,
        triggers=tuple(_trigger(start, shop) for start in rule.starts),
        bindings=tuple(rule.bindings),
        lets=tuple(lets),
        branches=branches,
        shadow=rule.shadow,
        span_of=span_of,
    )


def _compute(
    node: nodes.Expression, slots: dict[str, Slot], parameters: tuple[str, ...], shop: Shop
) -> Callable[..., Any]:
    def generate() -> tuple[Code, str]:
        scope = _scope(slots, shop)
        answer = value(node, scope)
        scope.code.define("f", parameters, [*scope.rows(), scope.code.returns(answer)])
        return scope.code, "f"

    return lazy(generate, shop.lock)


def _test(
    node: nodes.Expression, slots: dict[str, Slot], parameters: tuple[str, ...], shop: Shop
) -> Callable[..., bool]:
    def generate() -> tuple[Code, str]:
        scope = _scope(slots, shop)
        answer = condition(node, scope)
        scope.code.define("f", parameters, [*scope.rows(), scope.code.returns(answer)])
        return scope.code, "f"

    return lazy(generate, shop.lock)


def _run(
    branch: nodes.Branch, rule: nodes.Rule, slots: dict[str, Slot], parameters: tuple[str, ...], shop: Shop
) -> Callable[..., None]:
    def generate() -> tuple[Code, str]:
        scope = _scope(slots, shop, writes=True)
        scope.code.define("f", parameters, body(branch.statements, path_in_rule(rule), scope))
        return scope.code, "f"

    return lazy(generate, shop.lock)


def _scope(slots: dict[str, Slot], shop: Shop, writes: bool = False) -> Scope:
    code = Code()
    for _ in slots:
        code.fresh("v")  # taken by the parameters
    return Scope(shop, code, dict(slots), writes=writes)


def _trigger(start: EventStart | ChangeStart, shop: Shop) -> OnEvent | OnChange:
    cause = None if start.node.cause is None else start.node.cause.text
    if isinstance(start, EventStart):
        subject, event = start.node.subject.text, start.node.event.text
        return OnEvent(start.type, subject, event, cause, start.provides)
    before, after = start.node.before, start.node.after
    matches = change_test(before, after, field_type((start.record, start.field), shop), shop, shop.lock)
    return OnChange(start.name, start.record, start.field, matches, before is not None, cause)
