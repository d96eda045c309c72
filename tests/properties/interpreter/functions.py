"""The functions of `core.when`, once more, for values that are there and texts without quoted mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

from tests.properties.interpreter.plain import Failure, Members, Money, arithmetic, composed, equal, number

_UTC: Any = None


def _whole(value: Decimal) -> int:
    if value < 0 or value != int(value):
        raise Failure("counts in whole numbers")
    return int(value)


def _replace(value: str, part: str, replacement: str) -> str:
    if not part:
        raise Failure("an empty part")
    return value.replace(part, replacement)


def _split(value: str, separator: str) -> tuple[str, ...]:
    if not separator:
        raise Failure("an empty separator")
    return tuple(value.split(separator))


def _words(value: str) -> tuple[str, ...]:
    found = []
    for piece in value.split():
        while piece and not piece[0].isalnum():
            piece = piece[1:]
        while piece and not (piece[-1].isalnum() or "\u0300" <= piece[-1] <= "\u036f"):
            piece = piece[:-1]
        if piece:
            found.append(piece)
    return tuple(found)


def _first_line(value: str) -> str:
    return next((line.strip() for line in value.splitlines() if line.strip()), "")


def _before(value: str, separator: str) -> str | None:
    return value.split(separator, 1)[0] if separator and separator in value else None


def _after(value: str, separator: str) -> str | None:
    return value.split(separator, 1)[1] if separator and separator in value else None


def _capture(pattern: re.Pattern[str], value: str) -> str | None:
    found = pattern.search(value)
    if found is None:
        return None
    named = sorted(pattern.groupindex.values())
    return found[named[0] if named else min(pattern.groups, 1)]


def _number_of(value: str) -> Decimal | None:
    text = value.strip()
    return number(text) if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) else None


def _round(value: Decimal, digits: Decimal | None = None) -> Decimal:
    places = digits if digits is not None else Decimal(0)
    if places != int(places):
        raise Failure("a fraction of a digit")
    unit = Fraction(10) ** -int(places)
    steps = abs(Fraction(value)) / unit  # abs of a Decimal would round it
    whole = int(steps) + (steps - int(steps) >= Fraction(1, 2))
    result = whole * unit * (-1 if value < 0 else 1)
    return arithmetic("/", Decimal(result.numerator), Decimal(result.denominator), _UTC)


def _remainder(value: Decimal, divisor: Decimal) -> Decimal:
    if not divisor:
        raise Failure("division by zero")
    left = Fraction(value) % Fraction(divisor)
    return arithmetic("/", Decimal(left.numerator), Decimal(left.denominator), _UTC)


def _item(items: tuple[Any, ...], position: Decimal) -> Any:
    at = _whole(position)
    return items[at - 1] if 1 <= at <= len(items) else None


def _distinct(items: tuple[Any, ...]) -> tuple[Any, ...]:
    found: list[Any] = []
    for one in items:
        if not any(equal(one, other) for other in found):
            found.append(one)
    return tuple(found)


def _sum(items: tuple[Decimal, ...]) -> Decimal:
    total = Decimal(0)
    for one in items:
        total = arithmetic("+", total, one, _UTC)
    return total


def _average(items: tuple[Decimal, ...]) -> Decimal | None:
    return arithmetic("/", _sum(items), Decimal(len(items)), _UTC) if items else None


def _amount(value: Money) -> Decimal:
    return value.amount


def _text(function: Callable[..., str]) -> Callable[..., str]:
    return lambda *arguments: composed(function(*arguments))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "length": lambda value: Decimal(len(value)),
    "lowercase": _text(str.lower),
    "uppercase": _text(str.upper),
    "trim": _text(str.strip),
    "replace": _text(_replace),
    "split": _split,
    "join": _text(lambda items, separator: separator.join(items)),
    "words": _words,
    "lines": lambda value: tuple(value.splitlines()),
    "first_line": _first_line,
    "text_before": _before,
    "text_after": _after,
    "left": lambda value, characters: value[: _whole(characters)],
    "right": lambda value, characters: value[max(len(value) - _whole(characters), 0) :],
    "capture": _capture,
    "number_of": _number_of,
    "without_quote": lambda value: "\n".join(line.rstrip() for line in value.splitlines()).strip(),
    "abs": Decimal.copy_abs,
    "round": _round,
    "floor": lambda value: value.to_integral_value(rounding=ROUND_FLOOR),
    "ceiling": lambda value: value.to_integral_value(rounding=ROUND_CEILING),
    "min": min,
    "max": max,
    "remainder": _remainder,
    "amount_of": _amount,
    "currency_of": lambda value: value.currency,
    "first": lambda items: items[0] if items else None,
    "last": lambda items: items[-1] if items else None,
    "item": _item,
    "distinct": _distinct,
    "reverse": lambda items: items[::-1],
    "list_of": lambda items: items.items if isinstance(items, Members) else items,
    "sum": _sum,
    "smallest": lambda items: min(items, default=None),
    "largest": lambda items: max(items, default=None),
    "average": _average,
}
