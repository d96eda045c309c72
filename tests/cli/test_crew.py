"""The processes of `whenthen run --jobs`, while they are started."""

from __future__ import annotations

import datetime as dt
import signal
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any
from unittest import mock

import click
import pytest

from whenthen.cli import _crew
from whenthen.types.schema import Schema


def crew(jobs: int) -> _crew.Crew:
    return _crew.Crew([b""] * jobs, dt.datetime(2026, 11, 22, tzinfo=dt.UTC), mock.Mock(Schema), mock.Mock())


def test_an_interrupt_while_processes_start_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[Connection, Any]] = []

    def start(_: bytes) -> tuple[Connection, Any]:
        started.append((Pipe()[0], mock.Mock()))
        signal.raise_signal(signal.SIGINT)
        return started[-1]

    monkeypatch.setattr(_crew, "start", start)
    with pytest.raises(KeyboardInterrupt), crew(2):
        raise AssertionError("it goes on")
    assert [connection.closed for connection, _ in started] == [True, True]
    for _, process in started:
        process.terminate.assert_called_once()


def test_no_process_is_left_where_one_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    first = (Pipe()[0], mock.Mock())
    monkeypatch.setattr(_crew, "start", mock.Mock(side_effect=[first, OSError(24, "Too many open files")]))
    with pytest.raises(click.ClickException, match="cannot start 2 processes: too many open files"), crew(2):
        raise AssertionError("it goes on")
    assert first[0].closed
    first[1].terminate.assert_called_once()
