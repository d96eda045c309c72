"""Dates and times in words, by patterns such as `D MMMM YYYY`. English names, whatever the machine speaks."""

from __future__ import annotations

import datetime as dt
import re

from whenthen.values.errors import ValueFailure, shown
from whenthen.values.text import made

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# A run of one letter, a text in brackets, or anything else that is no letter.
_PIECES = re.compile(r"\[([^\]]*)\]|(([A-Za-z])\3*)|([^A-Za-z\[]+)|(\[)")
_OF_DATES = "YYYY YY MMMM MMM MM M DDDD DDD DD D"
_OF_TIMES = "HH H hh h mm ss A a"
_MOST = 200


def format_date(day: dt.date, pattern: str) -> str:
    """A date by a pattern. Fails for a pattern that has letters without a meaning."""
    return _formatted(_date_parts(day), pattern, _OF_DATES)


def format_moment(wall: dt.datetime, pattern: str) -> str:
    """What clocks show, by a pattern that may ask for hours, minutes and seconds too."""
    hour = (wall.hour - 1) % 12 + 1
    half = "AM" if wall.hour < 12 else "PM"
    parts = _date_parts(wall.date())
    parts |= {"HH": f"{wall.hour:02}", "H": str(wall.hour), "hh": f"{hour:02}", "h": str(hour)}
    parts |= {"mm": f"{wall.minute:02}", "ss": f"{wall.second:02}", "A": half, "a": half.lower()}
    return _formatted(parts, pattern, f"{_OF_DATES} {_OF_TIMES}")


def _date_parts(day: dt.date) -> dict[str, str]:
    month, weekday = _MONTHS[day.month - 1], _DAYS[day.weekday()]
    parts = {"YYYY": f"{day.year:04}", "YY": f"{day.year % 100:02}"}
    parts |= {"MMMM": month, "MMM": month[:3], "MM": f"{day.month:02}", "M": str(day.month)}
    return parts | {"DDDD": weekday, "DDD": weekday[:3], "DD": f"{day.day:02}", "D": str(day.day)}


def _formatted(parts: dict[str, str], pattern: str, known: str) -> str:
    if len(pattern) > _MOST:
        raise ValueFailure(f"a pattern for dates has at most {_MOST} characters")
    written = []
    for bracketed, run, _, other, lone in _PIECES.findall(pattern):
        if lone:
            raise ValueFailure(f"a `[` in the pattern {shown(pattern)} is not closed")
        if run and run not in parts:
            advice = f"known are {known}, and other letters stand in brackets"
            raise ValueFailure(f"{shown(run)} means nothing in the pattern {shown(pattern)}: {advice}")
        written.append(parts[run] if run else bracketed + other)
    return made("".join(written))
