"""The types that fields have, how they are written, and a few values of each: as they stand in rules and in data."""

from __future__ import annotations

from typing import Any

from tests.properties.strategies.chooser import Chooser
from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    TEXT,
    TIME,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
)

STATUS = Choice(("new", "open", "on hold", "done"))
PLAN = Choice(("free", "gold", "new"))
PRIORITY = Choice(("low", "normal", "high", "urgent"), ordered=True)
URGENCY = Choice(("low", "high"), ordered=True)  # its words stand in the order of PRIORITY's
CHOICES = (STATUS, PLAN, PRIORITY, URGENCY)
SCALARS = (TEXT, NUMBER, BOOLEAN, MONEY, DURATION, INSTANT, DATE, TIME)

#: As written in a rule, and as written in data.
TEXTS = (
    "VIP",
    "vip",
    "refund",
    "",
    "A Refund, please",
    "Straße",
    "STRASSE",
    "caf\u00e9",
    "cafe\u0301 au lait",
    "3",
    "12.50",
)
NUMBERS = ("2", "1", "0", "3", "2.5", "10", "2.50", "9999999999999999999999999999999999")
NUMBER_DATA: tuple[Any, ...] = (2, 1, 0, 3, 2.5, 10, -1, "2.50", "-0", "9999999999999999999999999999999999")
MONEYS = ("0 EUR", "10 EUR", "10.50 EUR")  # other currencies come from data: the checker knows those of literals
MONEY_DATA = ("0 EUR", "10 EUR", "10.00 EUR", "-3.50 EUR", "5 USD")
DURATIONS = ("0 seconds", "1 day", "24 hours", "90 minutes", "1 week", "1.5 days")
DURATION_DATA = ("PT0S", "P1D", "PT24H", "PT1H30M", "P7D", "-PT1H", "P1DT12H")
BUSINESS = ("1 business day", "2 business days", "24 business hours", "90 business minutes")
INSTANT_DATA = (
    *("2026-03-28T02:30:00Z", "2026-03-28T01:30:00Z", "2026-03-29T01:00:00+01:00", "2026-10-24T02:30:00+02:00"),
    *("2026-03-29T09:00:00Z", "2026-03-30T09:00:00.5Z"),
)
DATES = ("2026-03-28", "2026-03-29", "2026-10-25", "9999-12-31")
TIMES = ("00:00", "09:30", "17:45:30")

_WORDS: dict[Type, tuple[str, ...]] = {
    NUMBER: NUMBERS,
    MONEY: MONEYS,
    DURATION: DURATIONS,
    BUSINESS_DURATION: BUSINESS,
    DATE: DATES,
    TIME: TIMES,
    BOOLEAN: ("true", "false"),
}
_DATA: dict[Type, tuple[Any, ...]] = {
    TEXT: TEXTS,
    NUMBER: NUMBER_DATA,
    MONEY: MONEY_DATA,
    DURATION: DURATION_DATA,
    INSTANT: INSTANT_DATA,
    DATE: DATES,
    TIME: TIMES,
    BOOLEAN: (True, False),
}


def quoted(text: str) -> str:
    """A text as a rule writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + escaped.replace("{", "\\{").replace("}", "\\}") + '"'


def spelled(type: Type) -> str:
    """A type as a declaration writes it."""
    match type:
        case Choice(values, ordered):
            return (" < " if ordered else " | ").join(v if v.isidentifier() else quoted(v) for v in values)
        case Optional(inner):
            text = spelled(inner)
            return f"({text})?" if " " in text else f"{text}?"
        case ListOf(item) | SetOf(item):
            kind = "list" if isinstance(type, ListOf) else "set"
            text = spelled(item)
            return f"{kind} of ({text})" if " " in text else f"{kind} of {text}"
        case Union(members):
            return " or ".join(spelled(member) for member in members)
    return str(type)


def has_literals(type: Type) -> bool:
    """Whether a value of the type can be written out where it is wanted."""
    match type:
        case ListOf(item) | SetOf(item):
            return has_literals(item)
        case Choice():
            return True
    return type == TEXT or type in _WORDS


def literal(type: Type, choose: Chooser, least: int = 0) -> str:
    """A constant of a type that has literals; `least` is how many items a list has."""
    match type:
        case Choice(values):
            word = choose.pick(values)
            return word if word.isidentifier() and not choose.chance(25) else quoted(word)
        case ListOf(item) | SetOf(item):
            return f"[{', '.join(literal(item, choose) for _ in range(choose.integer(least, 3)))}]"
    return quoted(_often(choose, TEXTS)) if type == TEXT else _often(choose, _WORDS[type])


def _often(choose: Chooser, options: tuple[Any, ...]) -> Any:
    """One of the first few more often than the others, so that what is drawn at two places is the same now and then."""
    return choose.pick(options[:3] if choose.chance(65) else options)


def datum(type: Type, keys: dict[str, list[str]], choose: Chooser) -> Any:
    """A value of a type as data; `keys` are those of the records that there are."""
    match type:
        case Optional(inner):
            return None if choose.chance(30) else datum(inner, keys, choose)
        case Choice(values):
            return choose.pick(values)
        case ListOf(item) | SetOf(item):
            return [datum(item, keys, choose) for _ in range(choose.integer(0, 3))]
        case RecordType(name):
            return choose.pick(keys[name])
        case Union(members):
            member = choose.pick(members)
            value = datum(member, keys, choose)
            return {"type": member.name, "key": value} if isinstance(member, RecordType) else value
    if type in _DATA:
        return _often(choose, _DATA[type])
    return choose.pick(
        ({"a": 1, "b": [None, "VIP"]}, [True, "vip"], "VIP", 2, {"a": 1.0, "b": [None, "vip"]})
    )  # payload
