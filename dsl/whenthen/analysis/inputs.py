"""What the analysis is given: parsed files, and the tables of USE DATA. Nothing here reads a disk."""

from __future__ import annotations

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
