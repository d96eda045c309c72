"""What the rules of `examples/servicenow` have to come to, worked out over the table by hand.

This module knows the rules' meaning in words, and nothing of the package: it reads the table with `csv`, walks over the
rows of each incident, and says who has to hear what, when.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Sao_Paulo")
PRIORITIES = ["4 - Low", "3 - Moderate", "2 - High", "1 - Critical"]

Row = dict[str, str]


class Happening(NamedTuple):
    """A rule that fired: `branch` counts from 0; `told` is who was told what, empty where the rule only remembers."""

    incident: str
    moment: str  # UTC, 2016-02-29T04:23:00Z
    rule: str
    branch: int
    told: tuple[str, ...]


def moment(text: str) -> dt.datetime:
    """A time of the table in UTC."""
    return dt.datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=ZONE).astimezone(dt.UTC)


def expected(table: Path) -> list[Happening]:
    """Everything that has to happen over the whole table, sorted."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_number: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: moment(row["sys_updated_at"])):
        by_number.setdefault(row["number"], []).append(row)
    return sorted(happening for story in by_number.values() for happening in happenings(story))


def happenings(story: list[Row]) -> Iterator[Happening]:
    """What happens over the rows of one incident, which are in the order of their times."""
    owners: list[str] = []  # the groups that had it, the first one first
    questions = 0
    picked_up = False
    before: Row | None = None
    for row in story:
        number = row["number"]
        when = moment(row["sys_updated_at"])
        group = row["assignment_group"]
        high = row["priority"] in PRIORITIES[2:]

        def fired(rule: str, *told: str, branch: int = 0, number: str = number, when: dt.datetime = when) -> Happening:
            return Happening(number, when.strftime("%Y-%m-%dT%H:%M:%SZ"), rule, branch, told)

        def becomes(column: str, value: str, row: Row = row, before: Row | None = before) -> bool:
            return row[column] == value and (before is None or before[column] != value)

        if before is None and row["priority"] == "1 - Critical":
            yield fired("critical_created", "page", "duty manager", f"{number} is critical")
        if before is not None and before["priority"] in PRIORITIES[:2] and high:
            yield fired("priority_raised", "page", "duty manager", f"{number} is now {row['priority']}")
        moves = int(row["reassignment_count"])
        if (before is None or int(before["reassignment_count"]) != moves) and moves >= 5:
            yield fired("passed_around", "post", "dispatchers", f"{number} has moved {moves} times")
        if row["assigned_to"] != "?" and not picked_up:
            picked_up = True
            yield fired("picked_up")
        if group != "?" and (before is None or before["assignment_group"] != group):
            if before is not None and before["assignment_group"] != "?" and group in owners:
                yield fired("bounced_back", "post", "dispatchers", f"{number} is back at {group}")
            yield fired("remember_groups", branch=1 if owners else 0)
            owners.append(group)
        if becomes("incident_state", "Resolved"):
            if owners and group not in ("?", owners[0]):
                told = f"{owners[0]} could have sent {number} to {group}"
                yield fired("resolved_elsewhere", "post", "routing", told)
            if when - moment(row["opened_at"]) > dt.timedelta(days=14):
                yield fired("slow", "post", "quality", f"{number} took long")
        if becomes("incident_state", "Awaiting User Info"):
            questions += 1
            yield fired("count_questions")
            if questions >= 2:
                told = f"{number} has asked the caller {questions} times"
                yield fired("asked_again", "post", "quality", told)
        if before is not None and (before["incident_state"], row["incident_state"]) == ("Resolved", "Active"):
            yield fired("reopened", "post", "quality", f"{number} was not resolved after all")
        if becomes("made_sla", "FALSE"):
            if high:
                yield fired("sla_missed", "page", "service manager", f"{number} missed its promise")
            else:
                yield fired("sla_missed", "post", "quality", f"{number} was late", branch=1)
        if becomes("incident_state", "Closed") and high and row["u_priority_confirmation"] == "FALSE":
            yield fired("unconfirmed", "post", "quality", f"{number} was closed unconfirmed")
        before = row
