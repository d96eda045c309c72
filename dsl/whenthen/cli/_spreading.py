"""`check --jobs`: projects that are checked by several processes, and files of a large one that are parsed by them.

A process is given work as long as there is some, the largest first, and answers with plain data. What comes out is put
in the order of what was asked, so that it is the same as of one process. Parsed files are not sent: they are kept in
the cache, where the process that goes on finds them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import multiprocessing.connection
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import attrs
import click
import msgspec

from whenthen import syntax
from whenthen.cache.reports import Report, check_found, decode_report, encode_report
from whenthen.cache.store import Store
from whenthen.cache.trees import CachedParse, tree_name
from whenthen.cli import _processes
from whenthen.cli._log import said
from whenthen.cli._terminal import TRACEBACK
from whenthen.workspace.find import Found
from whenthen.workspace.shelf import RULE_FILE_LIMIT, Shelf, UnreadableError

#: In bytes of rules: where the number of processes is ours to choose, each has to have as much to do at least. Parsing
#: is a small part of checking, and what is parsed elsewhere has to be read again here, in a third of that time.
LEAST, LEAST_PARSED = 150_000, 1_000_000


class Project(msgspec.Struct, array_like=True, tag=True):
    """Check a project; the answer is its report."""

    root: str
    shown: str
    files: list[str]
    named: list[str]
    today: str | None
    verbose: bool


class Files(msgspec.Struct, array_like=True, tag=True):
    """Parse files of a project, and keep the trees; the answer is empty."""

    root: str
    shown: str
    files: list[str]
    named: list[str]


class Job(msgspec.Struct, array_like=True):
    """Where the cache is, if there is one."""

    folder: str | None
    edition: str


@attrs.frozen
class Piece:
    """Something to do, and how much it is, in bytes of rules."""

    task: Project | Files
    size: int


def project_piece(found: Found, verbose: bool, today: dt.date) -> Piece:
    """To check a project in which everything could be found."""
    task = Project(str(found.root), found.shown, found.files, found.named, today.isoformat(), verbose)
    return Piece(task, sum(_size(found, path) for path in found.files))


def file_pieces(found: Found, store: Store, most: int) -> list[Piece]:
    """To parse the files of a project that are not known, in at most so many pieces of about the same size."""
    shelf = found.shelf()
    sizes = sorted(((_size(found, path), path) for path in found.files if _is_new(shelf, path, store)), reverse=True)
    pieces: list[tuple[int, list[str]]] = [(0, []) for _ in range(most)]
    for size, path in sizes:
        at = min(range(most), key=lambda number: pieces[number][0])
        pieces[at] = (pieces[at][0] + size, [*pieces[at][1], path])
    return [
        Piece(Files(str(found.root), found.shown, sorted(paths), found.named), size) for size, paths in pieces if paths
    ]


def _is_new(shelf: Shelf, path: str, store: Store) -> bool:
    """Whether a file has to be parsed."""
    try:
        source, _ = syntax.decode(path, shelf.read(path, RULE_FILE_LIMIT))
    except UnreadableError:
        return False
    return source is not None and not store.holds(tree_name(store, source))


def _size(found: Found, path: str) -> int:
    try:
        return os.stat(os.path.join(found.root, path)).st_size
    except (OSError, ValueError):
        return 0


def processes_for(pieces: Sequence[Piece], jobs: int | None) -> int:
    """How many processes are worth their while: `jobs`, or as many as there are cores and work for; 1 is this one."""
    if jobs is not None:
        return min(jobs, len(pieces))
    least = LEAST_PARSED if pieces and isinstance(pieces[0].task, Files) else LEAST
    return max(1, min(os.cpu_count() or 1, len(pieces), sum(piece.size for piece in pieces) // least))


def reports_of(pieces: Sequence[Piece], count: int, store: Store | None) -> list[Report]:
    """The reports of projects, in order. Raises ClickException where processes cannot do it."""
    return [decode_report(answer) for answer in spread(pieces, count, store)]


def spread(pieces: Sequence[Piece], count: int, store: Store | None) -> list[bytes]:
    """What `count` processes answer to the pieces, in order. Raises ClickException where they cannot do it."""
    waiting = sorted(range(len(pieces)), key=lambda at: (pieces[at].size, -at))
    answers: dict[int, bytes] = {}
    workers: dict[Connection, _Worker] = {}
    try:
        _start(workers, count, Job(None, "") if store is None else Job(store.folder, store.edition))
        for connection, worker in workers.items():
            _hand_out(connection, worker, waiting, pieces)
        while len(answers) < len(pieces):
            busy = [connection for connection, worker in workers.items() if worker.piece is not None]
            ready = multiprocessing.connection.wait(busy)
            for connection in (one for one in busy if one in ready):
                worker = workers[connection]
                assert worker.piece is not None
                answers[worker.piece] = _answer(connection, worker.process)
                _hand_out(connection, worker, waiting, pieces)
    finally:
        for connection, worker in workers.items():
            connection.close()
            worker.process.terminate()
            worker.process.join()
    return [answers[at] for at in range(len(pieces))]


@attrs.define
class _Worker:
    """A process, and the number of the piece that it has."""

    process: BaseProcess
    piece: int | None = None


def _start(workers: dict[Connection, _Worker], count: int, job: Job) -> None:
    try:
        # What is started now is not meant by a Ctrl-C: it would say so, each for itself.
        with _processes.interrupts_wait():
            for _ in range(count):
                connection, process = _processes.start(live, msgspec.msgpack.encode(job))
                workers[connection] = _Worker(process)
    except OSError as error:
        raise click.ClickException(
            f"cannot start {count} processes: {said(error)}; --jobs with a smaller number may work"
        ) from None


def _hand_out(connection: Connection, worker: _Worker, waiting: list[int], pieces: Sequence[Piece]) -> None:
    """Give a process the next piece, if there is one."""
    worker.piece = waiting.pop() if waiting else None
    if worker.piece is not None:
        with contextlib.suppress(OSError):  # that it is gone is seen when it is heard next
            connection.send_bytes(msgspec.msgpack.encode(pieces[worker.piece].task))


def _answer(connection: Connection, process: BaseProcess) -> bytes:
    try:
        data = connection.recv_bytes()
    except (EOFError, OSError):
        process.join(1)
        code = process.exitcode
        raise click.ClickException(f"a process of this check ended unexpectedly (exit code {code})") from None
    if data[:1] == _FAILED:
        raise RuntimeError(data[1:].decode())
    return data[1:]


# In the other process ---------------------------------------------------------------------------------------------

_DONE, _FAILED = b"+", b"-"


def live(job: bytes, connection: Connection) -> None:
    """The whole life of the process."""
    # A Ctrl-C of the terminal comes to all processes: the one that was started by hand ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError, EOFError):
        work(job, connection)


def work(job: bytes, connection: Connection) -> None:
    """Do what comes, until nobody listens."""
    plain = msgspec.msgpack.decode(job, type=Job)
    store = None if plain.folder is None else Store(plain.folder, plain.edition)
    while True:
        task = msgspec.msgpack.decode(connection.recv_bytes(), type=Project | Files)
        try:
            answer = _DONE + (_parse(task, store) if isinstance(task, Files) else _check(task, store))
        except Exception as error:
            if os.environ.get(TRACEBACK):
                import traceback

                traceback.print_exc()
            answer = _FAILED + f"{type(error).__name__}: {error}"[:300].encode("utf-8", "backslashreplace")
        connection.send_bytes(answer)


def _check(task: Project, store: Store | None) -> bytes:
    today = None if task.today is None else dt.date.fromisoformat(task.today)
    return encode_report(check_found(_found(task), store, task.verbose, today))


def _parse(task: Files, store: Store | None) -> bytes:
    assert store is not None
    parse, shelf = CachedParse(store), _found(task).shelf()
    for path in task.files:
        with contextlib.suppress(UnreadableError):  # who puts the project together says so
            source, _ = syntax.decode(path, shelf.read(path, RULE_FILE_LIMIT))
            if source is not None:
                parse(source)
    return b""


def _found(task: Project | Files) -> Found:
    return Found(Path(task.root), task.shown, task.files, task.named)
