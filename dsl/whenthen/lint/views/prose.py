"""Dates and lengths of time as people write them in titles and comments: "two days", "48h", "until 15 January 2026"."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

import attrs

from whenthen.values.durations import DAY, HOUR, MINUTE, SECOND

_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_NUMBERS = {
    "a": 1, "an": 1, "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90,
    **{word: at for at, word in enumerate(_WORDS, 1)},
}  # fmt: skip
_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_DURATION = re.compile(
    rf"""\b(?P<number>[0-9]{{1,6}}(?:\.[0-9]{{1,3}})?|{"|".join(_NUMBERS)})
    [ \u00a0-]?(?P<kind>(?:business|working|calendar|full|more|further)[ -])?
    (?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|d|weeks?)\b""",
    re.IGNORECASE | re.VERBOSE,
)

_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
#: In full, and the first three letters.
_MONTHS = {
    **{name: month for month, name in enumerate(_MONTH_NAMES, 1)},
    **{name[:3]: month for month, name in enumerate(_MONTH_NAMES, 1)},
    "sept": 9,
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"""(?<![\w.-])(?:
      (?P<year>20[0-9]{{2}})-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})
    | (?P<day2>[0-9]{{1,2}})\.[ ]?(?P<month2>[0-9]{{1,2}})\.[ ]?(?P<year2>20[0-9]{{2}})
    | (?P<day3>[0-9]{{1,2}})(?:st|nd|rd|th|\.)?[ ](?:of[ ])?(?P<name3>{_MONTH})\.?,?[ ](?P<year3>20[0-9]{{2}})
    | (?P<name4>{_MONTH})\.?[ ](?P<day4>[0-9]{{1,2}})(?:st|nd|rd|th)?,?[ ](?P<year4>20[0-9]{{2}})
    | (?:end[ ]of[ ])?(?P<name5>{_MONTH})\.?,?[ ](?P<year5>20[0-9]{{2}})
    | end[ ]of[ ](?P<year6>20[0-9]{{2}})
    )(?![\w-])""",
    re.IGNORECASE | re.VERBOSE,
)


@attrs.frozen
class SaidDuration:
    """A length of time in a text: in microseconds, a day counting 24 hours; where it stands in the text; whether it is
    said to be of business time. `approximate` says that "a day" or "an hour" stands there.
    """

    micros: int
    start: int
    end: int
    business: bool
    approximate: bool


@attrs.frozen
class SaidDate:
    """A date in a text, and where it stands there. A month is its last day, a year its last day."""

    date: dt.date
    start: int
    end: int


def durations_in(text: str) -> tuple[SaidDuration, ...]:
    """The lengths of time that a text names."""
    return tuple(_durations(text))


def _durations(text: str) -> Iterator[SaidDuration]:
    for match in _DURATION.finditer(text):
        word = match["number"].lower()
        number = Decimal(word) if word[0].isdigit() else Decimal(_NUMBERS[word])
        micros = int(number * _UNITS[match["unit"][0].lower()])
        business = (match["kind"] or "").lower().startswith(("business", "working"))
        yield SaidDuration(micros, match.start(), match.end(), business, word in ("a", "an"))


def dates_in(text: str) -> tuple[SaidDate, ...]:
    """The dates that a text names, with a year; what could be another date too (`01/02/2026`) is none."""
    found = []
    for match in _DATE.finditer(text):
        date = _date({name: part for name, part in match.groupdict().items() if part})
        if date is not None:
            found.append(SaidDate(date, match.start(), match.end()))
    return tuple(found)


def _date(parts: dict[str, str]) -> dt.date | None:
    named = {name.rstrip("23456"): part for name, part in parts.items()}
    year = int(named["year"])
    month = _MONTHS[named["name"].lower()] if "name" in named else int(named.get("month", "12"))
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(named.get("day", last))
    return dt.date(year, month, day) if 1 <= day <= last else None
