"""Sorting more rows than memory holds: sorted runs in temporary files, merged while they are read.

The files stand in a folder that only the user can enter, as JSON lines.
"""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import attrs
import msgspec

#: So many rows, or so many bytes of them, are sorted in memory at once.
CHUNK_ROWS = 50_000
CHUNK_BYTES = 64 * 1024 * 1024
#: So many files are open at once.
FAN_IN = 64


@attrs.frozen
class Row:
    """A row to be sorted: by `time` (microseconds), then `ties`, then `number`, which no two rows share."""

    time: int
    ties: tuple[Decimal, ...]
    number: int
    line: int
    raw: bytes

    @property
    def sort_key(self) -> tuple[int, tuple[Decimal, ...], int]:
        return (self.time, self.ties, self.number)


_LINE = msgspec.json.Decoder(tuple[int, tuple[Decimal, ...], int, int, str])
_ENCODE = msgspec.json.Encoder().encode


class Sorter:
    """Takes rows in any order, then gives them back sorted, in as much memory as one chunk takes.

    Use it in a `with` block: its end removes the files. Raises OSError where the disk does not hold the rows.
    """

    def __init__(self, chunk_rows: int = CHUNK_ROWS, chunk_bytes: int = CHUNK_BYTES, fan_in: int = FAN_IN) -> None:
        self._limits = (chunk_rows, chunk_bytes)
        self._fan_in = fan_in
        self._chunk: list[Row] = []
        self._size = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._runs: list[Path] = []
        self._files = 0

    def __enter__(self) -> Sorter:
        return self

    def __exit__(self, *_: object) -> None:
        self._chunk = []
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def add(self, row: Row) -> None:
        if len(self._chunk) >= self._limits[0] or self._size >= self._limits[1]:
            self._chunk.sort(key=_key)
            self._runs.append(self._write(self._chunk))
            self._chunk, self._size = [], 0
        self._chunk.append(row)
        self._size += len(row.raw)

    def in_order(self) -> Iterator[Row]:
        """All rows that were added; no more can be."""
        self._chunk.sort(key=_key)
        while len(self._runs) >= self._fan_in:
            group, self._runs = self._runs[: self._fan_in], self._runs[self._fan_in :]
            self._runs.append(self._write(heapq.merge(*map(_read, group), key=_key)))
            for run in group:
                run.unlink()
        return heapq.merge(self._chunk, *map(_read, self._runs), key=_key)

    def _write(self, rows: Iterable[Row]) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="whenthen-")
        self._files += 1
        path = Path(self._folder.name, f"{self._files}.jsonl")
        with path.open("xb") as file:
            for row in rows:
                # Latin-1 has a character for each byte, so that bytes which are not UTF-8 come back as they were.
                line = _ENCODE((row.time, row.ties, row.number, row.line, row.raw.decode("latin-1")))
                file.write(line + b"\n")
        return path


def _read(path: Path) -> Iterator[Row]:
    decode = _LINE.decode
    with path.open("rb") as file:
        for line in file:
            time, ties, number, at, raw = decode(line)
            yield Row(time, ties, number, at, raw.encode("latin-1"))


def _key(row: Row) -> tuple[int, tuple[Decimal, ...], int]:
    return row.sort_key
