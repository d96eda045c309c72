"""The types of conditions, and where a missing value could surprise in them.

A comparison with a missing value is false. That surprises where the comparison is itself negative (`is not`, `does not
contain`) or stands under NOT: there the checker asks for `is set` or `otherwise` (V101, V102). AND and OR are checked
from left to right, each operand with what the ones before it tell.
"""

from __future__ import annotations

from functools import singledispatch

from whenthen.analysis import calls, changes, expressions, flow, names
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.wording import a
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.types import operators, relations
from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
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


def check_condition(node: nodes.Expression, checker: Checker, env: Environment) -> bool:
    """Check an expression in the place of a condition; whether it is one without a mistake."""
    type = expressions.infer(node, checker, env)
    if type == UNKNOWN:
        return False
    if required(type) != BOOLEAN:
        help = f"compare it with something: `{node.span.text} is …`"
        if isinstance(type, Optional):
            help = f"to ask whether it is there write `{node.span.text} is set`"
        checker.report("T106", f"`{node.span.text}` is {a(type)}, and a condition is wanted here", node.span, help=help)
        return False
    if isinstance(type, Optional):
        note_missing(node, node, checker, env)
    return True


def note_missing(operand: nodes.Expression, test: nodes.Expression, checker: Checker, env: Environment) -> None:
    """A test is false where this operand is missing: a surprise under NOT, there or where a DEFINE is negated."""
    if env.negated:
        words = operand.span.text
        checker.report(
            "V102",
            f"`{words}` may be missing: then `{test.span.text}` is false, and NOT makes it true",
            operand.span,
            help=f"say what is meant: `{words} is set AND NOT …`, or give it a value: `{words} otherwise …`",
        )
    elif checker.missing is not None:
        checker.missing.append(operand.span)


def operand_missing(
    operand: nodes.Expression, type: Type, test: nodes.Expression, negated: bool, checker: Checker, env: Environment
) -> None:
    """Look at an operand that may be missing, of a test that is negative in itself or not."""
    if not isinstance(type, Optional):
        return
    if not negated:
        note_missing(operand, test, checker, env)
        return
    words = operand.span.text
    checker.report(
        "V101",
        f"`{words}` may be missing, and then `{test.span.text}` is false",
        operand.span,
        help=f"say what is meant: `{words} is set AND {test.span.text}`, or `{words} is not set OR {test.span.text}`, "
        f"or give it a value: `{words} otherwise …`",
    )


def infer_condition(node: nodes.Expression, checker: Checker, env: Environment) -> Type:
    """The type of a condition: BOOLEAN, or UNKNOWN after a mistake in it."""
    return checker.settle(node, BOOLEAN if _check(node, checker, env) else UNKNOWN)


@singledispatch
def _check(node: nodes.Expression, checker: Checker, env: Environment) -> bool:
    raise TypeError(f"the checker does not know {type(node).__name__}")


@_check.register
def _and(node: nodes.And, checker: Checker, env: Environment) -> bool:
    return _in_turn(node.operands, True, checker, env)


@_check.register
def _or(node: nodes.Or, checker: Checker, env: Environment) -> bool:
    return _in_turn(node.operands, False, checker, env)


def _in_turn(operands: tuple[nodes.Expression, ...], truth: bool, checker: Checker, env: Environment) -> bool:
    good = True
    for operand in operands:
        if check_condition(operand, checker, env):
            env = env.knowing(flow.learn(operand, truth, checker))
        else:
            good = False
    return good


@_check.register
def _not(node: nodes.Not, checker: Checker, env: Environment) -> bool:
    return check_condition(node.operand, checker, env.flipped())


@_check.register
def _quantified(node: nodes.Quantified, checker: Checker, env: Environment) -> bool:
    return calls.infer_quantified(node, checker, env) != UNKNOWN


# ----------------------------------------------------------------------------------------------------- comparisons


def infer_pair(
    left: nodes.Expression, right: nodes.Expression, checker: Checker, env: Environment
) -> tuple[Type, Type]:
    """The types of two values that are compared; choice values take their type from the other side."""
    if _takes_type(left, checker, env) and not _takes_type(right, checker, env):
        right_type = expressions.infer(right, checker, env)
        return expressions.check(left, right_type, checker, env, _named(right)), right_type
    left_type = expressions.infer(left, checker, env)
    return left_type, expressions.check(right, left_type, checker, env, _named(left))


def _named(node: nodes.Expression) -> str:
    """How a message names what a value is compared with."""
    return f"`{node.span.text}`"


def _takes_type(node: nodes.Expression, checker: Checker, env: Environment) -> bool:
    if isinstance(node, nodes.Reference):
        return not names.resolves(node.name, checker, env)
    return isinstance(node, nodes.TextLiteral)


@_check.register
def _compare(node: nodes.Compare, checker: Checker, env: Environment) -> bool:
    left, right = infer_pair(node.left, node.right, checker, env)
    if UNKNOWN in (left, right):
        return False
    row = operators.find(node.operator, required(left), required(right))
    if row is None:
        _refuse(node, node.operator, node.left, left, node.right, right, checker)
        return False
    if node.operator not in operators.EQUALITY and (
        expressions.same_currency(node.left, node.right, checker, node.span) is False
    ):
        return False
    checker.operators[node] = row
    negated = node.operator == "is not"
    operand_missing(node.left, left, node, negated, checker, env)
    operand_missing(node.right, right, node, negated, checker, env)
    return True


def _refuse(
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
    if operator in operators.EQUALITY:
        checker.report(
            "T101", f"{a(left)} and {a(right)} can never be equal", node.span, *labels, help=_equal_help(left, right)
        )
    elif left == right or (isinstance(left, Choice) and isinstance(right, Choice)):
        help = "only numbers, money, durations, dates, times, instants and scales have an order"
        if isinstance(left, Choice):
            help = f"a choice with an order is declared with `<`: `{' < '.join(left.values[:4])}`"
        checker.report("T102", f"{a(left)} has no order", node.span, *labels, help=help)
    else:
        checker.report(
            "T101", f"{a(left)} and {a(right)} cannot be compared", node.span, *labels, help=_equal_help(left, right)
        )


def _equal_help(left: Type, right: Type) -> str | None:
    pair = (left, right)
    if BUSINESS_DURATION in pair and DURATION in pair:
        return "business time and plain time do not mix: write both with `business`, or neither"
    if any(isinstance(t, RecordType | Union) for t in pair) and TEXT in pair:
        record = next(t for t in pair if isinstance(t, RecordType | Union))
        name = record.name if isinstance(record, RecordType) else "record"
        return f'{a(name)} is compared with {a(name)}, as in `is {name} "…"`; its text is one of its fields'
    for one, other in ((left, right), (right, left)):
        if isinstance(one, ListOf | SetOf) and relations.comparable(one.item, other):
            return "ask for a member of it with `contains`"
    if isinstance(left, Choice) and isinstance(right, Choice):
        return f"the one is {left}, the other {right}"
    return "compare values of one type"


@_check.register
def _between(node: nodes.Between, checker: Checker, env: Environment) -> bool:
    value = expressions.infer(node.value, checker, env)
    good = value != UNKNOWN
    for bound, operator in ((node.low, ">="), (node.high, "<=")):
        type = expressions.check(bound, value, checker, env, _named(node.value))
        if UNKNOWN in (value, type):
            good = False
            continue
        row = operators.find(operator, required(value), required(type))
        if row is None:
            _refuse(node, operator, node.value, value, bound, type, checker)
            good = False
        elif expressions.same_currency(node.value, bound, checker, node.span):
            if bound is node.low:
                checker.operators[node] = row
            operand_missing(bound, type, node, node.negated, checker, env)
        else:
            good = False
    if good:
        operand_missing(node.value, value, node, node.negated, checker, env)
    return good


@_check.register
def _one_of(node: nodes.OneOf, checker: Checker, env: Environment) -> bool:
    value = expressions.infer(node.value, checker, env)
    if value == UNKNOWN:
        expressions.infer(node.options, checker, env) if not isinstance(node.options, nodes.ListLiteral) else None
        return False
    wanted = required(value)
    options = expressions.check(node.options, ListOf(wanted), checker, env, _named(node.value))
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
                    help=_equal_help(item, type),
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


# ----------------------------------------------------------------------------------------------------------- tests


@_check.register
def _is_set(node: nodes.IsSet, checker: Checker, env: Environment) -> bool:
    return expressions.infer(node.value, checker, env) != UNKNOWN


@_check.register
def _is_empty(node: nodes.IsEmpty, checker: Checker, env: Environment) -> bool:
    type = expressions.infer(node.value, checker, env)
    if type == UNKNOWN:
        return False
    if required(type) != TEXT and not isinstance(required(type), ListOf | SetOf):
        checker.report(
            "T108",
            f"`is empty` asks of a text, a list or a set, and this is {a(type)}",
            node.value.span,
            help=f"to ask whether a value is missing write `{node.value.span.text} is not set`",
        )
        return False
    operand_missing(node.value, type, node, node.negated, checker, env)
    return True


@_check.register
def _is_a(node: nodes.IsA, checker: Checker, env: Environment) -> bool:
    type = expressions.infer(node.value, checker, env)
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


@_check.register
def _text_test(node: nodes.TextTest, checker: Checker, env: Environment) -> bool:
    value = expressions.infer(node.value, checker, env)
    inner = required(value)
    collection = isinstance(inner, ListOf | SetOf) and node.operator == "contains"
    item: Type = inner.item if isinstance(inner, ListOf | SetOf) and collection else TEXT
    if value == UNKNOWN:
        item = UNKNOWN
    wanted: Type = ListOf(item) if node.quantifier else item
    found = expressions.check(node.item, wanted, checker, env, _named(node.value))
    if value == UNKNOWN:
        return False
    if inner != TEXT and not collection:
        what = "a text, a list or a set" if node.operator == "contains" else "a text"
        checker.report(
            "T108",
            f"`{node.operator}` looks into {what}, and this is {a(inner)}",
            node.value.span,
            help="compare it with `is`" if isinstance(inner, Choice) else "name a field that is one",
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


@_check.register
def _matches(node: nodes.Matches, checker: Checker, env: Environment) -> bool:
    value = expressions.infer(node.value, checker, env)
    pattern = expressions.infer(node.pattern, checker, env)
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


@_check.register
def _changed(node: nodes.Changed, checker: Checker, env: Environment) -> bool:
    return changes.check_changed(node, checker, env)


@_check.register
def _was(node: nodes.Was, checker: Checker, env: Environment) -> bool:
    return changes.check_was(node, checker, env)


@_check.register
def _within(node: nodes.Within, checker: Checker, env: Environment) -> bool:
    return expressions.infer(node.value, checker, env) == INSTANT and False  # reported as not supported yet


@_check.register
def _ago(node: nodes.Ago, checker: Checker, env: Environment) -> bool:
    expressions.infer(node.value, checker, env)
    expressions.infer(node.duration, checker, env)
    return False  # reported as not supported yet
