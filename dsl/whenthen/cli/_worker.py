"""A process that decides on its share of a log, and says what came of it in the order of the log.

It begins like a run of the whole log, with all records, and then leaves to the others what is theirs. It has a clock of
its own, that of what it has decided on. Where the clock of the whole run may be another one, at an event that is late
and at the end, it asks.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import traceback
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import BinaryIO

import attrs

from whenthen import api, workspace
from whenthen.cache.programs import open_stages
from whenthen.cli import _frames
from whenthen.cli._frames import LAST, micros, moment
from whenthen.cli._narrate import Narrator
from whenthen.cli._outputs import stamp_of
from whenthen.cli._shares import LATE
from whenthen.cli._telling import Telling
from whenthen.cli._terminal import TRACEBACK
from whenthen.diagnostics.escape import can_encode
from whenthen.diagnostics.look import Look
from whenthen.ingest.cloudevents import EventReader
from whenthen.ingest.jsonlines import Line, read_lines
from whenthen.pipeline import Material
from whenthen.runtime.agenda import entry_of
from whenthen.runtime.data import state_data, to_json
from whenthen.runtime.memory import Named
from whenthen.runtime.model import Alarm, Decision, EventRejected, State
from whenthen.runtime.program import Program
from whenthen.values.refs import Ref

#: So many frames, or so many bytes, are sent at once.
_FRAMES, _BYTES = 256, 1 << 17


def live(job: bytes, connection: Connection) -> None:
    """The whole life of the process."""
    # A Ctrl-C of the terminal comes to all processes: the one that was started by hand ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work(job, connection)


def work(job: bytes, connection: Connection) -> None:
    """Decide on a share, until it is done or nobody listens."""
    worker = _Sender(connection)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError, EOFError):
        try:
            _Worker(_frames.decode_job(job), worker).run()
        except (BrokenPipeError, ConnectionResetError, EOFError):
            raise
        except _LogMovedError as moved:
            worker.send(_frames.Failed(str(moved), False))
        except Exception as error:
            if os.environ.get(TRACEBACK):
                traceback.print_exc()
            worker.send(_frames.Failed(f"{type(error).__name__}: {error}"[:300], True))
        worker.flush()


class _LogMovedError(Exception):
    """The log cannot be read as it could before."""


class _Sender:
    """Sends frames in large pieces."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._frames: list[_frames.Frame] = []
        self._size = 0

    def send(self, frame: _frames.Frame, size: int = 0) -> None:
        self._frames.append(frame)
        self._size += size
        if len(self._frames) >= _FRAMES or self._size >= _BYTES:
            self.flush()

    def flush(self) -> None:
        frames, self._frames, self._size = self._frames, [], 0
        if frames:
            self._connection.send_bytes(_frames.encode(frames))

    def ask(self, frame: _frames.Asks) -> _frames.Order:
        self.send(frame)
        self.flush()
        order: _frames.Order = _frames.decode_order(self._connection.recv_bytes())
        return order


class _Worker:
    """One run over the lines of one worker."""

    def __init__(self, job: _frames.Job, sender: _Sender) -> None:
        self._job = job
        self._sender = sender
        material = Material(job.shown, tuple(job.asked), job.contents, job.settings)
        stages = open_stages()  # in which the process that began this one left what it checked
        project = workspace.read_material(material, stages.parse if stages else None)
        self._rules = api.build(project, stages=stages)
        self._program = self._rules.program
        width, colour, encoding = job.look
        narrator = Narrator(self._program, Look(width, colour, can_encode(encoding)))
        self._telling = Telling(self._rules.schema, narrator, job.files, job.every, job.quiet)
        self._reader = EventReader(self._rules.schema)
        self._until = None if job.until is None else moment(job.until)
        self._foreign = {Ref(type, key): number for type, key, number in job.foreign}
        if job.state is None:
            self._session = self._rules.session()
        else:
            with open(job.state, "rb") as state:
                self._session = self._rules.session(state=state.read())
        self._session.begin(moment(job.begins), fire_overdue=job.fire_overdue)
        self._session.leave(self._is_foreign)
        before = self._session.state
        self._before = State(dict(before.records), attrs.evolve(before.memory, counts=dict(before.memory.counts)))

    def _is_foreign(self, records: Named) -> bool:
        """Whether what is about these records belongs to another worker: the first one has what is about none."""
        return next((self._foreign[ref] for _, ref in records if ref in self._foreign), 0) != self._job.number

    def run(self) -> None:
        try:
            with open(self._job.log, "rb") as stream, open(self._job.owners, "rb") as owners:
                if stamp_of(os.fstat(stream.fileno())) != self._job.stamp:
                    raise _LogMovedError(f"{self._job.log} has changed while it was read")
                for line, late in self._own(stream, owners):
                    self._line(line, late)
        except OSError as error:
            raise _LogMovedError(f"cannot read {self._job.log}: {(error.strerror or str(error)).lower()}") from None
        end = self._wait(LAST)
        for decision in self._session.passing(end):
            self._rang(decision, LAST, micros(end))
        self._sender.send(_frames.Done(attrs.asdict(self._telling.tally), self._changed()))

    def _own(self, stream: BinaryIO, owners: BinaryIO) -> Iterator[tuple[Line, bool]]:
        """The lines of this worker, and whether they may be late."""
        lines = read_lines(stream)
        while row := owners.read(1 << 16):
            for owner, line in zip(row, lines, strict=False):
                if owner & ~LATE == self._job.number:
                    yield line, owner & LATE != 0

    def _line(self, line: Line, late: bool) -> None:
        time = None
        asked = False
        try:
            if line.problem is not None:
                raise EventRejected(line.problem)
            event = self._reader.read(line.raw)
            time = micros(event.time)
            if late:
                asked = True
                clock = self._wait(line.number)
                self._session.check(event)
                for decision in self._session.passing(clock):
                    self._rang(decision, line.number, time)
            if self._until is not None and self._until < event.time:
                self._session.check(event)
                self._sender.send(_frames.Beyond(line.number, time))
                return
            for decision in self._session.processing(event):
                if decision.alarm is not None:
                    self._rang(decision, line.number, time)
                    continue
                told = self._telling.tell(decision, event)
                frame = _frames.Decided(line.number, time, told.decisions, told.effects, told.text)
                self._sender.send(frame, len(told.decisions) + len(told.effects) + len(told.text))
        except EventRejected as rejected:
            # No time passes here, but it may at earlier lines of others, which have to know what is due by then.
            due = self._session.next_due
            if not asked and due is not None and (time is None or micros(due) <= time):
                self._wait(line.number)
            self._sender.send(_frames.Refused(line.number, str(rejected), line.raw), len(line.raw))

    def _wait(self, line: int) -> dt.datetime:
        """The clock of the whole run when it comes to a line; until then others may let time pass."""
        while True:
            due = self._session.next_due
            order = self._sender.ask(_frames.Asks(line, None if due is None else micros(due)))
            if isinstance(order, _frames.Go):
                return moment(order.clock)
            until = moment(order.until)
            if isinstance(order, _frames.Finish):
                return until
            for decision in self._session.passing(until):
                self._rang(decision, line, order.until)

    def _rang(self, decision: Decision, line: int, until: int) -> None:
        assert decision.alarm is not None
        told = self._telling.tell(decision)
        key = _key(self._program, decision.alarm)
        frame = _frames.Rang(line, until, key, told.decisions, told.effects, told.text)
        self._sender.send(frame, len(told.decisions) + len(told.effects) + len(told.text))

    def _changed(self) -> bytes:
        """What is not as it was when the worker began: records, counts, and all that it has for later."""
        now, before = self._session.state, self._before
        # Records are only worth the way where somebody writes them.
        wanted = "state-out" in self._job.files
        records = {ref: stored for ref, stored in now.records.items() if stored is not before.records.get(ref)}
        counts = {
            key: moments for key, moments in now.memory.counts.items() if moments is not before.memory.counts.get(key)
        }
        memory = attrs.evolve(now.memory, counts=counts if wanted else {})
        return to_json(state_data(State(records if wanted else {}, memory), self._rules.schema))


def _key(program: Program, alarm: Alarm) -> _frames.AlarmKey:
    due, place, kind, number, _, meant, _ = entry_of(program.tables.places[alarm.rule], alarm)
    named = [(name, ref.type, ref.key) for name, ref in alarm.records]
    return (micros(due), place, kind, number, named, micros(meant))
