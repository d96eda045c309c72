"""Conditions that compare today with a date that is written out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from whenthen.analysis.literals import written
from whenthen.analysis.program import BuiltinName
from whenthen.lint.context import Context
from whenthen.syntax import nodes

#: What such a test is from some day on.
ALWAYS, NEVER = "always", "never"

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DAY = dt.timedelta(days=1)


@attrs.frozen(eq=False)
class TestOfToday:
    """A comparison of today with a date: from the day `since` on, which has come, it is always, or never, true."""

    node: nodes.Compare | nodes.Between
    outcome: str
    since: dt.date


def tests_of_today(context: Context) -> tuple[TestOfToday, ...]:
    """The tests of the project's files whose outcome no longer changes. None where nobody says what day it is."""
    return context.get(_tests)


def _tests(context: Context) -> tuple[TestOfToday, ...]:
    today = context.today
    if today is None:
        return ()
    return tuple(test for test in (*_compares(context), *_betweens(context)) if test.since <= today - _DAY)


def _compares(context: Context) -> Iterator[TestOfToday]:
    for node in context.own_nodes(nodes.Compare):
        for side, other, operator in (
            (node.left, node.right, node.operator),
            (node.right, node.left, _TURNED.get(node.operator, node.operator)),
        ):
            date = _date(other, context)
            if date is not None and _is_today(side, context) and date < dt.date.max - _DAY:
                found = {
                    "<": (NEVER, date),
                    "<=": (NEVER, date + _DAY),
                    "is": (NEVER, date + _DAY),
                    ">": (ALWAYS, date + _DAY),
                    ">=": (ALWAYS, date),
                    "is not": (ALWAYS, date + _DAY),
                }[operator]
                yield TestOfToday(node, *found)


def _betweens(context: Context) -> Iterator[TestOfToday]:
    for node in context.own_nodes(nodes.Between):
        high = _date(node.high, context)
        if high is not None and _is_today(node.value, context) and high < dt.date.max - _DAY:
            yield TestOfToday(node, ALWAYS if node.negated else NEVER, high + _DAY)


def _date(node: nodes.Expression, context: Context) -> dt.date | None:
    value = written(node, context.checked)
    return value if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else None


def _is_today(node: nodes.Expression, context: Context) -> bool:
    """`today` and `date_of(now)`."""
    if isinstance(node, nodes.Call) and node.function.text == "date_of" and node.arguments:
        return context.checked.bindings.get(node.arguments[0]) == BuiltinName("now")
    return context.checked.bindings.get(node) == BuiltinName("today")
