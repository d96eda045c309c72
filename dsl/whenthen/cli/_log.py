"""The log of a run: events or a table, opened, and how far it was read."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import attrs
import click

if TYPE_CHECKING:
    from whenthen.api import RuleSet
    from whenthen.cli._printer import Printer
    from whenthen.ingest.entries import Entry
    from whenthen.values.refs import Ref

STDIN = "<stdin>"


@attrs.frozen
class Log:
    """An opened log. `refuse_last` is told when its last event was not accepted; `done` says how far it was read."""

    name: str
    entries: Iterator[Entry]
    refuse_last: Callable[[], None]
    done: Callable[[], tuple[int, int | None, str]]


def open_events(stack: contextlib.ExitStack, rules: RuleSet, path: str) -> Log:
    """A log of CloudEvents; raises ClickException when it cannot be read."""
    from whenthen.ingest.cloudevents import EventReader
    from whenthen.ingest.entries import json_entries

    name = STDIN if path == "-" else path
    stream = open_input(stack, path)
    size = _size(stream)

    def bytes_done() -> tuple[int, int | None, str]:
        return (stream.tell(), size, name) if size else (0, None, name)

    entries = _reading(name, json_entries(stream, EventReader(rules.schema)))
    return Log(name, entries, lambda: None, bytes_done)


def open_records(
    stack: contextlib.ExitStack, rules: RuleSet, path: str, mapping_path: str, known: Collection[Ref], printer: Printer
) -> Log:
    """A table of snapshots; raises ClickException when it cannot be read, Exit when it does not fit its mapping.

    `known` are the records that are there before it begins.
    """
    from whenthen.ingest.table import open_table

    mapping = _mapping(rules, mapping_path, known, printer)
    stream = open_input(stack, path)
    with reading_errors(path):
        table, problems = open_table(stream, path, mapping, rules.schema, known)
    if table is None:
        printer.refuse(problems)
    events = table.entries()
    stack.callback(events.close)

    def rows_done() -> tuple[int, int | None, str]:
        return (table.given, table.rows, path) if table.sorted else (table.rows, None, "rows read")

    return Log(path, _reading(path, events), table.refuse_last, rows_done)


def _mapping(rules: RuleSet, path: str, known: Collection[Ref], printer: Printer) -> Any:
    from whenthen.ingest.mapping_reader import read_mapping
    from whenthen.ingest.tomltext import MAX_MAPPING, decode_mapping

    source, problems = decode_mapping(path, read_input(path, MAX_MAPPING + 1))
    if source is None:
        printer.refuse(problems)
    mapping, problems = read_mapping(source, rules.schema, {ref.type for ref in known})
    if mapping is None:
        printer.refuse(problems)
    return mapping


def read_input(path: str, most: int = -1) -> bytes:
    """What is in a file, or its first bytes; raises ClickException when it cannot be read."""
    with contextlib.ExitStack() as stack:
        stream = open_input(stack, path)
        with reading_errors(path):
            return stream.read(most)


def open_input(stack: contextlib.ExitStack, path: str) -> BinaryIO:
    """A file, or standard input for `-`; raises ClickException when it cannot be opened."""
    if path == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise click.ClickException("cannot read standard input: it is closed")
        stdin: BinaryIO = sys.stdin.buffer
        return stdin
    with reading_errors(path):
        return stack.enter_context(open(path, "rb"))


@contextlib.contextmanager
def reading_errors(path: str) -> Iterator[None]:
    """Tell that a file cannot be read as a ClickException."""
    from whenthen.diagnostics.escape import quote

    try:
        yield
    except (OSError, ValueError) as error:
        raise click.ClickException(f"cannot read {quote(path)}: {said(error)}") from None


def said(error: OSError | ValueError) -> str:
    """What the system says of an error, in small letters."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def _reading(name: str, entries: Iterator[Entry]) -> Iterator[Entry]:
    """The entries; that the log cannot be read on is told as that."""
    with reading_errors(name):  # what is raised while an entry is used does not come here
        yield from entries


def _size(stream: BinaryIO) -> int | None:
    """The size of a file in bytes; None for a pipe."""
    try:
        return os.fstat(stream.fileno()).st_size if stream.seekable() else None
    except (OSError, ValueError):
        return None
