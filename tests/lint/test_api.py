"""The linter in a program: `whenthen.check(…, lint=True)`."""

from __future__ import annotations

import datetime as dt

import pytest

import whenthen

TWICE = """\
USE helpdesk
RULE "VIP"
  ACTIVE UNTIL 2026-05-01
  WHEN ticket is created
  IF ticket.priority is urgent AND ticket.priority is urgent
  THEN set ticket.status to open
"""


def found(text: str = TWICE, settings: str = "", **more: dt.date) -> list[str]:
    files = {"whenthen.toml": settings}
    return [d.code for d in whenthen.check(text, name="rules.when", files=files, lint=True, **more)]


def test_findings_are_asked_for() -> None:
    assert whenthen.check(TWICE) == ()
    assert found() == ["L101"]
    (warning,) = whenthen.check(TWICE, lint=True)
    assert (warning.severity, warning.span.source.name) == ("warning", "<text>")
    assert warning.fix is not None
    assert whenthen.load_text(TWICE).rules[0].title == "VIP"


def test_settings_and_comments_choose() -> None:
    assert found(settings='[lint]\nselect = ["L", "D101"]\n') == ["D101", "L101"]
    assert found(settings='[lint.per-path]\n"*.when" = {ignore = ["L101"]}\n') == []
    assert found(TWICE.replace("  IF", "  # whenthen: ignore[L101] because both count\n  IF")) == []


def test_nothing_hangs_on_a_date_that_nobody_says() -> None:
    assert found(today=dt.date(2026, 4, 1)) == ["L101"]
    assert found(today=dt.date(2026, 5, 20)) == ["C203", "L101"]
    with pytest.raises(TypeError, match="`today` is a date, not datetime"):
        found(today=dt.datetime(2026, 5, 20, tzinfo=dt.UTC))


def test_errors_come_with_what_each_file_tells() -> None:
    wrong = TWICE.replace("ticket.status", "ticket.statsu")
    assert [d.code for d in whenthen.check(wrong, lint=True) if d.severity == "error"] == ["N102"]
