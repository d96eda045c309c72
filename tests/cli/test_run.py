"""`whenthen run`: what it prints, what it writes, and what it leaves alone."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from whenthen.cli import group
from whenthen.cli._progress import Progress

RULES = """
RECORD team KEY name
  name: text
RECORD ticket KEY id
  id: text readonly
  subject: text
  price: number?
  team: team?
  tags: set of text default []
EVENT ticket is created
EVENT ticket is updated
ACTION email(recipient: text, about subject: text, saying body: text)
ACTION notify(recipient: team, saying body: text)

RULE "Refunds go to Billing" ID refunds
  WHEN ticket is created
  IF ticket.subject contains "refund"
  THEN add "refund" to ticket.tags
    email "ada@example.org" about "Your refund" saying "Hi,\\nit is on its way."
  ELSE IF ticket.price is set
  THEN set ticket.price to 100 / ticket.price

RULE "Told" WHEN ticket.tags changes IF ticket.team is set THEN notify ticket.team saying "{ticket.id}"
RULE "Never" WHEN ticket is updated IF ticket.subject is "never" THEN stop
RULE "Quiet" SHADOW WHEN ticket is created THEN clear ticket.price
RULE "Off" DISABLED WHEN ticket is created THEN stop
"""
MAPPING = """
record = "ticket"
key = "no"
[time]
column = "at"
[fields]
subject = "title"
price = "price"
"""
TABLE = """no,at,title,price
A,2026-11-22T10:00:00Z,refund please,
B,2026-11-22T09:00:00Z,hello,0
A,yesterday,x,
"""


def event(number: int, type: str = "ticket.created", **fields: Any) -> str:
    data = {"ticket": {"id": f"T{number}", **fields}}
    when = f"2026-11-22T09:{number:02}:00Z"
    return json.dumps(
        {"specversion": "1.0", "id": str(number), "source": "s", "type": type, "time": when, "data": data}
    )


EVENTS = [
    event(1, subject="refund!", team={"name": "Billing\x1b[31m"}),
    event(2, subject="hello"),
    event(3, subject="cheap", price=0),
    "{nonsense",
    event(4, subject="free", price=8),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("rules.when").write_text(RULES, encoding="utf-8")
    Path("events.jsonl").write_text("\n".join(EVENTS) + "\n", encoding="utf-8")
    Path("table.csv").write_text(TABLE, encoding="utf-8")
    Path("mapping.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(group, ["run", *arguments], input=stdin, prog_name="whenthen")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def test_it_tells_what_happened_event_by_event(folder: Path) -> None:
    result = run("rules.when", "--events", "events.jsonl")
    assert result.exit_code == 1
    assert result.stdout == TOLD
    assert result.stderr == "rejected: events.jsonl:4: this is not JSON: object keys must be strings near byte 1\n"


TOLD = r"""2026-11-22T09:01:00Z  ticket.created  ticket T1
  Refunds go to Billing
    ticket T1, tags: refund
    email "ada@example.org" about "Your refund"
      saying:
        Hi,
        it is on its way.
  Told (pass 2)
    notify team Billing\u{001B}[31m saying "T1"
  Quiet (in the shadow)

2026-11-22T09:02:00Z  ticket.created  ticket T2
  Quiet (in the shadow)

2026-11-22T09:03:00Z  ticket.created  ticket T3
  Quiet (in the shadow)
    ticket T3, price: not set
  failed: rules.when:21:28: rule `Refunds go to Billing`: division by zero

2026-11-22T09:04:00Z  ticket.created  ticket T4
  Refunds go to Billing (else if)
    ticket T4, price: 12.5
  Quiet (in the shadow)
    ticket T4, price: not set

Events    5 read, 4 decided, 1 rejected
Rules     2 of 3 fired, 3 times in all
  2  Refunds go to Billing
  1  Told
  never fired:
     Never
  disabled:
     Off
  would have fired (SHADOW):
  4  Quiet
Effects   2
  1  email
  1  notify
Failures  1
"""


def test_it_writes_what_it_decided(folder: Path) -> None:
    outputs = ["--decisions", "d.jsonl", "--effects", "e.jsonl", "--rejects", "r.jsonl"]
    first = run("rules.when", "--events", "events.jsonl", *outputs)
    decisions = [json.loads(line) for line in Path("d.jsonl").read_bytes().splitlines()]
    assert [d["event"] for d in decisions] == ["1", "2", "3", "4"]
    effects = [json.loads(line) for line in Path("e.jsonl").read_bytes().splitlines()]
    assert [(e["turn"], e["action"]) for e in effects] == [("s#1", "email"), ("s#1", "notify")]
    (reject,) = [json.loads(line) for line in Path("r.jsonl").read_bytes().splitlines()]
    assert (reject["file"], reject["line"], reject["raw"]) == ("events.jsonl", 4, "{nonsense")
    before = {name: Path(name).read_bytes() for name in ("d.jsonl", "e.jsonl", "r.jsonl")}
    assert run("rules.when", "--events", "events.jsonl", *outputs).stdout == first.stdout
    assert before == {name: Path(name).read_bytes() for name in before}
    assert not list(folder.glob(".*"))


def test_a_table_becomes_events_in_order_of_time(folder: Path) -> None:
    result = run("rules.when", "--records", "table.csv", "--mapping", "mapping.toml", "--all", "--rejects", "r.jsonl")
    assert result.exit_code == 1
    assert [line.split("  ")[1:] for line in result.stdout.splitlines() if line.startswith("2026")] == [
        ["ticket.created", "ticket B"],
        ["ticket.created", "ticket A"],
    ]
    assert "rejected: table.csv:4: column `at`: `yesterday` is not an instant" in result.stderr
    assert json.loads(Path("r.jsonl").read_text("utf-8"))["raw"] == "A,yesterday,x,"


def test_all_and_quiet(folder: Path) -> None:
    Path("rules.when").write_text(RULES.replace('"Quiet" SHADOW', '"Quiet" DISABLED'), encoding="utf-8")
    assert "ticket T2" not in run("rules.when", "--events", "events.jsonl").stdout
    assert "ticket T2\n  nothing\n" in run("rules.when", "--events", "events.jsonl", "--all").stdout
    assert run("rules.when", "--events", "events.jsonl", "--quiet").stdout.startswith("Events ")


def test_events_may_come_from_standard_input(folder: Path) -> None:
    result = run("rules.when", "--events", "-", "--quiet", stdin=EVENTS[1] + "\n{\n")
    assert result.exit_code == 1
    assert "2 read, 1 decided, 1 rejected" in result.stdout
    assert "<stdin>:2" in result.stderr
    assert run("rules.when", "--events", "-", stdin="").exit_code == 0


def test_the_first_reasons_are_told_and_the_rest_counted(folder: Path) -> None:
    result = run("rules.when", "--events", "-", "--quiet", stdin="\x00\n" * 25)
    assert result.stderr.count("\n") == 11
    assert "rejected: 15 more; --rejects FILE keeps them" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rules.when"], "give either --events or --records"),
        (["rules.when", "--events", "a", "--records", "b"], "give either --events or --records"),
        (["rules.when", "--records", "table.csv"], "--records and --mapping belong together"),
        (["rules.when", "--events", "events.jsonl", "--all", "--quiet"], "exclude each other"),
        (["rules.when", "--events", "nowhere.jsonl"], "cannot read `nowhere.jsonl`: no such file"),
        (["rules.when", "--events", "."], "cannot read `.`: is a directory"),
        (["nowhere.when", "--events", "events.jsonl"], "P001"),
        (["rules.when", "--records", "table.csv", "--mapping", "nowhere"], "cannot read `nowhere`"),
        (["rules.when", "--records", "table.csv", "--mapping", "table.csv"], "P040"),
        (["rules.when", "--records", "mapping.toml", "--mapping", "mapping.toml"], "P0"),
        (
            ["rules.when", "--events", "events.jsonl", "--decisions", "/dev/full"],
            "cannot write `/dev/full`: no space left",
        ),
        (["rules.when", "--events", "events.jsonl", "--decisions", "-"], "--decisions takes a file"),
        (["rules.when", "--events", "events.jsonl", "--rejects", "no/where"], "cannot write `no/where`"),
        (["rules.when", "--events", "events.jsonl", "--rejects", "events.jsonl"], "is the input events.jsonl too"),
        (["rules.when", "--events", "events.jsonl", "--effects", "./rules.when"], "is the input rules.when too"),
        (["rules.when", "--events", "events.jsonl", "--effects", "x", "--rejects", "./x"], "is the output x too"),
    ],
)
def test_what_cannot_run_says_why(folder: Path, arguments: list[str], words: str) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    completed = subprocess.run(
        [sys.executable, "-m", "whenthen", "run", *arguments], capture_output=True, text=True, env=ENVIRONMENT
    )
    assert completed.returncode == 2
    assert words in completed.stderr
    assert "Traceback" not in completed.stderr
    assert completed.stdout == ""
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "dsl")}


def test_wrong_rules_are_shown_as_check_shows_them(folder: Path) -> None:
    Path("rules.when").write_text(RULES + 'RULE "x" WHEN tickt is created THEN stop\n', encoding="utf-8")
    result = run("rules.when", "--events", "events.jsonl")
    assert result.exit_code == 2
    assert result.stderr == CliRunner().invoke(group, ["check", "rules.when"]).stdout


def test_an_interrupted_run_leaves_nothing_half_written(folder: Path) -> None:
    Path("d.jsonl").write_text("before", encoding="utf-8")
    command = [sys.executable, "-m", "whenthen", "run", "rules.when", "--events", "-", "--decisions", "d.jsonl"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(EVENTS[0].encode() + b"\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"2026")
        assert list(folder.glob(".d.jsonl.*"))
        process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
        assert b"Traceback" not in (process.stderr.read() if process.stderr else b"")
    assert process.returncode == 130
    assert Path("d.jsonl").read_text("utf-8") == "before"
    assert not list(folder.glob(".*"))


def test_an_output_that_is_no_file_is_written_straight(folder: Path) -> None:
    result = run("rules.when", "--events", "events.jsonl", "--decisions", os.devnull, "--effects", os.devnull)
    assert result.exit_code == 1
    assert not Path(os.devnull).is_file()


def test_progress_is_drawn_after_a_while_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    stream = io.StringIO()
    progress = Progress(stream)
    progress.at(1, 100, "log")
    assert stream.getvalue() == ""
    now[0] = 2.0
    progress.at(50, 100, "a\x1blog")
    progress.at(51, 100, "too soon")
    now[0] = 3.0
    progress.at(1200, None, "rows read")
    progress.clear()
    progress.clear()
    clear = "\r\x1b[K"
    bar = "[" + "#" * 15 + "." * 15 + "]"
    assert stream.getvalue() == f"{clear}{bar}  50% a\\u{{001B}}log{clear}1,200 rows read{clear}"
    Progress(None).at(1, 2, "nothing")


def test_a_leftover_of_a_killed_run_does_not_stand_in_the_way(folder: Path) -> None:
    leftover = folder / f".d.jsonl.{os.getpid()}-0.part"
    leftover.write_text("half")
    assert run("rules.when", "--events", "events.jsonl", "--decisions", "d.jsonl").exit_code == 1
    assert len(Path("d.jsonl").read_bytes().splitlines()) == 4
    assert leftover.read_text() == "half"


def test_a_closed_standard_input_is_told(folder: Path) -> None:
    command = f"'{sys.executable}' -m whenthen run rules.when --events - <&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stderr) == (2, "Error: cannot read standard input: it is closed\n")
