"""What the rules of `examples/servicenow` have to come to, worked out over the table by hand.

This module knows the rules' meaning in words, and nothing of the package: it reads the table with `csv`, goes through
the life of each incident, its rows and the moments that are due between them, and says who has to hear what, when.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.examples.servicenow_clock import (
    days_after,
    instant,
    is_open,
    local,
    mornings,
    next_morning,
    working_days_after,
    working_hours_after,
    working_hours_before,
    working_time,
)

PRIORITIES = ["4 - Low", "3 - Moderate", "2 - High", "1 - Critical"]
MORNING = dt.time(8, 30)
#: The order of what is due at one instant.
DUE = [
    *("not_picked_up", "target_near", "target_missed", "caller_silent (wait)", "caller_silent"),
    *("no_update", "standstill", "morning", "survey"),
]
#: The columns of the table that rules see.
SEEN = [
    *("incident_state", "priority", "impact", "urgency", "u_priority_confirmation", "made_sla", "reassignment_count"),
    *("reopen_count", "sys_mod_count", "caller_id", "opened_at", "sys_updated_by", "category", "subcategory"),
    *("u_symptom", "location", "cmdb_ci", "assignment_group", "assigned_to", "problem_id", "rfc"),
]

Row = dict[str, str]
Told = tuple[str, ...]


class Happening(NamedTuple):
    """A rule that fired.

    `cause` is the row (`INC7@12` of line 12) or the rule that was due; `number` is the pass, `branch` counts from 0.
    `wrote` has field, value before and value after; `told` is who was told what, empty where the rule only remembers.
    """

    incident: str
    moment: str  # UTC, 2016-02-29T04:23:00Z
    cause: str
    rule: str
    number: int
    branch: int
    resumed: bool
    wrote: tuple[tuple[str, Any, Any], ...]
    told: Told


class Due(NamedTuple):
    """Something that a rule has to do with a moment; `incident` is empty for what is about none."""

    incident: str
    moment: str
    rule: str


class Outcome(NamedTuple):
    """All that has to happen, each list sorted.

    `moments` are those at which something was due, `missed` those that had passed already, `dropped` are waits that
    were given up, and `waiting` is what is still to come at the end.
    """

    happenings: list[Happening]
    moments: list[Due]
    missed: list[Due]
    dropped: list[Due]
    waiting: list[Due]


def moment(text: str) -> dt.datetime:
    """A time of the table in UTC."""
    return instant(dt.datetime.strptime(text, "%d-%m-%Y %H:%M"))


def shown(value: Any) -> Any:
    """A value as decisions write it."""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return sorted(value) if isinstance(value, frozenset) else value


def expected(table: Path, until: dt.datetime | None = None) -> Outcome:
    """Everything that has to happen over the whole table, and after it until some moment."""
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        lines = [(moment(row["sys_updated_at"]), reader.line_num, row) for row in reader]
    lines.sort(key=lambda line: line[0])
    start, end = lines[0][0], until or lines[-1][0]
    stories: dict[str, Incident] = {}
    for when, line, row in lines:
        number = row["number"]
        incident = stories.setdefault(number, Incident(number))
        incident.pass_time(when)
        incident.row(row, when, line)
    outcome = Outcome([], [], [], [], [])
    for incident in stories.values():
        incident.pass_time(end)
        outcome.happenings.extend(incident.outcome.happenings)
        outcome.moments.extend(incident.outcome.moments)
        outcome.missed.extend(incident.outcome.missed)
        outcome.dropped.extend(incident.outcome.dropped)
        outcome.waiting.extend(incident.due(name) for name in incident.timers if name != "morning")
    for when in mornings(start, MORNING):
        (outcome.moments if when <= end else outcome.waiting).append(Due("", shown(when), "morning"))
        if when > end:
            break
    surveys = sorted(found for incident in stories.values() for found in incident.surveys)
    outcome.happenings.extend(surveys_sent(surveys))
    for all_of_them in outcome:
        all_of_them.sort()
    return outcome


def surveys_sent(surveys: list[tuple[dt.datetime, str, str]]) -> Iterator[Happening]:
    """Nobody is asked twice within two weeks."""
    asked: dict[str, dt.datetime] = {}
    for when, number, caller in surveys:
        if caller not in asked or asked[caller] <= days_after(when, -14):
            asked[caller] = when
            told = ("post", "surveys", f"{caller}, was {number} solved well?")
            yield Happening(number, shown(when), "survey", "survey", 1, 0, False, (), told)


class Incident:
    """The life of one incident. `own` is what the rules keep in it, `timers` when something is due."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.outcome = Outcome([], [], [], [], [])
        self.surveys: list[tuple[dt.datetime, str, str]] = []
        self.timers: dict[str, dt.datetime] = {}
        self.own: dict[str, Any] = dict.fromkeys(("first_group", "due_at", "solved_at"))
        self.own |= {"groups": frozenset(), "picked_up": False, "late": False}
        self.own |= dict.fromkeys(("questions", "reminders", "standstills"), 0)
        self.now = dt.datetime.min
        self.at: Row = {}
        self.before: Row | None = None
        self._mornings: list[dt.datetime] = []
        self._fired: list[tuple[str, int, int, bool, Told]] = []
        self._writers: dict[str, str] = {}

    # What rules do --------------------------------------------------------------------------------------------------

    def fire(self, rule: str, *told: str, number: int = 1, branch: int = 0, resumed: bool = False) -> None:
        self._fired.append((rule, number, branch, resumed, told))

    def write(self, rule: str, **fields: Any) -> None:
        self._writers |= dict.fromkeys(fields, rule)
        self.own |= fields

    @property
    def unresolved(self) -> bool:
        return self.at["incident_state"] not in ("Resolved", "Closed")

    @property
    def high(self) -> bool:
        return self.at["priority"] in PRIORITIES[2:]

    def changed(self, column: str) -> bool:
        return self.before is None or self.before[column] != self.at[column]

    def becomes(self, column: str, value: str) -> bool:
        return self.at[column] == value and self.changed(column)

    def came_from(self, column: str, *values: str) -> bool:
        return self.before is not None and self.before[column] in values and self.changed(column)

    # Turns ----------------------------------------------------------------------------------------------------------

    def row(self, row: Row, when: dt.datetime, line: int) -> None:
        """The next row of the table."""
        self.before, self.at, self.now = self.at or None, row, when
        kept = dict(self.own)
        self.incidents()
        self.time()
        if self.before is None:
            picking_up = working_hours_after(moment(row["opened_at"]), 4)
            self.promise("not_picked_up", picking_up)
            self._begin_mornings()
        assert self.before is None or not self.changed("opened_at"), "its timers would have to move"
        waits = self.at["incident_state"] == "Awaiting User Info"
        if not waits:
            self.timers.pop("caller_silent", None)
            if "caller_silent (wait)" in self.timers:
                self.outcome.dropped.append(self.due("caller_silent (wait)"))
                del self.timers["caller_silent (wait)"]
        elif self.changed("incident_state"):
            self.promise("caller_silent", working_days_after(when, 3))
        if self.changed("sys_mod_count"):
            self.promise("no_update", days_after(when, 7))
        self.end(f"{self.number}@{line}", kept, any(self.changed(column) for column in SEEN))

    def pass_time(self, until: dt.datetime) -> None:
        """What is due until a moment, that moment included."""
        while self.timers:
            name = min(self.timers, key=lambda name: (self.timers[name], DUE.index(name)))
            if self.timers[name] > until:
                return
            self.now = self.timers[name]
            self.before = self.at
            kept = dict(self.own)
            if name != "morning":
                self.outcome.moments.append(self.due(name))
            del self.timers[name]
            rule = name.removesuffix(" (wait)")
            getattr(self, rule)(**({"resumed": True} if name != rule else {}))
            self.end(rule, kept, False)

    def end(self, cause: str, kept: dict[str, Any], seen: bool) -> None:
        """The end of a turn: who wrote what, and what that makes due."""
        is_new = self.before is None
        wrote: dict[str, list[tuple[str, Any, Any]]] = {}
        for field, writer in self._writers.items():
            if self.own[field] != kept[field]:
                change = (field, None if is_new else shown(kept[field]), shown(self.own[field]))
                wrote.setdefault(writer, []).append(change)
        for rule, number, branch, resumed, told in self._fired:
            changes = tuple(sorted(wrote.pop(rule, ())))
            when = shown(self.now)
            found = Happening(self.number, when, cause, rule, number, branch, resumed, changes, told)
            self.outcome.happenings.append(found)
        assert not wrote
        self._fired, self._writers = [], {}
        if self.own["due_at"] != kept["due_at"]:
            self.promise("target_near", working_hours_before(self.own["due_at"], 1))
            self.promise("target_missed", self.own["due_at"])
        if self.own["solved_at"] != kept["solved_at"]:
            self.promise("survey", working_days_after(self.own["solved_at"], 1))
        if is_new or seen or self.own != kept:
            self.promise("standstill", days_after(self.now, 14))

    def promise(self, name: str, when: dt.datetime) -> None:
        """Something is due at a moment, unless that has passed."""
        self.timers[name] = when
        if when <= self.now:
            self.outcome.missed.append(self.due(name))
            del self.timers[name]

    def due(self, name: str) -> Due:
        return Due(self.number, shown(self.timers[name]), name.removesuffix(" (wait)"))

    # incidents.when -------------------------------------------------------------------------------------------------

    def incidents(self) -> None:
        """The rules about rows."""
        row, number, group, own = self.at, self.number, self.at["assignment_group"], self.own
        if self.before is None and row["priority"] == "1 - Critical":
            self.fire("critical_created", "page", "duty manager", f"{number} is critical")
        if self.came_from("priority", *PRIORITIES[:2]) and self.high:
            self.fire("priority_raised", "page", "duty manager", f"{number} is now {row['priority']}")
        moves = int(row["reassignment_count"])
        if self.changed("reassignment_count") and moves >= 5:
            self.fire("passed_around", "post", "dispatchers", f"{number} has moved {moves} times")
        if row["assigned_to"] != "?" and self.changed("assigned_to") and not own["picked_up"]:
            self.fire("picked_up")
            self.write("picked_up", picked_up=True)
        if group != "?" and self.changed("assignment_group"):
            if self.before is not None and self.before["assignment_group"] != "?" and group in own["groups"]:
                self.fire("bounced_back", "post", "dispatchers", f"{number} is back at {group}")
            self.fire("remember_groups", branch=1 if own["first_group"] else 0)
            self.write("remember_groups", first_group=own["first_group"] or group, groups=own["groups"] | {group})
        if self.becomes("incident_state", "Resolved"):
            if own["first_group"] and group not in ("?", own["first_group"]):
                told = f"{own['first_group']} could have sent {number} to {group}"
                self.fire("resolved_elsewhere", "post", "routing", told)
            if self.now - moment(row["opened_at"]) > dt.timedelta(days=14):
                self.fire("slow", "post", "quality", f"{number} took long")
        if self.becomes("incident_state", "Awaiting User Info"):
            self.fire("count_questions")
            self.write("count_questions", questions=own["questions"] + 1)
            if own["questions"] >= 2:
                told = f"{number} has asked the caller {own['questions']} times"
                self.fire("asked_again", "post", "quality", told, number=2)
        if self.came_from("incident_state", "Resolved") and row["incident_state"] == "Active":
            self.fire("reopened", "post", "quality", f"{number} was not resolved after all")
        if self.becomes("made_sla", "FALSE"):
            if self.high:
                self.fire("sla_missed", "page", "service manager", f"{number} missed its promise")
            else:
                self.fire("sla_missed", "post", "quality", f"{number} was late", branch=1)
        if self.becomes("incident_state", "Closed") and self.high and row["u_priority_confirmation"] == "FALSE":
            self.fire("unconfirmed", "post", "quality", f"{number} was closed unconfirmed")

    # time.when: rules about rows ------------------------------------------------------------------------------------

    def time(self) -> None:
        """The rules about rows that have to do with time."""
        if self.changed("priority"):
            opened = moment(self.at["opened_at"])
            due = [
                working_hours_after(opened, 4),
                working_hours_after(opened, 10),
                working_days_after(opened, 3),
                working_days_after(opened, 8),
            ]
            branch = PRIORITIES[::-1].index(self.at["priority"])
            self.fire("set_target", branch=branch)
            moved = self.own["due_at"] != due[branch]
            self.write("set_target", due_at=due[branch])
            if moved:
                self.target_missed(number=2)
        if self.came_from("incident_state", "Resolved") and self.unresolved:
            solved: dt.datetime = self.own["solved_at"]
            if days_after(solved, 2) > self.now:
                self.fire("reopened_soon", "post", "quality", f"{self.number} came back soon")
        if self.becomes("incident_state", "Resolved"):
            self.fire("remember_solution")
            self.write("remember_solution", solved_at=self.now)

    # time.when: rules that the clock starts -------------------------------------------------------------------------

    def not_picked_up(self) -> None:
        if self.unresolved and not self.own["picked_up"]:
            self.fire("not_picked_up", "post", "dispatchers", f"{self.number} has waited for four hours")

    def target_near(self) -> None:
        if self.unresolved:
            due = local(self.own["due_at"])
            on = f"{due:%a} {due.day} {due:%b}, {due.hour}:{due:%M}"
            self.fire("target_near", "post", "dispatchers", f"{self.number} is due on {on}")

    def target_missed(self, number: int = 1) -> None:
        if not self.unresolved:
            return
        was_late = self.own["late"]
        if self.own["due_at"] <= self.now:
            self.fire("target_missed", number=number)
            self.write("target_missed", late=True)
            if not was_late and self.high:
                told = f"{self.number} is {self.at['priority']} and late"
                self.fire("late", "page", "service manager", told, number=number + 1)
            elif not was_late:
                self.fire("late", "post", "quality", f"{self.number} is late", number=number + 1, branch=1)
        elif was_late:
            self.fire("target_missed", number=number, branch=1)
            self.write("target_missed", late=False)

    def caller_silent(self, resumed: bool = False) -> None:
        if resumed:
            told = f"{self.number} may be closed without an answer"
            self.fire("caller_silent", "post", "dispatchers", told, resumed=True)
            return
        self.fire("caller_silent", "post", "callers", f"{self.number} waits for your answer")
        self.write("caller_silent", reminders=self.own["reminders"] + 1)
        self.promise("caller_silent (wait)", working_days_after(self.now, 5))
        if self.own["reminders"] >= 2:
            told = f"{self.number} has reminded its caller {self.own['reminders']} times"
            self.fire("reminded_again", "post", "quality", told, number=2)

    def no_update(self) -> None:
        if self.unresolved:
            told = f"nobody has looked at {self.number} for a week"
            self.fire("no_update", "post", "dispatchers", told)

    def standstill(self) -> None:
        if self.unresolved:
            self.write("standstill", standstills=self.own["standstills"] + 1)
            told = f"{self.number} has stood still for {2 * self.own['standstills']} weeks"
            self.fire("standstill", "post", "quality", told)

    def _begin_mornings(self) -> None:
        self.timers["morning"] = next_morning(self.now, MORNING)

    def morning(self) -> None:
        self.timers["morning"] = next_morning(self.now, MORNING)
        if not self.unresolved or not is_open(self.now):
            return
        opened = moment(self.at["opened_at"])
        told_of = [when for when in self._mornings if when > days_after(self.now, -7)]
        if working_days_after(opened, 10) < self.now and len(told_of) < 2:
            self._mornings.append(self.now)
            minutes = working_time(opened, self.now) // dt.timedelta(minutes=1)
            told = f"{self.number} is {(minutes + 30) // 60} working hours old"
            self.fire("morning", "post", "morning round", told)

    def survey(self) -> None:
        if not self.unresolved and self.at["caller_id"] != "?":
            self.surveys.append((self.now, self.number, self.at["caller_id"]))
