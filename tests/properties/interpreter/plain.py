"""Values and what operators do to them."""

from __future__ import annotations

import datetime as dt
import decimal
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import attrs

_CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-999,
    Emax=999,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow, decimal.Subnormal],
)
DAY = 24 * 60 * 60 * 1_000_000
_MICROS = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000}
_MAX_DAYS = 3_660_000


class Failure(Exception):  # noqa: N818 - what the language calls it
    """A rule fails. `place` is the node that did, once it is known."""

    place: Any = None


class Record(NamedTuple):
    type: str
    key: str


@attrs.frozen
class Word:
    """A value of a choice; of a scale when `scale` holds its words from low to high."""

    text: str
    scale: tuple[str, ...] = ()


@attrs.frozen
class Money:
    amount: Decimal
    currency: str


@attrs.frozen
class Length:
    """A duration: days of the calendar, and microseconds of elapsed time."""

    days: int
    micros: int
    business: bool = False


@attrs.frozen
class Members:
    """A set: of equal values the first one, all in one order."""

    items: tuple[Any, ...]


def members(values: Any) -> Members:
    found: list[Any] = []
    for value in values:
        if not any(equal(value, other) for other in found):
            found.append(value)
    return Members(tuple(sorted(found, key=_rank)))


def _rank(value: Any) -> Any:
    if isinstance(value, Word):
        return folded(value.text)
    return folded(value) if isinstance(value, str) else value


def folded(text: str) -> str:
    """Canonical caseless form: what equal texts have in common."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def equal(left: Any, right: Any) -> bool:
    """Whether one value is the other; what is missing is nothing."""
    if left is None or right is None:
        return False
    if isinstance(left, Word) or isinstance(right, Word):
        return word_of(left) == word_of(right)
    if isinstance(left, str) and isinstance(right, str):
        return folded(left) == folded(right)
    if isinstance(left, Record) or isinstance(right, Record):
        return isinstance(left, Record) and isinstance(right, Record) and tuple(left) == tuple(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return isinstance(left, bool) and isinstance(right, bool) and left == right
    if isinstance(left, Members) or isinstance(right, Members):
        # Brackets may stand for a set where one is compared.
        one, other = members(_items(left)), members(_items(right))
        return all(contains(one, i) for i in other.items) and all(contains(other, i) for i in one.items)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if isinstance(left, Length) and isinstance(right, Length) and not left.business and not right.business:
        return left.days * DAY + left.micros == right.days * DAY + right.micros
    if isinstance(left, dt.datetime) != isinstance(right, dt.datetime):
        return False
    return type(left) is type(right) and bool(left == right)


def same(left: Any, right: Any) -> bool:
    """`equal`, and what is missing is the same as what is missing."""
    return (left is None and right is None) or equal(left, right)


def _items(value: Any) -> tuple[Any, ...]:
    return value.items if isinstance(value, Members) else value


def contains(collection: Any, value: Any) -> bool:
    """Whether a list or set has the member."""
    return any(equal(item, value) for item in _items(collection))


def word_of(value: Any) -> Any:
    """The word of a choice value; a constant text may stand for one."""
    return value.text if isinstance(value, Word) else value


# Order ------------------------------------------------------------------------------------------------------------


def below(left: Any, right: Any) -> bool:
    """`left < right`"""
    one, other = _ranked(left, right)
    return bool(one < other)


def at_most(left: Any, right: Any) -> bool:
    """`left <= right`"""
    one, other = _ranked(left, right)
    return bool(one <= other)


def _ranked(left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, Word) or isinstance(right, Word):
        scales = [value.scale for value in (left, right) if isinstance(value, Word)]
        longest = max(scales, key=len)
        return longest.index(word_of(left)), longest.index(word_of(right))
    if isinstance(left, Money):
        if left.currency != right.currency:
            raise Failure("two currencies")
        return left.amount, right.amount
    if isinstance(left, Length):
        return _lengths(left, right)
    return left, right


def _lengths(left: Length, right: Length) -> tuple[int, int]:
    if not left.business:
        return left.days * DAY + left.micros, right.days * DAY + right.micros
    if left.micros == 0 and right.micros == 0:
        return left.days, right.days
    if left.days == 0 and right.days == 0:
        return left.micros, right.micros
    raise Failure("business days and business hours have no order")


# Arithmetic -------------------------------------------------------------------------------------------------------


def number(value: Any) -> Decimal:
    """A number of the language; fails where it would need more digits."""
    return _guarded(lambda: _CONTEXT.plus(Decimal(value)))


def _guarded(compute: Any) -> Any:
    try:
        return compute()
    except decimal.DecimalException:
        raise Failure("no such number") from None


def length(amount: Decimal, unit: str, business: bool) -> Length:
    """`3 days`"""
    if unit in _MICROS:
        return _length(0, _round(Fraction(amount) * _MICROS[unit]), business)
    if business and unit == "week":
        raise Failure("business weeks")
    return _times(Length(7 if unit == "week" else 1, 0, business), amount)


def _length(days: int, micros: int, business: bool) -> Length:
    if abs(days) > _MAX_DAYS or abs(micros) > _MAX_DAYS * DAY:
        raise Failure("too long")
    return Length(days, micros, business)


def _round(value: Fraction) -> int:
    return round(value)  # half-even


def _times(value: Length, factor: Decimal) -> Length:
    days = Fraction(_guarded(lambda: _CONTEXT.multiply(factor, Decimal(value.days))))
    if value.days and abs(factor) > _MAX_DAYS:
        raise Failure("too long")
    whole = int(days)
    if days != whole and value.business:
        raise Failure("a business day cannot be divided")
    micros = _round(Fraction(factor) * value.micros) + _round((days - whole) * DAY)
    return _length(whole, micros, value.business)


def _divided(value: Length, divisor: Decimal) -> Length:
    if not divisor:
        raise Failure("division by zero")
    days = Fraction(value.days) / Fraction(divisor)
    whole = int(days)
    if days != whole and value.business:
        raise Failure("a business day cannot be divided")
    return _length(whole, _round(Fraction(value.micros) / Fraction(divisor) + (days - whole) * DAY), value.business)


def negative(value: Any) -> Any:
    """`-value`"""
    if isinstance(value, Money):
        return Money(_CONTEXT.minus(value.amount), value.currency)
    if isinstance(value, Length):
        return Length(-value.days, -value.micros, value.business)
    return _CONTEXT.minus(value)


def arithmetic(operator: str, left: Any, right: Any, zone: dt.tzinfo) -> Any:
    """`left operator right`, of two values that are there."""
    match left, operator, right:
        case Decimal(), _, Decimal():
            compute = {"+": _CONTEXT.add, "-": _CONTEXT.subtract, "*": _CONTEXT.multiply, "/": _CONTEXT.divide}
            return _guarded(lambda: compute[operator](left, right))
        case Money(), "*" | "/", Decimal():
            return Money(arithmetic(operator, left.amount, right, zone), left.currency)
        case Decimal(), "*", Money():
            return Money(arithmetic("*", right.amount, left, zone), right.currency)
        case Money(), _, Money():
            if left.currency != right.currency:
                raise Failure("two currencies")
            result = arithmetic(operator, left.amount, right.amount, zone)
            return result if operator == "/" else Money(result, left.currency)
        case Length(), "*", Decimal():
            return _times(left, right)
        case Decimal(), "*", Length():
            return _times(right, left)
        case Length(), "/", Decimal():
            return _divided(left, right)
        case Length(), "/", Length():
            one, other = _lengths(left, right)
            return arithmetic("/", Decimal(one), Decimal(other), zone)
        case Length(), "+", Length():
            return _length(left.days + right.days, left.micros + right.micros, left.business)
        case Length(), "-", Length():
            return _length(left.days - right.days, left.micros - right.micros, left.business)
        case dt.datetime(), "-", dt.datetime():
            return Length(0, (left - right) // dt.timedelta(microseconds=1))
        case dt.datetime(), "+" | "-", Length():
            return moved(left, right if operator == "+" else negative(right), zone)
        case dt.date(), "-", dt.date():
            return Length((left - right).days, 0)
        case dt.date(), "+" | "-", Length():
            if right.micros:
                raise Failure("only days are added to a date")
            return _in_range(lambda: left + dt.timedelta(days=right.days if operator == "+" else -right.days))
    raise AssertionError(f"{left!r} {operator} {right!r}")


def _in_range(compute: Any) -> Any:
    try:
        return compute()
    except OverflowError:
        raise Failure("not in the years 1 to 9999") from None


def moved(start: dt.datetime, by: Length, zone: dt.tzinfo) -> dt.datetime:
    """The instant a plain duration after another: days keep the wall clock, and then hours elapse."""

    def compute() -> dt.datetime:
        moment = start
        if by.days:
            moment = at_clock(start.astimezone(zone).replace(tzinfo=None) + dt.timedelta(days=by.days), zone)
        return moment + dt.timedelta(microseconds=by.micros)

    found: dt.datetime = _in_range(compute)
    return found


def at_clock(wall: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """When clocks show this for the first time; where they jump over it, the first minute after."""
    for minutes in range(24 * 60):
        shown = wall if not minutes else wall.replace(second=0, microsecond=0) + dt.timedelta(minutes=minutes)
        moment = shown.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == shown.replace(fold=0):
            return moment
    raise AssertionError("clocks jump over a whole day")


# Text -------------------------------------------------------------------------------------------------------------


def shown(value: Any) -> str:
    """What a value becomes in a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Word):
        return value.text
    if isinstance(value, Record):
        return value.key
    if isinstance(value, Decimal):
        return _digits(value)
    if isinstance(value, Money):
        whole, _, places = _digits(value.amount).partition(".")
        return f"{whole}.{places.ljust(2, '0')} {value.currency}"
    if isinstance(value, Length):
        return _in_words(value)
    if isinstance(value, dt.datetime):
        text = value.astimezone(dt.UTC).replace(tzinfo=None).isoformat()
        return (text.rstrip("0") if "." in text else text) + "Z"
    if isinstance(value, dt.time):
        return value.isoformat() if value.second else value.isoformat()[:5]
    if isinstance(value, dt.date):
        return value.isoformat()
    return ", ".join(map(shown, _items(value)))


def _digits(value: Decimal) -> str:
    if not value:
        return "0"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_words(value: Length) -> str:
    if value.business:
        signs = {value.days < 0} if value.days else set()
        signs |= {value.micros < 0} if value.micros else set()
        if len(signs) == 2:
            return f"{_in_words(Length(value.days, 0, True))} {_in_words(Length(0, value.micros, True))}"
        days, micros, negated = abs(value.days), abs(value.micros), True in signs
    else:
        total = value.days * DAY + value.micros
        (days, micros), negated = divmod(abs(total), DAY), total < 0
    kind = "business " if value.business else ""
    seconds = Decimal(micros % _MICROS["minute"]) / 1_000_000
    counts = [days, micros // _MICROS["hour"], micros % _MICROS["hour"] // _MICROS["minute"], seconds]
    parts = [
        f"{_digits(Decimal(count))} {kind}{unit}{'' if count == 1 else 's'}"
        for count, unit in zip(counts, ("day", "hour", "minute", "second"), strict=True)
        if count
    ]
    return ("minus " if negated else "") + (" ".join(parts) or f"0 {kind}seconds")
