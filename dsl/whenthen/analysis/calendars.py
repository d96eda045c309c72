"""CALENDAR declarations: opening hours, a time zone, and the days on which nobody works, as plans."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from whenthen.analysis.checker import Checker
from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.fixes import as_text, replace
from whenthen.diagnostics.model import Fix, Label
from whenthen.syntax import nodes
from whenthen.values.calendars import Opening, Plan
from whenthen.values.zones import find_zone, zone_names

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: Days that an exception lasts at most where its dates were merely swapped.
_LONGEST_LEAVE = 60
#: A country, or a part of one, in the words of ISO 3166.
_REGION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")


def calendar_names(files: Iterable[ProgramFile]) -> tuple[str, ...]:
    """The names of all calendars that some files declare, for a setting that names one."""
    found = (
        item.name.text for file in files for item in file.tree.items if isinstance(item, nodes.CalendarDeclaration)
    )
    return tuple(dict.fromkeys(found))


def default_calendar(checker: Checker) -> str | None:
    """The calendar that is meant where none is named: the project's, else the only one there is."""
    if checker.time.calendar is not None:
        return checker.time.calendar
    declared = checker.tables.calendars
    return next(iter(declared)) if len(declared) == 1 else None


def check_calendars(checker: Checker) -> dict[str, Plan]:
    """The plan of every calendar that is right."""
    plans: dict[str, Plan] = {}
    for name, declaration in checker.tables.calendars.items():
        plan = _plan(declaration, checker)
        if plan is not None:
            plans[name] = plan
    return plans


def _plan(declaration: nodes.CalendarDeclaration, checker: Checker) -> Plan | None:
    zone = _zone(declaration, checker)
    closed = [_closed(line, checker) for line in declaration.exceptions if line.holidays is None]
    codes = [_holidays(line.holidays, checker) for line in declaration.exceptions if line.holidays is not None]
    if not declaration.hours:
        checker.report(
            "C110",
            f"the calendar `{declaration.name.text}` never opens",
            declaration.name.span,
            help="say when: `monday to friday 09:00 to 17:00`",
        )
        return None
    if zone is None or None in closed or None in codes:
        return None
    openings = tuple(
        Opening(days_between(line.first_day, line.last_day), line.opens.value, line.closes.value)
        for line in declaration.hours
    )
    return Plan(
        zone,
        openings,
        tuple(dict.fromkeys(code for code in codes if code is not None)),
        tuple(dates for dates in closed if dates is not None),
    )


def days_between(first: str, last: str) -> tuple[int, ...]:
    """The days of the week (0 is Monday) from one to another; `friday to monday` goes on over the weekend."""
    start = DAYS.index(first)
    return tuple((start + i) % 7 for i in range((DAYS.index(last) - start) % 7 + 1))


def _zone(declaration: nodes.CalendarDeclaration, checker: Checker) -> str | None:
    """The zone that the lines name, the project's where none does; None after a mistake."""
    named = [line.zone for line in declaration.hours if line.zone is not None]
    if not named:
        return checker.time.zone
    first = named[0]
    for other in named[1:]:
        if other.value != first.value:
            checker.report(
                "C109",
                f"`{declaration.name.text}` is in two time zones, `{first.value}` and `{other.value}`",
                other.span,
                Label(first.span, "the first one"),
                help="a calendar has one zone; declare a calendar for each",
            )
            return None
    return checked_zone(first, checker)


def checked_zone(zone: nodes.TextLiteral, checker: Checker) -> str | None:
    """The name of a time zone where there is such a one, None and a report where there is none."""
    name = zone.value
    if find_zone(name) is not None:
        return name
    folded = name.casefold().replace(" ", "_")
    known = zone_names()
    same = [zone for zone in known if folded in (zone.casefold(), zone.rpartition("/")[2].casefold())]
    help = f"did you mean `{same[0]}`?" if same else checker.suggest(name, known)
    fix = checker.mend_name(name, known, zone.span, as_text)
    if len(same) == 1:
        fix = replace(zone.span, as_text(same[0]), safe=False)
    checker.report(
        "C108",
        f"there is no time zone `{name}`",
        zone.span,
        help=help or 'zones are named by continent and city, such as `"Europe/Berlin"`, or `"UTC"`',
        fix=fix,
    )
    return None


def _closed(line: nodes.CalendarExcept, checker: Checker) -> tuple[dt.date, dt.date] | None:
    assert line.first is not None
    first, last = line.first.value, (line.last or line.first).value
    if last < first:
        checker.report(
            "C111",
            f"these days end on {last}, before they begin on {first}",
            line.span,
            help=f"write `except {last} to {first}`",
            fix=_turned(line, first, last),
        )
        return None
    return first, last


def _turned(line: nodes.CalendarExcept, first: dt.date, last: dt.date) -> Fix | None:
    """The two dates in their order; where that makes a long time, the year of one of them was mistyped."""
    if line.first is None or line.last is None or (first - last).days > _LONGEST_LEAVE:
        return None
    return replace(line.first.span.to(line.last.span), f"{last} to {first}", safe=False)


def _holidays(code: nodes.TextLiteral, checker: Checker) -> str | None:
    problem = checker.time.holiday_problem(code.value)
    if problem is None and _REGION.fullmatch(code.value):
        return code.value
    problem = problem or f"there are no public holidays of `{code.value}`"
    checker.report(
        "C112",
        problem,
        code.span,
        help='holidays are those of a country, such as `"DE"`, or of a part of one, such as `"DE-BY"` (ISO 3166)',
    )
    return None
