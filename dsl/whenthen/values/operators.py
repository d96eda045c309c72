"""The value table: what each row of the type table (`types.operators`) does to two values that are not missing.

A row is named by what a rule writer would write, with the kinds of the operands: `instant - duration`. Rows with days
on an instant take the time zone as a third argument, rows that order a scale its ranks. Functions raise nothing but
ValueFailure.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from whenthen.values import durations, moments, money, numbers, scales, text
from whenthen.values.equality import equal


def _not(test: Callable[..., bool]) -> Callable[..., bool]:
    return lambda left, right: not test(left, right)


_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "number + number": numbers.add,
    "number - number": numbers.subtract,
    "number * number": numbers.multiply,
    "number / number": numbers.divide,
    "money + money": money.add,
    "money - money": money.subtract,
    "money * number": money.multiply,
    "number * money": lambda factor, value: money.multiply(value, factor),
    "money / number": money.divide,
    "money / money": money.ratio,
    "instant + duration": moments.add,
    "instant - duration": moments.back,
    "instant - instant": moments.subtract,
    "date + duration": moments.add_to_date,
    "date - duration": moments.back_from_date,
    "date - date": moments.subtract_dates,
}
for _kind in ("duration", "business duration"):
    _ARITHMETIC |= {
        f"{_kind} + {_kind}": durations.add,
        f"{_kind} - {_kind}": durations.subtract,
        f"{_kind} * number": durations.multiply,
        f"number * {_kind}": lambda factor, value: durations.multiply(value, factor),
        f"{_kind} / number": durations.divide,
        f"{_kind} / {_kind}": durations.ratio,
    }

_NEGATION: dict[str, Callable[..., Any]] = {
    "- number": numbers.negate,
    "- money": money.negate,
    "- duration": durations.negate,
    "- business duration": durations.negate,
}

# Kinds whose `==` in Python is that of the language.
_PLAIN = (
    "number",
    "money",
    "duration",
    "business duration",
    "instant",
    "date",
    "time",
    "choice",
    "scale",
    "boolean",
    "record",
    "set",
)
_ORDERED = ("number", "money", "duration", "business duration", "instant", "date", "time")

_EQUALITY: dict[str, Callable[..., bool]] = {
    "text is text": text.same,
    "text is not text": _not(text.same),
}
for _kind in _PLAIN:
    _EQUALITY |= {f"{_kind} is {_kind}": operator.eq, f"{_kind} is not {_kind}": operator.ne}
for _kind in ("list", "payload", "mixed"):
    _EQUALITY |= {f"{_kind} is {_kind}": equal, f"{_kind} is not {_kind}": _not(equal)}

_ORDER: dict[str, Callable[..., bool]] = {
    "scale < scale": scales.below,
    "scale <= scale": scales.at_most,
    "scale > scale": scales.above,
    "scale >= scale": scales.at_least,
}
for _kind in _ORDERED:
    _ORDER |= {
        f"{_kind} < {_kind}": operator.lt,
        f"{_kind} <= {_kind}": operator.le,
        f"{_kind} > {_kind}": operator.gt,
        f"{_kind} >= {_kind}": operator.ge,
    }

#: Row name -> function of the operands (and of the zone or the ranks, see above).
OPERATORS: dict[str, Callable[..., Any]] = {**_ARITHMETIC, **_NEGATION, **_EQUALITY, **_ORDER}
