"""Calendars put together from zones and public holidays."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import warnings

import pytest

from whenthen.builtins.calendars import expand, holiday_problem
from whenthen.values.calendars import Calendar, Opening, Plan
from whenthen.values.errors import ValueFailure

WEEKDAYS = Opening((0, 1, 2, 3, 4), dt.time(9), dt.time(17))


def _calendar(*codes: str, zone: str = "Europe/Berlin") -> Calendar:
    return expand({"desk": Plan(zone, (WEEKDAYS,), codes)})["desk"]


@pytest.mark.parametrize(
    ("code", "holiday", "working"),
    [
        ("DE", "2026-05-01", "2026-05-04"),
        ("DE", "1992-12-25", "1992-12-24"),
        ("DE", "2060-04-19", "2060-04-20"),  # Easter Monday of the last year
        ("DE-BY", "2026-01-06", "2026-01-07"),  # Epiphany
        ("DE-BW", "2026-06-04", "2026-06-05"),  # Corpus Christi
        ("GB-SCT", "2026-11-30", "2026-12-01"),  # St. Andrew's Day
        ("US", "2026-07-03", "2026-07-06"),  # the Friday before a Saturday
        ("US", "2027-12-31", "2027-12-30"),  # New Year's Day of 2028, observed in the year before
        ("FR", "2026-07-14", "2026-07-15"),
        ("JP", "2026-05-06", "2026-05-07"),
    ],
)
def test_public_holidays(code: str, holiday: str, working: str) -> None:
    calendar = _calendar(code)
    assert not calendar.working(dt.date.fromisoformat(holiday))
    assert calendar.working(dt.date.fromisoformat(working))


def test_part_of_a_country_may_work_where_another_does_not() -> None:
    epiphany = dt.date(2026, 1, 6)
    assert _calendar("DE").working(epiphany)
    assert not _calendar("DE-BY").working(epiphany)
    assert not _calendar("DE", "DE-BY").working(epiphany)
    assert _calendar().working(dt.date(2026, 5, 1))


def test_years_that_the_package_warns_of_are_quiet() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not _calendar("IN", zone="Asia/Kolkata").working(dt.date(2045, 1, 26))


@pytest.mark.parametrize("code", ["DE", "DE-BY", "US-CA", "GB-ENG", "IN", "ES-CT", "CH-ZH"])
def test_codes_that_exist(code: str) -> None:
    assert holiday_problem(code) is None


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("de", "write `DE`"),
        ("DEU", "write `DE`"),
        ("Germany", "write `DE`"),
        ("United States", "write `US`"),
        ("UK", "write `GB`"),
        ("UK-England", "write `GB-ENG`"),
        ("UK-London", "write `GB`"),
        ("UK-ENG", "write `GB-ENG`"),
        ("DE-by", "write `DE-BY`"),
        ("DE-Bayern", "write `DE-BY`"),
        ("DE-", "write `DE`"),
        ("SG-01", "holidays are the same all over the country, write `SG`"),
        ("DK-84", "holidays are the same all over the country, write `DK`"),
        ("GB-LON", "the parts of `GB` are `ENG`, `NIR`, `SCT`, `WLS`"),
        ("XX", "write a code of ISO 3166, such as `DE` or `DE-BY`"),
        ("", "write a code of ISO 3166, such as `DE` or `DE-BY`"),
        ("holidays", "write a code of ISO 3166, such as `DE` or `DE-BY`"),
        ("__class__", "write a code of ISO 3166, such as `DE` or `DE-BY`"),
    ],
)
def test_codes_that_do_not_exist(code: str, advice: str) -> None:
    assert holiday_problem(code) == f"there are no public holidays of `{code}`: {advice}"
    with pytest.raises(ValueFailure, match="there are no public holidays of"):
        _calendar(code)


def test_a_zone_that_does_not_exist() -> None:
    with pytest.raises(ValueFailure, match="there is no time zone `Europe/Berlim`"):
        _calendar(zone="Europe/Berlim")


_SCRIPT = """
import datetime as dt
from whenthen.builtins.calendars import expand
from whenthen.values.calendars import Opening, Plan
hours = (Opening((0, 1, 2, 3, 4, 5, 6), dt.time(9), dt.time(17)),)
calendars = expand({code: Plan("Europe/Berlin", hours, (code,)) for code in ("DE-BY", "JP", "US", "IL", "CN")})
print([calendar.digest() for calendar in calendars.values()])
"""


def test_dates_depend_neither_on_the_language_nor_on_the_clock_of_the_machine() -> None:
    def digests(language: str, zone: str) -> str:
        environment = {"LANGUAGE": language, "LANG": language, "TZ": zone, "PYTHONPATH": ":".join(sys.path)}
        run = subprocess.run([sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, text=True)
        assert run.stderr == ""
        return run.stdout

    assert digests("th", "Asia/Tokyo") == digests("en_US", "America/New_York") != ""


def test_the_package_is_imported_only_for_holidays() -> None:
    script = (
        "import sys, datetime as dt\n"
        "from whenthen.builtins.calendars import expand\n"
        "from whenthen.values.calendars import Opening, Plan\n"
        "plan = Plan('UTC', (Opening((0,), dt.time(9), dt.time(17)),))\n"
        "expand({'desk': plan})['desk'].is_open(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))\n"
        "print('holidays' in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True
    )
    assert run.stdout == "False\n"
