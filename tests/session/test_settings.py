"""What the settings of a project do to the rules, and what the fingerprint knows of zones and calendars."""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import whenthen
from whenthen import fingerprint
from whenthen.builtins import calendars

RULES = """
RECORD ticket KEY id
  id: text readonly
  opened: instant?
  due: instant?
  day: date?
EVENT ticket is created

RULE "Due" WHEN ticket is created THEN
  set ticket.day to today
  set ticket.due to now + 1 day
"""
HOURS = '\nCALENDAR {}\n  monday to friday 09:00 to 17:00\n  except holidays "DE"\n'
BERLIN = '[time]\nzone = "Europe/Berlin"\n'


def load(settings: str | None = None, rules: str = RULES) -> whenthen.RuleSet:
    return whenthen.load_text(rules, files={} if settings is None else {"whenthen.toml": settings})


def created(time: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "1",
        "source": "test",
        "type": "ticket.created",
        "subject": "T1",
        "time": time,
        "data": {"ticket": {"id": "T1"}},
    }


def fields(rules: whenthen.RuleSet, time: str) -> dict[str, Any]:
    session = rules.session()
    session.decide(created(time))
    return dict(session.record("ticket", "T1"))


# What they do ------------------------------------------------------------------------------------------------------


def test_the_zone_of_the_project_holds_in_the_rules() -> None:
    late = "2026-03-28T23:30:00Z"  # 00:30 in Berlin, on the day on which the clocks are set
    plain, berlin = fields(load(), late), fields(load(BERLIN), late)
    assert (plain["day"], berlin["day"]) == (dt.date(2026, 3, 28), dt.date(2026, 3, 29))
    assert plain["due"] == dt.datetime(2026, 3, 29, 23, 30, tzinfo=dt.UTC)
    assert berlin["due"] == dt.datetime(2026, 3, 29, 22, 30, tzinfo=dt.UTC)
    assert load(BERLIN).program.zone == ZoneInfo("Europe/Berlin")
    assert load().program.zone.utcoffset(None) == dt.timedelta()


@pytest.mark.parametrize(
    ("settings", "hours", "due"),
    [
        ("", ["days"], 7),  # the only one
        ('[time]\ncalendar = "days"\n', ["days", "nights"], 7),
        ('[time]\ncalendar = "nights"\n', ["days", "nights"], 20),
        (BERLIN, ["days"], 6),  # in the zone of the project
    ],
)
def test_the_calendar_of_the_project_measures_business_time(settings: str, hours: list[str], due: int) -> None:
    text = RULES.replace("now + 1 day", "business_deadline(now, 1 business hour)")
    for name in hours:
        opens = "06:00 to 12:00" if name == "days" else "19:00 to 23:00"
        text += f"CALENDAR {name}\n  monday to sunday {opens}\n"
    # In Berlin it opens at 05:00 UTC in winter.
    assert fields(load(settings, text), "2026-01-05T03:00:00Z")["due"] == dt.datetime(2026, 1, 5, due, tzinfo=dt.UTC)


def test_past_moments_are_reported_unless_the_settings_let_them_fire() -> None:
    assert load().program.fire_past is False
    assert load('[time]\npast_moments = "report"\n').program.fire_past is False
    assert load('[time]\npast_moments = "fire"\n').program.fire_past is True


def test_wrong_settings_are_told_like_wrong_rules() -> None:
    with pytest.raises(whenthen.RuleErrors, match="P053"):
        load('[time]\nzone = "Berlin"\n')
    assert [d.code for d in whenthen.check(RULES, files={"whenthen.toml": "x = 1"})] == ["P051"]


def test_settings_come_from_the_folder_or_above_it(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/a.when").write_text(RULES)
    (tmp_path / "whenthen.toml").write_text(BERLIN)
    for path in (tmp_path, tmp_path / "rules", tmp_path / "rules/a.when"):
        assert whenthen.load(path).program.zone == ZoneInfo("Europe/Berlin")


# The fingerprint ---------------------------------------------------------------------------------------------------


def test_settings_are_part_of_the_fingerprint() -> None:
    found = [load(text).fingerprint for text in (None, "", BERLIN, '[time]\npast_moments = "fire"\n')]
    assert len(set(found)) == 4
    assert load(BERLIN).fingerprint == load(BERLIN).fingerprint


def test_the_digests_of_what_the_rules_know_of_time() -> None:
    text = RULES + HOURS.format("support") + 'RULE "x" WHEN every day at 09:00 in "Asia/Tokyo" THEN stop\n'
    assert set(load(BERLIN, text).time_digests) == {"zone Europe/Berlin", "zone Asia/Tokyo", "calendar support"}
    assert set(load().time_digests) == {"zone UTC"}
    assert load(BERLIN, text).time_digests["zone Asia/Tokyo"] == load(None, text).time_digests["zone Asia/Tokyo"]
    assert load(BERLIN, text).time_digests["calendar support"] != load(None, text).time_digests["calendar support"]
    with pytest.raises(TypeError):
        load().time_digests["zone UTC"] = ""  # type: ignore[index]


def test_a_zone_that_a_function_is_given_counts() -> None:
    text = RULES.replace("to today", 'to date_of(now, "America/New_York")')
    assert set(load(None, text).time_digests) == {"zone UTC", "zone America/New_York"}


def other_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an upgrade of the list of holidays: one more, far ahead."""
    before = calendars._dates

    def dates(code: str, year: int) -> list[dt.date]:
        return [*before(code, year), *([dt.date(2042, 6, 2)] if year == 2042 else [])]

    monkeypatch.setattr(calendars, "_dates", dates)


def test_an_upgrade_of_holidays_makes_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, timed = load(), load(None, RULES + HOURS.format("support"))
    before = plain.fingerprint, timed.fingerprint
    other_holidays(monkeypatch)
    after = load().fingerprint, load(None, RULES + HOURS.format("support")).fingerprint
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert (plain.fingerprint, timed.fingerprint) == before  # of a rule set that was loaded it stays


def test_an_upgrade_of_zones_makes_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    before = load(BERLIN)
    assert before.fingerprint
    monkeypatch.setattr(fingerprint, "zone_digest", lambda zone: "other clocks")
    assert load(BERLIN).fingerprint != before.fingerprint


def test_nothing_is_worked_out_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> list[dt.date]:
        raise AssertionError("the dates of holidays are not needed yet")

    monkeypatch.setattr(calendars, "_dates", refuse)
    rules = load(None, RULES + HOURS.format("support"))
    rules.session().decide(created("2026-01-05T03:00:00Z"))
    with pytest.raises(AssertionError):
        _ = rules.fingerprint


# To another process ------------------------------------------------------------------------------------------------


def test_a_rule_set_travels_with_its_settings() -> None:
    rules = load(BERLIN + 'calendar = "support"\n', RULES + HOURS.format("support") + HOURS.format("other"))
    twin = pickle.loads(pickle.dumps(rules))
    assert twin.program.zone == rules.program.zone
    assert twin.fingerprint == rules.fingerprint
    assert twin.time_digests == rules.time_digests


def test_settings_above_the_folder_travel_too(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/a.when").write_text(RULES)
    (tmp_path / "whenthen.toml").write_text(BERLIN)
    pickled = pickle.dumps(whenthen.load(tmp_path / "rules"))
    (tmp_path / "whenthen.toml").unlink()
    assert pickle.loads(pickled).program.zone == ZoneInfo("Europe/Berlin")


def test_where_other_holidays_are_known_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = pickle.dumps(load())
    timed = pickle.dumps(load(None, RULES + HOURS.format("support")))
    other_holidays(monkeypatch)
    assert pickle.loads(plain).rules
    with pytest.raises(whenthen.MovedRulesError, match="calendar support differ") as caught:
        pickle.loads(timed)
    assert caught.value.differences == ("calendar support",)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.differences, str(again)) == (caught.value.differences, str(caught.value))


def test_all_that_differs_is_named() -> None:
    before = {"a": "1", "b": "2", "c": "3"}
    assert fingerprint.differences(before, before) == ()
    assert fingerprint.differences(before, {"a": "1", "b": "3", "d": "4"}) == ("b", "c", "d")


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    code = (
        "import tests.session.test_settings as t\n"
        "print(t.load(t.BERLIN, t.RULES + t.HOURS.format('support')).fingerprint)"
    )
    found = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = ['dsl', '.']\n{code}"],
        env={"PYTHONHASHSEED": "7", "LC_ALL": "C", "LANGUAGE": "de"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == load(BERLIN, RULES + HOURS.format("support")).fingerprint
