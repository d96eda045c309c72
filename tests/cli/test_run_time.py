"""`whenthen run` in time: what is due between events, and the end of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import DESK, LOG, data, refused, run, write, write_desk
from tests.session.clockwork import event


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_desk()
    return tmp_path


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
