"""Makes `incidents.csv`: invented incidents in the shape of a ServiceNow audit trail, October to December 2016.

    python examples/servicenow/make_incidents.py

Forty are left to chance; `timely.py` has the others, which happen at moments that matter. The same bytes each time.
Nobody in it exists.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from timely import STORIES, Story

T = TypeVar("T")

HEADER = (
    "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,"
    "sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,u_symptom,"
    "cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,knowledge,u_priority_confirmation,notify,problem_id,"
    "rfc,vendor,caused_by,closed_code,resolved_by,resolved_at,closed_at"
)
COLUMNS = HEADER.split(",")
PRIORITIES = ("4 - Low", "3 - Moderate", "2 - High", "1 - Critical")
GROUPS = ("Front desk", "Network", "Mail", "Printers", "Accounts")
NEXT_STATES = {
    "New": ("New", "Active", "Active", "Awaiting User Info", "Resolved"),
    "Active": ("Active", "Active", "Awaiting User Info", "Awaiting Problem", "Resolved"),
    "Awaiting User Info": ("Active", "Active", "Resolved"),
    "Awaiting Problem": ("Active", "Awaiting Vendor"),
    "Awaiting Vendor": ("Active", "Awaiting Evidence"),
    "Awaiting Evidence": ("Active", "Resolved"),
    "Resolved": ("Closed", "Closed", "Closed", "Active"),
}


class Chance:
    """Dice that fall the same way in every version of Python."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, limit: int) -> int:
        return int(self._random() * limit)

    def one_of(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def once_in(self, times: float) -> bool:
        return self._random() * times < 1


def written(moment: dt.datetime) -> str:
    """As the table has it. On 16 October 2016 clocks in São Paulo jumped from midnight to one."""
    if (moment.month, moment.day, moment.hour) == (10, 16, 0):
        moment += dt.timedelta(hours=1)
    return moment.strftime("%d-%m-%Y %H:%M")


def first_row(number: int) -> dict[str, str]:
    """What all incidents have in common."""
    return dict.fromkeys(COLUMNS, "?") | {
        "number": f"INC{number:07}",
        "made_sla": "TRUE",
        "contact_type": "Phone",
        "impact": "2 - Medium",
        "urgency": "2 - Medium",
        "knowledge": "TRUE",
        "u_priority_confirmation": "FALSE",
        "notify": "Do Not Notify",
    }


def left_to_chance(number: int, chance: Chance) -> list[dict[str, str]]:
    """The snapshots of one incident, the last ones resolved and closed."""
    opened = dt.datetime(2016, 10, 10, 8) + dt.timedelta(minutes=chance.below(10 * 24 * 60))
    now = opened + dt.timedelta(minutes=chance.one_of((0, 2, 7)))
    slow = chance.once_in(4)
    if number % 5 == 0:  # found late: resolved some two weeks after it was opened
        opened -= dt.timedelta(days=14 if number % 2 else 13, minutes=1)
        slow = False
    row = first_row(number) | {
        "incident_state": chance.one_of(("New", "New", "New", "Active", "Resolved")),
        "caller_id": f"Caller {chance.below(30)}",
        "opened_by": f"Opened by {chance.below(6)}",
        "opened_at": written(opened),
        "location": f"Location {chance.below(4)}",
        "category": f"Category {chance.below(5)}",
        "subcategory": f"Subcategory {chance.below(9)}",
        "priority": chance.one_of(PRIORITIES[:3] + PRIORITIES),
        "assignment_group": chance.one_of((*GROUPS, "?")),
    }
    moves = reopened = count = 0
    rows: list[dict[str, str]] = []
    while True:
        row |= {
            "active": "FALSE" if row["incident_state"] == "Closed" else "TRUE",
            "reassignment_count": str(moves),
            "reopen_count": str(reopened),
            "sys_mod_count": str(count),
            "sys_updated_by": f"Updated by {chance.below(9)}",
            "sys_updated_at": written(now),
        }
        rows.append(dict(row))
        if row["incident_state"] == "Closed":
            break
        before = row["incident_state"]
        row["incident_state"] = chance.one_of(NEXT_STATES[before])
        if before == "Resolved" and row["incident_state"] == "Active":
            reopened += 1
        if before != "Resolved" and chance.once_in(2):
            group = chance.one_of(GROUPS)
            moves += group != row["assignment_group"]
            row["assignment_group"] = group
        if chance.once_in(2.5):
            row["assigned_to"] = chance.one_of(("Resolver 1", "Resolver 2", "Resolver 3", "?"))
        if chance.once_in(5):
            row["priority"] = chance.one_of(PRIORITIES)
        if chance.once_in(5):
            row["u_priority_confirmation"] = "TRUE"
        if row["incident_state"] == "Closed" and chance.once_in(2):
            row["made_sla"] = "FALSE"
        now += dt.timedelta(minutes=chance.one_of((0, 1, 30, 400, 3000)) * (6 if slow else 1))
        count += 1
    end = {
        "closed_code": f"code {chance.below(9)}",
        "resolved_by": f"Resolved by {chance.below(9)}",
        "resolved_at": next(row["sys_updated_at"] for row in reversed(rows) if row["incident_state"] == "Resolved"),
        "closed_at": rows[-1]["sys_updated_at"],
    }
    return [row | end for row in rows]


def told(number: int, story: Story) -> list[dict[str, str]]:
    """The snapshots of an incident that is written out."""
    row = first_row(number) | {
        "caller_id": story.caller,
        "opened_by": "Opened by 0",
        "reassignment_count": "0",
        "reopen_count": "0",
        "opened_at": story.opened,
        "category": "Category 0",
        "priority": story.priority,
        "assignment_group": "Front desk",
    }
    rows: list[dict[str, str]] = []
    for count, (moment, state, *cells) in enumerate(story.steps):
        row |= {
            "incident_state": state,
            "active": "FALSE" if state == "Closed" else "TRUE",
            "sys_mod_count": str(count),
            "sys_updated_by": f"Updated by {count % 2}",
            "sys_updated_at": moment,
            **dict(cell.split("=") for cell in cells),
        }
        rows.append(dict(row))
    solved = next((row["sys_updated_at"] for row in reversed(rows) if row["incident_state"] == "Resolved"), "?")
    end = {"closed_code": "code 0", "resolved_by": "Resolved by 0", "resolved_at": solved}
    end["closed_at"] = rows[-1]["sys_updated_at"] if rows[-1]["active"] == "FALSE" else "?"
    return [row | end for row in rows]


def table() -> str:
    """The whole file."""
    chance = Chance(20260302)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for number in range(1, 41):
        writer.writerows(left_to_chance(number, chance))
    for number, story in enumerate(STORIES, 41):
        writer.writerows(told(number, story))
    return out.getvalue()


if __name__ == "__main__":
    Path(__file__).with_name("incidents.csv").write_text(table(), encoding="utf-8")
