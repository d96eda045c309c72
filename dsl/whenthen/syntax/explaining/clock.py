"""Words for what comes again and again that the clock does not know: `every mondays`, `daily`, `each morning`."""

from __future__ import annotations

import re

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PARTS = ("morning", "noon", "afternoon", "evening", "night")

#: What `every` and a word were meant to say, in the plural too.
_EVERY = {
    **{f"{day} {part}": f"name the time: `every {day} at 09:00`" for day in _DAYS for part in _PARTS},
    **dict.fromkeys(("week day", "workday", "business day", "working day"), "write `every weekday`: Monday to Friday"),
    **{f"other {unit}": f"write `every 2 {unit}s`" for unit in ("minute", "hour", "day", "week")},
    "minute": "write `every 1 minute`",
    "second": "a rule is started once a minute at most: `every 1 minute`",
    "week": "name the day: `every monday`",
    "weekend": "write `every saturday OR every sunday`",
    **dict.fromkeys(("month", "quarter", "year"), "write `every day`, and ask for the date in the condition"),
    **dict.fromkeys(_PARTS, "name the time: `every day at 09:00`"),
    "hourly": "write `every hour`",
    "weekly": "name the day: `every monday`",
    "monthly": "write `every day`, and ask for the date in the condition",
    **dict.fromkeys(("daily", "nightly"), "write `every day at 09:00`"),
}
#: What stands behind `every` in the singular, and behind it alone.
_ONE = (*_DAYS, "weekday", "day", "hour")
_EVERY_ONE = {f"{unit}{s}": f"write `every {unit}`" for unit in _ONE for s in ("s", "")}
#: Such words, with `every` before them or without.
WORDS = re.compile(
    r"\b(?:(?P<every>every|each)\s+)?(?P<word>" + "|".join((*_EVERY, *_EVERY_ONE)).replace(" ", r"\s+") + r")s?\b",
    re.IGNORECASE,
)
#: What is no name where `every` is missing.
_ALONE = frozenset({*(f"{day}s" for day in _DAYS), "weekdays"})


def instead(match: re.Match[str]) -> str | None:
    """What to do about a match of `WORDS`; None where the words are right, or may be a name."""
    word = re.sub(r"\s+", " ", match["word"].lower())
    every = (match["every"] or "").lower()
    if not every and not word.endswith("ly") and word not in _ALONE:
        return None
    if every == "every" and word in _ONE:
        return None
    return _EVERY.get(word) or _EVERY_ONE[word]
