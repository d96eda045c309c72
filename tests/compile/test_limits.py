"""What the settings of a rule and FOR EACH become: the windows of AT MOST, what firings are counted by, the items."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.compile.world import A1, A2, BILLING, C1, M1, NOW, T1, T2, compiled, turn_of
from whenthen.compile.limits import opening
from whenthen.runtime.program import CompiledRule
from whenthen.values.durations import Duration, duration
from whenthen.values.moments import parse_instant

BERLIN, KIRITIMATI = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Kiritimati")
CAIRO = ZoneInfo("Africa/Cairo")
DAY = Duration(days=1)


def rule(settings: str, more: str = "", trigger: str = "ticket is updated") -> CompiledRule:
    (only,) = compiled(f'RULE "r"\n  {settings}\n  WHEN {trigger}\n  {more}\n  THEN stop\n').rules
    return only


WINDOWS = [
    # a calendar day, from local midnight on
    (DAY, dt.UTC, "2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z"),
    (DAY, dt.UTC, "2026-11-22T23:59:59.999999Z", "2026-11-22T00:00:00Z"),
    (DAY, BERLIN, "2026-11-22T22:59:59Z", "2026-11-21T23:00:00Z"),
    (DAY, BERLIN, "2026-11-22T23:00:00Z", "2026-11-22T23:00:00Z"),
    (DAY, KIRITIMATI, "2026-11-22T09:59:00Z", "2026-11-21T10:00:00Z"),
    (DAY, BERLIN, "2026-03-29T21:59:00Z", "2026-03-28T23:00:00Z"),  # a day of 23 hours
    (DAY, BERLIN, "2026-10-25T22:59:00Z", "2026-10-24T22:00:00Z"),  # a day of 25 hours
    (DAY, CAIRO, "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z"),  # begins at one: clocks jump over midnight
    # others slide, and what happened exactly so long ago is outside
    (duration(Decimal(24), "hour"), BERLIN, "2026-11-22T09:00:00Z", "2026-11-21T09:00:00.000001Z"),
    (duration(Decimal(5), "minute"), BERLIN, "2026-11-22T09:00:00Z", "2026-11-22T08:55:00.000001Z"),
    (duration(Decimal(2), "day"), dt.UTC, "2026-11-22T09:00:00Z", "2026-11-20T09:00:00.000001Z"),
    (duration(Decimal(2), "day"), BERLIN, "2026-03-29T12:00:00Z", "2026-03-27T13:00:00.000001Z"),  # the same wall clock
    (duration(Decimal(1), "week"), BERLIN, "2026-10-25T12:00:00Z", "2026-10-18T11:00:00.000001Z"),
    # before there was time
    (duration(Decimal(9_000), "week"), dt.UTC, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    (DAY, KIRITIMATI, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
]  # fmt: skip


@pytest.mark.parametrize(("window", "zone", "now", "opens"), WINDOWS)
def test_windows_open(window: Duration, zone: dt.tzinfo, now: str, opens: str) -> None:
    assert opening(window, zone)(parse_instant(now)) == parse_instant(opens)


@pytest.mark.parametrize(
    ("written", "opens"),
    [
        ("day", dt.timedelta(hours=9)),
        ("1 day", dt.timedelta(hours=9)),
        ("24 hours", dt.timedelta(hours=24) - dt.timedelta.resolution),
        ("week", dt.timedelta(days=7) - dt.timedelta.resolution),
        ("hour", dt.timedelta(hours=1) - dt.timedelta.resolution),
        ("90 seconds", dt.timedelta(seconds=90) - dt.timedelta.resolution),
    ],
)
def test_windows_as_they_are_written(written: str, opens: dt.timedelta) -> None:
    limit = rule(f"AT MOST 3 TIMES PER {written}").limit
    assert limit is not None
    assert (limit.times, limit.per) == (3, ())
    assert NOW - limit.opens(NOW) == opens


def test_firings_are_counted_by_records_and_values() -> None:
    only = rule("ONCE PER ticket, customer, ticket.note, message\n  AT MOST 1 TIME PER ticket.team PER day")
    assert only.once is not None
    assert only.limit is not None
    turn = turn_of(compiled(""))
    assert [key(turn, T1, M1) for key in only.once] == [T1, C1, None, M1]
    assert [key(turn, T1, None) for key in only.once] == [T1, C1, None, None]
    assert [key(turn, T1, None) for key in only.limit.per] == [BILLING]


def test_without_settings_there_are_none() -> None:
    only = rule("")
    assert (only.once, only.limit, only.active, only.each, only.group, only.overrides) == (
        None,
        None,
        (),
        None,
        None,
        (),
    )


def test_periods_are_pairs_of_dates() -> None:
    assert rule("ACTIVE UNTIL 2027-01-05").active == ((None, dt.date(2027, 1, 5)),)


def test_for_each_goes_through_all_of_a_type() -> None:
    only = rule("", "FOR EACH ticket WHERE ticket.requester is customer AND ticket.count > 2", "customer is updated")
    assert only.bindings == ("customer", "ticket")
    assert only.each is not None
    assert (only.each.record, only.each.items) == ("ticket", None)
    assert only.each.where is not None
    turn = turn_of(compiled(""))
    assert [only.each.where(turn, C1, item) for item in (T1, T2)] == [True, False]


def test_for_each_goes_through_all_of_a_type_under_another_name() -> None:
    only = rule("", "FOR EACH other ticket WHERE other is not ticket")
    assert only.bindings == ("ticket", "message", "other")
    assert only.each is not None
    assert (only.each.record, only.each.items) == ("ticket", None)
    assert only.each.where is not None
    turn = turn_of(compiled(""))
    assert [only.each.where(turn, T1, M1, item) for item in (T1, T2)] == [False, True]


def test_for_each_goes_through_a_list() -> None:
    only = rule(
        "ONCE PER colleague",
        "FOR EACH colleague IN list(who in ticket.watchers where who.nickname is not set)\n  LET name = colleague.name",
    )
    assert only.bindings == ("ticket", "message", "colleague")
    assert only.each is not None
    assert only.each.items is not None
    assert (only.each.record, only.each.where) == ("agent", None)
    turn = turn_of(compiled(""))
    assert only.each.items(turn, T1, M1) == (A2,)
    assert only.lets[0](turn, T1, M1, A1) == "Bo"
    assert only.once is not None
    assert only.once[0](turn, T1, M1, A1) == A1
