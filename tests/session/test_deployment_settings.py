"""What is past on the first day, moments that no calendar knows, and what a session says is waiting."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import whenthen

_RULES = """
RECORD ticket KEY id
  id: text
  due_at: instant?
  done: boolean default false
EVENT ticket is updated
CALENDAR hours
  monday to friday 09:00 to 17:00
"""
_START = dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC)  # a Saturday


def _session(rules: str, settings: str = "", **fields: Any) -> whenthen.Session:
    files = {"whenthen.toml": f"[time]\n{settings}\n"}
    loaded = whenthen.load_text(_RULES + rules, name="main.when", files=files)
    return loaded.session({"ticket": [{"id": "T1", **fields}]}, at=_START)


@pytest.mark.parametrize(("settings", "fires"), [("", False), ('past_moments = "fire"', True)])
def test_the_setting_holds_for_what_is_past_on_the_first_day(settings: str, fires: bool) -> None:
    rule = 'RULE "due" WHEN ticket.due_at arrives THEN set ticket.done to true'
    session = _session(rule, settings, due_at="2026-03-01T00:00:00Z")
    assert len(session.begin().overdue) == 1
    assert session.begin().fires is fires
    assert [len(decision.fired) for decision in session.advance(_START)] == [1] * fires


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_business_days_after_a_moment_of_another_age_are_a_failure(moment: str) -> None:
    rule = 'RULE "due" WHEN 1 business day after ticket.due_at THEN set ticket.done to true'
    assert [str(f.message) for f in _session(rule, due_at=moment).begin().failures] == [
        "the calendar `hours` is known from 1990 to 2060 only"
    ]


def test_a_wait_that_begins_anew_for_the_same_moment_is_told_once() -> None:
    session = _session('RULE "tick" WHEN every 6 hours THEN wait 1 business hour stop')
    session.advance(_START + dt.timedelta(days=1))
    waits = [alarm for alarm in session.waiting() if alarm.kind == "wait"]
    assert [alarm.due for alarm in waits] == [dt.datetime(2026, 3, 30, 10, tzinfo=dt.UTC)]
    resumed = [f for d in session.advance(waits[0].due) for f in d.fired if f.resumed is not None]
    assert len(resumed) == 1
