"""A DISABLED rule that was to be on again by now."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.prose import dates_in, durations_in
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.values.durations import DAY

_EXAMPLE = rule().replace("  WHEN", "  DISABLED   # until {}, while the shop moves\n  WHEN", 1).rstrip("\n")

CODE = Code(
    "C206",
    "off for longer than its comment says",
    explanation="A rule or a group is DISABLED, and a comment beside it, or its documentation, says until when: "
    "that day has passed. Dates are understood with their year, such as `until 2026-01-15`, `until 15 January 2026` "
    "or `for two weeks from 2025-12-24`.",
    why="It was to be switched on again, and nobody did. What the rule is for has not happened since.",
    failing=declares(_EXAMPLE.format("2026-01-15")),
    mended=declares(_EXAMPLE.format("2036-01-15")),
    severity="warning",
)

#: What stands before a date by which something ends.
_UNTIL = re.compile(
    r"\b(until|till|til|thru|through|up to|by|to|ends?|ending|expires?|back|again|on again|resume|resumes|"
    r"re-?enabled?|reactivated?|switch(?:ed)? (?:it )?(?:back )?on|turn(?:ed)? (?:it )?(?:back )?on)"
    r"(?: (?:on|from|in|after|the|about|around|approximately))*[:\s]*$",
    re.IGNORECASE,
)
#: Longer times are no plan.
_MOST_DAYS = 3650
_FROM = re.compile(r"\b(from|since|starting|as of|beginning)(?: on)?[:\s]*$", re.IGNORECASE)


def in_program(context: Context) -> Iterator[Diagnostic]:
    if context.today is None:
        return
    for file in context.own_files:
        comments = {span.position[0]: span for span in file.tree.comments}
        for item in file.tree.items:
            if isinstance(item, nodes.Rule | nodes.DefineGroup):
                for setting in item.settings:
                    if isinstance(setting, nodes.DisabledSetting):
                        yield from _over(setting, item, comments, context.today)


def _over(
    setting: nodes.DisabledSetting,
    item: nodes.Rule | nodes.DefineGroup,
    comments: Mapping[int, Span],
    today: dt.date,
) -> Iterator[Diagnostic]:
    said: list[tuple[dt.date | None, Span | None]] = [(_end(span.text), span) for span in _beside(setting, comments)]
    said += [(_end(_about_being_off(span.text)), span) for span in _above(item.span, comments)]
    said += [(_end(_about_being_off(item.doc or "")), None)] if item.doc else []
    ends = [(date, span) for date, span in said if date is not None]
    if not ends or max(date for date, _ in ends) >= today:
        return
    date, place = max(ends, key=lambda end: end[0])
    yield finding(
        CODE,
        f"this was to be off until `{date}`",
        setting.span,
        *([Label(place, "it says so here")] if place is not None else []),
        help="switch it on, delete it, or say until when it stays off",
    )


def _beside(setting: nodes.DisabledSetting, comments: Mapping[int, Span]) -> Iterator[Span]:
    """The comment on the line of the setting, and those on the lines right above it; of all comments by their lines."""
    line = setting.span.position[0]
    if line in comments:
        yield comments[line]
    yield from _above(setting.span, comments)


def _above(place: Span, comments: Mapping[int, Span]) -> Iterator[Span]:
    """The comments on the lines right above a place."""
    line = place.position[0] - 1
    while line in comments and place.source.line(line).lstrip().startswith("#"):
        yield comments[line]
        line -= 1


def _about_being_off(doc: str) -> str:
    """The sentences of a documentation that speak of being off."""
    sentences = re.split(r"(?<=[.;!])\s+", doc)
    return " ".join(s for s in sentences if re.search(r"\b(disabled|switched off|turned off|off|paused)\b", s, re.I))


def _end(text: str) -> dt.date | None:
    """The last day that a text names as an end; None where it names none."""
    ends = []
    for said in dates_in(text):
        before = text[: said.start]
        if _UNTIL.search(before):
            ends.append(said.date)
        elif begun := _FROM.search(before):
            lengths = durations_in(before[: begun.start()])
            days = lengths[-1].micros // DAY if lengths else 0
            if 0 < days <= _MOST_DAYS and not before[lengths[-1].end : begun.start()].strip(" ,("):
                ends.append(said.date + dt.timedelta(days=days))
    return max(ends, default=None)
