"""AND, OR, NOT and the tests of one value.

AND and OR are checked from left to right, each operand with what the ones before it tell.
"""

from __future__ import annotations

from whenthen.analysis import flow
from whenthen.analysis.checker import Checker
from whenthen.analysis.comparisons import list_fits, named
from whenthen.analysis.durations import calendar_of, check_calendar, duration_type
from whenthen.analysis.environment import Environment
from whenthen.analysis.flow import path_of
from whenthen.analysis.infer import check, check_condition, conditional, infer
from whenthen.analysis.lookup import resolves
from whenthen.analysis.mends import equal_instead
from whenthen.analysis.missing import operand_missing
from whenthen.analysis.wording import a
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.types import relations
from whenthen.types.model import (
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    PATTERN,
    TEXT,
    UNKNOWN,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
    required,
)


@conditional(nodes.And)
def _and(node: nodes.And, checker: Checker, env: Environment) -> bool:
    return _in_turn(node.operands, True, checker, env)


@conditional(nodes.Or)
def _or(node: nodes.Or, checker: Checker, env: Environment) -> bool:
    return _in_turn(node.operands, False, checker, env)


def _in_turn(operands: tuple[nodes.Expression, ...], truth: bool, checker: Checker, env: Environment) -> bool:
    good = True
    before: nodes.Expression | None = None
    for operand in operands:
        if before is not None and _continues(before, operand, truth, checker, env):
            good = False
        elif check_condition(operand, checker, env):
            env = env.knowing(flow.learn(operand, truth, checker))
        else:
            good = False
        before = operand
    return good


def _continues(
    before: nodes.Expression, operand: nodes.Expression, truth: bool, checker: Checker, env: Environment
) -> bool:
    """Report a value that stands alone after a test of the same kind: `status is open OR pending`."""
    alone = isinstance(operand, nodes.TextLiteral) or (
        isinstance(operand, nodes.Reference) and not resolves(operand.name, checker, env)
    )
    if not alone:
        return False
    if isinstance(before, nodes.TextTest) and not before.quantifier and not before.negated:
        several = f"{before.operator} {'all' if truth and before.operator == 'contains' else 'any'} of"
        value, first = before.value, before.item
    elif isinstance(before, nodes.Compare) and before.operator == "is":
        several, value, first = "is one of", before.left, before.right
    else:
        return False
    checker.report(
        "T106",
        f"`{operand.span.text}` stands alone, and a condition is wanted here",
        operand.span,
        Label(before.span, "it does not go on from here"),
        help=f"write `{value.span.text} {several} [{first.span.text}, {operand.span.text}]`",
    )
    return True


@conditional(nodes.Not)
def _not(node: nodes.Not, checker: Checker, env: Environment) -> bool:
    return check_condition(node.operand, checker, env.flipped())


@conditional(nodes.IsSet)
def _is_set(node: nodes.IsSet, checker: Checker, env: Environment) -> bool:
    type = infer(node.value, checker, env)
    if type == UNKNOWN:
        return False
    if node.negated and not isinstance(type, Optional) and path_of(node.value, checker) not in env.facts.present:
        checker.report(
            "T122",
            f"`{node.value.span.text}` always has a value, so this never holds",
            node.span,
            help="compare it with a value; only what is declared with `?` may be missing",
        )
        return False
    return True


@conditional(nodes.IsEmpty)
def _is_empty(node: nodes.IsEmpty, checker: Checker, env: Environment) -> bool:
    type = infer(node.value, checker, env)
    if type == UNKNOWN:
        return False
    if required(type) != TEXT and not isinstance(required(type), ListOf | SetOf):
        checker.report(
            "T108",
            f"`is empty` asks of a text, a list or a set, and this is {a(type)}",
            node.value.span,
            help=f"to ask for its value write `{node.value.span.text} is {'' if node.negated else 'not '}set`",
        )
        return False
    operand_missing(node.value, type, node, node.negated, checker, env)
    return True


@conditional(nodes.IsA)
def _is_a(node: nodes.IsA, checker: Checker, env: Environment) -> bool:
    type = infer(node.value, checker, env)
    name = node.record.text
    if checker.record(name, env) is None:
        known = [r for r in checker.schema.records if checker.record(r, env) is not None]
        checker.unknown_name("record", name, node.record.span, env, known, "N104")
        return False
    if type == UNKNOWN:
        return False
    inner = required(type)
    members = inner.members if isinstance(inner, Union) else (inner,)
    if RecordType(name) not in members:
        checker.report(
            "T117",
            f"`{node.value.span.text}` is {a(inner)}, never {a(name)}",
            node.span,
            help="it can be " + " or ".join(a(member) for member in members),
        )
        return False
    operand_missing(node.value, type, node, node.negated, checker, env)
    return True


@conditional(nodes.TextTest)
def _text_test(node: nodes.TextTest, checker: Checker, env: Environment) -> bool:
    value = infer(node.value, checker, env)
    inner = required(value)
    collection = isinstance(inner, ListOf | SetOf) and node.operator == "contains"
    item: Type = inner.item if isinstance(inner, ListOf | SetOf) and collection else TEXT
    if value == UNKNOWN:
        item = UNKNOWN
    wanted: Type = ListOf(item) if node.quantifier else item
    found = check(node.item, wanted, checker, env, named(node.value))
    if value == UNKNOWN:
        return False
    if inner != TEXT and not collection:
        what = "a text, a list or a set" if node.operator == "contains" else "a text"
        checker.report(
            "T108",
            f"`{node.operator}` looks into {what}, and this is {a(inner)}",
            node.value.span,
            help="compare it with `is`" if isinstance(inner, Choice) else "name a field that is one",
            fix=equal_instead(node, inner),
        )
        return False
    if found == UNKNOWN:
        return False
    if node.quantifier:
        fits = list_fits(node.item, found, item, checker)
    else:
        fits = relations.comparable(item, required(found))
        if not fits:
            help = None
            if isinstance(required(found), ListOf | SetOf):
                help = f"for a list write `{node.operator} any of …`" + (
                    " or `all of`" if node.operator == "contains" else ""
                )
            checker.report(
                "T108",
                f"`{node.operator}` wants {a(item)} here, and this is {a(found)}",
                node.item.span,
                Label(node.value.span, a(inner)),
                help=help,
            )
    if not fits:
        return False
    negated = node.negated or node.quantifier == "none"
    operand_missing(node.value, value, node, negated, checker, env)
    operand_missing(node.item, found, node, negated, checker, env)
    return True


@conditional(nodes.Matches)
def _matches(node: nodes.Matches, checker: Checker, env: Environment) -> bool:
    value = infer(node.value, checker, env)
    pattern = infer(node.pattern, checker, env)
    if UNKNOWN in (value, pattern):
        return False
    if required(value) != TEXT:
        checker.report(
            "T108",
            f"`matches` looks into a text, and this is {a(value)}",
            node.value.span,
            help="name a field that is a text",
        )
        return False
    if pattern != PATTERN:
        checker.report(
            "T108",
            f"`matches` wants a pattern here, and this is {a(pattern)}",
            node.pattern.span,
            help="a pattern stands between slashes: `matches /inv-[0-9]+/i`; for a plain text write `contains`",
        )
        return False
    operand_missing(node.value, value, node, node.negated, checker, env)
    return True


@conditional(nodes.Within)
def _within(node: nodes.Within, checker: Checker, env: Environment) -> bool:
    value = infer(node.value, checker, env)
    calendar = calendar_of(node.calendar, checker, env)
    if value == UNKNOWN or calendar is None:
        return False
    if required(value) != INSTANT:
        _no_moment(node.value, value, "`is within` a calendar asks of a moment", checker)
        return False
    operand_missing(node.value, value, node, node.negated, checker, env)
    operand_missing(node.calendar, calendar, node, node.negated, checker, env)
    return True


@conditional(nodes.Ago)
def _ago(node: nodes.Ago, checker: Checker, env: Environment) -> bool:
    value = infer(node.value, checker, env)
    duration = duration_type(node.duration, checker, env)
    calendar = None if node.calendar is None else calendar_of(node.calendar, checker, env)
    measured = duration is not None and check_calendar(node.duration, duration, node.calendar, checker, env)
    if value == UNKNOWN or duration is None or not measured or (node.calendar is not None and calendar is None):
        return False
    if required(value) != INSTANT:
        _no_moment(node.value, value, "`ago` asks of a moment", checker)
        return False
    operand_missing(node.value, value, node, False, checker, env)
    operand_missing(node.duration, duration, node, False, checker, env)
    if node.calendar is not None and calendar is not None:
        operand_missing(node.calendar, calendar, node, False, checker, env)
    return True


def _no_moment(node: nodes.Expression, type: Type, wish: str, checker: Checker) -> None:
    """Report what is no instant where one is wanted."""
    help = "name an instant, such as `now`"
    if required(type) == DATE:
        help = f"a date is a whole day: compare it with `today`, as in `{node.span.text} < today - 2 days`"
    elif required(type) in (DURATION, BUSINESS_DURATION):
        help = "a duration is compared with `is above` and `is below`"
    checker.report("C101", f"{wish}, and `{node.span.text}` is {a(type)}", node.span, help=help)
