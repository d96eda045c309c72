"""`whenthen run --jobs`: what cannot be shared out is done by one process, which says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.cli.jobs import DESK, outcome, start_thread, write_desk
from tests.cli.running import run, write
from tests.session.clockwork import event
from whenthen.cli import _crew, group

INDEPENDENT = [event(n, f"T{n % 3}", "updated" if n > 2 else "created", id=str(n)) for n in range(9)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_desk()
    return tmp_path


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_crew, "start", start_thread)


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
