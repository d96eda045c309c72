"""`whenthen run`, called in this process, and a desk with rules about time for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.session.clockwork import at, event
from whenthen.cli import group, main

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


def write_desk() -> None:
    """The desk of this file in `desk/`, and the log."""
    Path("desk").mkdir()
    Path("desk/rules.when").write_text(DESK, encoding="utf-8")
    Path("desk/whenthen.toml").write_text(BERLIN, encoding="utf-8")
    write("log.jsonl", LOG)


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
