"""What a log is made of, whatever its form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import attrs

from whenthen.ingest.cloudevents import EventReader
from whenthen.ingest.jsonlines import read_lines
from whenthen.runtime.model import Event, EventRejected


@attrs.frozen
class Entry:
    """A line or row of a log, from 1, and all of its bytes: an event, or the problem why it is none."""

    line: int
    raw: bytes
    event: Event | None
    problem: str | None = None


def json_entries(stream: BinaryIO, reader: EventReader) -> Iterator[Entry]:
    """The CloudEvents of a stream of JSON lines, in its order. Raises OSError where the stream does."""
    for line in read_lines(stream):
        if line.problem is not None:
            yield Entry(line.number, line.raw, None, line.problem)
            continue
        try:
            event = reader.read(line.raw)
        except EventRejected as rejected:
            yield Entry(line.number, line.raw, None, str(rejected))
        else:
            yield Entry(line.number, line.raw, event)
