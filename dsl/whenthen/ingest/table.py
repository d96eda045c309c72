"""A table of record snapshots as a log of events.

The rows are sorted by time; rows of one time by the columns of `ties`, as numbers, then by their order in the table.
The first snapshot of a record is the event that it is created, each later one that it is updated, with the fields that
are different from the snapshot before (possibly none). Of a record that is there before the table begins the first
snapshot is an update too, with all of its fields. A field that was there before and is missing now is cleared, or
has its default again where it has one and is not optional. A record that a row only names is introduced by that row,
where its key is enough (see `introduce`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any, BinaryIO

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic
from whenthen.diagnostics.nearest import one_of
from whenthen.ingest.cells import ReadCell, cell_reader
from whenthen.ingest.cloudevents import EventReader
from whenthen.ingest.csvrows import separator_used
from whenthen.ingest.entries import Entry
from whenthen.ingest.introduce import Introductions
from whenthen.ingest.mapping import TableMapping, check_columns
from whenthen.ingest.rows import CsvRow, RowReader, split_row
from whenthen.ingest.sorting import CHUNK_ROWS, Row, Sorter
from whenthen.runtime.model import CAUSES, EventRejected
from whenthen.source import Source, Span
from whenthen.types.schema import Schema
from whenthen.values import moments, numbers
from whenthen.values.errors import ValueFailure, shown
from whenthen.values.refs import Ref
from whenthen.values.text import nfc

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)

#: A snapshot of a record: plain data by field, None for what is missing.
Snapshot = dict[str, Any]


def open_table(
    stream: BinaryIO, name: str, mapping: TableMapping, schema: Schema, known: Iterable[Ref] = ()
) -> tuple[Table | None, tuple[Diagnostic, ...]]:
    """The table of a CSV stream, its first row read and held against the mapping; None where they do not agree.

    `name` is what messages call the table, `known` are the records that are there before its first row. Raises OSError
    where the stream does.
    """
    rows = RowReader(stream, mapping.delimiter)
    header = next(rows, None)
    problems = _header_problems(header, name, mapping) or check_columns(mapping, (header and header.cells) or (), name)
    if problems or header is None or header.cells is None:
        return None, problems
    there = frozenset(known)
    introductions = Introductions(mapping.fields, mapping.record, there, schema)
    own = frozenset(ref.key for ref in there if ref.type == mapping.record)
    return Table(rows, tuple(header.cells), mapping, EventReader(schema), schema, introductions, own), ()


def _header_problems(header: CsvRow | None, name: str, mapping: TableMapping) -> tuple[Diagnostic, ...]:
    text = "" if header is None else header.raw.decode(errors="replace")
    span = Span(Source(name, text), 0, len(text))
    if header is None:
        return (Diagnostic("P020", f"the table {quote(name)} is empty", span, help="its first row names the columns"),)
    if header.cells is None:
        return (Diagnostic("P020", f"the first row of {quote(name)} cannot be read: {header.problem}", span),)
    used = separator_used(header.cells, mapping.delimiter)
    if used is not None and header.cells[0] not in mapping.columns:
        mark, words = used
        advice = f"say `delimiter = {json.dumps(mark)}` at the top of the mapping"
        return (Diagnostic("P020", f"the cells of {quote(name)} are separated by {words}", span, help=advice),)
    twice = [column for column, count in Counter(header.cells).items() if count > 1]
    if twice:
        verb = "appears" if len(twice) == 1 else "appear"
        noun = "column" if len(twice) == 1 else "columns"
        return (Diagnostic("P022", f"the {noun} {one_of(twice, 'and')} {verb} twice", span),)
    return ()


class Table:
    """A table that fits its mapping. `entries` may be read once.

    `rows` counts those that were read from the file; once all were, `sorted` is true and the events come, of which
    `given` counts those that did.
    """

    def __init__(
        self,
        rows: RowReader,
        header: tuple[str, ...],
        mapping: TableMapping,
        reader: EventReader,
        schema: Schema,
        introductions: Introductions,
        known: Set[str] = frozenset(),
    ) -> None:
        """`known` are the keys of the table's own records that are there before its first row."""
        columns = {column: place for place, column in enumerate(header)}
        self.rows = 0
        self.given = 0
        self.sorted = False
        self._rows = rows
        self._width = len(header)
        self._mapping = mapping
        self._reader = reader
        self._introductions = introductions
        self._known = known
        self._key = columns[mapping.key]
        self._key_field = schema.records[mapping.record].key
        self._time = columns[mapping.time.column]
        self._ties = tuple((column, columns[column]) for column in mapping.ties)
        self._actor = None if mapping.actor.column is None else columns[mapping.actor.column]
        self._fields: tuple[tuple[str, ReadCell], ...] = tuple(
            (field.name, cell_reader(field, columns, mapping.missing, schema)) for field in mapping.fields
        )
        self._snapshots: dict[str, Snapshot] = {}
        self._undo: Callable[[], None] | None = None

    def entries(self, chunk_rows: int = CHUNK_ROWS) -> Generator[Entry, None, None]:
        """The events in order of time; rows that cannot be placed in time come before all others, as problems.

        Close the iterator when it is not read to its end: temporary files stand behind it. Raises OSError.
        """
        with Sorter(chunk_rows) as sorter:
            for row in self._rows:
                self.rows += 1
                placed = self._place(row)
                if isinstance(placed, Row):
                    sorter.add(placed)
                else:
                    yield placed
            self.sorted = True
            for ordered in sorter.in_order():
                self.given += 1
                yield self._entry(ordered)

    def refuse_last(self) -> None:
        """Say that the last event was not accepted: the snapshot before it is the one that counts."""
        if self._undo is not None:
            self._undo()
            self._undo = None

    def _place(self, row: CsvRow) -> Row | Entry:
        """Where the row stands in time."""
        if row.cells is None:
            return Entry(row.line, row.raw, None, row.problem)
        if len(row.cells) != self._width:
            problem = f"the row has {len(row.cells)} cells, the first row names {self._width} columns"
            return Entry(row.line, row.raw, None, problem)
        try:
            time = self._moment(row.cells)
            ties = tuple(self._tie(column, row.cells[place]) for column, place in self._ties)
        except ValueFailure as failure:
            return Entry(row.line, row.raw, None, str(failure))
        return Row((time - _EPOCH) // _MICROSECOND, ties, self.rows, row.line, row.raw)

    def _moment(self, cells: Sequence[str]) -> dt.datetime:
        time = self._mapping.time
        text = cells[self._time]
        if text in self._mapping.missing:
            raise ValueFailure(f"column {shown(time.column)}: the time of the snapshot is missing")
        try:
            return moments.parse_instant(text) if time.clock is None else time.clock.instant(text)
        except ValueFailure as failure:
            raise ValueFailure(f"column {shown(time.column)}: {failure}") from None

    def _tie(self, column: str, text: str) -> Decimal:
        if text in self._mapping.missing:
            raise ValueFailure(f"column {shown(column)}: the number that orders rows of one time is missing")
        try:
            return numbers.number(text)
        except ValueFailure as failure:
            raise ValueFailure(f"column {shown(column)}: {failure}") from None

    def _entry(self, row: Row) -> Entry:
        self._undo = None
        cells = split_row(row.raw, self._mapping.delimiter)
        mapping = self._mapping
        try:
            key = nfc(cells[self._key])
            if key in mapping.missing:
                raise ValueFailure(f"column {shown(mapping.key)}: the key of the {mapping.record} is missing")
            snapshot = {name: read(cells) for name, read in self._fields}
            before = self._snapshots.get(key)
            is_new = before is None and key not in self._known
            word = "created" if is_new else "updated"
            fields, new = self._introductions.embed(_said(snapshot, before, is_new))
            event = self._reader.build(
                f"{key}@{row.line}",
                mapping.source,
                f"{mapping.record}.{word}",
                _EPOCH + row.time * _MICROSECOND,
                {mapping.record: {self._key_field: key, **fields}},
                self._cause(cells),
            )
        except (ValueFailure, EventRejected) as error:
            return Entry(row.line, row.raw, None, str(error))
        self._snapshots[key] = snapshot
        self._introductions.accept(new)
        self._undo = lambda: self._restore(key, before, new)
        return Entry(row.line, row.raw, event)

    def _restore(self, key: str, before: Snapshot | None, new: set[Ref]) -> None:
        self._introductions.forget(new)
        if before is None:
            del self._snapshots[key]
        else:
            self._snapshots[key] = before

    def _cause(self, cells: Sequence[str]) -> str:
        actor = self._mapping.actor
        if self._actor is None:
            return actor.constant
        text = cells[self._actor]
        if text in self._mapping.missing:
            return actor.constant
        cause = actor.values.get(text, text)
        if cause not in CAUSES:
            raise ValueFailure(f"column {shown(actor.column)}: {shown(text)} is none of {', '.join(CAUSES)}")
        return cause


def _said(snapshot: Snapshot, before: Mapping[str, Any] | None, is_new: bool) -> Snapshot:
    """What the event says: of a new record all that is there, else what differs; all, where nothing is known before."""
    if is_new:
        return {name: value for name, value in snapshot.items() if value is not None}
    if before is None:
        return dict(snapshot)
    return {name: value for name, value in snapshot.items() if value != before[name]}
