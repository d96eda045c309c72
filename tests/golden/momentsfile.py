"""Moments as a file: a few rules, and for each a table of when it fires, with the reason why it is then.

    What the file is about.

    === SETTINGS                       optional: a `whenthen.toml`
    === SHARED                         what the rules share: calendars, a library
    === RULE                           a rule without its title; `THEN stop` where it has no THEN
    === TICKET                         optional: fields of the ticket, as JSON
    === ROWS
    2026-03-27T17:00+01:00 -> 2026-03-30T10:00+02:00         # a weekend, and clocks go forward

RULE, TICKET and ROWS may come again. A row is one of these, and has its reason behind `#`:

    start -> due -> due                the rule fires at these moments, to the microsecond, and never again
    start -> due -> due …              and so on
    start -> never
    [earlier …|] moment: no no yes     whether an event makes it fire a microsecond before the moment, at it, and a
                                       microsecond after it, when it fired for events at the earlier ones

The start is the moment at which the fields of the ticket become what they are. Where one of them is `START` it is what
that field holds, and has been for long. Where there is no TICKET it is the moment at which the rules begin.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

import attrs

_SECTION = re.compile(r"^=== (SETTINGS|SHARED|RULE|TICKET|ROWS)$\n", re.MULTILINE)
_ANSWERS = re.compile(r"(?:yes|no)(?: (?:yes|no)){2}")
#: The word for a ticket's field that holds the start of a row.
START = "START"


@attrs.frozen
class Timed:
    """A row of a rule that time starts. `more` says that it fires on and on."""

    line: int
    start: dt.datetime
    due: Sequence[dt.datetime]
    more: bool


@attrs.frozen
class Asked:
    """A row of a rule that an event starts; `answers` are those just before, at and just after the moment."""

    line: int
    earlier: Sequence[dt.datetime]
    moment: dt.datetime
    answers: Sequence[bool]


Row = Timed | Asked


@attrs.frozen(eq=False)
class Case:
    """A rule, the fields of the ticket as JSON (None where nothing is said of it), and its rows."""

    name: str
    settings: str | None
    shared: str
    rule: str
    ticket: str | None
    rows: Sequence[Row]

    @property
    def text(self) -> str:
        """The rules."""
        then = "" if "THEN" in self.rule else "\nTHEN stop"
        return f'USE "time.when"\n{self.shared}\nRULE "timed"\n{self.rule}{then}\n'


def read(path: Path) -> list[Case]:
    """The cases of a file; raises ValueError where it has not the form above."""
    text = path.read_text(encoding="utf-8")
    found = list(_SECTION.finditer(text))
    if text.count("\n=== ") != len(found):
        raise ValueError(f"{path.name}: there is a section of another kind")
    settings, shared, rule, ticket = None, "", "", None
    cases = []
    for number, match in enumerate(found):
        content = text[match.end() : found[number + 1].start() if number + 1 < len(found) else len(text)].strip()
        line = text.count("\n", 0, match.end()) + 1
        if match[1] == "SETTINGS":
            settings = content
        elif match[1] == "SHARED":
            shared = content
        elif match[1] == "RULE":
            rule, ticket = content, None
        elif match[1] == "TICKET":
            ticket = content
        else:
            lines = enumerate(content.splitlines(), line)
            rows = [_row(one, f"{path.name}:{place}", place) for place, one in lines if one.strip()]
            cases.append(Case(f"{path.stem}:{line}", settings, shared, rule, ticket, rows))
    return cases


def _row(text: str, place: str, line: int) -> Row:
    said, _, why = text.partition("#")
    said = said.strip()
    if not why.strip():
        raise ValueError(f"{place}: a row says why")
    if "->" in said:
        start, *due = said.removesuffix("…").split("->")
        moments = [] if due == [" never"] else [_moment(one) for one in due]
        return Timed(line, _moment(start), moments, said.endswith("…"))
    earlier, _, asked = said.rpartition("|")
    moment, _, answers = asked.rpartition(": ")
    if not _ANSWERS.fullmatch(answers):
        raise ValueError(f"{place}: the answers are three of yes and no")
    return Asked(
        line, [_moment(one) for one in earlier.split()], _moment(moment), [a == "yes" for a in answers.split()]
    )


def _moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text.strip())
    if found.tzinfo is None:
        raise ValueError(f"{text.strip()} has no offset")
    return found.astimezone(dt.UTC)
