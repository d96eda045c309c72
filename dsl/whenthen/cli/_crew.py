"""The processes that decide on the shares of a log, and their decisions put together as one process has them.

What an event comes to hangs on the records that it is about and on the clock. Records that hang together have one
worker, so what is left is the order: lines come as they stand in the log, and before the event of a line all that is
due until then, wherever it is due, in the order of the agenda. Each worker says what is due of its own in that order;
the next thing of all is the first of the next ones of each.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import multiprocessing.connection
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import click

from whenthen.cli import _frames, _processes
from whenthen.cli._frames import LAST, micros, moment
from whenthen.cli._log import said
from whenthen.cli._summary import Tally
from whenthen.cli._worker import live
from whenthen.ingest.plainjson import parse
from whenthen.runtime.data import state_from
from whenthen.runtime.model import State
from whenthen.session import STATE_DEPTH
from whenthen.types.schema import Schema

#: So many bytes of one worker wait for those of the others.
_ROOM = 32 << 20

#: What comes out, in order.
Item = _frames.Rang | _frames.Decided | _frames.Refused | _frames.Beyond


class Crew:
    """Workers, and what they say. Use it in a `with` block: its end ends them.

    Raises ClickException where one of them cannot go on.
    """

    def __init__(
        self, jobs: Sequence[bytes], clock: dt.datetime, schema: Schema, refuse_moved: Callable[[], None]
    ) -> None:
        """`jobs` are those of `_frames`, `clock` is that of the session when it has begun. `refuse_moved` is called
        when the log was read, and raises ClickException if it is not what it was before.
        """
        self._refuse_moved = refuse_moved
        self._jobs = jobs
        self._clock = micros(clock)
        self._schema = schema
        self._workers: list[_Member] = []

    def __enter__(self) -> Crew:
        try:
            # What is started now is not meant by a Ctrl-C: it would say so, each for itself.
            with _processes.interrupts_wait():
                for job in self._jobs:
                    self._workers.append(_Member(job, self._workers))
        except OSError as error:
            self.__exit__()
            raise click.ClickException(
                f"cannot start {len(self._jobs)} processes: {said(error)}; --jobs with a smaller number may work"
            ) from None
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()

    @property
    def clock(self) -> dt.datetime:
        """The latest moment that was decided on."""
        return moment(self._clock)

    def decide(self) -> Iterator[Item]:
        """All that comes of the log."""
        workers = self._workers
        while True:
            first = min(workers, key=_line)
            frame = first.head
            if isinstance(frame, _frames.Asks):
                if frame.line == LAST:
                    return
                first.order(_frames.Go(self._clock))
            elif isinstance(frame, _frames.Rang):
                yield from self._due(max(self._clock, frame.until))
            elif isinstance(frame, _frames.Decided):
                until = max(self._clock, frame.time)
                yield from self._due(until)
                yield first.take()
                self._clock = until
            else:
                yield first.take()

    def finish(self, end: dt.datetime) -> Iterator[_frames.Rang]:
        """All that is due until the end of the run."""
        self._refuse_moved()
        until = micros(end)
        for worker in self._workers:
            worker.order(_frames.Finish(until))
        yield from self._due(until)
        self._clock = max(self._clock, until)

    def result(self) -> tuple[Tally, list[State]]:
        """What was counted, and what each worker knows at the end, as far as that has changed."""
        tally = Tally()
        states = []
        for worker in self._workers:
            done = worker.head
            assert isinstance(done, _frames.Done)
            tally.join(_tally(done.tally))
            states.append(state_from(self._schema, parse(done.state, STATE_DEPTH)))
        return tally, states

    def _due(self, until: _frames.Micros) -> Iterator[_frames.Rang]:
        """What is due until a moment."""
        while True:
            chosen: tuple[_frames.AlarmKey, _Member] | None = None
            for worker in self._workers:
                frame = worker.head
                if isinstance(frame, _frames.Asks) and frame.due is not None and frame.due <= until:
                    worker.order(_frames.Advance(until))
                    frame = worker.head
                if not isinstance(frame, _frames.Rang) or frame.key[0] > until:
                    continue
                if chosen is None or frame.key < chosen[0]:
                    chosen = (frame.key, worker)
            if chosen is None:
                return
            rang = chosen[1].take()
            assert isinstance(rang, _frames.Rang)
            yield rang


def _line(worker: _Member) -> int:
    return worker.head.line


def _tally(counted: Mapping[str, Any]) -> Tally:
    numbers: dict[str, Any] = {name: one if isinstance(one, int) else Counter(one) for name, one in counted.items()}
    return Tally(**numbers)


def start(job: bytes) -> tuple[Connection, BaseProcess]:
    """A new worker, and the way to it."""
    return _processes.start(live, job)


class _Member:
    """One worker, and what it has said that is not taken yet."""

    def __init__(self, job: bytes, crew: list[_Member]) -> None:
        self._connection, self._process = start(job)
        self._crew = crew
        self._frames: deque[_frames.Frame] = deque()
        self._sizes: deque[tuple[int, int]] = deque()  # of each piece: how many frames are left, and its bytes
        self._size = 0
        self._over = False

    @property
    def head(self) -> _frames.Frame:
        """The next thing that it says; waits for it, and takes in what the others say meanwhile."""
        while not self._frames:
            open_ones = [one for one in self._crew if not one._over and (one is self or one._size < _ROOM)]
            ready = multiprocessing.connection.wait([one._connection for one in open_ones])
            for one in open_ones:
                if one._connection in ready:
                    one._receive()
        return self._frames[0]

    def take(self) -> Any:
        frame = self._frames.popleft()
        left, size = self._sizes[0]
        if left == 1:
            self._sizes.popleft()
            self._size -= size
        else:
            self._sizes[0] = (left - 1, size)
        return frame

    def order(self, order: _frames.Order) -> None:
        """Answer what it asks."""
        self.take()
        with contextlib.suppress(OSError):  # that it is gone is seen when it is heard next
            self._connection.send_bytes(_frames.encode(order))

    def end(self) -> None:
        self._connection.close()
        self._process.terminate()
        self._process.join()

    def _receive(self) -> None:
        try:
            data = self._connection.recv_bytes()
        except (EOFError, OSError):
            self._process.join(1)
            code = self._process.exitcode
            raise click.ClickException(
                f"a process of this run ended unexpectedly (exit code {code}); nothing was written"
            ) from None
        frames = _frames.decode_frames(data)
        for frame in frames:
            if isinstance(frame, _frames.Failed):
                if frame.mistake:
                    raise RuntimeError(frame.text)
                raise click.ClickException(frame.text)
            self._over = self._over or isinstance(frame, _frames.Done)
        self._frames.extend(frames)
        self._sizes.append((len(frames), len(data)))
        self._size += len(data)
