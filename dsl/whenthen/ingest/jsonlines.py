"""The lines of a file or a pipe, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import attrs

#: A line that is longer, in bytes, is not looked into.
MAX_LINE = 8 * 1024 * 1024
#: Of a line that is longer still, only the beginning is kept for the rejects: a file without line ends fills memory.
MAX_KEPT = 64 * 1024 * 1024

_BOM = b"\xef\xbb\xbf"


@attrs.frozen
class Line:
    """A line without its end. `number` counts from 1, blank lines too; `problem` says why it cannot be used."""

    number: int
    raw: bytes
    problem: str | None = None


def read_lines(stream: BinaryIO, max_line: int = MAX_LINE, max_kept: int = MAX_KEPT) -> Iterator[Line]:
    """The lines that are not blank, as they come; a byte-order mark before the first one is left out.

    Never holds more than one line. Raises OSError where the stream does.
    """
    number = 0
    while raw := stream.readline(max_kept + 1):
        number += 1
        if number == 1:
            raw = raw.removeprefix(_BOM)
        if len(raw) > max_kept and not raw.endswith(b"\n"):
            size = len(raw) + skip_line(stream)
            problem = f"the line has {size:,} bytes; the first {max_kept:,} of them are kept here"
            yield Line(number, raw[:max_kept], problem)
            continue
        raw = raw.removesuffix(b"\n").removesuffix(b"\r")
        if len(raw) > max_line:
            yield Line(number, raw, f"the line has {len(raw):,} bytes, more than {max_line:,}")
        elif raw.strip():
            yield Line(number, raw)


def skip_line(stream: BinaryIO) -> int:
    """Reads to the end of the line; how many bytes that was, the line end left out."""
    size = 0
    while part := stream.readline(1 << 16):
        size += len(part)
        if part.endswith(b"\n"):
            return size - 1
    return size
