"""Moments, questions and statements as people say them: `next monday at 09:00`, `contains at least 2 of`."""

from __future__ import annotations

import re

from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, around, mistake, write
from whenthen.syntax.explaining.english import PATH, VALUE
from whenthen.syntax.explaining.situation import Situation

_NAME = r"[^\W\d_]\w*"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TIME = r"[0-9]{1,2}:[0-9]{2}"
_LONG = r"[0-9]+(?:\.[0-9]+)?\s+(?P<business>business\s+)?(?:second|minute|hour|day|week)s?\b"

_WEEKDAY = re.compile(
    rf"\b(?:(?:next|this|on|the\s+next)\s+(?P<one>{_DAY})(?:\s+(?:at\s+)?(?P<time>{_TIME}))?"
    rf"|(?P<other>{_DAY})\s+(?:at\s+)?(?P<hour>{_TIME}))",
    re.IGNORECASE,
)
_DATE = re.compile(rf"\b(?P<day>today|tomorrow)\s+(?:at\s+)?(?P<time>{_TIME})", re.IGNORECASE)
_IN = re.compile(rf"\bin\s+(?P<long>{_LONG})(?:\s+(?:from\s+now|time))?", re.IGNORECASE)
_FROM = re.compile(rf"(?P<long>{_LONG})\s+(?P<way>after|from|before|later\s+than)\s+(?P<moment>{PATH})", re.IGNORECASE)
_WORKING = re.compile(
    r"\b(?P<what>[^\W\d_][\w.]{0,100})\s+is\s+(?P<not>not\s+)?(?:on\s+)?(?:an?\s+)?"
    r"(?:working|business|work)[ \t]*-?day\b",
    re.IGNORECASE,
)


def _shown(
    s: Situation,
    code: str,
    what: str,
    found: tuple[re.Match[str], int],
    help: str,
    written: str = "",
    safe: bool = True,
) -> Mistake:
    match, start = found
    place = s.span(match.start() + start, match.end() + start)
    fix = write(place, written, safe) if written else None
    return mistake(code, f"`{' '.join(place.text.split())}` is not how {what}", place, help, fix=fix)


def _moment(s: Situation) -> Mistake | None:
    """`next monday at 09:00`, `today at 17:00`, `in 3 days`, `2 business days after now`: what is calculated."""
    if s.clause not in ("THEN", "ELSE", "DO", "IF", "LET", "FOR", "DEFINE") or (s.bracket and not s.wants_value):
        return None
    if found := around(_WEEKDAY, s):
        day = (found[0]["one"] or found[0]["other"]).lower()
        time = found[0]["time"] or found[0]["hour"] or "09:00"
        date = f"next_weekday(today, {day})"
        if s.in_condition and not (found[0]["time"] or found[0]["hour"]):
            return _shown(s, "S066", "a day of the week is asked for", found, f"write `weekday_of(today) is {day}`")
        written, known = f"instant_of({date}, {time})", bool(found[0]["time"] or found[0]["hour"])
        return _shown(s, "S066", "a moment is written", found, f"write `{written}`", written, known)
    if found := around(_DATE, s):
        date = "today" if found[0]["day"].lower() == "today" else "today + 1 day"
        written = f"instant_of({date}, {found[0]['time']})"
        return _shown(s, "S066", "a moment is written", found, f"write `{written}`", written)
    if not s.in_statements:
        return None
    if s.wants_value and (found := around(_IN, s)):
        written = _later("now", found[0])
        return _shown(s, "S066", "a moment is written", found, f"write `{written}`", written)
    if found := around(_FROM, s):
        written = _later(found[0]["moment"], found[0])
        return _shown(s, "S066", "a moment is written", found, f"write `{written}`", written)
    return None


def _later(moment: str, match: re.Match[str]) -> str:
    long, way = match["long"], match.groupdict().get("way", "")
    back = (way or "").lower() == "before"
    if match["business"]:
        return f"business_deadline({moment}, {'-' if back else ''}{long})"
    return f"{moment} {'-' if back else '+'} {long}"


def _working_day(s: Situation) -> Mistake | None:
    """`today is a working day`."""
    found = around(_WORKING, s) if s.in_condition else None
    if found is None:
        return None
    what = found[0]["what"]
    asked = f"is_working_day({what if what.lower() == 'today' else f'date_of({what})'})"
    written = f"{'NOT ' if found[0]['not'] else ''}{asked}"
    return _shown(s, "S066", "a day is asked for", found, f"write `{written}`", written, what.lower() == "today")


TABLE = (
    _moment,
    _working_day,
    Case(
        "S053",
        "`contains {bound}` is not a comparison of the language",
        "count what it contains: `count(item in […] where {path} contains item) is {bound} {number}`",
        before=rf"(?P<path>{PATH})\s+(?P<at>contains)",
        here=r"(?P<bound>at\s+(?:least|most))\s+(?P<number>[0-9]+)(?:\s+of)?",
        both=True,
        when=lambda s: s.in_condition,
    ),
    Case(
        "S100",
        "`{verb}` takes a value, and no bound",
        "write `{verb} {field} to {value}`: one that is beyond it stays as it is",
        before=rf"\b(?P<verb>raise|lower)\s+(?P<field>{PATH})\s+to",
        here=rf"(?P<at>at\s+(?:least|most))\s+(?P<value>{VALUE})",
    ),
    Case(
        "S054",
        "`was {words}` is not a comparison of the language",
        "`was` asks for a value or for several: `was one of [high, urgent]`",
        before=r"\b(?P<at>was\s+(?:not\s+)?(?P<words>above|below))",
        when=lambda s: s.in_condition,
    ),
    Case(
        "S054",
        "`was {words}` is not a comparison of the language",
        "`was` asks for a value or for several: `was one of [high, urgent]`",
        before=r"\b(?P<at>was(?:\s+not)?)",
        here=r"(?P<words>at\s+least|at\s+most|above|below|between)\b",
        both=True,
        when=lambda s: s.in_condition,
    ),
    Case(
        "S054",
        "`was {word}` is not a comparison of the language",
        "`was` asks for a value or for several; what a text or a list contained before is not known",
        before=r"\b(?P<at>was(?:\s+not)?)",
        here=r"(?:contains|contain|containing|matches|starts|ends)\b",
        both=True,
        when=lambda s: s.in_condition,
    ),
    Case(
        "S058",
        "`did not` goes with `change`",
        "write `did not change`; what a text or a list contained before is not known",
        before=r"\b(?P<at>did\s+not)",
        here=r"(?:contain|match|start|end|include|have)s?\b",
        both=True,
        when=lambda s: s.in_condition or s.previous == "NOT",
    ),
    Case(
        "S041",
        "what `{path}` was before can be compared, and not shown",
        "ask for it in a condition: `{path} was …`; `{path}` is what it is now",
        before=rf"(?P<path>{PATH})\s+(?P<at>was)",
        when=lambda s: s.in_text and (s.ended or s.word in "})"),
    ),
    Case(
        "S031",
        "`{word}` goes behind the name of an item and `in`",
        "write `{function}(item in ticket.tags where …)`; for all records of a kind write `FOR EACH ticket WHERE …` "
        "behind WHEN",
        before=rf"\b(?P<function>count|list|first|last|least|most)\(\s*{PATH}",
        here=r"(?P<at>where)\b",
        when=lambda s: s.bracket is not None,
    ),
    Case(
        "S073",
        "in braces a name has no quotes",
        "write {name} with backticks: `` `{bare}`: … ``",
        here=r"(?P<name>\"(?P<bare>[^\"\n{}]+)\")\s*:",
        when=lambda s: s.bracket is not None and s.bracket.type == "LBRACE",
    ),
    Case(
        "S104",
        "`{word}` does not stand behind `wait`",
        "leave it out: what follows is done when the time is over",
        before=rf"\bwait\s+{_LONG}",
        here=r"(?:then|and)\b",
        fix="",
    ),
    Case(
        "S106",
        "a rule lets time pass with `wait`",
        "write `wait {long}`, and behind it what is to be done then",
        here=rf"(?:after|in)\s+(?P<long>{_LONG})",
        when=lambda s: s.in_statements and s.statement is None and not s.wants_value,
        fix="wait {long}",
        unsafe=True,
    ),
    Case(
        "S081",
        "`{words}` does not stand inside of THEN",
        "go through records in front of it: `WHEN …`, then `FOR EACH agent IN …`, then `THEN …`",
        here=r"(?P<words>for\s+(?:each|every|all))\b",
        when=lambda s: s.in_statements and s.statement is None,
    ),
    Case(
        "S102",
        "a set is emptied by setting it to an empty list",
        "write `set {owner}.{field} to []`",
        before=r"\bremove\s+(?P<at>all)",
        here=rf"(?P<field>{_NAME})\s+from\s+(?P<owner>{PATH})",
        both=True,
        when=lambda s: s.in_statements,
    ),
    Case(
        "S065",
        "`{words}` does not say what is within the calendar",
        "write `now is {not}within {calendar}`",
        here=rf"(?P<words>(?P<not>not\s+)?(?:within|during|inside))\s+(?P<calendar>{_NAME})",
        when=lambda s: s.in_condition and s.wants_value,
        fix="now is {not}within {calendar}",
    ),
    Case(
        "S065",
        "`not within` does not say what is within the calendar",
        "write `now is not within {calendar}`",
        before=r"\b(?P<at>not)",
        here=rf"(?:within|during|inside)\s+(?P<calendar>{_NAME})",
        both=True,
        when=lambda s: s.in_condition and s.wants_value,
        fix="now is not within {calendar}",
    ),
    Case(
        "S065",
        "`outside` is not how a calendar is asked",
        "write `now is not within {calendar}`",
        before=r"(?<!is )\b(?P<at>outside(?:\s+of)?)",
        here=rf"(?P<calendar>{_NAME})",
        both=True,
        when=lambda s: s.in_condition and s.previous == "NAME",
        fix="now is not within {calendar}",
    ),
    Case(
        "S065",
        "`is` is missing before `not within`",
        "write `is not within`",
        before=PATH,
        here=r"not\s+within\b",
        when=lambda s: s.in_condition and "IS" in s.possible,
        fix="is not within",
    ),
    Case(
        "S040",
        "a function is called with parentheses",
        "write `{function}({path})`",
        before=r"\b(?P<at>(?P<function>length|lines|words))",
        here=rf"of\s+(?P<path>{PATH})",
        both=True,
        when=lambda s: s.previous == "NAME",
        fix="{function}({path})",
    ),
    Case(
        "S104",
        "several values stand in a list",
        "write `{verb} [{first}, …]`, and then the field",
        before=rf"\b(?P<verb>add|remove)\s+(?P<at>(?P<first>{VALUE}))",
        here=r",",
        both=True,
        when=lambda s: s.statement is not None and s.statement.type in ("ADD", "REMOVE"),
    ),
    Case(
        "S040",
        "the key of a record stands in quotes",
        'write `{record} "{{{owner}{field}}}"`, or `{owner}{field}` alone where that is such a record already',
        before=rf"\b(?:to|from|by|with|in|into|using|is|not|=)\s+(?P<at>(?P<record>{_NAME})\s+(?P<owner>{_NAME}))",
        here=rf"(?P<field>(?:\.{_NAME})+)",
        both=True,
        when=lambda s: s.previous == "NAME" and s.in_statements,
    ),
    Case(
        "S040",
        "the key of a record stands in quotes",
        'write `{record} "{{{owner}}}"`, or `{owner}` alone where that is such a record already',
        before=rf"\bis\s+(?:not\s+)?(?P<at>(?P<record>{_NAME}))",
        here=rf"(?P<owner>{_NAME}(?:\.{_NAME})+)",
        both=True,
        when=lambda s: s.previous == "NAME" and s.in_condition and not s.at_line_start,
    ),
)
