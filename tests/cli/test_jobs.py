"""`whenthen run --jobs`: several processes come to what one comes to, byte for byte.

Most tests let the workers be threads.
"""

from __future__ import annotations

import contextlib
import gc
import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from tests.cli.jobs import DESK, outcome, start_thread, write_desk
from tests.cli.running import run, write
from tests.session.clockwork import at, event
from whenthen import cli
from whenthen.cli import _crew, _replay, _worker


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_desk()
    return tmp_path


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_crew, "start", start_thread)


def same(*arguments: str, jobs: tuple[int, ...] = (2, 3)) -> dict[str, Any]:
    """What one process comes to, and several too."""
    expected = outcome(1, *arguments)
    for number in jobs:
        assert outcome(number, *arguments) == expected, number
    return expected


def random_log(seed: int, number: int, late: bool = True) -> list[str]:
    """Events about some tickets, customers and parents over some days."""
    chance = random.Random(seed)
    minutes = 0
    known: set[str] = set()
    lines = []
    for place in range(number):
        minutes += chance.choice([0, 0, 10, 30, 60, 90, 150, 240])
        key = f"T{chance.randrange(9)}"
        when = minutes - (chance.choice([0, 0, 0, 0, 45, 200]) if late else 0)
        fields: dict[str, Any] = {}
        if key not in known or chance.random() < 0.7:
            fields["status"] = chance.choice(["open", "pending", "pending", "solved"])
        if chance.random() < 0.3:
            fields["due_at"] = chance.choice([None, at(when + 20), at(when + 100), at(when + 500), at(when - 5)])
        if chance.random() < 0.3:
            fields["team"] = chance.choice(["Billing", "Sales", None, "Nobody"])
        if chance.random() < 0.2:
            fields["customer"] = {"id": f"C{int(key[1:]) // 3}"}
        if chance.random() < 0.1:
            fields["parent"] = f"T{int(key[1:]) // 3 * 3}"
        word = "deleted" if key in known and chance.random() < 0.05 else "updated" if key in known else "created"
        known.add(key)
        line = event(when, key, word, id=f"{place}", **fields)
        lines.append(
            line if chance.random() < 0.95 else chance.choice(["{", "", line.replace("T0", "\\u0054" + "0"), "[]"])
        )
    return lines


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("seed", range(25))
def test_a_log_with_timers_waits_and_late_events(folder: Path, seed: int) -> None:
    write("log.jsonl", random_log(seed, 90, late=seed % 3 > 0))
    if seed % 4 == 0:
        Path("desk/whenthen.toml").write_text('[time]\npast_moments = "fire"\n', encoding="utf-8")
    until = ["--until", "2026-12-24"] if seed % 2 else []
    found = same("desk", "--events", "log.jsonl", *until)
    assert found["decisions"].count(b'"kind":"timer"') > 3


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("seed", range(8))
def test_a_run_that_goes_on_with_a_state(folder: Path, seed: int) -> None:
    lines = random_log(seed, 120)
    write("first.jsonl", lines[:60])
    write("second.jsonl", lines[60:])
    run("desk", "--events", "first.jsonl", "--state-out", "state.json")
    # A timed rule that is new, and one that is gone: the first looks at all records, the other's waits are dropped.
    text = DESK.replace("for 3 hours", "for 4 hours").replace("wait 5 hours", "wait 6 hours")
    Path("desk/rules.when").write_text(text if seed % 2 else DESK, encoding="utf-8")
    overdue = ["--fire-overdue"] if seed % 4 > 1 else []
    same("desk", "--events", "second.jsonl", "--state", "state.json", *overdue, "--all")


@pytest.mark.usefixtures("threads")
def test_what_is_told_is_the_same_too(folder: Path) -> None:
    write("log.jsonl", random_log(1, 60))
    assert "clock" in same("desk", "--events", "log.jsonl", "--all")["stdout"]
    same("desk", "--events", "log.jsonl", "--quiet")
    same("desk", "--events", "log.jsonl", "--colour", "always")


@pytest.mark.usefixtures("threads")
def test_a_run_that_ends_too_early_fails_alike(folder: Path) -> None:
    write("log.jsonl", random_log(2, 60, late=False))
    found = same("desk", "--events", "log.jsonl", "--until", "2026-11-23T12:00")
    assert "comes after --until" in found["stderr"]
    assert "comes after" in same("desk", "--events", "log.jsonl", "--until", "2026-11-21")["stderr"]


def test_processes_of_their_own(folder: Path) -> None:
    write("log.jsonl", random_log(3, 80))
    same("desk", "--events", "log.jsonl", jobs=(2,))


def big_log() -> None:
    """A log that takes long enough to be interrupted: each tenth event comes an hour after the one before."""
    write("log.jsonl", [event(n // 10 * 60, f"T{n % 500}", "updated", id=str(n)) for n in range(60_000)])


def started(*arguments: str) -> subprocess.Popen[str]:
    """A run that has begun to decide."""
    command = [sys.executable, "-m", "whenthen", "run", "desk", "--events", "log.jsonl", "--jobs", "2", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a run has started and that decide for it."""
    rows = [line.split(None, 2) for line in processes()]
    return [int(own) for own, parent, command in rows if int(parent) == process.pid and "spawn_main" in command]


def processes() -> list[str]:
    """All processes: number, number of the parent, command."""
    if not Path("/proc/self/stat").exists():
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
        return [line for line in listed.stdout.splitlines() if len(line.split()) > 2]
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = Path(folder, "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            command = Path(folder, "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if stat[0] != "Z" and command:
                found.append(f"{folder.name} {stat[1]} {command}")
    return found


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(cli.__file__).parents[2]))


@pytest.mark.usefixtures("outside")
def test_a_worker_that_dies_ends_the_run(folder: Path) -> None:
    big_log()
    process = started("--decisions", "decisions.out")
    first, _ = sorted(workers_of(process))
    os.kill(first, signal.SIGKILL)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 2
    assert stderr.endswith("Error: a process of this run ended unexpectedly (exit code -9); nothing was written\n")
    assert sorted(path.name for path in folder.iterdir()) == ["desk", "log.jsonl"]


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -9)])
def test_an_interrupt_leaves_no_processes(folder: Path, number: signal.Signals, code: int) -> None:
    big_log()
    process = started()
    workers = workers_of(process)
    assert len(workers) == 2
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == code
    for _ in range(200):
        if not {str(worker) for worker in workers}.intersection(line.split()[0] for line in processes()):
            break
        time.sleep(0.1)
    else:
        raise AssertionError("a worker goes on")


def peak(lines: int, *arguments: str) -> int:
    """The most memory that a run over so many events about three tickets takes, in bytes."""
    with Path("log.jsonl").open("w", encoding="utf-8") as file:
        for n in range(lines):
            word = "created" if n < 3 else "updated"
            file.write(event(n, f"T{n % 3}", word, id=str(n), status="open", due_at=at(n + 45)) + "\n")
    gc.collect()
    tracemalloc.start()
    try:
        result = run("desk", "--events", "log.jsonl", "--decisions", os.devnull, "--effects", os.devnull, *arguments)
        assert "failed" not in result.stdout
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_memory_does_not_grow_with_the_number_of_events(
    folder: Path, jobs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = _replay.Replay.run

    def measured(*arguments: Any) -> None:
        tracemalloc.reset_peak()  # what rules take to be read is another matter
        decide(*arguments)

    monkeypatch.setattr(_replay.Replay, "run", measured)
    monkeypatch.setattr(_crew, "_ROOM", 1)  # what waits between processes is bounded too, but by more
    monkeypatch.setattr(_worker, "_BYTES", 1 << 12)
    rules = DESK.partition("RULE")[0] + 'RULE "Due" WHEN ticket.due_at arrives THEN notify "kim" saying "x"'
    Path("desk/rules.when").write_text(rules, encoding="utf-8")
    peak(50, "--quiet", "--jobs", jobs)  # what is imported and kept for good
    short, long = peak(100, "--quiet", "--jobs", jobs), peak(1_500, "--quiet", "--jobs", jobs)
    assert long - short < 300_000  # all decisions and events would be some millions
