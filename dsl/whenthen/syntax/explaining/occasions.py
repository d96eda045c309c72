"""Triggers as people say them: `customer replies`, `every first monday`, `ticket is pending for 3 days`."""

from __future__ import annotations

import re

from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, around, mistake
from whenthen.syntax.explaining.english import PATH, VALUE
from whenthen.syntax.explaining.situation import Situation

_NAME = r"[^\W\d_]\w*"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_LONG = r"[0-9]+(?:\.[0-9]+)?\s+(?:business\s+)?(?:second|minute|hour|day|week)s?\b"
_BOUND = r"(?:at\s+least|at\s+most|above|below|more\s+than|less\s+than)"

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
    _writes,
    Case(
        "S094",
        "`{owner} is {state} for {long}` is not how a trigger is written",
        "a field holds a value for some time: `{owner}.status has been pending for {long}`, or none: "
        "`{owner}.assignee has been not set for {long}`",
        before=rf"\b(?:WHEN|OR)\s+(?P<at>(?P<owner>{_NAME})\s+is\s+(?P<state>{_NAME})\s+for)",
        here=rf"(?P<long>{_LONG})",
        both=True,
        when=lambda s: s.item == "RULE",
    ),
    Case(
        "S094",
        "a trigger has no `has not been set`",
        "write `has been not set`",
        before=r"\b(?P<at>has\s+not)",
        here=r"been\s+set\b",
        both=True,
        when=lambda s: s.clause == "WHEN",
        fix="has been not set",
    ),
    Case(
        "S091",
        "a trigger is not joined with `{word}`",
        "what has to be true as well stands after `IF`",
        before=rf"\bfor\s+{_LONG}",
        here=r"and\b",
        when=lambda s: s.item == "RULE" and not s.in_statements,
    ),
    Case(
        "S094",
        "`since` does not say how long",
        "write `for` and how long, such as `for 3 days`",
        before=r"\bhas\s+been\s+[^\n]{1,60}",
        here=r"since\b(?!\s+[0-9])",
        when=lambda s: s.clause == "WHEN",
    ),
    Case(
        "S094",
        "a trigger of time is not about another trigger",
        "write `{path} has been {state} for {long}`",
        before=rf"(?P<at>(?P<long>{_LONG})\s+after\s+(?P<path>{PATH}))",
        here=rf"(?:changes|changed|becomes|is)\s+(?:to\s+)?(?P<state>{VALUE})",
        both=True,
        when=lambda s: s.clause == "WHEN" and "." in s.before.split()[-1],
        fix="{path} has been {state} for {long}",
        unsafe=True,
    ),
    Case(
        "S094",
        "behind `{direction}` stands a field that holds a moment",
        "write for example `{long} {direction} ticket.last_replied_at`",
        before=rf"(?P<long>{_LONG})\s+(?P<direction>before|after)\s+(?P<at>(?:the\s+)?(?:last|first|next|latest|newest))",
        here=rf"{_NAME}",
        both=True,
        when=lambda s: s.clause == "WHEN",
    ),
    Case(
        "S090",
        "`WHEN` says what starts the rule, and this is a condition",
        "write `{long} after {path}`",
        before=rf"(?P<path>{PATH})",
        here=rf"is\s+(?:more\s+than\s+)?(?P<long>{_LONG})\s+(?:ago|old)\b",
        when=lambda s: s.clause == "WHEN",
    ),
    Case(
        "S091",
        "what happens is said again behind `OR`",
        "write `{event} by {one} OR {event} by {other}`, or leave `by` out where anybody may do it",
        before=rf"\b(?:WHEN|OR)\s+(?P<event>{_NAME}(?:\.{_NAME})*\s+(?:is\s+{_NAME}|changes[^\n]{{0,60}}?))\s+by\s+"
        r"(?P<one>agent|customer|system|a\s+rule)\s+or\s+(?P<at>(?P<other>agent|customer|system|(?:a\s+)?rule))",
        when=lambda s: s.clause == "WHEN",
        fix="{event} by {other}",
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
