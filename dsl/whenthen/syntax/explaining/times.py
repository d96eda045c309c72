"""Time as English has it: triggers, questions and waits in other words, and the lines of calendars."""

from __future__ import annotations

import re

from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining import clock
from whenthen.syntax.explaining.case import Case, around, mistake, write
from whenthen.syntax.explaining.english import PATH
from whenthen.syntax.explaining.situation import Situation

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_LONG = r"[0-9]+(?:\.[0-9]+)?\s+(?:business\s+)?(?:second|minute|hour|day|week)s?\b"
_TIME = r"[0-9]{1,2}:[0-9]{2}"

_STANDS_STILL = re.compile(
    r"\b(?:(?:(?:is|was|does|did|has)\s+not|(?:is|was|does|did|has)n't)\s+(?:been\s+)?"
    r"(?:updated?|changed?|touched|modified)|(?:(?:is|stays|has\s+been)\s+)?unchanged)\s+(?:for|in|since)\b",
    re.IGNORECASE,
)
_IS_FOR = re.compile(
    rf"\b(?:is|was|stays|remains|has\s+been)\s+(?P<state>[^\n]{{1,60}}?)\s+"
    rf"(?:for|since)?\s*(?P<more>(?:more|longer)\s+than\s+|over\s+|at\s+least\s+)?(?P<long>{_LONG})",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?:(?:is|was)\s+)?(?P<words>(?P<not>not\s+)?(?P<kind>older|more|over|longer|at\s+least|less|newer|younger|under"
    rf"|at\s+most|within|in|during)(?:\s+than)?\s+(?P<last>the\s+last\s+)?)?(?P<long>{_LONG})(?P<ago>\s+(?:ago|old))?",
    re.IGNORECASE,
)
_LESS = frozenset({"less", "newer", "younger", "under", "at most", "within", "in", "during"})


def _every(s: Situation) -> Mistake | None:
    """`every month`, `every mornings`, `each weekdays`, `mondays`, `daily`."""
    found = around(clock.WORDS, s) if s.clause == "WHEN" and s.bracket is None else None
    if found is None:
        return None
    match, start = found
    help = clock.instead(match)
    if help is None:
        return None
    place = s.span(match.start() + start, match.end() + start)
    meant = re.match(r"write `(every [a-z0-9 ]+)`(?:\Z|: )", help)  # not where a time of day is made up
    fix = write(place, meant[1], safe="ing day" not in place.text and "business" not in place.text) if meant else None
    return mistake("S094", f"the clock knows no `{place.text}`", place, help, fix=fix)


def _still(s: Situation) -> Mistake | None:
    """`ticket is not updated for 2 days`."""
    found = around(_STANDS_STILL, s) if s.clause == "WHEN" else None
    if found is None:
        return None
    match, start = found
    place = s.span(match.start() + start, match.end() + start)
    help, fix = "write `has not changed for`", write(place, "has not changed for")
    return mistake("S094", f"`{match.group()}` is not how a trigger is written", place, help, fix=fix)


def _for(s: Situation) -> Mistake | None:
    """`ticket.status is pending for 3 days`, `has been pending since 3 days`."""
    found = around(_IS_FOR, s) if s.clause == "WHEN" else None
    if found is None:
        return None
    match, start = found
    if re.search(r"\b(?:than|before|after|or)\b", match["state"], re.IGNORECASE):
        return None
    state = re.sub(r"(?:\A|\s+)(?:for|since)\Z", "", match["state"], flags=re.IGNORECASE)
    if not state:
        return None
    place = s.span(match.start() + start, match.end() + start)
    written = f"has been {state} for {match['long']}"
    message = f"`{place.text}` is not how a trigger is written"
    fix = write(place, written, safe=not match["more"])  # it fires at that time, and not a while later
    return mistake("S094", message, place, f"write `{written}`", fix=fix)


def _ago(s: Situation) -> Mistake | None:
    """`is older than 2 days`, `is at least 2 days ago`, `is within the last 2 days`."""
    if not s.in_condition:
        return None
    found = around(_AGO, s)
    if found is None:
        return None
    match, start = found
    kind = re.sub(r"\s+", " ", (match["kind"] or "").lower())
    aged = kind in ("older", "newer", "younger")
    if not (match["ago"] or aged or match["last"]) or (s.wants_value and not match["last"]):
        return None
    place = s.span(match.start() + start, match.end() + start)
    less = (kind in _LESS) != bool(match["not"])
    written = f"is {'less' if less else 'more'} than {match['long']} ago"
    exact = not match["not"] and kind not in ("at least", "at most")  # else it differs at the very moment
    help, fix = f"write `{written}`", write(place, written, safe=exact) if kind else None
    if not kind:
        help = f"write `is more than {match['long']} ago`, or `is less than {match['long']} ago`"
    return mistake("S065", f"`{place.text}` is not how the time since a moment is asked for", place, help, fix=fix)


def _in_calendar(s: Situation) -> bool:
    return s.item == "CALENDAR"


def _in_when(s: Situation) -> bool:
    return s.clause == "WHEN" and s.bracket is None


def _in_wait(s: Situation) -> bool:
    return s.statement is not None and s.statement.type == "WAIT"


TABLE = (
    _every,
    Case(
        "S093",
        "`at` is missing before the time of day",
        "write `every {unit} at {time}`",
        before=r"\bevery\s+(?P<unit>[^\W\d_]+)",
        here=rf"(?P<time>{_TIME})",
        when=_in_when,
        fix="at {time}",
    ),
    Case(
        "S091",
        "`every` names one day",
        "write `every {one} OR every {other}`",
        before=rf"\bevery\s+(?P<one>{_DAY})",
        here=rf"(?:,|and\b)\s*(?:every\s+)?(?P<other>{_DAY})",
        when=_in_when,
    ),
    Case(
        "S091",
        "`every` names one day",
        "write `every {one} OR every {other}`",
        before=rf"\bevery\s+(?P<one>{_DAY})\s+or\s+(?P<at>(?P<other>{_DAY}))",
        when=_in_when,
    ),
    Case(
        "S094",
        "the name of a time zone stands in quotes",
        'write `in "{zone}"`',
        here=r"(?P<zone>[A-Z]\w+/\w+(?:/\w+)?|UTC\b)",
        when=lambda s: s.clause in ("WHEN", "CALENDAR"),
    ),
    Case(
        "S094",
        "`for more than` is not how a trigger is written",
        "write `for` and how long: it fires when so much time has passed",
        before=r"\bfor\s+(?P<at>more|longer|over)",
        here=r"than\b",
        both=True,
        when=lambda s: s.is_open("HAS"),
    ),
    Case(
        "S094",
        "`{word}` does not stand in a trigger on the clock",
        "write `now is within` and the name of a CALENDAR into the condition",
        before=r"\bevery\s+[^\n]{1,40}",
        here=r"(?:between|from|during|except|only|within|on)\b",
        when=_in_when,
    ),
    Case(
        "S094",
        "`in` does not stand before a calendar",
        "write `within {calendar}`",
        before=rf"\b(?:before|after)\s+{PATH}",
        here=r"(?:in|on|during)\s+(?P<calendar>[^\W\d_]\w*)",
        when=_in_when,
        fix="within {calendar}",
    ),
    _still,
    _for,
    Case(
        "S094",
        "a trigger has no `has not been`",
        "list the values that it has instead: `has been one of [new, open] for 3 days`",
        before=r"\b(?P<at>has\s+not)",
        here=r"been\b",
        both=True,
        when=_in_when,
    ),
    Case(
        "S094",
        "`{words}` does not stand before a moment",
        "write `before`",
        before=rf"{_LONG}",
        here=r"(?P<words>prior\s+to|ahead\s+of|until|till|to)\b",
        when=_in_when,
        fix="before",
    ),
    Case(
        "S094",
        "`{words}` does not stand before a moment",
        "write `after`",
        before=rf"{_LONG}",
        here=r"(?P<words>from|since|past|following|behind)\b",
        when=_in_when,
        fix="after",
    ),
    Case(
        "S094",
        "`{word} {long}` does not say when that begins",
        "write `{long} after ticket.created_at`, or `ticket has not changed for {long}`",
        here=rf"(?:after|in|within)\s+(?P<long>{_LONG})",
        when=lambda s: _in_when(s) and s.wants_value,
    ),
    Case(
        "S094",
        "`at {time}` does not say on which days",
        "write `every day at {time}`",
        here=rf"at\s+(?P<time>{_TIME})",
        when=lambda s: _in_when(s) and s.wants_value,
    ),
    Case(
        "S094",
        "a trigger on the clock begins with `every`",
        "write `every {day}`",
        here=rf"(?:on\s+)?(?P<day>{_DAY})s?\b",
        when=lambda s: _in_when(s) and s.wants_value,
        fix="every {day}",
    ),
    Case(
        "S094",
        "`{words}` is not how the coming of a moment is named",
        "write `arrives`",
        before=PATH,
        here=r"(?P<words>(?:is|was)\s+reached|has\s+passed|has\s+come|passes|comes|expires)\b",
        when=_in_when,
        fix="arrives",
    ),
    Case(
        "S094",
        "`has passed` is not how the coming of a moment is named",
        "write `arrives`",
        before=r"\b(?P<at>has)",
        here=r"(?:passed|come|arrived|expired)\b",
        both=True,
        when=_in_when,
        fix="arrives",
    ),
    Case(
        "S094",
        "behind `{direction}` stands a field that holds a moment",
        "write for example `{long} {direction} {record}.{event}_at`",
        before=rf"(?P<long>{_LONG})\s+(?P<direction>before|after)\s+(?P<record>[^\W\d_]\w*)",
        here=r"is\s+(?P<event>[^\W\d_]\w*)",
        when=_in_when,
    ),
    _ago,
    Case(
        "S065",
        "`{words}` is not how a calendar is asked",
        "write `is within` and the name of a CALENDAR",
        before=r"\bis\s+(?P<at>(?P<words>during|inside))",
        when=lambda s: s.in_condition,
    ),
    Case(
        "S065",
        "`outside` is not how a calendar is asked",
        "write `is not within` and the name of a CALENDAR",
        before=r"\bis\s+(?P<at>outside)",
        when=lambda s: s.in_condition,
    ),
    Case(
        "S065",
        "`{word}` does not compare moments",
        "write `is below` for what comes before, and `is above` for what comes after",
        before=PATH,
        here=r"(?:before|after)\b",
        when=lambda s: s.in_condition and "IS" in s.possible,
    ),
    Case(
        "S065",
        "`is` is missing before `within`",
        "write `is within`",
        before=PATH,
        here=r"within\b",
        when=lambda s: s.in_condition and "IS" in s.possible,
        fix="is within",
    ),
    Case(
        "S065",
        "`business hours` are declared by a CALENDAR, which has a name",
        "write `is within` and its name, such as `support_hours`",
        before=r"\bwithin\s+(?P<at>business|office|working|support)",
        here=r"(?:hours?|time)\b",
        both=True,
    ),
    Case(
        "S106",
        "a rule waits for a length of time, not for a moment",
        "for a time of day write `wait next_time(now, 09:00) - now`; for the moment of a field write a rule of its own "
        "that begins with `WHEN ticket.due_at arrives`",
        before=r"\bwait",
        here=r"(?:until|till)\b",
    ),
    Case(
        "S106",
        "`{words}` does not stand behind `wait`",
        "write `while`, and what has to hold all the time",
        here=r"(?P<words>if|as\s+long\s+as|when)\b",
        when=lambda s: _in_wait(s) and "WHILE" in s.expected,
        fix="while",
        unsafe=True,
    ),
    Case(
        "S106",
        "`{words}` does not stand behind `wait`",
        "write `while NOT (…)`, and what must not come true",
        here=r"(?P<words>until|till|unless)\b",
        when=lambda s: _in_wait(s) and "WHILE" in s.expected,
    ),
    Case(
        "S106",
        "`unless` does not stand behind `wait`",
        "write `while NOT (…)`, and what must not come true",
        before=rf"\bwait\s+{_LONG}\s+(?P<at>unless)\s+{PATH}",
    ),
    Case(
        "S118",
        "a calendar has one line or more",
        "say when it opens: `monday to friday 09:00 to 17:00`",
        before=r"\bcalendar\s+(?P<at>\S+)",
        when=lambda s: _in_calendar(s) and s.ends_item,
    ),
    Case(
        "S118",
        "the days of a calendar are written out",
        "write for example `monday to friday 09:00 to 17:00`",
        here=r"(?:every\s+)?(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|weekdays?|daily|days?|everyday|weekends?)\b",
        when=_in_calendar,
    ),
    Case(
        "S118",
        "`-` does not join the ends of hours or days",
        "write `to`: `monday to friday 09:00 to 17:00`",
        here=r"[-–]",
        when=_in_calendar,
        fix="to",
    ),
    Case(
        "S118",
        "a line of a calendar has one span of days and one of hours",
        "write a line of its own for the other",
        here=r"(?:,|and\b|or\b)",
        when=_in_calendar,
    ),
    Case(
        "S118",
        "hours are written with minutes",
        "write for example `09:00 to 17:00`",
        here=r"[0-9]{1,2}(?![\w:.])",
        when=_in_calendar,
    ),
    Case(
        "S118",
        "`{word}` does not stand before hours",
        "leave it out: `monday to friday 09:00 to 17:00`",
        before=rf"{_DAY}",
        here=r"(?:from|at|between|:)",
        when=_in_calendar,
        fix="",
    ),
    Case(
        "S118",
        "holidays are named by a code in quotes",
        'write `except holidays "DE"`',
        before=r"\bholidays",
        when=_in_calendar,
    ),
    Case(
        "S118",
        "`except` is missing before `holidays`",
        'write `except holidays "DE"`',
        here=r"(?:public\s+|no\s+)?holidays\b",
        when=_in_calendar,
    ),
    Case(
        "S118",
        "behind `except` stand holidays or dates",
        "leave such days out of the lines above: `monday to friday 09:00 to 17:00`",
        before=r"\bexcept",
        here=rf"(?:on\s+)?{_DAY}s?\b",
        when=_in_calendar,
    ),
)
