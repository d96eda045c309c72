"""Conditions that look at the time: `is within CALENDAR`, `is more than D ago`, `is less than D ago`.

Where the value, the duration or the name of the calendar is missing, none of them holds.
"""

from __future__ import annotations

import ast
import datetime as dt
from functools import partial

from whenthen.analysis.program import CalendarUse
from whenthen.compile.conditions import answer, operand
from whenthen.compile.constants import constant, is_constant
from whenthen.compile.expressions import emit
from whenthen.compile.operations import hold
from whenthen.compile.scope import Scope
from whenthen.syntax import nodes
from whenthen.values.durations import Duration
from whenthen.values.timebase import Timebase

_NOTHING = dt.timedelta()


def calendar_name(node: nodes.Expression, scope: Scope) -> tuple[ast.expr, bool]:
    """What stands behind WITHIN: the name of a calendar, and whether it may be missing."""
    bound = scope.shop.checked.bindings.get(node)
    if isinstance(bound, CalendarUse):
        return scope.code.constant(bound.name), False
    return operand(node, scope)


@emit.register
def _(node: nodes.Within, scope: Scope) -> ast.expr:
    operands = [operand(node.value, scope)]
    with scope.perhaps():
        operands.append(calendar_name(node.calendar, scope))
    tested, used = hold(operands, scope)
    return answer(tested, scope.code.helper(scope.shop.timebase.is_within, *used), node.negated, scope)


@emit.register
def _(node: nodes.Ago, scope: Scope) -> ast.expr:
    code = scope.code
    now = code.attribute(code.name("turn"), "now")
    known = constant(node.duration, scope)
    if isinstance(known, Duration) and not known.business and not known.days:
        tested, used = hold([operand(node.value, scope)], scope)
        passed = code.difference(now, used[0])
        limit = code.constant(dt.timedelta(microseconds=known.micros))
        if node.more:
            return answer(tested, code.compare(passed, ">", limit), False, scope)
        return answer(tested, code.compare(code.constant(_NOTHING), "<=", passed, "<", limit), False, scope)
    operands = [operand(node.value, scope)]
    with scope.perhaps():
        operands.append((code.constant(known), False) if is_constant(known) else operand(node.duration, scope))
        if node.calendar is not None:
            operands.append(calendar_name(node.calendar, scope))
    tested, used = hold(operands, scope)
    test = partial(is_longer_ago if node.more else is_shorter_ago, scope.shop.timebase)
    return answer(tested, code.helper(test, now, *used), False, scope)


def is_longer_ago(
    timebase: Timebase, now: dt.datetime, moment: dt.datetime, duration: Duration, calendar: str | None = None
) -> bool:
    """Whether `moment + duration` is before now."""
    if duration.business:
        timebase.calendar(calendar)  # an unknown one is a failure in any case
    if moment >= now and duration.days >= 0 and duration.micros >= 0:
        return False  # a date in the year 9999, to which nothing can be added, too
    return timebase.after(moment, duration, calendar) < now


def is_shorter_ago(
    timebase: Timebase, now: dt.datetime, moment: dt.datetime, duration: Duration, calendar: str | None = None
) -> bool:
    """Whether now is at the moment or later, and before `moment + duration`."""
    if duration.business:
        timebase.calendar(calendar)
    return moment <= now and timebase.after(moment, duration, calendar) > now
