"""The digest of a zone: the same for the same clocks, another one where they differ."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from whenthen.values.zones import find_zone, zone_digest, zone_names


def test_zones_of_the_same_clocks_have_the_same_digest() -> None:
    assert zone_digest(dt.UTC) == zone_digest(ZoneInfo("UTC")) == zone_digest(dt.timezone(dt.timedelta()))
    assert zone_digest(ZoneInfo("Europe/Berlin")) == zone_digest(ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize("other", ["UTC", "Europe/London", "Africa/Casablanca", "Asia/Kathmandu", "America/Sao_Paulo"])
def test_zones_of_other_clocks_have_another_one(other: str) -> None:
    assert zone_digest(ZoneInfo(other)) != zone_digest(ZoneInfo("Europe/Berlin"))


class _Later(dt.tzinfo):
    """Berlin, with the clocks of one spring set an hour later than they were."""

    def __init__(self, year: int) -> None:
        self.berlin = ZoneInfo("Europe/Berlin")
        self.year = year

    def fromutc(self, moment: dt.datetime) -> dt.datetime:
        local = moment.replace(tzinfo=dt.UTC).astimezone(self.berlin)
        first = dt.datetime(self.year, 3, 31, 1, tzinfo=dt.UTC)  # a Sunday in 2019 and in 2030
        self.offset = local.utcoffset()
        if first <= moment.replace(tzinfo=dt.UTC) < first + dt.timedelta(hours=1):
            self.offset = dt.timedelta(hours=1)
        assert self.offset is not None
        return (moment + self.offset).replace(tzinfo=self)

    def utcoffset(self, moment: dt.datetime | None) -> dt.timedelta | None:
        return self.offset


@pytest.mark.parametrize("year", [2019, 2030])
def test_one_hour_of_one_year_makes_another_digest(year: int) -> None:
    assert zone_digest(_Later(year)) != zone_digest(ZoneInfo("Europe/Berlin"))


def test_zones_are_found_by_their_names() -> None:
    assert find_zone("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    for name in ("Europe/Berlim", "", "Europe", "/etc/passwd", "../passwd", "x\0y", "tzdata.zi", "+01:00"):
        assert find_zone(name) is None


@pytest.mark.parametrize("name", ["localtime", "posixrules", "Factory", "right/Europe/Berlin", "posix/Europe/Berlin"])
def test_what_differs_between_machines_is_no_zone(name: str) -> None:
    assert find_zone(name) is None
    assert name not in zone_names()


def test_the_names_of_zones() -> None:
    assert {"Europe/Berlin", "America/New_York", "UTC"} <= set(zone_names())
    assert list(zone_names()) == sorted(zone_names())
