"""`check --jobs`: several processes come to the same bytes as one."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest import mock

import click
import pytest
from click.testing import CliRunner

from whenthen import pipeline
from whenthen.cache.store import Store
from whenthen.cli import _processes, _spreading, group
from whenthen.workspace.find import find

SOURCE = Path(__file__).resolve().parents[2] / "dsl"
RULE = 'RULE "{0}"\n  WHEN ticket is created\n  IF ticket.priority is urgent AND ticket.priority is {1}\n  THEN stop\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five projects: clean, with findings, with errors, with comments, and with bytes that are no text."""
    folder = tmp_path / "here"
    texts: list[bytes] = [
        b"USE helpdesk\n" + RULE.format("a", "urgent").encode(),
        b"USE helpdesk\n" + RULE.format("a", "urgnt").encode(),
        b"USE helpdesk\nRULE oops\n",
        b"# whenthen: ignore-file[L] because it is old\nUSE helpdesk\n" + RULE.format("a", "urgent").encode(),
        b"LET x = \xff\n",
    ]
    for number, text in enumerate(texts):
        project = folder / f"project-{number}"
        project.mkdir(parents=True)
        (project / "whenthen.toml").write_text('[time]\nzone = "Europe/Berlin"\n')
        for file in range(3):
            (project / f"{file}.when").write_bytes(text.replace(b'"a"', f'"rule {file}"'.encode()))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("WHENTHEN_CACHE", "off")
    return folder


class _Thread(threading.Thread):
    exitcode = 7

    def terminate(self) -> None:
        """It ends when nobody listens."""


def start_thread(_: object, job: bytes) -> tuple[Connection, Any]:
    """What `_processes.start` does, with a thread."""
    ours, theirs = multiprocessing.Pipe()

    def run() -> None:
        with theirs, contextlib.suppress(EOFError, OSError):
            _spreading.work(job, theirs)

    thread = _Thread(target=run, daemon=True)
    thread.start()
    return ours, thread


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> mock.Mock:
    """Threads stand in for processes."""
    start = mock.Mock(side_effect=start_thread)
    monkeypatch.setattr(_processes, "start", start)
    return start


def check(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(group, ["check", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("format_", ["full", "json", "junit"])
def test_projects_are_told_in_their_order(here: Path, started: mock.Mock, format_: str) -> None:
    alone = check("--jobs", "1", "--format", format_, "--select", "all")
    assert alone[0] == 1
    assert not started.called
    assert check("--jobs", "3", "--format", format_, "--select", "all") == alone
    assert started.call_count == 3
    assert check("--jobs", "99", "--format", format_, "--select", "all") == alone
    assert started.call_count == 3 + 5


def test_paths_that_are_not_there_are_told_as_always(here: Path, started: mock.Mock) -> None:
    arguments = ("project-0", "gone", "project-2", "project-4", "-v")
    assert check(*arguments, "--jobs", "2") == check(*arguments, "--jobs", "1")
    assert started.called


def test_a_few_small_projects_are_not_worth_a_process(here: Path, started: mock.Mock) -> None:
    assert check() == check("--jobs", "auto") == check("--jobs", "1")
    assert not started.called


def test_large_projects_are(here: Path, started: mock.Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    monkeypatch.setattr(_spreading, "LEAST", 500)
    assert check() == check("--jobs", "1")
    assert started.call_count == sum(path.stat().st_size for path in here.rglob("*.when")) // 500 > 1


def test_what_is_known_needs_no_process(here: Path, started: mock.Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHENTHEN_CACHE", str(here.parent / "cache"))
    first = check("--jobs", "2")
    assert started.call_count == 2
    assert check("--jobs", "2") == first
    assert started.call_count == 2
    (here / "project-1" / "0.when").write_text("LET x = 1\n")
    (here / "project-2" / "0.when").write_text("LET x = 1\n")
    assert check("--jobs", "2") == check("--jobs", "1")
    assert started.call_count == 4


def test_files_of_one_project_are_parsed_elsewhere(
    here: Path, started: mock.Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = check("project-0", "--jobs", "1")
    monkeypatch.setenv("WHENTHEN_CACHE", str(here.parent / "cache"))
    elsewhere, parse = set(), pipeline.parse

    def noted(source: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            elsewhere.add(source.name)
        return parse(source)

    monkeypatch.setattr(pipeline, "parse", noted)
    assert check("project-0", "--jobs", "2") == alone
    assert started.call_count == 2
    assert elsewhere == {"0.when", "1.when", "2.when"}
    (here / "project-0" / "0.when").write_text("LET x = 1\n")
    check("project-0", "--jobs", "2")
    assert started.call_count == 2  # one file is not shared out


def test_a_mistake_in_a_process_is_told(here: Path, started: mock.Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_spreading, "check_found", mock.Mock(side_effect=KeyError("\x1b[2J")))
    pieces = _pieces()
    with pytest.raises(RuntimeError, match="KeyError"):
        _spreading.spread(pieces, 2, None)


@pytest.mark.parametrize("ends", [lambda theirs: theirs.recv_bytes(), lambda theirs: None], ids=["later", "at once"])
def test_a_process_that_ends(here: Path, monkeypatch: pytest.MonkeyPatch, ends: Callable[[Connection], object]) -> None:
    def start(*_: object) -> tuple[Connection, Any]:
        ours, theirs = multiprocessing.Pipe()

        def run() -> None:
            with theirs:
                ends(theirs)

        thread = _Thread(target=run, daemon=True)
        thread.start()
        return ours, thread

    monkeypatch.setattr(_processes, "start", start)
    with pytest.raises(click.ClickException, match=r"ended unexpectedly \(exit code 7\)"):
        _spreading.spread(_pieces(), 2, None)


def test_processes_that_cannot_be_started(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = (multiprocessing.Pipe()[0], mock.Mock())
    monkeypatch.setattr(_processes, "start", mock.Mock(side_effect=[first, OSError(24, "Too many open files")]))
    with pytest.raises(click.ClickException, match="cannot start 2 processes: too many open files"):
        _spreading.spread(_pieces(), 2, Store("nowhere", "1"))
    assert first[0].closed
    first[1].terminate.assert_called_once()


def _pieces() -> list[_spreading.Piece]:
    import datetime as dt

    return [_spreading.project_piece(found, False, dt.date(2026, 1, 1)) for found in find(["."])]


# In processes of their own -----------------------------------------------------------------------------------------


def outside(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "WHENTHEN_CACHE": "off"}
    return subprocess.run(
        [sys.executable, "-m", "whenthen", "check", *arguments], env=environment, capture_output=True, check=False
    )


def test_real_processes_come_to_the_same(here: Path) -> None:
    one, two = (outside("--jobs", jobs, "--format", "json") for jobs in ("1", "2"))
    assert (one.returncode, one.stdout, one.stderr) == (two.returncode, two.stdout, two.stderr)
    assert b"L101" in one.stdout


def test_an_interrupt_ends_all_of_them(here: Path) -> None:
    for number in range(2):
        text = "".join(RULE.format(f"rule {rule}", "urgent") for rule in range(5_000))
        (here / f"project-{number}" / "0.when").write_text("USE helpdesk\n" + text)
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "whenthen", "check", "--jobs", "2"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "WHENTHEN_CACHE": "off"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    told = b""
    while b"whenthen.analysis.analyse" not in told:  # one of them has begun
        told += process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.rstrip().endswith(b"whenthen: interrupted")
    assert b"Traceback" not in error
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.mark.parametrize("jobs", ["0", "-1", "1000", "many", ""])
def test_numbers_that_make_no_sense(here: Path, jobs: str) -> None:
    assert check("--jobs", jobs)[0] == 2
