"""The rows of a CSV file, one at a time, each with the very bytes that it was made of."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

import attrs

from whenthen.ingest.jsonlines import MAX_LINE

_BOM = b"\xef\xbb\xbf"


@attrs.frozen
class CsvRow:
    """A row. `line` is that of its start, from 1; `cells` is None where `problem` says why it could not be read."""

    line: int
    raw: bytes
    cells: list[str] | None
    problem: str | None = None


class RowReader:
    """Reads the rows of a stream that are not blank. Raises OSError where the stream does."""

    def __init__(self, stream: BinaryIO, delimiter: str = ",") -> None:
        self._stream = stream
        self._line = 0
        self._at_start = True
        self._taken: list[bytes] = []
        self._csv = csv.reader(self._lines(), delimiter=delimiter, strict=True)

    def __iter__(self) -> Iterator[CsvRow]:
        return self

    def __next__(self) -> CsvRow:
        while True:
            first, self._taken = self._line + 1, []
            try:
                cells = next(self._csv)
            except csv.Error as error:
                return CsvRow(first, self._raw(), None, f"this is no row of a CSV file: {error}")
            raw = self._raw()
            if not cells:
                continue
            try:
                raw.decode()
            except UnicodeDecodeError as error:
                return CsvRow(first, raw, None, f"this is not UTF-8 ({error.reason} at byte {error.start + 1})")
            return CsvRow(first, raw, cells)

    def _raw(self) -> bytes:
        return b"".join(self._taken).removesuffix(b"\n").removesuffix(b"\r")

    def _lines(self) -> Iterator[str]:
        # A longer line comes in pieces; the reader of CSV refuses a value long before.
        while line := self._stream.readline(MAX_LINE):
            if self._at_start:
                line = line.removeprefix(_BOM)
                self._at_start = False
            self._taken.append(line)
            self._line += line.endswith(b"\n")
            yield line.decode(errors="surrogateescape")


def split_row(raw: bytes, delimiter: str) -> list[str]:
    """The cells of a row that `RowReader` has read."""
    return next(csv.reader([raw.decode()], delimiter=delimiter, strict=True))
