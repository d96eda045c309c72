"""Numbers, amounts of money, durations, dates and times that are written in another way."""

from __future__ import annotations

import datetime as dt
import re

from whenthen.diagnostics.model import Fix
from whenthen.diagnostics.nearest import distance
from whenthen.source import Span
from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, mistake, write
from whenthen.syntax.explaining.situation import Situation
from whenthen.syntax.tables import tables

_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_CURRENCY_WORDS = {"euro": "EUR", "dollar": "USD", "pound": "GBP", "yen": "JPY", "franc": "CHF"}
_UNITS = ("second", "minute", "hour", "day", "week")
_SHORT_UNITS = {
    "s": "second", "sec": "second", "m": "minute", "min": "minute", "h": "hour", "hr": "hour", "d": "day", "w": "week",
}  # fmt: skip
_LONG_UNITS = {"month": "weeks or days", "quarter": "weeks or days", "year": "days"}
_AMOUNT = re.compile(r"\b(?P<number>[0-9]+(?:\.[0-9]+)?)[ \t]*(?P<word>[^\W\d_]{1,20})\b|[ \t](?P<many>\Z)")


def _currency(s: Situation) -> Mistake | None:
    """`$5`, `5 €`, `EUR 5`."""
    before = re.search(r"([A-Z]{3})[ \t]+\Z", s.before)
    number = re.match(r"[0-9]+(?:\.[0-9]+)?", s.line)
    sign = re.match(r"([$€£¥])[ \t]*([0-9]+(?:\.[0-9]+)?)?", s.line)
    if sign and not s.ended:
        code = _SIGNS[sign.group(1)]
        amount = sign.group(2)
        earlier = None if amount else re.search(r"([0-9]+(?:\.[0-9]+)?)[ \t]*\Z", s.before)
        if earlier:
            amount = earlier.group(1)
        if not amount:
            return None
        place = s.span(s.offset - (len(earlier.group()) if earlier else 0), s.offset + sign.end())
        # Dollars and `¥` are money of several countries.
        return _money(f"`{place.text}`", f"{amount} {code}", place, safe=sign.group(1) in "€£")
    if before and number and before.group(1) in tables().currencies:
        place = s.span(s.offset - len(before.group()), s.offset + number.end())
        return _money(f"`{place.text}`", f"{number.group()} {before.group(1)}", place)
    return None


def _money(shown: str, mended: str, place: Span, safe: bool = True) -> Mistake:
    message = f"{shown} is not how an amount of money is written"
    return mistake("S027", message, place, f"write `{mended}`", fix=write(place, mended, safe))


def _number_and_word(s: Situation) -> Mistake | None:
    """`10 EURO`, `3 dayz`, `2 months`: the word behind a number is read as the next name, so look back for it too."""
    window_start = max(s.history[-4].start_pos or 0, s.offset - 120) if len(s.history) >= 4 else max(0, s.offset - 60)
    if s.history:
        window_start = max(window_start, s.history[0].start_pos or 0)
    window_end = s.offset + len(s.word)
    for found in _AMOUNT.finditer(s.text, window_start, window_end):
        number, word = found.group("number"), (found.group("word") or "")
        if not number:
            continue
        place = s.span(found.start(), found.end())
        plain = word.lower().removesuffix("s") or word.lower()
        currency = _CURRENCY_WORDS.get(plain) or (word.upper() if word.upper() in tables().currencies else None)
        if currency and word not in tables().currencies:
            return _money(f"`{place.text}`", f"{number} {currency}", place)
        if plain in _LONG_UNITS:
            return mistake(
                "S028",
                f"`{place.text}` is not a duration: a {plain} is not always equally long",
                place,
                f"say it in {_LONG_UNITS[plain]}; the units are seconds, minutes, hours, days and weeks",
            )
        unit = _SHORT_UNITS.get(word.lower()) or _SHORT_UNITS.get(plain)
        sure = bool(unit) and plain != "m"  # minutes, mostly
        if not unit and len(plain) > 2 and word.lower() not in tables().reserved and not _is_unit(word):
            unit = next((unit for unit in _UNITS if distance(plain, unit, 1) <= 1), None)
        if unit:
            written = f"{number} {unit}{'' if number == '1' else 's'}"
            fix = write(place, written, safe=sure)
            return mistake("S028", f"`{place.text}` is not a duration", place, f"write `{written}`", fix=fix)
    return None


def _is_unit(word: str) -> bool:
    return word.lower().removesuffix("s") in _UNITS


_DATE = re.compile(r"(?P<one>[0-9]{1,4})(?P<sep>[./-])(?P<two>[0-9]{1,2})(?P=sep)(?P<three>[0-9]{1,4})")
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?[ \t]*(?P<half>am|pm|uhr)", re.IGNORECASE)


def _date(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    """Year, month and day in their order, where it is plain which is which."""
    found = _DATE.fullmatch(place.text)
    if found is None:
        return None
    one, two, three = (int(found[name]) for name in ("one", "two", "three"))
    if len(found["one"]) == 4:
        year, month, day = one, two, three
    elif len(found["three"]) != 4:
        return None
    elif one > 12 or one == two or found["sep"] == ".":  # with dots the day comes first
        year, month, day = three, two, one
    elif two > 12:
        year, month, day = three, one, two
    else:
        return None
    try:
        return write(place, dt.date(year, month, day).isoformat())
    except ValueError:
        return None


def _time(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    found = _TIME.fullmatch(place.text)
    if found is None:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"].lower()
    if half != "uhr":
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return write(place, f"{hour:02}:{minute:02}") if hour < 24 and minute < 60 else None


TABLE = (
    Case(
        "S026",
        "`{number}%` is not a number",
        "write it as a part of one, such as `0.05`, or as a plain number if that is what the field holds",
        here=r"(?P<number>[0-9]+(?:\.[0-9]+)?)[ \t]*%",
    ),
    Case(
        "S026",
        "`{number}%` is not a number",
        "write it as a part of one, such as `0.05`, or as a plain number if that is what the field holds",
        here=r"%",
        before=r"(?P<number>[0-9]+(?:\.[0-9]+)?)",
        both=True,
    ),
    _currency,
    Case(
        "S029",
        "`{date}` is not how a date is written",
        "a date is written year-month-day, such as `2026-11-22`",
        here=r"(?P<date>[0-9]{1,4}(?P<sep>[./-])[0-9]{1,2}(?P=sep)[0-9]{1,4})\b",
        fix=_date,
    ),
    Case(
        "S029",
        "`{start}{date}` is not how a date is written",
        "a date is written year-month-day, such as `2026-11-22`",
        before=r"(?P<start>\b[0-9]{1,2}\.[0-9]{1,2})",
        here=r"(?P<date>\.[0-9]{2,4})\b",
        both=True,
        fix=_date,
    ),
    Case(
        "S029",
        "`{time}` is not how a time is written",
        "times have 24 hours: `09:30`, `17:00`",
        here=r"(?P<time>[0-9]{1,2}(?::[0-9]{2})?[ \t]*(?:am|pm|uhr))\b",
        fix=_time,
    ),
    Case(
        "S029",
        "`{start} {time}` is not how a time is written",
        "times have 24 hours: `09:30`, `17:00`",
        before=r"(?P<start>\b[0-9]{1,2}(?::[0-9]{2})?)",
        here=r"(?P<time>am|pm|uhr)\b",
        both=True,
        fix=_time,
    ),
    _number_and_word,
    Case(
        "S028",
        "`{number}` alone is not a duration",
        "write its unit too: seconds, minutes, hours, days or weeks",
        here=r"(?P<number>[0-9]+(?:\.[0-9]+)?)\b",
        before=r"\b(?:every|PER)",
    ),
    Case(
        "S026",
        "`{number}` is not a number",
        "a number begins with a digit: `0{number}`",
        here=r"(?P<number>\.[0-9]+)",
        when=lambda s: s.wants_value,
        fix="0{number}",
    ),
    Case(
        "S026",
        "`{start},{rest}` is not a number",
        "write it without the comma",
        before=r"(?P<start>\b[0-9]{1,3})",
        here=r",(?P<rest>[0-9]{3})\b",
        both=True,
        when=lambda s: s.bracket is None,
    ),
    Case(
        "S026",
        "`{start},{rest}` is not a number",
        "write it with a dot: `{start}.{rest}`",
        before=r"(?P<start>\b[0-9]+)",
        here=r",(?P<rest>[0-9]+)\b",
        both=True,
        when=lambda s: s.bracket is None,
    ),
    Case(
        "S026",
        "`{number}` is neither a number nor a name",
        "numbers are written with digits and a dot, and names begin with a letter; a text stands in quotes",
        here=r"(?P<number>[0-9]+(?:[.][0-9]+)?[\w%]+)",
    ),
)
