"""The rows of a CSV file, one at a time, each with the very bytes that it was made of."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

import attrs

from whenthen.ingest.csvrows import OPEN, is_too_long, lone_return, row_at
from whenthen.ingest.jsonlines import MAX_KEPT, MAX_LINE, skip_line

_BOM = b"\xef\xbb\xbf"


@attrs.frozen
class CsvRow:
    """A row. `line` is that of its start, from 1; `cells` is None where `problem` says why it could not be read."""

    line: int
    raw: bytes
    cells: list[str] | None
    problem: str | None = None


class _TooLongError(Exception):
    """A row is longer than `MAX_LINE`."""


class RowReader:
    """Reads the rows of a stream that are not blank. Raises OSError where the stream does."""

    def __init__(
        self, stream: BinaryIO, delimiter: str = ",", max_row: int = MAX_LINE, max_kept: int = MAX_KEPT
    ) -> None:
        self._stream = stream
        self._delimiter = delimiter
        self._max_row = max_row
        self._max_kept = max_kept
        self._line = 0
        self._at_start = True
        self._taken: list[bytes] = []
        self._size = 0  # of what was taken, and of what was too long to take
        self._csv = self._reader()

    def __iter__(self) -> Iterator[CsvRow]:
        return self

    def __next__(self) -> CsvRow:
        while True:
            first = self._line + 1
            self._taken, self._size = [], 0
            try:
                cells = self._next_cells()
            except csv.Error as error:
                return CsvRow(first, self._raw(), None, f"this is no row of a CSV file: {_reason(error)}")
            except _TooLongError:
                return CsvRow(first, self._raw(), None, self._too_long())
            raw = self._raw()
            if not cells:
                continue
            try:
                raw.decode()
            except UnicodeDecodeError as error:
                return CsvRow(first, raw, None, f"this is not UTF-8 ({error.reason} at byte {error.start + 1})")
            return CsvRow(first, raw, cells)

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self._delimiter, strict=True)

    def _next_cells(self) -> list[str]:
        try:
            return next(self._csv)
        except _TooLongError:
            self._csv = self._reader()  # the one before ended with the error
            raise
        except csv.Error as error:
            if not is_too_long(error):
                raise
            self._csv = self._reader()
            return self._long_cells()

    def _long_cells(self) -> list[str]:
        """The row of the lines taken so far, and of those behind it if a quote is open."""
        while True:
            found = row_at(self._text(), 0, self._delimiter)
            if isinstance(found, tuple):
                return found[0]
            if found != OPEN:
                raise csv.Error(f"expected {self._delimiter!r} behind a quote")
            # Within quotes a line closes them when the number of its own is odd.
            lines = self._lines()
            for line in lines:
                if line.count('"') % 2:
                    break
            else:
                raise csv.Error("unexpected end of data")

    def _text(self) -> str:
        return b"".join(self._taken).decode(errors="surrogateescape")

    def _raw(self) -> bytes:
        return b"".join(self._taken).removesuffix(b"\n").removesuffix(b"\r")

    def _too_long(self) -> str:
        kept = sum(map(len, self._taken))
        if kept < self._size:
            return f"the row has {self._size:,} bytes; the first {kept:,} of them are kept here"
        open_quote = "; is a quote not closed?" if len(self._taken) > 1 else ""
        return f"the row has {len(self._raw()):,} bytes, more than {self._max_row:,}{open_quote}"

    def _lines(self) -> Iterator[str]:
        while line := self._stream.readline(self._max_kept + 1):
            if self._at_start:
                line = line.removeprefix(_BOM)
                self._at_start = False
            self._size += len(line)
            ended = line.endswith(b"\n")
            if len(line) > self._max_kept and not ended:
                self._size += skip_line(self._stream)
                line, ended = line[: self._max_kept], True
            self._taken.append(line)
            self._line += ended
            if self._size > self._max_row and len(self._raw()) > self._max_row:
                raise _TooLongError
            yield line.decode(errors="surrogateescape")


def _reason(error: csv.Error) -> str:
    if lone_return(error):
        return "a line ends with a carriage return (CR) alone; lines end with LF or CRLF"
    return str(error)


def split_row(raw: bytes, delimiter: str) -> list[str]:
    """The cells of a row that `RowReader` has read."""
    text = raw.decode()
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        found = row_at(text, 0, delimiter)
        if isinstance(found, tuple):
            return found[0]
        raise
