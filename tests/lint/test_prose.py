"""Dates and lengths of time as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.lint.cases import look
from whenthen.lint.views.prose import dates_in, durations_in
from whenthen.values.durations import DAY, HOUR, MINUTE


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("after 2 days", 2 * DAY),
        ("Two days later", 2 * DAY),
        ("48h without a reply", 48 * HOUR),
        ("within an hour", HOUR),
        ("a 90-minute limit", 90 * MINUTE),
        ("3 business days", 3 * DAY),
        ("1.5 hours", 90 * MINUTE),
        ("two weeks", 14 * DAY),
        ("15 mins", 15 * MINUTE),
    ],
)
def test_a_length_of_time_is_read(text: str, micros: int) -> None:
    assert [said.micros for said in durations_in(text)] == [micros]


@pytest.mark.parametrize(
    "text", ["2 daylights", "day 2", "24/7", "the 3rd day", "v2d3", "2 dozen", "hours", "1 000 000x"]
)
def test_what_is_no_length_of_time_is_left_alone(text: str) -> None:
    assert durations_in(text) == ()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("until 2026-01-15", dt.date(2026, 1, 15)),
        ("bis 15.1.2026", dt.date(2026, 1, 15)),
        ("15 January 2026", dt.date(2026, 1, 15)),
        ("the 15th of Jan 2026", dt.date(2026, 1, 15)),
        ("January 15th, 2026", dt.date(2026, 1, 15)),
        ("Sept. 3, 2026", dt.date(2026, 9, 3)),
        ("end of February 2028", dt.date(2028, 2, 29)),
        ("May 2026", dt.date(2026, 5, 31)),
        ("end of 2025", dt.date(2025, 12, 31)),
    ],
)
def test_a_date_is_read(text: str, date: dt.date) -> None:
    assert [said.date for said in dates_in(text)] == [date]


@pytest.mark.parametrize(
    "text", ["01/02/2026", "2026-13-01", "30 February 2026", "until January", "in 2026", "T2026-01-15-3", "31.4.2026"]
)
def test_what_is_no_date_for_certain_is_left_alone(text: str) -> None:
    assert dates_in(text) == ()


def test_the_ends_of_the_calendar_do_no_harm() -> None:
    rules = """USE helpdesk

CALENDAR hours
  monday to friday 09:00 to 17:00
  except 9999-12-30 to 9999-12-31

RULE "After 999999 weeks"
  # for 999999 weeks from 2025-12-24
  DISABLED
  ACTIVE FROM 9999-12-31
  WHEN ticket is created
  IF today is at most 9999-12-31 OR today is 0001-01-01 OR today is between 0001-01-01 and 9999-12-31
  THEN tag ticket with "x"
"""
    assert {d.code for d in look({"rules.when": rules})} >= {"C205"}
