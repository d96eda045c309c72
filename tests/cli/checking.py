"""Rules with findings, and what `whenthen check` says of them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from whenthen.cli import group, main

#: L101, which can be mended safely; C202, which cannot; D101, an opinion.
TWICE = """\
USE helpdesk
RULE "VIP"
  WHEN ticket is created
  IF ticket.priority is urgent AND ticket.priority is urgent
  THEN set ticket.status to open
"""
MENDED = TWICE.replace(" AND ticket.priority is urgent", "")
EXACT = """\
USE helpdesk
RULE "Late"
  WHEN every hour
  FOR EACH ticket WHERE now - ticket.created_at is 48 hours AND ticket.status is open
  THEN add "late" to ticket.tags
"""
WRONG = MENDED.replace("ticket.status to open", "ticket.statsu to open")


def check(*arguments: str) -> Result:
    result = CliRunner().invoke(group, ["check", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of a check that could not run."""
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    captured = capsys.readouterr()
    assert (ended.value.code, captured.out) == (2, "")
    return captured.err


def codes(*arguments: str) -> list[str]:
    """The codes that are reported, from the cache the second time."""
    first, second = (check(*arguments, "--format", "concise") for _ in range(2))
    assert first.stdout == second.stdout
    assert first.exit_code == second.exit_code == bool(first.stdout)
    return [line.split()[1] for line in first.stdout.splitlines()]
