"""Calendars put together from their declarations: zones from `zoneinfo`, public holidays from the `holidays` package.

That package is imported when a holiday is first asked about, and gives one year at a time: nobody waits for seventy
years who asks about one. Its dates depend on nothing but the code, the year and its version.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import warnings
from collections.abc import Mapping
from typing import Any

from whenthen.values.calendars import Calendar, Plan
from whenthen.values.errors import ValueFailure, shown
from whenthen.values.zones import find_zone

_CODE = re.compile(r"([A-Z]{2})(?:-(.+))?")
_EXAMPLES = "write a code of ISO 3166, such as `DE` or `DE-BY`"


def expand(plans: Mapping[str, Plan]) -> dict[str, Calendar]:
    """The calendars of some plans, by name.

    Raises ValueFailure for a zone or a code of holidays that does not exist; the checker asks before.
    """
    calendars = {}
    for name, plan in plans.items():
        zone = find_zone(plan.zone)
        if zone is None:
            raise ValueFailure(f"there is no time zone {shown(plan.zone)}")
        for code in plan.holidays:
            problem = holiday_problem(code)
            if problem:
                raise ValueFailure(problem)
        calendars[name] = Calendar(name, plan, zone, _PublicHolidays(plan.holidays))
    return calendars


class _PublicHolidays:
    """The public holidays of some codes, with the days that are off instead of those on a weekend, year by year."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        self.years: dict[int, frozenset[dt.date]] = {}

    def __call__(self, year: int) -> frozenset[dt.date]:
        found = self.years.get(year)
        if found is None:
            found = self.years[year] = frozenset(date for code in self.codes for date in _dates(code, year))
        return found


# The package warns of years whose dates are estimated. `catch_warnings` changes what all threads share.
_QUIET = threading.Lock()


def _dates(code: str, year: int) -> list[dt.date]:
    country, _, part = code.partition("-")
    entity = _entity(country)
    assert entity is not None  # the code was looked at
    with _QUIET, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Without a language the package would take that of the machine, for the names.
        language = entity.default_language or "en_US"
        found = entity(subdiv=part or None, years=year, expand=False, observed=True, language=language)
        return [date for date in found if date.year == year]


def _entity(country: str) -> Any:
    """The class of a country by its code of two letters; None where the package has none."""
    import holidays
    from holidays.registry import COUNTRIES

    known = any(code == country for _, code, *_ in COUNTRIES.values())
    return getattr(holidays, country) if known else None


def holiday_problem(code: str) -> str | None:
    """What is wrong with a code of public holidays, and what may have been meant; None for one that exists."""
    match = _CODE.fullmatch(code)
    entity = _entity(match[1]) if match else None
    if match is None or entity is None:
        return _country_problem(code)
    part = match[2]
    if part is None or part in entity.subdivisions:
        return None
    country, named = match[1], f"there are no public holidays of {shown(code)}"
    meant = _part_meant(part, entity)
    if meant:
        return f"{named}: write `{country}-{meant}`"
    if not entity.subdivisions:
        return f"{named}: holidays are the same all over the country, write `{country}`"
    return f"{named}: the parts of `{country}` are {_listed(entity.subdivisions)}"


def _part_meant(part: str, entity: Any) -> str | None:
    aliases: Mapping[str, str] = entity.subdivisions_aliases
    for name in entity.subdivisions:
        if _plain(name) == _plain(part):
            return str(name)
    return next((meant for name, meant in aliases.items() if _plain(name) == _plain(part)), None)


def _country_problem(code: str) -> str:
    from holidays.registry import COUNTRIES

    country, _, part = code.partition("-")
    wanted = _plain(country) or _plain(code)
    named = f"there are no public holidays of {shown(code)}"
    for name, two, *others in COUNTRIES.values():
        if wanted in map(_plain, (name, two, *others)):
            meant = _part_meant(part, _entity(two))  # what is behind the country may be wrong as well
            return f"{named}: write `{two}-{meant}`" if meant else f"{named}: write `{two}`"
    return f"{named}: {_EXAMPLES}"


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
