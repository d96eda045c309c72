"""`whenthen run` in time: what is due between events, the end of a run, states from run to run, rules that begin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.session.clockwork import FILES, RULES, at, event, random_log
from whenthen.cli import group, main
from whenthen.session import Session

DESK = """
RECORD ticket KEY id
  id: text readonly
  status: new | pending | solved default new
  due_at: instant?
EVENT ticket is created
EVENT ticket is updated
ACTION notify(recipient: text, saying body: text)

RULE "Remind, then solve" ID remind
  WHEN ticket.status has been pending for 2 hours
  THEN notify "kim" saying "Still there?"
    wait 1 day while ticket.status is pending
    set ticket.status to solved

RULE "Soon due" WHEN 30 minutes before ticket.due_at THEN notify "kim" saying "{ticket.id} is due"
RULE "Morning" WHEN every weekday at 09:00 FOR EACH ticket WHERE ticket.status is new
  THEN notify "kim" saying "{ticket.id} is new"
"""
BERLIN = '[time]\nzone = "Europe/Berlin"\n'
LOG = [
    event(0, word="created", id="1", status="pending", due_at=at(20)),
    event(30, "T2", "created", id="2"),
    event(180, "T2", id="3", status="pending"),
    event(330, "T2", id="4", status="solved"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("desk").mkdir()
    Path("desk/rules.when").write_text(DESK, encoding="utf-8")
    Path("desk/whenthen.toml").write_text(BERLIN, encoding="utf-8")
    write("log.jsonl", LOG)
    return tmp_path


def write(name: str, lines: list[str]) -> None:
    Path(name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(group, ["run", *arguments], prog_name="whenthen")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of a run that cannot be."""
    with pytest.raises(SystemExit) as ended:
        main(["run", *arguments])
    assert ended.value.code == 2
    return capsys.readouterr().err


def data(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(name).read_bytes().splitlines()]


# Telling ----------------------------------------------------------------------------------------------------------


def test_the_clock_is_told_between_events_on_the_clocks_of_the_project(folder: Path) -> None:
    result = run("desk", "--events", "log.jsonl", "--until", "2026-11-23")
    assert result.exit_code == 0
    assert result.stdout == TOLD
    assert result.stderr == ""


TOLD = """2026-11-22T10:00:00+01:00  ticket.created  ticket T1
  missed: Soon due (ticket T1) was due at 2026-11-22T09:50:00+01:00, which had passed

2026-11-22T12:00:00+01:00  clock  ticket T1  ticket.status has been pending for 2 hours
  Remind, then solve
    notify "kim" saying "Still there?"
    waits until 2026-11-23T12:00:00+01:00

2026-11-22T15:00:00+01:00  clock  ticket T2  ticket.status has been pending for 2 hours
  Remind, then solve
    notify "kim" saying "Still there?"
    waits until 2026-11-23T15:00:00+01:00

2026-11-22T15:30:00+01:00  ticket.updated  ticket T2
  dropped: Remind, then solve (ticket T2) waited until 2026-11-23T15:00:00+01:00: its WHILE no longer holds

2026-11-23T12:00:00+01:00  clock  ticket T1  after the wait in then/2
  Remind, then solve (goes on)
    ticket T1, status: pending → solved

Events    4 read, 4 decided, 0 rejected
Clock     4 moments up to 2026-11-23T23:59:59+01:00
Rules     1 of 3 fired, 3 times in all
  3  Remind, then solve
  never fired:
     Soon due
     Morning
Effects   2
  2  notify
Failures  0
Missed    1 moment that had passed when it became known
  1  Soon due
Dropped   1 wait
  1  its WHILE no longer holds
Waiting   1
  2026-11-24T09:00:00+01:00  Morning: every weekday at 09:00
"""


def test_moments_are_told_in_utc_where_the_project_has_no_zone(folder: Path) -> None:
    Path("desk/whenthen.toml").unlink()
    told = run("desk", "--events", "log.jsonl").stdout
    assert "2026-11-22T11:00:00Z  clock  ticket T1  ticket.status has been pending" in told
    assert "\n  2026-11-23T09:00:00Z  Morning: every weekday at 09:00\n" in told


def test_clock_decisions_at_which_nothing_happened_are_told_with_all(folder: Path) -> None:
    arguments = ("desk", "--events", "log.jsonl", "--until", "2026-11-23")
    assert "clock  every weekday at 09:00\n  nothing\n" in run(*arguments, "--all").stdout
    assert "every weekday" not in run(*arguments).stdout.partition("Waiting")[0]
    assert run(*arguments, "--quiet").stdout == TOLD[TOLD.index("Events ") :]


def test_the_items_of_for_each_are_told_apart(folder: Path) -> None:
    sweep = """
RULE "Sweep"
  WHEN every day at 12:00
  FOR EACH ticket
  THEN set ticket.status to pending
    notify "kim" saying "{ticket.id}"
    wait 1 day
"""
    Path("desk/rules.when").write_text(DESK.split("RULE")[0] + sweep, encoding="utf-8")
    write("log.jsonl", [event(n, f"T{n}", "created") for n in (1, 2)])
    told = run("desk", "--events", "log.jsonl", "--until", "2026-11-22").stdout
    assert (
        told.split("\n\n")[0]
        == """2026-11-22T12:00:00+01:00  clock  every day at 12:00
  Sweep (ticket T1)
    ticket T1, status: new → pending
    notify "kim" saying "T1"
    waits until 2026-11-23T12:00:00+01:00
  Sweep (ticket T2)
    ticket T2, status: new → pending
    notify "kim" saying "T2"
    waits until 2026-11-23T12:00:00+01:00"""
    )


def test_decisions_of_the_clock_are_written_as_those_of_events_are(folder: Path) -> None:
    outputs = ("--decisions", "d.jsonl", "--effects", "e.jsonl", "--waiting", "w.jsonl")
    first = run("desk", "--events", "log.jsonl", "--until", "2026-11-23", *outputs)
    written = {name: Path(name).read_bytes() for name in ("d.jsonl", "e.jsonl", "w.jsonl")}
    decisions = data("d.jsonl")
    assert [d["event"] if d["alarm"] is None else d["alarm"]["kind"] for d in decisions] == [
        "1", "2", "timer", "3", "timer", "4", "clock", "wait",
    ]  # fmt: skip
    assert [d["time"] for d in decisions] == sorted(d["time"] for d in decisions)
    assert [e["turn"] for e in data("e.jsonl")] == [decisions[2]["turn"], decisions[4]["turn"]]
    assert data("w.jsonl") == [
        {
            "title": "Morning",
            "kind": "clock",
            "rule": "Morning",
            "number": 0,
            "records": [],
            "due": "2026-11-24T08:00:00Z",
            "passed": None,
        }
    ]
    assert run("desk", "--events", "log.jsonl", "--until", "2026-11-23", *outputs).stdout == first.stdout
    assert written == {name: Path(name).read_bytes() for name in written}


def test_what_lies_ahead_is_listed_and_the_rest_counted(folder: Path) -> None:
    write("log.jsonl", [event(n, f"T{n:02}", "created", status="pending") for n in range(14)])
    told = run("desk", "--events", "log.jsonl", "--waiting", "w.jsonl", "--quiet").stdout
    ahead = told[told.index("Waiting") :].splitlines()
    assert ahead[0] == "Waiting   15"
    assert ahead[1] == (
        "  2026-11-22T12:00:00+01:00  Remind, then solve (ticket T00): ticket.status has been pending for 2 hours"
    )
    assert len(ahead) == 12
    assert ahead[-1] == "  and 5 later; --waiting FILE writes all"
    assert [(entry["kind"], entry["title"]) for entry in data("w.jsonl")] == [
        *[("timer", "Remind, then solve")] * 14,
        ("clock", "Morning"),
    ]


def test_rules_without_time_are_told_nothing_of_it(folder: Path) -> None:
    Path("desk/rules.when").write_text(DESK[: DESK.index("RULE")], encoding="utf-8")
    told = run("desk", "--events", "log.jsonl", "--until", "2026-11-23").stdout
    assert "Clock" not in told
    assert "Waiting" not in told


# The end of a run -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "clock"),
    [
        ("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"),
        ("2026-11-23 10:00+01:00", "2026-11-23T09:00:00Z"),
        ("2026-11-23T10:00", "2026-11-23T09:00:00Z"),
        ("2026-11-23 10:00:30.5", "2026-11-23T09:00:30.5Z"),
        ("2026-11-23", "2026-11-23T22:59:59.999999Z"),
        ("2027-03-28", "2027-03-28T21:59:59.999999Z"),  # the day on which clocks are set
        ("2027-03-28T02:30", "2027-03-28T01:00:00Z"),  # a time that they jump over
    ],
)
def test_until_is_an_instant_or_read_in_the_zone_of_the_project(folder: Path, until: str, clock: str) -> None:
    assert run("desk", "--events", "log.jsonl", "--until", until, "--state-out", "s.json").exit_code == 0
    assert json.loads(Path("s.json").read_bytes())["memory"]["clock"] == clock


@pytest.mark.parametrize(
    ("until", "message"),
    [
        ("tomorrow", "--until: `tomorrow` is no moment: write an instant like `2026-12-01T09:00:00Z`, a local time"),
        ("2026-13-01", "--until: `2026-13-01` is not on the calendar"),
        ("2026-12-01T25:00", "--until: `25:00` is not a time of day"),
        ("9999-12-31", "--until: the moment is not in the years 1 to 9999"),
        (
            "2026-11-22T12:30",
            "log.jsonl:4: this event of 2026-11-22T15:30:00+01:00 comes after --until 2026-11-22T12:30:00+01:00; "
            "a run leaves no event out",
        ),
    ],
)
def test_an_end_that_cannot_be_is_told_and_nothing_is_written(
    folder: Path, until: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write("log.jsonl", [*LOG[:2], "{", LOG[3]])
    outputs = ("--decisions", "d.jsonl", "--state-out", "s.json")
    assert message in refused(capsys, "desk", "--events", "log.jsonl", "--until", until, *outputs)
    assert sorted(path.name for path in folder.iterdir()) == ["desk", "log.jsonl"]


def test_a_rejected_event_after_the_end_is_rejected(folder: Path) -> None:
    write("log.jsonl", [LOG[0], event(9999, "T1", "created")])
    result = run("desk", "--events", "log.jsonl", "--until", "2026-11-22")
    assert result.exit_code == 1
    assert "rejected: log.jsonl:2: ticket `T1` exists already" in result.stderr


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


def test_a_moment_in_a_field_is_shown_on_the_clocks_of_the_project(folder: Path) -> None:
    rules = """
RECORD ticket KEY id
  id: text readonly
  due_at: instant?
  tried: list of instant default []
EVENT ticket is created
ACTION notify(recipient: text, saying body: text)
RULE "Due" WHEN ticket is created
  THEN
    set ticket.due_at to now + 1 hour
    add [now, now + 1 hour] to ticket.tried
    notify "kim" saying "due {ticket.due_at otherwise now}"
"""
    Path("desk/rules.when").write_text(rules, encoding="utf-8")
    write("one.jsonl", [event(0, word="created", id="1")])
    assert run("desk", "--events", "one.jsonl").stdout.startswith(
        "2026-11-22T10:00:00+01:00  ticket.created  ticket T1\n"
        "  Due\n"
        "    ticket T1, due_at: 2026-11-22T11:00:00+01:00\n"
        "    ticket T1, tried: 2026-11-22T10:00:00+01:00, 2026-11-22T11:00:00+01:00\n"
        '    notify "kim" saying "due 2026-11-22T10:00:00Z"\n'  # as it is sent
    )
