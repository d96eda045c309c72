"""What the analysis is given: parsed files, the tables of USE DATA, the project's time. Nothing here reads a disk."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from whenthen.source import Source, Span
from whenthen.syntax import nodes


@attrs.frozen
class ProgramFile:
    """A parsed file of a program.

    `sees` are the names of the sources whose declarations this file sees: its own, those that it USEs, directly or
    through others, and the prelude. `incomplete` says that something it asked for could not be read: then what it does
    not know is not reported, because the cause is reported already.
    """

    source: Source
    tree: nodes.File
    sees: frozenset[str]
    incomplete: bool = False


@attrs.frozen
class DataRow:
    """A row of a table: its cells as they were written, and where it stands."""

    cells: tuple[str, ...]
    span: Span


@attrs.frozen
class DataTable:
    """The table of a `USE DATA`: names of fields and rows of cells."""

    use: nodes.UseData
    header: tuple[str, ...]
    header_span: Span
    rows: tuple[DataRow, ...]


@attrs.frozen
class TimeSettings:
    """What the project says of time.

    `zone` is an IANA name that exists. `calendar` is the name of the project's calendar, None where it names none: then
    the only calendar of a program is its default; whether it is declared is the caller's business, who knows where the
    name stands (see `analysis.calendars.calendar_names`). `holiday_problem(code)` says, in one sentence, what is wrong
    with the code of a country (`DE`) or of a part of one (`DE-BY`) of which no holidays are known, None where they are.
    """

    zone: str = "UTC"
    calendar: str | None = None
    holiday_problem: Callable[[str], str | None] = lambda code: None


#: A project that says nothing of time.
NO_SETTINGS = TimeSettings()
