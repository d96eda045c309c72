"""`whenthen run` goes on: states from run to run, and rules that come to records which were there before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.running import DESK, data, refused, run, write, write_desk
from tests.session.clockwork import FILES, RULES, at, event, random_log
from whenthen.cli import group
from whenthen.session import Session


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_desk()
    return tmp_path


# From run to run --------------------------------------------------------------------------------------------------


@pytest.fixture
def clockwork(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    Path("rules/rules.when").write_text(RULES, encoding="utf-8")
    Path("rules/whenthen.toml").write_text('[time]\npast_moments = "fire"\n', encoding="utf-8")
    for name, text in FILES.items():
        Path("rules", name).write_text(text, encoding="utf-8")


OUTPUTS = ("--decisions", "d.jsonl", "--effects", "e.jsonl", "--state-out", "s.json", "--quiet")


@pytest.mark.usefixtures("clockwork")
def test_two_runs_come_to_the_same_bytes_as_one_wherever_the_log_is_cut() -> None:
    lines = random_log(3, 10)
    until = ("--until", "2026-11-25T12:00:00Z")
    write("log.jsonl", lines)
    one = run("rules", "--events", "log.jsonl", *until, *OUTPUTS)
    assert one.exit_code in (0, 1)
    expected = [Path(name).read_bytes() for name in ("d.jsonl", "e.jsonl", "s.json")]
    assert {"timer", "wait", "clock"} <= {d["alarm"]["kind"] for d in data("d.jsonl") if d["alarm"]}
    for cut in range(len(lines) + 1):
        write("log.jsonl", lines[:cut])
        run("rules", "--events", "log.jsonl", *OUTPUTS)
        before = [Path(name).read_bytes() for name in ("d.jsonl", "e.jsonl")]
        write("log.jsonl", lines[cut:])
        run("rules", "--events", "log.jsonl", "--state", "s.json", *until, *OUTPUTS)
        after = [Path(name).read_bytes() for name in ("d.jsonl", "e.jsonl")]
        assert [before[0] + after[0], before[1] + after[1], Path("s.json").read_bytes()] == expected, cut


def test_time_passes_without_a_log(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("desk", "--events", "log.jsonl", "--state-out", "s.json").exit_code == 0
    before = Path("s.json").read_bytes()
    result = run("desk", "--state", "s.json", "--until", "2026-11-23", "--state-out", "s.json")
    assert result.exit_code == 0
    assert "clock  ticket T1  after the wait in then/2" in result.stdout
    assert (
        "Events    0 read, 0 decided, 0 rejected\nClock     2 moments up to 2026-11-23T23:59:59+01:00" in result.stdout
    )
    assert Path("s.json").read_bytes() != before
    said = refused(capsys, "desk", "--state", "s.json", "--until", "2026-11-22")
    assert "--until 2026-11-22T23:59:59+01:00 has passed: the state is of 2026-11-23T23:59:59+01:00" in said


def test_a_state_of_nothing_begins_when_time_does(folder: Path) -> None:
    write("log.jsonl", [])
    told = run("desk", "--events", "log.jsonl", "--state-out", "s.json").stdout
    assert "Clock" not in told
    assert "Clock     0 moments up to 2026-11-23" in run("desk", "--state", "s.json", "--until", "2026-11-23").stdout


def test_a_table_goes_on_with_a_state(folder: Path) -> None:
    Path("m.toml").write_text(
        'record = "ticket"\nkey = "no"\n[time]\ncolumn = "at"\n[fields]\nstatus = "status"\ndue_at = "due"\n', "utf-8"
    )
    rows = ["no,at,status,due", f"T1,{at(0)},new,{at(500)}", f"T1,{at(10)},pending,", f"T2,{at(11)},new,"]
    for number, part in enumerate((rows[:2], [rows[0], *rows[2:]])):
        write("t.csv", part)
        state = ("--state", "s.json") if number else ()
        result = run("desk", "--records", "t.csv", "--mapping", "m.toml", *state, "--state-out", "s.json", "--all")
        assert result.exit_code == 0
    assert [line.split("  ")[1:] for line in result.stdout.splitlines() if line.startswith("2026")] == [
        ["ticket.updated", "ticket T1"],
        ["ticket.created", "ticket T2"],
    ]
    saved = json.loads(Path("s.json").read_bytes())["records"]["ticket"]["T1"]["fields"]
    assert (saved["status"], saved["due_at"]) == ("pending", None)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (None, "cannot read `s.json`: no such file or directory"),
        (b"{", "s.json: the saved state cannot be read: this is not JSON"),
        (b"\xff", "s.json: the saved state cannot be read: this is not JSON"),
        (b"[]", "s.json: the saved state cannot be read: expected an object"),
        (
            b'{"records":{"ticket":{"T1":{"version":1,"at":"x"}}}}',
            "s.json: the saved state cannot be read: records.ticket.T1.at: `x` is not an instant",
        ),
        (
            b'{"records":{"\\u001b[2J":{}}}',
            "Error: s.json: the saved state cannot be read: records: there is no record type `\\x1b[2J`",
        ),
        (
            b'{"records":{},"memory":{"timers":[{"rule":"remind"}]}}',
            "s.json: the saved state cannot be read: memory.timers.0.trigger: expected a whole number from 0",
        ),
        (
            b'{"records":{},"memory":{"timers":[{"rule":"remind","trigger":0,"type":"ticket","key":"T1",'
            b'"start":"2026-11-22T09:00:00Z","due":"2026-11-22T09:00:00Z"}]}}',
            "s.json: the saved state cannot be read: a timer of the rule `remind` names ticket `T1`, which is not",
        ),
    ],
)
def test_a_state_that_cannot_be_read_is_told(
    folder: Path, state: bytes | None, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if state is not None:
        Path("s.json").write_bytes(state)
    before = {path.name: path.is_file() and path.read_bytes() for path in folder.iterdir()}
    outputs = ("--state-out", "s.json", "--effects", "e.jsonl")
    assert message in refused(capsys, "desk", "--state", "s.json", "--events", "log.jsonl", *outputs)
    assert before == {path.name: path.is_file() and path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--state", "s.json"], "give either --events or --records, or --state and --until"),
        (["--until", "2026-11-23"], "give either --events or --records, or --state and --until"),
        (["--state", "-", "--until", "2026-11-23"], "--state takes a file"),
        (["--events", "log.jsonl", "--state-out", "-"], "--state-out takes a file"),
        (["--events", "log.jsonl", "--state-out", "log.jsonl"], "log.jsonl is the input log.jsonl too"),
        (["--events", "log.jsonl", "--state", "s.json", "--effects", "./s.json"], "./s.json is the input s.json too"),
        (
            ["--events", "log.jsonl", "--state", "s.json", "--state-out", "s.json", "--waiting", "s.json"],
            "s.json is the output s.json too",
        ),
        (
            ["--events", "log.jsonl", "--state", "log.jsonl", "--state-out", "log.jsonl"],
            "log.jsonl is the input log.jsonl too",
        ),
    ],
)
def test_options_that_make_no_sense_are_told(folder: Path, arguments: list[str], message: str) -> None:
    run("desk", "--events", "log.jsonl", "--state-out", "s.json")
    before = Path("s.json").read_bytes()
    result = run("desk", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert Path("s.json").read_bytes() == before


def test_the_file_of_a_state_may_go_by_two_names(folder: Path) -> None:
    run("desk", "--events", "log.jsonl", "--state-out", "s.json")
    result = run("desk", "--state", "s.json", "--until", "2026-11-24", "--state-out", "./desk/../s.json")
    assert result.exit_code == 0
    assert json.loads(Path("s.json").read_bytes())["memory"]["clock"] == "2026-11-24T22:59:59.999999Z"


def test_an_interrupted_run_leaves_the_state_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("desk", "--events", "log.jsonl", "--state-out", "s.json")
    before = Path("s.json").read_bytes()

    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(Session, "to_json", interrupted)
    CliRunner().invoke(group, ["run", "desk", "--state", "s.json", "--until", "2026-11-24", "--state-out", "s.json"])
    assert Path("s.json").read_bytes() == before
    assert not list(folder.glob(".*"))


def test_a_state_that_another_run_replaced_meanwhile_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("desk", "--events", "log.jsonl", "--state-out", "s.json")
    goes_on = ("--state", "s.json", "--until", "2026-11-24", "--state-out")
    to_json = Session.to_json

    def overtaken(session: Session) -> bytes:
        monkeypatch.setattr(Session, "to_json", to_json)
        run("desk", *goes_on, "s.json")
        return to_json(session)

    monkeypatch.setattr(Session, "to_json", overtaken)
    assert "has changed since this run read it" in refused(capsys, "desk", *goes_on, "./s.json", "--effects", "e.jsonl")
    assert json.loads(Path("s.json").read_bytes())["memory"]["clock"] == "2026-11-24T22:59:59.999999Z"
    assert sorted(path.name for path in folder.iterdir()) == ["desk", "log.jsonl", "s.json"]
    assert run("desk", *goes_on, "t.json").exit_code == 0


CALENDAR = """
USE "rules.when"
CALENDAR hours
  monday 09:00 to 17:00
RULE "C" WHEN 1 business hour after ticket.due_at THEN stop
"""


def test_another_calendar_than_that_of_the_state_is_noted(folder: Path) -> None:
    Path("desk/calendar.when").write_text(CALENDAR, "utf-8")
    run("desk", "--events", "log.jsonl", "--state-out", "s.json")
    Path("desk/calendar.when").write_text(CALENDAR.replace("17:00", "16:00"), "utf-8")
    result = run("desk", "--state", "s.json", "--until", "2026-11-23", "--state-out", "s.json")
    assert result.exit_code == 0
    assert result.stderr == (
        "note: calendar `hours` is not what it was when this state was written: moments worked out then are kept\n"
    )
    assert run("desk", "--state", "s.json", "--until", "2026-11-24").stderr == ""


# Rules that begin -------------------------------------------------------------------------------------------------

CONTRACTS = """
RECORD contract KEY id
  id: text
  ends_at: instant?
USE DATA "contracts.csv" AS contract
EVENT contract is updated
ACTION notify(recipient: text, saying body: text)
RULE "Ended" WHEN contract.ends_at arrives THEN notify "kim" saying "{contract.id}"
RULE "Ends soon" WHEN 1 day before contract.ends_at THEN notify "kim" saying "{contract.id} soon"
"""


@pytest.fixture
def contracts(folder: Path) -> None:
    Path("desk/rules.when").write_text(CONTRACTS, encoding="utf-8")
    rows = ["id,ends_at", f"A,{at(-3000)}", f"B,{at(60)}", f"C,{at(5000)}"]
    write("desk/contracts.csv", rows)
    write("log.jsonl", [event(0, id="1").replace("ticket", "contract").replace("T1", "C")])


@pytest.mark.usefixtures("contracts")
def test_what_timed_rules_find_overdue_is_told_and_does_not_fire() -> None:
    told = run("desk", "--events", "log.jsonl", "--until", "2026-11-22").stdout
    assert told.startswith(
        "2026-11-22T10:00:00+01:00  the rules begin\n"
        "  3 moments of timed rules have passed already and do not fire; --fire-overdue fires them:\n"
        "  2  Ends soon\n"
        "  1  Ended\n\n"
        "2026-11-22T11:00:00+01:00  clock  contract B  contract.ends_at arrives\n"
    )
    assert (
        "Overdue   3 moments that had passed when the rules began, and did not fire (--fire-overdue)\n"
        "  2  Ends soon\n  1  Ended\n" in told
    )
    quiet = run("desk", "--events", "log.jsonl", "--until", "2026-11-22", "--quiet").stdout
    assert told.endswith(quiet)
    assert "Overdue   3" in quiet


@pytest.mark.usefixtures("contracts")
def test_what_is_overdue_fires_when_that_is_asked_for() -> None:
    told = run("desk", "--events", "log.jsonl", "--fire-overdue", "--state-out", "s.json").stdout
    assert "3 moments of timed rules have passed already and fire now:\n" in told
    assert told.count("  clock  contract ") == 3
    assert "Overdue   3 moments that had passed when the rules began, and fired then\n" in told
    again = run("desk", "--state", "s.json", "--until", "2026-11-22", "--fire-overdue").stdout
    assert "Overdue" not in again


@pytest.mark.usefixtures("folder")
def test_waits_of_a_rule_that_is_another_one_now_are_told() -> None:
    run("desk", "--events", "log.jsonl", "--state-out", "s.json")
    Path("desk/rules.when").write_text(DESK.replace("to solved", "to new"), encoding="utf-8")
    told = run("desk", "--state", "s.json", "--until", "2026-11-23").stdout
    assert told.startswith(
        "2026-11-22T15:30:00+01:00  the rules begin\n"
        "  dropped: Remind, then solve (ticket T1) waited until 2026-11-23T12:00:00+01:00: "
        "the text of the rule has changed\n\n"
    )
    assert "Dropped   1 wait\n  1  the text of the rule has changed\n" in told
