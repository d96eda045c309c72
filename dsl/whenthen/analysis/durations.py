"""Lengths of time: those that a text fixes beforehand, and which calendar measures them.

The duration of a trigger is known before any event: a literal, a LET of one, or what is calculated from these. Business
time is measured on a calendar: the one that WITHIN names, else the project's.
"""

from __future__ import annotations

from typing import Any

from whenthen.analysis.calendars import default_calendar
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.infer import check, infer
from whenthen.analysis.lookup import resolves
from whenthen.analysis.mends import in_business_time
from whenthen.analysis.program import CalendarUse, ConstantUse
from whenthen.analysis.wording import a
from whenthen.diagnostics.fixes import as_text
from whenthen.syntax import nodes
from whenthen.types.model import BUSINESS_DURATION, DURATION, NUMBER, TEXT, UNKNOWN, Type, required
from whenthen.values import durations
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure
from whenthen.values.operators import OPERATORS

#: Not a value that is known beforehand.
NOT_FIXED = object()
#: LETs that lead through one another: longer chains are reported where they are declared.
_DEEPEST = 100


def duration_type(node: nodes.Expression, checker: Checker, env: Environment) -> Type | None:
    """The type of a length of time, `?` included; None after a mistake."""
    type = infer(node, checker, env)
    if type == UNKNOWN:
        return None
    if required(type) in (DURATION, BUSINESS_DURATION):
        return type
    help = "write for example `3 days` or `2 business hours`"
    if required(type) == NUMBER:
        help = f"write its unit: `{node.span.text} hours`, `{node.span.text} days`"
    checker.report(
        "C102", f"`{node.span.text}` is {a(type)}, and a length of time is wanted here", node.span, help=help
    )
    return None


def fixed_duration(node: nodes.Expression, checker: Checker, env: Environment) -> Duration | None:
    """The length of time of a trigger, more than nothing; None after a mistake. `env` allows constants only."""
    type = duration_type(node, checker, env)
    if type is None:
        return None
    try:
        value = fixed_value(node, checker)
    except ValueFailure as failure:
        checker.report("C103", f"this length of time cannot be used: {failure}", node.span, help="write another one")
        return None
    if value is NOT_FIXED:
        checker.report(
            "C103",
            f"`{node.span.text}` is not known before there is an event",
            node.span,
            help="write it out, as in `3 days`, or name a LET that does",
        )
        return None
    assert isinstance(value, Duration)
    return value if positive(value, node, checker) else None


def positive(value: Duration, node: nodes.Expression, checker: Checker) -> bool:
    """Whether a length of time is more than nothing; reported where it is not."""
    if value.business:
        good = value.days >= 0 and value.micros >= 0 and bool(value.days or value.micros)
    else:
        good = value.nominal > 0
    if not good:
        words = durations.say(value)
        checker.report(
            "C104",
            f"this waits for {words}, and a length of time here is more than nothing",
            node.span,
            help="write how long, such as `3 days`; what happens at once is said by `changes` and `arrives`",
        )
    return good


def fixed_value(node: nodes.Expression, checker: Checker, depth: int = 0) -> Any:
    """The value of a checked expression where it hangs on nothing but the text, NOT_FIXED elsewhere.

    Numbers, durations, times and what is calculated from them; raises ValueFailure where that has no result.
    """
    match node:
        case nodes.NumberLiteral() | nodes.TimeLiteral():
            return node.value
        case nodes.DurationLiteral():
            return durations.duration(node.amount, node.unit, node.business)
        case nodes.Reference() if isinstance(use := checker.bindings.get(node), ConstantUse) and depth < _DEEPEST:
            return fixed_value(use.declaration.value, checker, depth + 1)
        case nodes.Negative() if node in checker.operators:
            operands: tuple[nodes.Expression, ...] = (node.operand,)
        case nodes.Arithmetic() if node in checker.operators and not checker.operators[node].extra:
            operands = (node.left, node.right)
        case _:
            return NOT_FIXED
    values = [fixed_value(operand, checker, depth) for operand in operands]
    return NOT_FIXED if NOT_FIXED in values else OPERATORS[checker.operators[node].name](*values)


def check_calendar(
    duration: nodes.Expression, type: Type, calendar: nodes.Expression | None, checker: Checker, env: Environment
) -> bool:
    """Hold the WITHIN of a length of time against its type: business time has a calendar, plain time none."""
    business = required(type) == BUSINESS_DURATION
    if calendar is None:
        if business and default_calendar(checker) is None:
            _no_calendar(duration, checker, env)
            return False
        return True
    if not business:
        checker.report(
            "C106",
            f"`{duration.span.text}` is plain time, which no calendar measures",
            calendar.span,
            help=f"write `{with_business(duration)}`, or leave the WITHIN out",
            fix=in_business_time(duration),
        )
        return False
    return True


def with_business(duration: nodes.Expression) -> str:
    """The words of a plain duration as business time."""
    words = duration.span.text.split()
    return (
        f"{words[0]} business {' '.join(words[1:])}" if isinstance(duration, nodes.DurationLiteral) else "… business …"
    )


def _no_calendar(duration: nodes.Expression, checker: Checker, env: Environment) -> None:
    known = list(checker.tables.calendars)
    if known:
        help = f"say which: `{duration.span.text} within {known[0]}`, or name one in the project's settings"
    else:
        help = "declare one: `CALENDAR support_hours`, then lines such as `monday to friday 09:00 to 17:00`"
    checker.report(
        "C105", f"`{duration.span.text}` is measured on a calendar, and none is meant here", duration.span, help=help
    )


def calendar_of(node: nodes.Expression, checker: Checker, env: Environment) -> Type | None:
    """The type of what names a calendar: a declared one (entered in `bindings`), or a text that holds the name of one.

    None after a mistake.
    """
    if isinstance(node, nodes.Reference) and node.name not in env.variables:
        declared = checker.tables.calendars.get(node.name)
        if declared is not None and checker.sees(env.file, declared):
            checker.bindings[node] = CalendarUse(node.name)
            return checker.settle(node, TEXT)
        if not resolves(node.name, checker, env):
            known = [c.name.text for c in checker.tables.calendars.values() if checker.sees(env.file, c)]
            advice = "declare one: `CALENDAR support_hours`, and its opening hours below it"
            if known:
                advice = f"there is {', '.join(f'`{name}`' for name in known[:6])}" + (" …" if len(known) > 6 else "")
            checker.unknown_name("calendar", node.name, node.span, env, known, "C107", advice)
            return None
    type = check(node, TEXT, checker, env)
    if type == UNKNOWN:
        return None
    if required(type) != TEXT:
        checker.report(
            "C107",
            f"`{node.span.text}` is {a(type)}, and a calendar is wanted here",
            node.span,
            help=f"the time since a moment is asked for with `is less than {node.span.text} ago`"
            if required(type) in (DURATION, BUSINESS_DURATION)
            else "name a CALENDAR, or a text that holds the name of one",
        )
        return None
    if isinstance(node, nodes.TextLiteral) and node.value not in checker.tables.calendars:
        if not checker.tables.broken and not env.file.incomplete:
            known = list(checker.tables.calendars)
            help = checker.suggest(node.value, known) or "name a CALENDAR that is declared"
            fix = checker.mend_name(node.value, known, node.span, as_text)
            checker.report("C107", f"there is no calendar `{node.value}`", node.span, help=help, fix=fix)
        return None
    return type
