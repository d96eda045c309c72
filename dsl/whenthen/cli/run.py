"""`whenthen run`: what rules decide over a log of events, or over a table of record snapshots, and as time passes."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import posixpath
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

import attrs
import click

from whenthen.cli import _terminal

if TYPE_CHECKING:
    from whenthen import pipeline
    from whenthen.api import RuleSet
    from whenthen.cache.programs import CachedStages
    from whenthen.cli._crew import Crew
    from whenthen.cli._log import Log
    from whenthen.cli._printer import Printer
    from whenthen.cli._replay import Wanted
    from whenthen.session import Session


@click.command(short_help="Decide over a log of events and tell what happens.")
@click.argument("rules", nargs=-1, required=True)
@click.option("--events", "events", metavar="FILE", help="CloudEvents 1.0 as JSON lines; - for standard input.")
@click.option("--records", "records", metavar="FILE", help="A CSV table of record snapshots; needs --mapping.")
@click.option("--mapping", "mapping", metavar="FILE", help="TOML: how the columns of the table become fields.")
@click.option(
    "--until",
    metavar="TIME",
    help="Let time pass until then, behind the last event: 2026-12-01T09:00:00Z, or in the project's zone "
    "2026-12-01T09:00, or 2026-12-01, which is all of that day.",
)
@click.option("--state", metavar="FILE", help="Go on with records and memory that --state-out wrote.")
@click.option("--state-out", metavar="FILE", help="Write records and memory at the end; may be the file of --state.")
@click.option("--fire-overdue", is_flag=True, help="Fire what timed rules find overdue when they begin.")
@click.option("--decisions", metavar="FILE", help="Write every decision, as JSON lines.")
@click.option("--effects", metavar="FILE", help="Write every effect (message, call), as JSON lines.")
@click.option("--rejects", metavar="FILE", help="Write what could not be used, whole and with the reason.")
@click.option("--waiting", metavar="FILE", help="Write what is still to come at the end, as JSON lines.")
@click.option("--all", "every", is_flag=True, help="Tell of every event, also of those at which nothing happened.")
@click.option("--quiet", is_flag=True, help="Print the summary only.")
@click.option(
    "--jobs",
    metavar="N",
    default="1",
    callback=lambda context, parameter, value: _processes(value),
    help="How many processes decide on the log, with the same results as one; auto: one for each core.",
)
@_terminal.colour_option
def command(
    rules: Sequence[str],
    events: str | None,
    records: str | None,
    mapping: str | None,
    until: str | None,
    state: str | None,
    state_out: str | None,
    fire_overdue: bool,
    decisions: str | None,
    effects: str | None,
    rejects: str | None,
    waiting: str | None,
    every: bool,
    quiet: bool,
    jobs: int | None,
    colour: str,
) -> None:
    """Decide over a log: which rules fire, what changes, which messages would be sent. Nothing is sent.

    RULES are files and folders that make one project. The log is a file of CloudEvents, or a table of snapshots, which
    is sorted by time and becomes events that records are created and updated. Time is that of the log: what is due
    between two events is decided on between them. With --state and --until a log is not needed.

    Result files are written whole or not at all. Exit code 0: clean. 1: events were rejected, or rules failed. 2: it
    could not run. 130: it was interrupted. 141: what it prints was not read to the end.

    \b
    Examples:
      whenthen run rules/ --events events.jsonl
      whenthen run rules/ --events - --quiet < events.jsonl
      whenthen run rules/ --events day2.jsonl --state state.json --state-out state.json
      whenthen run rules/ --records tickets.csv --mapping tickets.toml --decisions decisions.jsonl
    """  # noqa: D301
    given = _Given(tuple(rules), events, records, mapping, until, state, jobs)
    files = {
        "decisions": decisions,
        "effects": effects,
        "rejects": rejects,
        "waiting": waiting,
        "state-out": state_out,
    }
    outputs = {name: path for name, path in files.items() if path is not None}
    _check_options(given, outputs)
    if every and quiet:
        raise click.UsageError("--all and --quiet exclude each other")
    click.get_current_context().exit(_run(given, outputs, every, quiet, fire_overdue, colour))


@attrs.frozen
class _Given:
    """What a run is given: paths, `until` as it was written, and a number of processes (None: one for each core)."""

    rules: tuple[str, ...]
    events: str | None
    records: str | None
    mapping: str | None
    until: str | None
    state: str | None
    jobs: int | None


def _processes(value: str) -> int | None:
    if value == "auto":
        return None
    if not re.fullmatch("[1-9][0-9]{0,2}", value):
        raise click.BadParameter("give a number from 1 to 999, or auto")
    return int(value)


def _check_options(given: _Given, outputs: dict[str, str]) -> None:
    if given.events is not None and given.records is not None:
        raise click.UsageError("give either --events or --records")
    if given.events is None and given.records is None and (given.state is None or given.until is None):
        raise click.UsageError("give either --events or --records, or --state and --until")
    if (given.records is None) != (given.mapping is None):
        raise click.UsageError("--records and --mapping belong together")
    if given.state == "-":
        raise click.UsageError("--state takes a file; one of that name is `./-`")
    for name, path in outputs.items():
        if path == "-":
            raise click.UsageError(
                f"--{name} takes a file: standard output has what the run tells; a file of that name is `./-`"
            )


def _run(given: _Given, outputs: dict[str, str], every: bool, quiet: bool, fire_overdue: bool, colour: str) -> int:
    from whenthen import workspace
    from whenthen.cache.programs import open_stages
    from whenthen.cli._log import read_input, said
    from whenthen.cli._outputs import CannotWriteError, Outputs, stamp
    from whenthen.cli._printer import Printer
    from whenthen.cli._replay import Replay, Wanted
    from whenthen.diagnostics.escape import quote

    live = given.events == "-" or _terminal.is_terminal(sys.stdout)
    printer = Printer(colour, live)
    stages = open_stages()
    project = workspace.read_project(given.rules, stages.parse if stages else None)
    _refuse_same(given, outputs, project)
    rules = _load(project, stages, printer)
    wanted = Wanted(every, quiet, fire_overdue, _until(given, rules))
    # What another run writes to the same file meanwhile must not get lost.
    replaced = given.state if given.state is not None and _is_same(given.state, outputs.get("state-out")) else None
    before = None if replaced is None else stamp(replaced)
    state = None if given.state is None else read_input(given.state)
    session = _session(given.state, state, rules, printer)
    with contextlib.ExitStack() as stack:
        log = _open(stack, given, rules, session, printer)
        stack.enter_context(_ended_by_signals())
        crew = None
        if given.jobs != 1:
            crew = _crew(stack, given, project, stages, rules, session, state, wanted, outputs, printer)
        try:
            with Outputs() as opened:
                streams = {name: opened.open(path) for name, path in outputs.items()}
                replay = Replay(rules, session, wanted, printer, streams)
                replay.run(log, crew)
                if replaced is not None and stamp(replaced) != before:
                    raise click.ClickException(
                        f"{quote(replaced)} has changed since this run read it: another run wrote to it. "
                        "Nothing was written; run it again"
                    )
        except CannotWriteError as error:
            raise click.ClickException(f"cannot write {quote(error.path)}: {said(error.error)}") from None
    # Only now the results are there.
    printer.tell(replay.summary())
    printer.flush()
    return _terminal.PROBLEMS if replay.tally.rejected or replay.tally.failures else _terminal.CLEAN


def _refuse_same(given: _Given, outputs: dict[str, str], project: pipeline.Project) -> None:
    from whenthen.cli._outputs import SameFileError, refuse_same

    inputs = [path for path in (given.events, given.records, given.mapping) if path is not None and path != "-"]
    inputs += [posixpath.join(project.material.shown, path) for path in project.material.contents]
    # The old state is read whole before the new one takes its place.
    replaced = {} if given.state is None else {given.state: outputs.get("state-out")}
    try:
        refuse_same(outputs.values(), inputs, replaced)
    except SameFileError as error:
        raise click.UsageError(str(error)) from None


def _is_same(path: str, other: str | None) -> bool:
    try:
        return other is not None and os.path.samefile(path, other)
    except OSError:
        return False


def _load(project: pipeline.Project, stages: CachedStages | None, printer: Printer) -> RuleSet:
    from whenthen import api

    try:
        return api.build(project, stages=stages)
    except api.RuleErrors as errors:
        printer.refuse(errors.diagnostics)


def _until(given: _Given, rules: RuleSet) -> dt.datetime | None:
    from whenthen.cli._moments import last_moment
    from whenthen.values.errors import ValueFailure

    try:
        return None if given.until is None else last_moment(given.until, rules.program.zone)
    except ValueFailure as failure:
        raise click.UsageError(f"--until: {failure}") from None


def _session(path: str | None, state: bytes | None, rules: RuleSet, printer: Printer) -> Session:
    """A session that begins, or goes on with the state that is given, the content of a file."""
    from whenthen.diagnostics.escape import quote
    from whenthen.session import RecordErrors

    if state is None:
        return rules.session()
    try:
        session = rules.session(state=state)
    except RecordErrors as errors:
        problems = "\n".join(f"{path}: {problem}" for problem in errors.problems)
        raise click.ClickException(problems) from None
    for name in session.time_differences():
        kind, _, own = name.partition(" ")
        printer.complain(
            f"note: {kind} {quote(own)} is not what it was when this state was written: "
            "moments worked out then are kept"
        )
    return session


def _open(stack: contextlib.ExitStack, given: _Given, rules: RuleSet, session: Session, printer: Printer) -> Log | None:
    from whenthen.cli._log import open_events, open_records

    if given.events is not None:
        return open_events(stack, rules, given.events)
    if given.records is not None and given.mapping is not None:
        return open_records(stack, rules, given.records, given.mapping, session.state.records, printer)
    return None


def _crew(
    stack: contextlib.ExitStack,
    given: _Given,
    project: pipeline.Project,
    stages: CachedStages | None,
    rules: RuleSet,
    session: Session,
    state: bytes | None,
    wanted: Wanted,
    outputs: dict[str, str],
    printer: Printer,
) -> Crew | None:
    """The processes that decide on the log, where several can."""
    from whenthen import pipeline
    from whenthen.cli import _jobs

    if given.events is None and given.records is None:
        return None  # there is no log
    checked, _ = pipeline.check(project) if stages is None else stages.check(project)
    assert checked is not None  # it was loaded
    log, files = given.events, outputs.keys()
    run = _jobs.Run(project.material, checked, rules, session, wanted, log, state, files, printer.look)
    return _jobs.open_crew(stack, given.jobs, run, printer)


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
