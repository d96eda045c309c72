"""`whenthen run --jobs`: several processes come to what one comes to, byte for byte, or one does it and says why.

Most tests let the workers be threads, which makes the same frames in the same order.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.session.clockwork import FILES, at, event
from whenthen import cli
from whenthen.cli import _crew, _replay, _worker, group
from whenthen.cli._worker import work

DESK = """
RECORD team KEY name
  name: text
RECORD customer KEY id
  id: text
  tickets: number default 0
RECORD ticket KEY id
  id: text readonly
  status: new | open | pending | solved default new
  subject: text default ""
  due_at: instant?
  nudges: number default 0
  team: team?
  customer: customer?
  parent: ticket?
EVENT ticket is created
EVENT ticket is updated
EVENT ticket is deleted
ACTION notify(recipient: text, saying body: text)
USE DATA "teams.csv" AS team

RULE "Count" WHEN ticket is created IF ticket.customer is set THEN increase ticket.customer.tickets by 1

RULE "Remind, then solve"
  WHEN ticket.status has been pending for 2 hours
  LET who = ticket.subject
  THEN
    notify "kim" saying "Still there, {who}?"
    wait 5 hours while ticket.status is pending
    set ticket.status to solved
    wait 1 hour
    notify "kim" saying "Closed {ticket.id}, {who}"

RULE "Billing" WHEN ticket.status changes to solved THEN set ticket.team to team "Billing"

RULE "Silence"
  AT MOST 2 TIMES PER ticket PER day
  WHEN ticket has not changed for 3 hours
  THEN increase ticket.nudges by 1

RULE "Soon due" ONCE PER ticket
  WHEN 30 minutes before ticket.due_at
  THEN notify "kim" saying "{ticket.id} is due soon"

RULE "Half past"
  WHEN every 90 minutes
  FOR EACH team
  THEN notify "kim" saying "{team.name}, half past"

RULE "Shadowed" SHADOW
  WHEN ticket is updated
  THEN wait 1 hour
    notify "kim" saying "shadow"

RULE "Fails" WHEN ticket.nudges changes IF 1 / (ticket.nudges - 2) is 1 THEN stop
"""
RESULTS = ("decisions", "effects", "rejects", "waiting", "state-out")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("desk").mkdir()
    Path("desk/rules.when").write_text(DESK, encoding="utf-8")
    for name, text in FILES.items():
        Path("desk", name).write_text(text, encoding="utf-8")
    return tmp_path


class _Thread(threading.Thread):
    exitcode = None

    def terminate(self) -> None:
        pass  # it ends when nobody listens


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(job: bytes) -> tuple[Connection, Any]:
        ours, theirs = multiprocessing.Pipe()

        def run() -> None:
            with theirs:
                work(job, theirs)

        thread = _Thread(target=run, daemon=True)
        thread.start()
        return ours, thread

    monkeypatch.setattr(_crew, "start", start)


def write(name: str, lines: list[str]) -> None:
    Path(name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(group, ["run", *arguments], prog_name="whenthen")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def outcome(jobs: int, *arguments: str, alone: bool = False) -> dict[str, Any]:
    """All that a run comes to; it must have run as several, unless `alone` says that it may not."""
    files = [part for name in RESULTS for part in (f"--{name}", f"{name}.out")]
    result = run(*arguments, "--jobs", str(jobs), *files)
    notes = [line for line in result.stderr.splitlines(True) if "running as one" in line]
    assert bool(notes) == (alone and jobs > 1), result.stderr
    stderr = "".join(line for line in result.stderr.splitlines(True) if line not in notes)
    found = {name: Path(f"{name}.out").read_bytes() for name in RESULTS if Path(f"{name}.out").exists()}
    for name in found:
        Path(f"{name}.out").unlink()
    return {"code": result.exit_code, "stdout": result.stdout, "stderr": stderr, **found}


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


# As one -----------------------------------------------------------------------------------------------------------

CUSTOMER = {"customer": {"id": "C1"}}
INDEPENDENT = [event(n, f"T{n % 3}", "updated" if n > 2 else "created", id=str(n)) for n in range(9)]


def alone(rules: str, lines: list[str], *arguments: str) -> str:
    """Why a run is done by one process; empty where it is not."""
    Path("desk/rules.when").write_text(DESK.partition("RULE")[0] + rules, encoding="utf-8")
    write("log.jsonl", lines)
    expected = outcome(1, "desk", "--events", "log.jsonl", *arguments)
    assert "decisions" in expected  # the rules are right
    result = run("desk", "--events", "log.jsonl", "--jobs", "2", *arguments)
    first = result.stderr.partition("\n")[0]
    found = outcome(2, "desk", "--events", "log.jsonl", *arguments, alone="running as one" in first)
    assert found == expected
    return first.removeprefix("--jobs 2 was asked for; running as one: ") if "running as one" in first else ""


ON_UPDATE = 'RULE "R" {} WHEN ticket is updated {} THEN '
NOTIFY = 'notify "kim" saying "x"'
REASONS = [
    # What the rules say.
    (
        ON_UPDATE.format("", "") + 'set ticket.customer to customer "C1"\n'
        'RULE "W" WHEN ticket is updated IF ticket.customer is set THEN set ticket.customer.tickets to 1',
        "the rule `R` (desk/rules.when:22) names customer `C1`, "
        "and the rule `W` (desk/rules.when:23) writes to a customer",
    ),
    (
        'RULE "R" WHEN every day at 09:00 FOR EACH ticket THEN increase ticket.nudges by 1',
        "the rule `R` (desk/rules.when:22) goes through all records of the type ticket, and the rule `R` "
        "(desk/rules.when:22) writes to a ticket",
    ),
    (
        ON_UPDATE.format("AT MOST 2 TIMES PER day", "") + NOTIFY,
        "the rule `R` (desk/rules.when:22) counts how often it fires, not for each record apart",
    ),
    (
        ON_UPDATE.format("ONCE PER ticket.subject", "") + NOTIFY,
        "the rule `R` (desk/rules.when:22) fires once, not for each record apart",
    ),
    (
        ON_UPDATE.format("", "") + "wait 1 hour while ticket.due_at is not set OR ticket.due_at > now\n" + NOTIFY,
        "a WHILE of the rule `R` is looked at after every event",
    ),
    (
        ON_UPDATE.format("", "")
        + "wait 1 hour while ticket.customer is not set OR ticket.customer.tickets is below 3\n"
        + 'increase ticket.nudges by 1\nRULE "W" WHEN ticket is created IF ticket.customer is set '
        "THEN increase ticket.customer.tickets by 1",
        "a WHILE of the rule `R` looks at any customer, and the rule `W` (desk/rules.when:24) writes to one",
    ),
]


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize(("rules", "reason"), REASONS)
def test_what_rules_say_can_make_one_process_do_it(folder: Path, rules: str, reason: str) -> None:
    assert alone(rules, INDEPENDENT) == reason


NEAR = [
    ON_UPDATE.format("", "") + 'set ticket.team to team "Sales"',
    'RULE "R" WHEN every 5 minutes FOR EACH team THEN ' + NOTIFY,
    ON_UPDATE.format("AT MOST 2 TIMES PER ticket PER day", "") + NOTIFY,
    ON_UPDATE.format("ONCE PER ticket", "") + NOTIFY,
    ON_UPDATE.format("", "") + "wait 1 hour while ticket.due_at is not set\n" + NOTIFY,
    ON_UPDATE.format("", "") + 'wait 1 hour while ticket.team is not set OR ticket.team.name is "x"\n' + NOTIFY,
    'RULE "R" DISABLED AT MOST 2 TIMES PER day WHEN ticket is updated THEN ' + NOTIFY,
    'RULE "R" WHEN ticket is updated IF ticket.customer is set THEN increase ticket.customer.tickets by 1',
]


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("rules", NEAR)
def test_near_misses_do_not(folder: Path, rules: str) -> None:
    lines = [event(n, f"T{n % 3}", "updated" if n > 2 else "created", id=str(n), team="Sales") for n in range(40)]
    assert alone(rules, lines) == ""


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize(
    ("rules", "fields", "reason"),
    [
        (
            ON_UPDATE.format("", "") + 'set ticket.team to team "Sales"',
            {"team": {"name": "Sales"}},
            "the rule `R` (desk/rules.when:22) names team `Sales`, and the log changes team `Sales`",
        ),
        (
            'RULE "R" WHEN every 5 minutes FOR EACH team THEN ' + NOTIFY,
            {"team": {"name": "Sales"}},
            "the rule `R` (desk/rules.when:22) goes through all records of the type team, "
            "and the log changes team `Sales`",
        ),
        (
            ON_UPDATE.format("", "") + 'wait 1 hour while ticket.team is not set OR ticket.team.name is "x"\n' + NOTIFY,
            {"team": {"name": "Billing"}},
            "a WHILE of the rule `R` looks at any team, and the log changes team `Billing`",
        ),
        (
            ON_UPDATE.format("", "") + NOTIFY,
            {"customer": {"id": "C1"}},
            "most of its records hang together, through customer `C1` for one",
        ),
        (
            ON_UPDATE.format("", "") + NOTIFY,
            {"parent": "T0"},
            "most of its records hang together, through ticket `T0` for one",
        ),
    ],
)
def test_what_the_log_says_can_too(folder: Path, rules: str, fields: dict[str, Any], reason: str) -> None:
    more = [event(30 + n, f"T{n}", id=f"more{n}", **fields) for n in range(3)]
    assert alone(rules, [*INDEPENDENT, *more]) == reason
    # Another team, of which nothing is asked; another customer for each.
    if "team" in fields:
        other = [event(30, "T0", id="more", team={"name": "Support"})]
        assert ("FOR EACH" in rules or "WHILE" in reason) == bool(alone(rules, [*INDEPENDENT, *other]))
    if "customer" in fields:
        each = [event(30 + n, f"T{n}", id=f"more{n}", customer={"id": f"C{n}"}) for n in range(3)]
        assert alone(rules, [*INDEPENDENT, *each]) == ""


def test_a_log_that_cannot_be_read_twice_and_a_table(folder: Path) -> None:
    result = CliRunner().invoke(group, ["run", "desk", "--events", "-", "--jobs", "2"], input="\n".join(INDEPENDENT))
    assert result.stderr.startswith("--jobs 2 was asked for; running as one: standard input cannot be read twice\n")
    Path("t.csv").write_text("no,at\nA,2026-11-22T10:00:00Z\n", encoding="utf-8")
    Path("m.toml").write_text('record = "ticket"\nkey = "no"\n[time]\ncolumn = "at"\n[fields]\n', encoding="utf-8")
    table = run("desk", "--records", "t.csv", "--mapping", "m.toml", "--jobs", "auto")
    assert table.stderr.startswith("--jobs auto was asked for; running as one: a table (--records) is sorted")


def test_a_short_log_is_done_by_one_in_silence_where_the_number_is_ours_to_choose(folder: Path) -> None:
    write("log.jsonl", INDEPENDENT)
    assert run("desk", "--events", "log.jsonl", "--jobs", "auto").stderr == ""


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1000", ""])
def test_a_number_of_processes(folder: Path, jobs: str) -> None:
    write("log.jsonl", INDEPENDENT)
    assert run("desk", "--events", "log.jsonl", "--jobs", jobs).exit_code == 2
