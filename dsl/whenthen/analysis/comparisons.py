"""Two values side by side: `is`, `<`, `is between`, `is one of`, and what can be compared at all."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from whenthen.analysis.checker import Checker
from whenthen.analysis.constants import literal_value
from whenthen.analysis.environment import Environment
from whenthen.analysis.infer import check, conditional, infer
from whenthen.analysis.lookup import resolves
from whenthen.analysis.mends import bracketed, swapped, unquoted
from whenthen.analysis.missing import operand_missing
from whenthen.analysis.wording import a
from whenthen.diagnostics.fixes import insert
from whenthen.diagnostics.model import Fix, Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types import operators, relations
from whenthen.types.model import (
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    TEXT,
    TIME,
    UNKNOWN,
    Choice,
    ListOf,
    RecordType,
    SetOf,
    Type,
    Union,
    required,
)
from whenthen.values.money import Money


def infer_pair(
    left: nodes.Expression, right: nodes.Expression, checker: Checker, env: Environment
) -> tuple[Type, Type]:
    """The types of two values that are compared; choice values take their type from the other side."""
    if _takes_type(left, checker, env) and not _takes_type(right, checker, env):
        right_type = infer(right, checker, env)
        return check(left, right_type, checker, env, named(right)), right_type
    left_type = infer(left, checker, env)
    return left_type, check(right, left_type, checker, env, named(left))


def named(node: nodes.Expression) -> str:
    """How a message names what a value is compared with."""
    return f"`{node.span.text}`"


def _takes_type(node: nodes.Expression, checker: Checker, env: Environment) -> bool:
    if isinstance(node, nodes.Reference):
        return not resolves(node.name, checker, env)
    return isinstance(node, nodes.TextLiteral)


@conditional(nodes.Compare)
def _compare(node: nodes.Compare, checker: Checker, env: Environment) -> bool:
    if _names_a_type(node, checker, env) or _compares_with_a_list(node, checker, env):
        return False
    left, right = infer_pair(node.left, node.right, checker, env)
    if UNKNOWN in (left, right):
        return False
    row = operators.find(node.operator, required(left), required(right))
    if row is None:
        refuse(node, node.operator, node.left, left, node.right, right, checker)
        return False
    if node.operator not in operators.EQUALITY and (same_currency(node.left, node.right, checker, node.span) is False):
        return False
    checker.operators[node] = row
    negated = node.operator == "is not"
    operand_missing(node.left, left, node, negated, checker, env)
    operand_missing(node.right, right, node, negated, checker, env)
    return True


def _names_a_type(node: nodes.Compare, checker: Checker, env: Environment) -> bool:
    """Report `actor is agent`, where `agent` is no record at hand but a kind of records."""
    right = node.right
    if not isinstance(right, nodes.Reference) or resolves(right.name, checker, env):
        return False
    if node.operator not in operators.EQUALITY or checker.record(right.name, env) is None:
        return False
    left = required(infer(node.left, checker, env))
    if not isinstance(left, RecordType | Union):
        return False
    negation = "not " if node.operator == "is not" else ""
    checker.report(
        "N111",
        f"there is no `{right.name}` here to compare with",
        right.span,
        help=f"to ask what kind of record it is write `{node.left.span.text} is {negation}{a(right.name)}`",
    )
    return True


def _compares_with_a_list(node: nodes.Compare, checker: Checker, env: Environment) -> bool:
    """Report `ticket.status is [open, pending]`."""
    if not isinstance(node.right, nodes.ListLiteral) or node.operator not in operators.EQUALITY:
        return False
    left = required(infer(node.left, checker, env))
    if left == UNKNOWN or isinstance(left, ListOf | SetOf):
        return left == UNKNOWN
    negation = "not " if node.operator == "is not" else ""
    checker.report(
        "T101",
        f"{a(left)} is never a list",
        node.span,
        help=f"write `{node.left.span.text} is {negation}one of {node.right.span.text}`",
        fix=_one_of_these(node),
    )
    return True


def _one_of_these(node: nodes.Compare) -> Fix | None:
    between = Span(node.span.source, node.left.span.end, node.right.span.start)
    if not re.fullmatch(r"\s+is(?:\s+not)?\s+", between.text, re.IGNORECASE):
        return None
    return insert(node.span.source, node.right.span.start, "one of ")


def refuse(
    node: nodes.Expression,
    operator: str,
    left_node: nodes.Expression,
    left: Type,
    right_node: nodes.Expression,
    right: Type,
    checker: Checker,
) -> None:
    left, right = required(left), required(right)
    labels = (Label(left_node.span, a(left)), Label(right_node.span, a(right)))
    fix = unquoted(right_node, left) or unquoted(left_node, right)
    if operator in operators.EQUALITY:
        checker.report(
            "T101",
            f"{a(left)} and {a(right)} can never be equal",
            node.span,
            *labels,
            help=equal_help(left, right),
            fix=fix,
        )
    elif left == right or (isinstance(left, Choice) and isinstance(right, Choice)):
        help = "only numbers, money, durations, dates, times, instants and scales have an order"
        if isinstance(left, Choice):
            help = f"a choice with an order is declared with `<`: `{' < '.join(left.values[:4])}`"
        checker.report("T102", f"{a(left)} has no order", node.span, *labels, help=help)
    else:
        checker.report(
            "T101",
            f"{a(left)} and {a(right)} cannot be compared",
            node.span,
            *labels,
            help=equal_help(left, right),
            fix=fix,
        )


def equal_help(left: Type, right: Type) -> str | None:
    pair = (left, right)
    if BUSINESS_DURATION in pair and DURATION in pair:
        return (
            "business time and plain time do not mix: write both with `business`, or neither; for the business time "
            "since a moment write `is more than 2 business hours ago`"
        )
    if MONEY in pair and NUMBER in pair:
        return "an amount of money is written with its currency, such as `100 EUR`"
    if DURATION in pair and NUMBER in pair:
        return "a duration is written with its unit, such as `2 hours`"
    if INSTANT in pair and DATE in pair:
        return (
            "a date is a whole day and an instant a moment: compare moments with moments, such as `now`, or take the "
            "date of one, `date_of(MOMENT)`"
        )
    if INSTANT in pair and TIME in pair:
        return "a time of day is compared with one: that of a moment is `time_of(MOMENT)`, as in `time_of(now)`"
    if INSTANT in pair and DURATION in pair:
        return "the time that has passed since a moment is `now - MOMENT`: compare that with the duration"
    if any(isinstance(t, RecordType | Union) for t in pair) and TEXT in pair:
        records = [m for t in pair for m in relations.members(t) if isinstance(m, RecordType)]
        name = records[0].name
        return f'{a(name)} is compared with {a(name)}, as in `is {name} "…"`; its text is one of its fields'
    for one, other in ((left, right), (right, left)):
        if isinstance(one, ListOf | SetOf) and relations.comparable(one.item, other):
            return "ask for a member of it with `contains`"
    if isinstance(left, Choice) and isinstance(right, Choice):
        return f"the one is {left}, the other {right}"
    return "compare values of one type"


@conditional(nodes.Between)
def _between(node: nodes.Between, checker: Checker, env: Environment) -> bool:
    value = infer(node.value, checker, env)
    good = value != UNKNOWN
    for bound, operator in ((node.low, ">="), (node.high, "<=")):
        type = check(bound, value, checker, env, named(node.value))
        if UNKNOWN in (value, type):
            good = False
            continue
        row = operators.find(operator, required(value), required(type))
        if row is None:
            refuse(node, operator, node.value, value, bound, type, checker)
            good = False
        elif same_currency(node.value, bound, checker, node.span):
            if bound is node.low:
                checker.operators[node] = row
            operand_missing(bound, type, node, node.negated, checker, env)
        else:
            good = False
    if good:
        operand_missing(node.value, value, node, node.negated, checker, env)
        good = not _backwards(node, checker)
    return good


def _backwards(node: nodes.Between, checker: Checker) -> bool:
    """Report bounds that nothing lies between; whether they are such."""
    low, high = (_rank(literal_value(bound, checker), bound, checker) for bound in (node.low, node.high))
    if low is None or high is None or low <= high:
        return False
    first, last, value = node.low.span.text, node.high.span.text, node.value.span.text
    help = f"the lower one comes first: `is between {last} and {first}`"
    fix = None if isinstance(node.low, nodes.TimeLiteral) else swapped(node.low.span, node.high.span)
    if isinstance(node.low, nodes.TimeLiteral):
        help = f"for a night write `({value} is at least {first} OR {value} is at most {last})`, or declare a CALENDAR"
    checker.report("T122", f"nothing is between `{first}` and `{last}`", node.span, help=help, fix=fix)
    return True


def _rank(value: Any, node: nodes.Expression, checker: Checker) -> Any:
    """What two constants of one type are ordered by; None for what is no constant, or has no order of its own."""
    type = required(checker.types[node])
    if isinstance(value, Money):
        return value.amount
    if isinstance(type, Choice):
        return type.values.index(value) if value in type.values else None
    return value if isinstance(value, Decimal | dt.date | dt.time) else None


@conditional(nodes.OneOf)
def _one_of(node: nodes.OneOf, checker: Checker, env: Environment) -> bool:
    value = infer(node.value, checker, env)
    if value == UNKNOWN:
        infer(node.options, checker, env) if not isinstance(node.options, nodes.ListLiteral) else None
        return False
    wanted = required(value)
    options = check(node.options, ListOf(wanted), checker, env, named(node.value))
    if not list_fits(node.options, options, wanted, checker):
        return False
    operand_missing(node.value, value, node, node.negated, checker, env)
    operand_missing(node.options, options, node, node.negated, checker, env)
    return True


def list_fits(node: nodes.Expression, options: Type, item: Type, checker: Checker) -> bool:
    """Whether a value of type `item` can be among the options; each item that never can be is reported."""
    options = required(options)
    if options == UNKNOWN:
        return False
    if not isinstance(options, ListOf | SetOf):
        checker.report(
            "T110",
            f"`{node.span.text}` is {a(options)}, and a list is wanted here",
            node.span,
            help=f"write the values in brackets: `[{node.span.text}, …]`",
            fix=bracketed(node),
        )
        return False
    if isinstance(node, nodes.ListLiteral):
        good = True
        for entry in node.items:
            type = required(checker.types[entry])
            if not relations.comparable(item, type):
                checker.report(
                    "T101",
                    f"{a(item)} and {a(type)} can never be equal",
                    entry.span,
                    help=equal_help(item, type),
                    fix=unquoted(entry, item),
                )
                good = False
        return good
    if not relations.comparable(item, options.item):
        checker.report(
            "T101",
            f"{a(item)} is never among the items of {a(options)}",
            node.span,
            help=f"a list of {item} is wanted here",
        )
        return False
    return True


def same_currency(left: nodes.Expression, right: nodes.Expression, checker: Checker, span: Span) -> bool:
    """False, and a report, where two amounts are written in two currencies."""
    if (
        isinstance(left, nodes.MoneyLiteral)
        and isinstance(right, nodes.MoneyLiteral)
        and left.currency != right.currency
    ):
        checker.report(
            "T115",
            f"`{left.currency}` and `{right.currency}` are two currencies",
            span,
            Label(left.span, left.currency),
            Label(right.span, right.currency),
            help="write both amounts in one currency",
        )
        return False
    return True
