"""A desk and runs over its log by several processes, or by threads in their stead."""

from __future__ import annotations

import multiprocessing
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.cli.running import run
from tests.session.clockwork import FILES
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


def write_desk() -> None:
    """The desk of this file in `desk/`."""
    Path("desk").mkdir()
    Path("desk/rules.when").write_text(DESK, encoding="utf-8")
    for name, text in FILES.items():
        Path("desk", name).write_text(text, encoding="utf-8")


class _Thread(threading.Thread):
    exitcode = None

    def terminate(self) -> None:
        pass  # it ends when nobody listens


def start_thread(job: bytes) -> tuple[Connection, Any]:
    """What `_crew.start` does, with a thread: it makes the same frames in the same order."""
    ours, theirs = multiprocessing.Pipe()

    def run() -> None:
        with theirs:
            work(job, theirs)

    thread = _Thread(target=run, daemon=True)
    thread.start()
    return ours, thread


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
