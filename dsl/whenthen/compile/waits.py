"""`wait`: a branch becomes what stands before the first one, and a rest behind each.

The functions of the rests have the parameters of the branch: the LETs keep the values that they had when the rule
started, the records are looked at as they are then.
"""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from functools import partial

from whenthen.analysis.program import AliasUse, BuiltinName, CheckedRule, ConditionUse, ConstantUse, Local
from whenthen.compile.closures import Frame
from whenthen.compile.expressions import value
from whenthen.compile.instants import calendar_name
from whenthen.compile.scope import Scope, Shop
from whenthen.compile.statements import path_in_rule, perform
from whenthen.runtime.memory import ALWAYS
from whenthen.runtime.rule import CompiledBranch, Rest
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import ListOf, Optional, RecordType, SetOf, Type, Union
from whenthen.values.durations import Duration, say
from whenthen.values.errors import ValueFailure
from whenthen.values.timebase import Timebase

Part = tuple[nodes.Statement, ...]


def compiled_branch(branch: nodes.Branch, rule: CheckedRule, frame: Frame) -> CompiledBranch:
    """A branch of a rule, in a frame with all names of the rule."""
    first, *later = _parts(branch.statements)
    waits = [part[-1] for part in (first, *later[:-1])] if later else []
    numbers = {wait: number for number, wait in enumerate(waits)}
    rests = []
    for wait, part in zip(waits, later, strict=True):
        assert isinstance(wait, nodes.Wait)
        holds = wait.condition
        rests.append(
            Rest(
                path=path_in_rule(rule.node).address(wait),
                run=frame.run(part, rule.node, numbers),
                holds=None if holds is None else frame.test(holds),
                watches=frozenset() if holds is None else watched(holds, rule, frame.shop),
            )
        )
    test = None if branch.condition is None else frame.test(branch.condition)
    return CompiledBranch(test, frame.run(first, rule.node, numbers), tuple(rests))


def _parts(statements: Part) -> list[Part]:
    """The statements up to and with each `wait`, and those behind the last one; nothing behind a `stop`."""
    parts: list[Part] = []
    part: list[nodes.Statement] = []
    for statement in statements:
        part.append(statement)
        if isinstance(statement, nodes.Stop):
            break
        if isinstance(statement, nodes.Wait):
            parts.append(tuple(part))
            part = []
    return [*parts, tuple(part)]


@perform.register
def _(node: nodes.Wait, path: ast.expr, scope: Scope) -> ast.expr:
    code = scope.code
    given = [code.attribute(code.name("turn"), "now"), value(node.duration, scope)]
    if node.calendar is not None:
        given.append(calendar_name(node.calendar, scope)[0])
    due = code.helper(partial(due_after if node.calendar is None else due_within, scope.shop.timebase), *given)
    return code.turn("wait", code.number(scope.waits[node]), due)


def due_after(
    timebase: Timebase, now: dt.datetime, duration: Duration | None, calendar: str | None = None
) -> dt.datetime:
    """When a wait that begins now is over; raises ValueFailure where it would take no time."""
    if duration is None:
        raise ValueFailure("the duration of the wait is missing")
    due = now if duration.days <= 0 and duration.micros <= 0 else timebase.after(now, duration, calendar)
    if due <= now:
        raise ValueFailure(f"a wait has to take more than nothing, and this one takes {say(duration)}")
    return due


def due_within(timebase: Timebase, now: dt.datetime, duration: Duration | None, calendar: str | None) -> dt.datetime:
    """The same, on a calendar that is named."""
    if calendar is None:
        raise ValueFailure("the name of the calendar of the wait is missing")
    return due_after(timebase, now, duration, calendar)


# WHILE ------------------------------------------------------------------------------------------------------------


def watched(condition: nodes.Expression, rule: CheckedRule, shop: Shop) -> frozenset[str]:
    """The types of the records, besides those of the rule's bindings, that the answer of a WHILE depends on.

    With `ALWAYS` where it depends on the time, or on a function of the application.
    """
    checked = shop.checked
    parts = list(_read(condition, shop))
    # A variable of a quantifier hides a binding only in a DEFINE, but then it does.
    variables = {part.variable.text for part in parts if isinstance(part, _LOOPS) and part.variable is not None}
    own = rule.bindings.keys() - variables
    found: set[str] = set()
    for part in parts:
        match part:
            case nodes.Ago():
                found.add(ALWAYS)
            case nodes.Reference():
                named = checked.bindings.get(part)
                if isinstance(named, BuiltinName) and named.name in ("now", "today"):
                    found.add(ALWAYS)
            case nodes.KeyedRecord(record=record):
                found.add(record.text)
            case nodes.Member(object=object):
                bound = checked.bindings.get(object)
                if not (isinstance(bound, Local) and bound.name in own):
                    found.update(_records(checked.types.get(object)))
            case nodes.Call(arguments=arguments):
                if checked.functions[part].name not in shop.trusted:
                    found.add(ALWAYS)
                for argument in arguments:
                    found.update(_records(checked.types.get(argument)))
    return frozenset(found)


_LOOPS = (nodes.Quantified, nodes.Count, nodes.Pick)


def _read(start: nodes.Expression, shop: Shop) -> Iterator[nodes.Node]:
    """All parts of an expression and of the definitions that it leads to, each once."""
    waiting = [start]
    seen = {start}
    while waiting:
        for part in walk(waiting.pop()):
            yield part
            match shop.checked.bindings.get(part):
                case AliasUse(declaration) | ConstantUse(declaration):
                    body = declaration.value
                case ConditionUse(declaration):
                    body = declaration.condition
                case _:
                    continue
            if body not in seen:
                seen.add(body)
                waiting.append(body)


def _records(type: Type | None) -> Iterator[str]:
    """The types of the records that a value of this type holds; `ALWAYS` where that is not known."""
    match type:
        case RecordType(name):
            yield name
        case Optional(inner):
            yield from _records(inner)
        case Union(members):
            for member in members:
                yield from _records(member)
        case ListOf(item) | SetOf(item):
            yield from _records(item)
        case None:
            yield ALWAYS
