"""How processes are started that work for a command."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess


def start(live: Callable[[bytes, Connection], None], job: bytes) -> tuple[Connection, BaseProcess]:
    """A new process, and the way to it. It begins anew, as it does on every system: it shares nothing with this one."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=live, args=(job, theirs), daemon=True)
    process.start()
    theirs.close()
    return ours, process


@contextlib.contextmanager
def interrupts_wait() -> Iterator[None]:
    """A Ctrl-C comes when the block is left, and never to a process that was started in it, which inherits the mask."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # otherwise it starts with the first process, and lets interrupts in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
