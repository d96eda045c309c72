"""Moments, questions and triggers as people say them: `next monday at 09:00`, `at least 2 of`, `customer replies`."""

from __future__ import annotations

import re

from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, around, mistake
from whenthen.syntax.explaining.english import PATH, VALUE
from whenthen.syntax.explaining.situation import Situation

_NAME = r"[^\W\d_]\w*"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TIME = r"[0-9]{1,2}:[0-9]{2}"
_LONG = r"[0-9]+(?:\.[0-9]+)?\s+(?P<business>business\s+)?(?:second|minute|hour|day|week)s?\b"
_BOUND = r"(?:at\s+least|at\s+most|above|below|more\s+than|less\s+than)"

_WEEKDAY = re.compile(
    rf"\b(?:(?:next|this|on|the\s+next)\s+(?P<one>{_DAY})(?:\s+(?:at\s+)?(?P<time>{_TIME}))?"
    rf"|(?P<other>{_DAY})\s+(?:at\s+)?(?P<hour>{_TIME}))",
    re.IGNORECASE,
)
_DATE = re.compile(rf"\b(?P<day>today|tomorrow)\s+(?:at\s+)?(?P<time>{_TIME})", re.IGNORECASE)
_IN = re.compile(rf"\bin\s+(?P<long>{_LONG})(?:\s+(?:from\s+now|time))?", re.IGNORECASE)
_FROM = re.compile(rf"(?P<long>{_LONG})\s+(?P<way>after|from|before|later\s+than)\s+(?P<moment>{PATH})", re.IGNORECASE)
_WORKING = re.compile(
    rf"(?P<what>{PATH})\s+is\s+(?P<not>not\s+)?(?:on\s+)?(?:an?\s+)?(?:working|business|work)[ \t]*-?day\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"\bevery\s+(?P<words>(?P<which>first|second|third|fourth|last|[0-9]+(?:st|nd|rd|th))"
    rf"(?:\s+(?P<day>{_DAY}|weekday|(?:working\s+|business\s+)?day))?(?:\s+(?:of|in)\s+(?:the|every|each)\s+month)?)",
    re.IGNORECASE,
)
_FIRST = {"first": 0, "second": 1, "third": 2, "fourth": 3}
_WRITES = {
    "agent": "reply is sent",
    "customer": "message is received",
    "user": "message is received",
    "requester": "message is received",
}


def _shown(s: Situation, code: str, what: str, found: tuple[re.Match[str], int], help: str) -> Mistake:
    match, start = found
    place = s.span(match.start() + start, match.end() + start)
    return mistake(code, f"`{' '.join(place.text.split())}` is not how {what}", place, help)


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
        return _shown(s, "S066", "a moment is written", found, f"write `instant_of({date}, {time})`")
    if found := around(_DATE, s):
        date = "today" if found[0]["day"].lower() == "today" else "today + 1 day"
        return _shown(s, "S066", "a moment is written", found, f"write `instant_of({date}, {found[0]['time']})`")
    if not s.in_statements:
        return None
    if s.wants_value and (found := around(_IN, s)):
        return _shown(s, "S066", "a moment is written", found, f"write `{_later('now', found[0])}`")
    if found := around(_FROM, s):
        return _shown(s, "S066", "a moment is written", found, f"write `{_later(found[0]['moment'], found[0])}`")
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
    help = f"write `{'NOT ' if found[0]['not'] else ''}{asked}`"
    return _shown(s, "S066", "a day is asked for", found, help)


def _ordinal(s: Situation) -> Mistake | None:
    """`every first monday`, `every 15th`, `every last day`: the clock knows days, the rest is asked for."""
    found = around(_ORDINAL, s) if s.clause == "WHEN" else None
    if found is None:
        return None
    match, start = found
    place = s.span(match.start() + start, match.end() + start)
    which, day = match["which"].lower(), re.sub(r"\s+", " ", (match["day"] or "day").lower())
    weekday = re.fullmatch(_DAY, day) is not None
    if which == "last":
        asked = "day_of(today + 1 week) is at most 7" if weekday else "day_of(today + 1 day) is 1"
    elif weekday and which in _FIRST:
        asked = f"day_of(today) is between {7 * _FIRST[which] + 1} and {7 * _FIRST[which] + 7}"
    else:
        number = _FIRST[which] + 1 if which in _FIRST else int(re.sub(r"\D", "", which))
        asked = f"day_of(today) is {number}"
    if which == "last" and day in ("weekday", "working day", "business day"):
        asked = "is_working_day(today) AND month_of(next_working_day(today)) is not month_of(today)"
    every = f"every {day}" if weekday else "every day"
    return mistake("S094", f"the clock knows no `{place.text}`", place, f"write `{every}`, and then `IF {asked}`")


def _writes(s: Situation) -> Mistake | None:
    """`customer replies`, `agent answers`."""
    found = re.search(rf"\b(?:WHEN|OR)\s+(?:(?:the|an?)\s+)?(?P<at>(?P<who>{_NAME}))\s*\Z", s.before, re.IGNORECASE)
    verb = re.match(r"(?:replies|reply|answers|answer|responds|writes|comments)\b", s.line, re.IGNORECASE)
    if not found or not verb or s.clause != "WHEN":
        return None
    place = s.span(s.offset - len(s.before) + found.start("at"), s.offset + verb.end())
    event = _WRITES.get(found["who"].lower())
    help = f"name the event, such as `{event}`" if event else "name the event: `message is received`, `reply is sent`"
    return mistake("S092", f"`{place.text}` is not a trigger", place, help)


TABLE = (
    _ordinal,
    _moment,
    _working_day,
    _writes,
    Case(
        "S094",
        "`{owner} is {state} for {long}` is not how a trigger is written",
        "it is a field that holds a state for some time: `{owner}.status has been {state} for {long}`",
        before=rf"\b(?:WHEN|OR)\s+(?P<at>(?P<owner>{_NAME})\s+is\s+(?P<state>{_NAME})\s+for)",
        here=rf"(?P<long>{_LONG})",
        both=True,
        when=lambda s: s.item == "RULE",
    ),
    Case(
        "S092",
        "`{path} {word}` is not a trigger",
        "write `{path} changes`, and behind it, where that matters, `from …` and `to …`",
        before=rf"\b(?:WHEN|OR)\s+(?P<at>(?P<path>{_NAME}(?:\.{_NAME})+))",
        here=r"(?:increases|decreases|rises|drops|falls|grows|shrinks|updates|differs)\b",
        both=True,
        when=lambda s: s.clause == "WHEN" and "CHANGES" in s.expected,
    ),
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
        "S062",
        "`changes to {words}` is not how a change is named",
        "write `{path} changes`, and after `IF` ask for `{path} is {words} …`",
        before=rf"(?P<path>{PATH})\s+(?P<at>changes\s+to)",
        here=rf"(?P<words>{_BOUND})(?!\w)",
        both=True,
        when=lambda s: s.clause == "WHEN",
    ),
    Case(
        "S062",
        "`changes to {words}` is not how a change is named",
        "write `{path} changes`, and after `IF` ask for `{path} is {words} …`",
        before=rf"(?P<path>{PATH})\s+(?P<at>changes\s+to\s+(?P<words>{_BOUND}))",
        when=lambda s: s.clause == "WHEN",
    ),
    Case(
        "S094",
        "a trigger does not look into what a field holds",
        "write `{path} changes`, and after `IF` ask for `{path} contains …`",
        before=rf"(?P<path>{PATH})\s+changes\s+to\s+(?P<at>contain|contains|include|includes)",
        when=lambda s: s.clause == "WHEN",
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
    Case(
        "S040",
        "`AT LEAST` is no setting of a rule",
        "to ask how often something has happened, keep it in a field of your own (`add now to customer.recent`), and "
        "count in the condition: `count(moment in customer.recent where moment is less than 1 hour ago) is at least 3`",
        before=r"\b(?P<at>AT)",
        here=r"LEAST\b",
        both=True,
        when=lambda s: s.clause == "SETTINGS",
    ),
)
