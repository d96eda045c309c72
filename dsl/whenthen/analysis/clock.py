"""Triggers on the clock: `every weekday at 09:00`, `every 15 minutes`, `every 2 weeks`."""

from __future__ import annotations

import datetime as dt

from whenthen.analysis.calendars import DAYS, checked_zone
from whenthen.analysis.checker import Checker
from whenthen.analysis.durations import fixed_duration, fixed_value
from whenthen.analysis.environment import Environment
from whenthen.analysis.infer import infer
from whenthen.analysis.program import ClockStart
from whenthen.analysis.wording import a
from whenthen.syntax import nodes
from whenthen.types.model import TIME, UNKNOWN
from whenthen.values.durations import DAY, HOUR, MINUTE, Duration, say

_MIDNIGHT = dt.time()
#: On which days of the week (0 is Monday) a word is.
_UNITS = {"day": tuple(range(7)), "weekday": tuple(range(5)), **{day: (i,) for i, day in enumerate(DAYS)}}


def read_clock(trigger: nodes.ClockTrigger, checker: Checker, env: Environment) -> ClockStart | None:
    """Resolve a trigger on the clock; None after a mistake."""
    zone = checker.time.zone if trigger.zone is None else checked_zone(trigger.zone, checker)
    at = None if trigger.at is None else _time(trigger.at, checker, env)
    wrong_time = trigger.at is not None and at is None
    interval: Duration | None = None
    days: tuple[int, ...] = ()
    if trigger.interval is not None:
        interval = _interval(trigger.interval, checker, env)
        if interval is None:
            return None
    elif trigger.unit == "hour":
        interval = Duration(0, HOUR)
    else:
        days = _UNITS[trigger.unit]
    if interval is not None and not interval.days:
        if trigger.at is not None:
            words = f"every {trigger.unit}" if trigger.interval is None else f"every {trigger.interval.span.text}"
            checker.report(
                "C114",
                f"`{words}` is counted from midnight, so it has no time of day",
                trigger.at.span,
                help="leave AT out, or write `every day at …`",
            )
            return None
    elif at is None:
        at = _MIDNIGHT
    if zone is None or wrong_time:
        return None
    return ClockStart(trigger, zone, interval, days, at)


def _time(node: nodes.Expression, checker: Checker, env: Environment) -> dt.time | None:
    type = infer(node, checker, env)
    if type == UNKNOWN:
        return None
    value = fixed_value(node, checker) if type == TIME else None
    if isinstance(value, dt.time):
        return value
    what = f"is {a(type)}" if type != TIME else "is not known before there is an event"
    checker.report(
        "C114",
        f"`{node.span.text}` {what}, and a time of day is wanted here",
        node.span,
        help="write it out, as in `at 09:00`",
    )
    return None


def _interval(node: nodes.Expression, checker: Checker, env: Environment) -> Duration | None:
    """The length of an interval: whole days, or from a minute up to less than 24 hours."""
    value = fixed_duration(node, checker, env)
    if value is None:
        return None
    problem = help = ""
    if value.business:
        problem = "the clock knows no business time"
        help = "write `every weekday at …`, and `now is within CALENDAR` into the condition"
    elif (value.days and not value.micros) or (not value.days and MINUTE <= value.micros < DAY):
        return value
    elif not value.days and value.micros < MINUTE:
        problem = f"{say(value)} is shorter than a minute"
        help = "a rule is started once a minute at most: `every 1 minute`"
    elif value.micros == DAY and not value.days:
        problem = "24 hours are not always a day"
        help = "write `every day`, which keeps to the clock when it is changed"
    else:
        problem = f"{say(value)} is longer than a day and no number of whole days"
        help = "write whole days or weeks, such as `every 2 days at 09:00`, or an interval of less than a day"
    checker.report("C113", f"the clock cannot start a rule every `{node.span.text}`: {problem}", node.span, help=help)
    return None
