"""The way in: a checked program becomes one that runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from whenthen.analysis.facts import Deriving
from whenthen.analysis.program import CheckedProgram, CheckedRule
from whenthen.compile import conditions, history, instants, limits, loops, operations, texts
from whenthen.compile.closures import Frame
from whenthen.compile.constants import constant
from whenthen.compile.functions import all_guarded
from whenthen.compile.locate import locate
from whenthen.compile.scope import Shop
from whenthen.compile.sweeps import sweep
from whenthen.compile.triggers import trigger
from whenthen.compile.waits import compiled_branch
from whenthen.runtime.program import CompiledRule, Program
from whenthen.source import Span
from whenthen.types.facts import Need
from whenthen.types.model import UNKNOWN, Optional
from whenthen.values.timebase import Timebase

#: The modules that register the kinds of expressions.
KINDS = (conditions, history, instants, loops, operations, texts)


def compile_program(
    checked: CheckedProgram,
    functions: Mapping[str, Callable[..., Any]],
    *,
    timebase: Timebase = Timebase(),  # noqa: B008 - it is immutable
    trusted: Collection[str] = (),
) -> Program:
    """A program that is ready to run.

    `functions` implement the declared functions, by name; the `trusted` ones among them raise nothing but ValueFailure,
    return what they declare, and the same for the same arguments; the others are held to the first two. `timebase` has
    the project's time zone and the calendars that the program declares, expanded. The functions of the rules are
    generated when they are called first. Raises nothing.
    """
    guarded = all_guarded(functions, checked.schema.functions, trusted)
    shop = Shop(checked, guarded, timebase, frozenset(trusted))
    deriving = Deriving(checked)
    active = tuple(rule for rule in checked.rules if not rule.disabled)
    return Program(
        schema=checked.schema,
        rules=tuple(_rule(rule, shop, deriving) for rule in active),
        data=checked.data,
        zone=timebase.zone,
        sweep=lambda places: sweep([(place, active[place]) for place in places], shop),
    )


def _rule(rule: CheckedRule, shop: Shop, deriving: Deriving) -> CompiledRule:
    node = rule.node
    frame = Frame(shop)
    for name, missing in rule.bindings.items():
        frame.add(name, missing)
    asked = limits.compiled(rule, frame.slots, shop)
    lets = []
    for let in node.lets:
        lets.append(frame.compute(let.value))
        known = constant(let.value, frame.scope())
        frame.add(let.name.text, isinstance(shop.checked.types.get(let.value), Optional | None), known)
    span = node.title.span

    def span_of(error: BaseException) -> Span:
        return locate(error) or span

    return CompiledRule(
        id=rule.id,
        title=rule.title,
        span=span,
        triggers=tuple(trigger(start, shop) for start in rule.starts),
        bindings=tuple(rule.bindings),
        lets=tuple(lets),
        branches=tuple(compiled_branch(branch, rule, frame) for branch in node.branches),
        shadow=rule.shadow,
        span_of=span_of,
        version=rule.version,
        let_types=tuple(shop.checked.types.get(let.value, UNKNOWN) for let in node.lets),
        each=asked.each,
        once=asked.once,
        limit=asked.limit,
        active=asked.active,
        group=rule.group,
        overrides=rule.overrides,
        needs=partial(_needs, deriving, rule),
    )


def _needs(deriving: Deriving, rule: CheckedRule, number: int) -> tuple[Need, ...]:
    return deriving.of_start(rule, rule.starts[number])
