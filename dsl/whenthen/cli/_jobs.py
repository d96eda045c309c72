"""`--jobs`: whether a run may be done by several processes, and those processes."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

import attrs
import click

from whenthen.analysis.independence import independence_of
from whenthen.analysis.program import CheckedProgram
from whenthen.api import RuleSet
from whenthen.cli import _frames, _shares
from whenthen.cli._crew import Crew
from whenthen.cli._log import reading_errors
from whenthen.cli._outputs import stamp, stamp_of
from whenthen.cli._printer import Printer
from whenthen.cli._replay import Wanted
from whenthen.cli._shares import AsOne, Shares
from whenthen.diagnostics.look import Look
from whenthen.pipeline import Material
from whenthen.session import Session

#: A process of its own is not worth its while for fewer lines, where the number of processes is ours to choose.
_LEAST = 5_000


@attrs.frozen
class Run:
    """All that a run decides over. `state` is the content of the file of that option."""

    material: Material
    checked: CheckedProgram
    rules: RuleSet
    session: Session
    wanted: Wanted
    events: str | None
    state: bytes | None
    files: Collection[str]
    look: Look


def open_crew(stack: contextlib.ExitStack, jobs: int | None, run: Run, printer: Printer) -> Crew | None:
    """The processes that decide on the log, `jobs` of them (None: one for each core). None, and a line that says why,
    where one has to do it alone.
    """
    try:
        if run.events is None:
            raise AsOne("a table (--records) is sorted and compared row by row before it becomes events")
        return _open(stack, jobs, run, run.events)
    except AsOne as reason:
        if str(reason):
            printer.complain(f"--jobs {jobs or 'auto'} was asked for; running as one: {reason}")
        return None


def _open(stack: contextlib.ExitStack, jobs: int | None, run: Run, path: str) -> Crew:
    if path == "-":
        raise AsOne("standard input cannot be read twice")
    program, session = run.rules.program, run.session
    limits = _shares.limits(independence_of(run.checked), program)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="whenthen-")))
    with reading_errors(path), open(path, "rb") as stream:
        state = os.fstat(stream.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise AsOne("the log is no file, and cannot be read twice")
        least = _LEAST if jobs is None else 0
        most = jobs or os.cpu_count() or 1
        shares = _shares.deal(stream, session, program, limits, most, least, folder)
    until = run.wanted.until
    if until is not None and until < shares.begins:
        raise AsOne("")  # it fails at its first event
    try:
        work = _jobs(run, path, stamp_of(state), shares, folder)
    except UnicodeEncodeError:
        raise AsOne("the name of a file is no text") from None
    crew = Crew(work, shares.begins, run.rules.schema, lambda: _refuse_moved(path, stamp_of(state)))
    return stack.enter_context(crew)


def _refuse_moved(path: str, before: tuple[int, ...]) -> None:
    if stamp(path) != before:
        raise click.ClickException(f"{path} has changed while it was read. Nothing was written; run it again")


def _jobs(run: Run, path: str, before: tuple[int, ...], shares: Shares, folder: Path) -> list[bytes]:
    state = None
    if run.state is not None:
        state = folder / "state"
        state.write_bytes(run.state)
    material, look = run.material, run.look
    return [
        _frames.encode(
            _frames.Job(
                number=number,
                contents=dict(material.contents),
                asked=list(material.asked),
                shown=material.shown,
                settings=material.settings,
                log=path,
                stamp=before,
                owners=str(shares.owners),
                foreign=[(ref.type, ref.key, owner) for ref, owner in shares.foreign.items()],
                state=None if state is None else str(state),
                begins=_frames.micros(shares.begins),
                fire_overdue=run.wanted.fire_overdue,
                until=None if run.wanted.until is None else _frames.micros(run.wanted.until),
                files=list(run.files),
                every=run.wanted.every,
                quiet=run.wanted.quiet,
                look=(look.width, look.colour, getattr(sys.stdout, "encoding", None)),
            )
        )
        for number in range(shares.workers)
    ]
