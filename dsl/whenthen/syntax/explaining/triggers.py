"""Triggers as English has them: articles, several things, other words for a change."""

from __future__ import annotations

import re

from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, mistake, write
from whenthen.syntax.explaining.english import PATH, VALUE, without
from whenthen.syntax.explaining.situation import Situation

_NAME = r"[^\W\d_]\w*"
_NEEDLESS = r"the|this|any|every|each|some|new|an?(?:[ \t]+new)?|on|if|once"
_BEFORE = re.compile(rf"\b(?:WHEN|OR)\s+(?P<word>{_NEEDLESS})\s+\Z", re.IGNORECASE)
_HERE = re.compile(rf"(?P<word>{_NEEDLESS})\s+{_NAME}", re.IGNORECASE)
_ALTERNATIVES = re.compile(
    rf"\bchanges\s+(?:from\s+{VALUE}\s+)?(?P<word>from|to)\s+(?P<values>{VALUE}(?:\s+or\s+{VALUE})+)\s*\Z",
    re.IGNORECASE,
)
_MORE = re.compile(rf"(?:\s*\bor\s+{VALUE}(?=\s+(?:or|to|by|then|if|for|let)\b|\s*\Z))*", re.IGNORECASE)


def _needless(s: Situation) -> Mistake | None:
    """`WHEN the ticket is created`, `WHEN any ticket …`, `WHEN a ticket …`."""
    if s.clause != "WHEN" or s.bracket:
        return None
    if (found := _BEFORE.search(s.before)) and re.match(rf"{_NAME}\b", s.line):
        if found.group("word").lower() == "every" and not re.match(rf"{_NAME}[ \t.]+(?:is\b|{_NAME})", s.line):
            return None
        return without(s, found.group("word"), s.offset - len(s.before) + found.start("word"))
    if (found := _HERE.match(s.text, s.offset, s.last)) and s.wants_value:
        return without(s, found.group("word"), s.offset)
    return None


def _alternatives(s: Situation) -> Mistake | None:
    """`changes to solved or closed`: what follows `or` was read as another trigger."""
    found = _ALTERNATIVES.search(s.before) if s.clause == "WHEN" else None
    if not found:
        return None
    more = _MORE.match(s.text, s.offset, s.last)
    written = found.group("values") + (" " + more.group() if more else "")
    values = [value.strip() for value in re.split(r"\s+or\s+", written.strip(), flags=re.IGNORECASE)]
    shift = s.offset - len(s.before)
    end = more.end() if more and more.group() else shift + found.end("values")
    place = s.span(shift + found.start("values"), end)
    word = found.group("word").lower()
    return mistake(
        "S073",
        "several values stand in a list",
        place,
        f"write `{word} one of [{', '.join(values)}]`",
        fix=write(place, f"one of [{', '.join(values)}]"),
    )


def _several(s: Situation) -> Mistake | None:
    """`tickets are created`."""
    found = re.match(rf"(?:are|were|was|gets?|got|has\s+been|have\s+been)\s+({_NAME})", s.line, re.IGNORECASE)
    owner = s.previous_word
    if not found or s.clause != "WHEN" or s.previous != "NAME":
        return None
    single = owner
    if re.match(r"are|were|have", found.group(), re.IGNORECASE):
        single = re.sub(r"ies\Z", "y", owner) if owner.endswith("ies") else owner.removesuffix("s")
    place = s.span(s.previous_span.start, s.offset + found.end())
    fix = write(place, f"{single} is {found.group(1)}", safe=False)
    return mistake("S092", f"`{place.text}` is not a trigger", place, f"write `{single} is {found.group(1)}`", fix=fix)


TABLE = (
    _needless,
    _alternatives,
    _several,
    Case(
        "S092",
        "`{event}` alone is not a trigger",
        "say again what it happens to: write `{owner} is {event}` for `{event}`",
        before=rf"\b(?P<owner>{_NAME})\s+is\s+{_NAME}\s+or\s+(?P<at>(?P<event>{_NAME}))",
        when=lambda s: s.clause == "WHEN" and "IS" in s.expected,
        fix="{owner} is {event}",
    ),
    Case(
        "S062",
        "`{words}` is not how a change is named",
        "write `changes to`",
        before=rf"{PATH}",
        here=r"(?P<words>(?:becomes|turns(?:\s+(?:in)?to)?|gets|goes\s+to|moves\s+to|switches\s+to"
        r"|(?:is|was|gets)\s+(?:changed|set)\s+to|has\s+(?:changed|become)(?:\s+to)?(?=\s+(?!from\b|then\b|or\b|if\b)\S)))",
        when=lambda s: s.clause == "WHEN" and s.previous in ("MEMBER", "NAME"),
        fix="changes to",
    ),
    Case(
        "S062",
        "`is changed` is not how a change is named",
        "write `changes`",
        here=r"(?:is|was|gets)\s+changed\b",
        when=lambda s: s.clause == "WHEN",
        fix="changes",
    ),
    Case(
        "S062",
        "`has changed` is not how a change is named",
        "write `changes`",
        before=r"\b(?P<at>has)",
        here=r"changed\b",
        both=True,
        when=lambda s: s.clause == "WHEN",
        fix="changes",
    ),
    Case(
        "S091",
        "triggers are not separated with `,`",
        "write `OR`",
        here=r",",
        when=lambda s: s.clause == "WHEN" and s.bracket is None,
        fix="OR",
        unsafe=True,
    ),
)
