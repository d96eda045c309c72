"""Data files: CSV into rows of text with their places. What the texts mean is the analysis' to say."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

from whenthen.analysis.inputs import DataRow, DataTable
from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic, Label, Report
from whenthen.ingest.csvrows import is_too_long, lone_return, row_at, separator_used
from whenthen.source import Source, Span
from whenthen.syntax import nodes

#: Of rows that are wrong in the same way, so many are reported one by one.
_MOST_ROWS = 10
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class _Lines:
    """The lines of a text, one by one, and how far they have been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0

    def __iter__(self) -> Iterator[str]:
        while self.offset < len(self.text):
            start = self.offset
            end = self.text.find("\n", start)
            self.offset = len(self.text) if end < 0 else end + 1
            yield self.text[start : self.offset]


def _rows(source: Source) -> Iterator[tuple[list[str], Span]]:
    """The rows that are not blank; a span ends before the line end. Raises csv.Error."""
    lines = _Lines(source.text)
    reader = csv.reader(iter(lines), strict=True)
    start = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            found = row_at(source.text, start, ",") if is_too_long(error) else None
            if not isinstance(found, tuple):
                raise
            cells, lines.offset = found
            reader = csv.reader(iter(lines), strict=True)
        if cells is None:
            return
        if cells:
            yield cells, Span(source, start, start + len(source.text[start : lines.offset].rstrip("\r\n")))
        start = lines.offset


def read_table(source: Source, use: nodes.UseData, report: Report) -> DataTable | None:
    """The table of a data file; None, reported, where it is none."""
    rows = _rows(source)
    try:
        header, header_span = next(rows, ([], Span(source, 0, 0)))
        if not _is_header(header, header_span, use, report):
            return None
        good: list[DataRow] = []
        bad: list[tuple[int, Span]] = []
        for cells, span in rows:
            if len(cells) == len(header) and _is_readable(cells, header, span, report):
                good.append(DataRow(tuple(cells), span))
            elif len(cells) != len(header):
                bad.append((len(cells), span))
    except csv.Error as error:
        place = Span(source, 0, len(source.line(1)))
        message, advice = f"the data file is not a table: {error}", _QUOTES
        if lone_return(error):
            message = "the lines of the data file end with a carriage return (CR) alone"
            advice = "save it with line ends of Windows (CRLF) or Unix (LF)"
        report(Diagnostic("P020", message, place, (used_here(use),), advice))
        return None
    _report_rows(bad, len(header), report)
    return DataTable(use, tuple(header), header_span, tuple(good))


def used_here(use: nodes.UseData) -> Label:
    """Where the data file was asked for, for problems that have no place in it."""
    return Label(use.path.span, "used here")


_QUOTES = 'a value that holds a comma, a quote or a line end stands in quotes `"…"`, with quotes in it doubled'


def _is_header(header: list[str], span: Span, use: nodes.UseData, report: Report) -> bool:
    if not header:
        advice = "the first line names the fields, such as `name,size`"
        report(Diagnostic("P020", "the data file is empty", span, (used_here(use),), advice))
        return False
    twice = [name for name, count in Counter(header).items() if count > 1]
    for name in twice:
        report(Diagnostic("P022", f"the column {quote(name)} appears twice", span, help="keep one of them"))
    if twice:
        return False
    used = separator_used(header, ",")
    if used is not None:
        message = f"the values of the data file are separated by {used[1]}"
        report(Diagnostic("P020", message, span, help="save the table with commas between the values"))
        return False
    return True


def _is_readable(cells: list[str], header: list[str], span: Span, report: Report) -> bool:
    """Whether no cell holds a control character, but for tabs and line ends."""
    for name, cell in zip(header, cells, strict=True):
        found = _CONTROL.search(cell)
        if found is not None:
            message = f"{quote(name)} holds a control character, {quote(found[0])}"
            report(Diagnostic("P026", message, span, help="take it out of the data file"))
            return False
    return True


def _report_rows(bad: list[tuple[int, Span]], expected: int, report: Report) -> None:
    for at, (count, span) in enumerate(bad[:_MOST_ROWS], 1):
        has = "1 value" if count == 1 else f"{count} values"
        advice = "a value that holds a comma needs quotes around it" if count > expected else "add the missing commas"
        if at == _MOST_ROWS < len(bad):
            advice += f"\n{len(bad) - _MOST_ROWS} more rows of the file have too many or too few values"
        report(Diagnostic("P024", f"the row has {has}, and the first line names {expected}", span, help=advice))
