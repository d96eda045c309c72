"""The type table: which operands an operator takes, and what comes out.

Each row has its function in the value table (`values.operators`) under the same name. Text has no `+` (a text with
`{…}` says it), and no order; business and plain durations do not mix; days are added to dates, hours are not.
"""

from __future__ import annotations

import attrs

from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    Type,
    required,
)
from whenthen.types.relations import common_scale, comparable, kind

ARITHMETIC = ("+", "-", "*", "/")
EQUALITY = ("is", "is not")
ORDER = ("<", "<=", ">", ">=")
#: What says the same with the operands in the other order.
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
#: Kinds whose values need a key to be compared by (`values.equality.equality_key`).
KEYED_KINDS = ("mixed", "list", "set", "payload", "")


@attrs.frozen
class Row:
    """One line of the table. `left` and `right` are kinds (see `relations.kind`).

    `extra` names the third argument of the function: `zone`, `ranks`, or the empty text for none.
    """

    name: str
    operator: str
    left: str
    right: str
    result: Type
    extra: str = ""


def _row(left: str, operator: str, right: str, result: Type, extra: str = "") -> Row:
    return Row(f"{left} {operator} {right}", operator, left, right, result, extra)


_DURATIONS = tuple(
    row
    for unit in (DURATION, BUSINESS_DURATION)
    for row in (
        _row(unit.name, "+", unit.name, unit),
        _row(unit.name, "-", unit.name, unit),
        _row(unit.name, "*", "number", unit),
        _row("number", "*", unit.name, unit),
        _row(unit.name, "/", "number", unit),
        _row(unit.name, "/", unit.name, NUMBER),
    )
)

_ARITHMETIC = (
    _row("number", "+", "number", NUMBER),
    _row("number", "-", "number", NUMBER),
    _row("number", "*", "number", NUMBER),
    _row("number", "/", "number", NUMBER),
    _row("money", "+", "money", MONEY),
    _row("money", "-", "money", MONEY),
    _row("money", "*", "number", MONEY),
    _row("number", "*", "money", MONEY),
    _row("money", "/", "number", MONEY),
    _row("money", "/", "money", NUMBER),
    *_DURATIONS,
    _row("instant", "+", "duration", INSTANT, "zone"),
    _row("instant", "-", "duration", INSTANT, "zone"),
    _row("instant", "-", "instant", DURATION),
    _row("date", "+", "duration", DATE),
    _row("date", "-", "duration", DATE),
    _row("date", "-", "date", DURATION),
)

_COMPARED = (
    *("number", "money", "duration", "business duration", "instant", "date", "time"),
    *("text", "boolean", "choice", "scale", "record", "mixed", "list", "set", "payload"),
)
_ORDERED = ("number", "money", "duration", "business duration", "instant", "date", "time", "scale")

_EQUALITY = tuple(_row(k, operator, k, BOOLEAN) for k in _COMPARED for operator in EQUALITY)
_ORDER = tuple(_row(k, operator, k, BOOLEAN, "ranks" if k == "scale" else "") for k in _ORDERED for operator in ORDER)
_NEGATION = tuple(
    Row(f"- {type.name}", "-", "", type.name, type) for type in (NUMBER, MONEY, DURATION, BUSINESS_DURATION)
)

ROWS = (*_ARITHMETIC, *_EQUALITY, *_ORDER, *_NEGATION)

_BY_OPERANDS = {(row.operator, row.left, row.right): row for row in ROWS}


def find(operator: str, left: Type, right: Type) -> Row | None:
    """The row for an operator of `ARITHMETIC`, `EQUALITY` or `ORDER` between two types, their `?` aside.

    None where there is none: also for types that can never be equal and for scales without a common one. A type that is
    `unknown` has no row, which is nobody's mistake: ask only about known types.
    """
    left, right = required(left), required(right)
    if operator in EQUALITY:
        return _equality(operator, left, right) if comparable(left, right) else None
    if operator in ORDER and kind(left) == "scale" and common_scale(left, right) is None:
        return None
    return _BY_OPERANDS.get((operator, kind(left), kind(right)))


def _equality(operator: str, left: Type, right: Type) -> Row | None:
    kinds = {kind(left), kind(right)}
    if len(kinds) == 1:
        (both,) = kinds
    elif kinds == {"choice", "scale"}:
        both = "choice"
    elif "mixed" in kinds:
        both = "mixed"
    else:
        return None
    return _BY_OPERANDS.get((operator, both, both))


def negation(type: Type) -> Row | None:
    """The row of the sign in `-value`, or None."""
    return _BY_OPERANDS.get(("-", "", kind(type)))
