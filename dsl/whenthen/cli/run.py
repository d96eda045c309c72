"""`whenthen run`: what rules decide over a log of events, or over a table of record snapshots."""

from __future__ import annotations

import contextlib
import os
import posixpath
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import attrs
import click

from whenthen.cli import _terminal

if TYPE_CHECKING:
    from whenthen import pipeline
    from whenthen.api import RuleSet
    from whenthen.cli._narrate import Tally
    from whenthen.cli._outputs import Outputs
    from whenthen.diagnostics.model import Diagnostic
    from whenthen.ingest.entries import Entry

_FIRST_REASONS = 10
_BUFFERED = 1 << 15


@click.command(short_help="Decide over a log of events and tell what happens.")
@click.argument("rules", nargs=-1, required=True)
@click.option("--events", "events", metavar="FILE", help="CloudEvents 1.0 as JSON lines; - for standard input.")
@click.option("--records", "records", metavar="FILE", help="A CSV table of record snapshots; needs --mapping.")
@click.option("--mapping", "mapping", metavar="FILE", help="TOML: how the columns of the table become fields.")
@click.option("--decisions", metavar="FILE", help="Write every decision, as JSON lines.")
@click.option("--effects", metavar="FILE", help="Write every effect (message, call), as JSON lines.")
@click.option("--rejects", metavar="FILE", help="Write what could not be used, whole and with the reason.")
@click.option("--all", "every", is_flag=True, help="Tell of every event, also of those at which nothing happened.")
@click.option("--quiet", is_flag=True, help="Print the summary only.")
@_terminal.colour_option
def command(
    rules: Sequence[str],
    events: str | None,
    records: str | None,
    mapping: str | None,
    decisions: str | None,
    effects: str | None,
    rejects: str | None,
    every: bool,
    quiet: bool,
    colour: str,
) -> None:
    """Decide over a log: which rules fire, what changes, which messages would be sent. Nothing is sent.

    RULES are files and folders that make one project. The log is a file of CloudEvents, or a table of snapshots, which
    is sorted by time and becomes events that records are created and updated.

    Result files are written whole or not at all. Exit code 0: clean. 1: events were rejected, or rules failed. 2: it
    could not run. 130: it was interrupted. 141: what it prints was not read to the end.

    \b
    Examples:
      whenthen run rules/ --events events.jsonl
      whenthen run rules/ --events - --quiet < events.jsonl
      whenthen run rules/ --records tickets.csv --mapping tickets.toml --decisions decisions.jsonl
    """  # noqa: D301
    if (events is None) == (records is None):
        raise click.UsageError("give either --events or --records")
    if (records is None) != (mapping is None):
        raise click.UsageError("--records and --mapping belong together")
    if every and quiet:
        raise click.UsageError("--all and --quiet exclude each other")
    for name, path in (("decisions", decisions), ("effects", effects), ("rejects", rejects)):
        if path == "-":
            raise click.UsageError(
                f"--{name} takes a file: standard output has what the run tells; a file of that name is `./-`"
            )
    outputs = {"decisions": decisions, "effects": effects, "rejects": rejects}
    run = _Run({name: path for name, path in outputs.items() if path is not None}, every, quiet, colour)
    click.get_current_context().exit(run.run(rules, events, records, mapping))


@attrs.frozen
class _Log:
    """An opened log. `refuse_last` is told when its last event was not accepted; `done` says how far it was read."""

    name: str
    entries: Iterator[Entry]
    refuse_last: Callable[[], None]
    done: Callable[[], tuple[int, int | None, str]]


class _Run:
    def __init__(self, outputs: dict[str, str], every: bool, quiet: bool, colour: str) -> None:
        self._paths = outputs
        self._every = every
        self._quiet = quiet
        self._look = _terminal.look(colour)
        self._error_look = _terminal.look(colour, sys.stderr)
        self._text: list[str] = []
        self._size = 0

    def run(self, paths: Sequence[str], events: str | None, records: str | None, mapping: str | None) -> int:
        from whenthen import workspace
        from whenthen.cli._narrate import summary
        from whenthen.cli._outputs import CannotWriteError, Outputs, SameFileError, refuse_same
        from whenthen.diagnostics.escape import quote

        project = workspace.read_project(paths)
        inputs = [path for path in (events, records, mapping) if path is not None and path != "-"]
        try:
            refuse_same(self._paths.values(), [*inputs, *_files_of(project)])
        except SameFileError as error:
            raise click.UsageError(str(error)) from None
        rules = self._load(project)
        with contextlib.ExitStack() as stack:
            log = self._open(stack, rules, events, records, mapping)
            stack.enter_context(_ended_by_signals())
            try:
                with Outputs() as opened:
                    tally = self._decide(rules, log, opened)
            except CannotWriteError as error:
                raise click.ClickException(f"cannot write {quote(error.path)}: {_said(error.error)}") from None
        # Only now the results are there.
        self._tell(summary(tally, rules.rules, self._look), live=True)
        return _terminal.PROBLEMS if tally.rejected or tally.failures else _terminal.CLEAN

    def _load(self, project: pipeline.Project) -> RuleSet:
        from whenthen import api

        try:
            return api.build(project)
        except api.RuleErrors as errors:
            self._refuse(errors.diagnostics)

    def _refuse(self, diagnostics: Sequence[Diagnostic]) -> NoReturn:
        from whenthen.diagnostics.render import render

        click.echo(render(diagnostics, look=self._error_look), err=True, nl=False, color=True)
        raise click.exceptions.Exit(_terminal.COULD_NOT_RUN)

    # The log ------------------------------------------------------------------------------------------------------

    def _open(
        self, stack: contextlib.ExitStack, rules: RuleSet, events: str | None, records: str | None, mapping: str | None
    ) -> _Log:
        from whenthen.ingest.cloudevents import EventReader
        from whenthen.ingest.entries import json_entries
        from whenthen.ingest.table import open_table

        if events is not None:
            name = "<stdin>" if events == "-" else events
            stream = _open_input(stack, events)
            size = _size(stream)

            def bytes_done() -> tuple[int, int | None, str]:
                return (stream.tell(), size, name) if size else (0, None, name)

            entries = _reading(name, json_entries(stream, EventReader(rules.schema)))
            return _Log(name, entries, lambda: None, bytes_done)
        if records is None or mapping is None:  # pragma: no cover - the options were looked at before
            raise click.UsageError("give --records and --mapping")
        table_mapping = self._mapping(rules, mapping)
        stream = _open_input(stack, records)
        with _reading_errors(records):
            table, problems = open_table(stream, records, table_mapping, rules.schema, rules.program.data)
        if table is None:
            self._refuse(problems)
        events_of_table = table.entries()
        stack.callback(events_of_table.close)

        def rows_done() -> tuple[int, int | None, str]:
            return (table.given, table.rows, records) if table.sorted else (table.rows, None, "rows read")

        return _Log(records, _reading(records, events_of_table), table.refuse_last, rows_done)

    def _mapping(self, rules: RuleSet, path: str) -> Any:
        from whenthen.ingest.mapping_reader import read_mapping
        from whenthen.ingest.tomltext import MAX_MAPPING, decode_mapping

        with contextlib.ExitStack() as stack:
            stream = _open_input(stack, path)
            with _reading_errors(path):
                raw = stream.read(MAX_MAPPING + 1)
        source, problems = decode_mapping(path, raw)
        if source is None:
            self._refuse(problems)
        mapping, problems = read_mapping(source, rules.schema, {ref.type for ref in rules.program.data})
        if mapping is None:
            self._refuse(problems)
        return mapping

    # The decisions ------------------------------------------------------------------------------------------------

    def _decide(self, rules: RuleSet, log: _Log, outputs: Outputs) -> Tally:
        from whenthen.cli._narrate import Narrator, Tally
        from whenthen.cli._progress import Progress
        from whenthen.ingest.rejects import Reject
        from whenthen.runtime.data import decision_data, effect_data, to_json
        from whenthen.runtime.model import EventRejected

        streams = {name: outputs.open(path) for name, path in self._paths.items()}
        decisions, effects, rejects = (streams.get(name) for name in ("decisions", "effects", "rejects"))
        progress = Progress(sys.stderr if self._shows_progress() else None)
        tally = Tally()
        narrator = Narrator(rules.program, self._look)
        session = rules.session()
        live = log.name == "<stdin>" or _terminal.is_terminal(sys.stdout)
        for entry in log.entries:
            tally.read += 1
            problem = entry.problem
            if entry.event is not None:
                try:
                    decision = session.decide(entry.event)
                except EventRejected as rejected:
                    problem = str(rejected)
                    log.refuse_last()
                else:
                    tally.add(decision)
                    if decisions is not None:
                        decisions.write(to_json(decision_data(decision, rules.schema)) + b"\n")
                    if effects is not None:
                        for effect in decision.effects:
                            data = {"turn": decision.turn, **effect_data(effect, rules.schema)}
                            effects.write(to_json(data) + b"\n")
                    happened = decision.fired or decision.shadow or decision.failures
                    if self._every or (happened and not self._quiet):
                        self._tell(narrator.decision(entry.event, decision), live)
            if problem is not None:
                tally.rejected += 1
                reject = Reject(log.name, entry.line, problem, entry.raw)
                if rejects is not None:
                    rejects.write(reject.to_json() + b"\n")
                if tally.rejected <= _FIRST_REASONS:
                    progress.clear()
                    self._complain(f"rejected: {reject}")
            if tally.read % 64 == 0:
                progress.at(*log.done())
        progress.clear()
        if tally.rejected > _FIRST_REASONS:
            more = "" if rejects is not None else "; --rejects FILE keeps them"
            self._complain(f"rejected: {tally.rejected - _FIRST_REASONS:,} more{more}")
        return tally

    def _shows_progress(self) -> bool:
        return _terminal.is_terminal(sys.stderr) and (self._quiet or not _terminal.is_terminal(sys.stdout))

    def _complain(self, text: str) -> None:
        from whenthen.diagnostics.escape import escape

        _terminal.say(escape(text, self._error_look.can_show))

    def _tell(self, text: str, live: bool) -> None:
        """Print, in large pieces where nobody is watching."""
        self._text.append(text)
        self._size += len(text)
        if live or self._size > _BUFFERED:
            _terminal.out("".join(self._text))
            self._text, self._size = [], 0


def _files_of(project: pipeline.Project) -> list[str]:
    return [posixpath.join(project.material.shown, path) for path in project.material.contents]


def _open_input(stack: contextlib.ExitStack, path: str) -> BinaryIO:
    if path == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise click.ClickException("cannot read standard input: it is closed")
        stdin: BinaryIO = sys.stdin.buffer
        return stdin
    with _reading_errors(path):
        return stack.enter_context(open(path, "rb"))


@contextlib.contextmanager
def _reading_errors(path: str) -> Iterator[None]:
    from whenthen.diagnostics.escape import quote

    try:
        yield
    except (OSError, ValueError) as error:
        raise click.ClickException(f"cannot read {quote(path)}: {_said(error)}") from None


def _said(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _reading(name: str, entries: Iterator[Entry]) -> Iterator[Entry]:
    """The entries; that the log cannot be read on is told as that."""
    while True:
        with _reading_errors(name):
            entry = next(entries, None)
        if entry is None:
            return
        yield entry


def _size(stream: BinaryIO) -> int | None:
    """The size of a file in bytes; None for a pipe."""
    try:
        return os.fstat(stream.fileno()).st_size if stream.seekable() else None
    except (OSError, ValueError):
        return None


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a request to end do what Ctrl-C does: files that are half written go."""

    def end(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not in the main thread, where signals do not come
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
