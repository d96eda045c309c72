"""Cases for the domain: rules whose tests of few fields contradict, repeat and complete each other."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.properties.strategies.cases import Case
from tests.properties.strategies.chooser import Chooser
from tests.properties.strategies.indexed import SCHEMA, make_condition, make_event

_MORE = """
DEFINE open_and_shut AS ticket.status is open AND ticket.status is closed
DEFINE calm AS NOT (ticket.priority is at least high)
"""

_STATUS = ("new", "open", "closed")
_PRIORITY = ("low", "normal", "high", "urgent")
_WORDS = ("a", "A", "ab", "b", "ba")
_HOURS = (1, 2, 3)
#: Fields that are never missing: their tests may stand under NOT.
_SURE = ("ticket.priority is ", 'ticket.subject is "', "ticket.tags", *(f"ticket.count > {n}" for n in range(4)))


def _about_one(choose: Chooser) -> tuple[str, ...]:
    """Tests of one field, of which some two or three seldom agree."""
    word, other = choose.pick(_WORDS), choose.pick(_WORDS)
    low, high = choose.integer(0, 3), choose.integer(0, 4)
    status, level = choose.pick(_STATUS), choose.pick(_PRIORITY)
    return choose.pick(
        (
            (
                f"ticket.status is {status}",
                f"ticket.status is not {choose.pick(_STATUS)}",
                f"ticket.status is one of [{choose.pick(_STATUS)}, {choose.pick(_STATUS)}]",
                f"ticket.status was {choose.pick(_STATUS)}",
                f"ticket.status was {choose.pick(_STATUS)}",
                f"ticket.status changed to {choose.pick(_STATUS)}",
                "ticket.status changed",
                "ticket.status did not change",
                "open_and_shut",
            ),
            (
                f"ticket.priority is {level}",
                f"ticket.priority is above {choose.pick(_PRIORITY)}",
                f"ticket.priority is at most {choose.pick(_PRIORITY)}",
                f"ticket.priority is between {level} and {_PRIORITY[-1]}",
                "calm",
            ),
            (
                f"ticket.count > {low}",
                f"ticket.count < {high}",
                f"ticket.count is between {low} and {low + choose.integer(0, 2)}",
                f"ticket.count is {high}",
                f"{low} >= ticket.count",
                f"ticket.count is not {low}",
                f"ticket.count + 1 > {low}",
                f"ticket.count + 1 <= {high}",
            ),
            (
                f'ticket.subject is "{word}"',
                f'ticket.subject is not "{word}"',
                f'ticket.subject contains "{other}"',
                f'ticket.subject starts with any of ["{word}", "{other}"]',
                f'ticket.subject ends with "{word}"',
                f'ticket.subject does not start with "{other}"',
                f'ticket.subject contains none of ["{word}", "{other}"]',
                "ticket.subject is empty",
                f"ticket.subject matches /{word}/",
                f"ticket.subject does not match /{word}/",
            ),
            (
                f'ticket.tags contains all of ["{word}", "{other}"]',
                f'ticket.tags contains any of ["{word}", "{other}"]',
                f'ticket.tags does not contain "{word}"',
                f'ticket.tags contains none of ["{word}", "{other}"]',
                "ticket.tags is empty",
                "ticket.tags is not empty",
                f"count(ticket.tags) > {choose.integer(-1, 2)}".replace("-1", "0 - 1"),
                "count(ticket.tags) < 0",
            ),
            (
                f'ticket.note is "{word}"',
                f'ticket.note contains "{other}"',
                "ticket.note is set",
                "ticket.note is not set",
                f'(ticket.note is set AND ticket.note is not "{word}")',
            ),
            (
                "ticket.requester is set",
                "ticket.requester is not set",
                'ticket.requester is customer "c1"',
                'ticket.requester is one of [customer "c1", customer "c2"]',
                "customer.plan is gold",
                "customer.plan is not set",
                "customer.vip",
                "(customer.vip is set AND NOT customer.vip)",
                "customer.spent >= 0",
                "ticket.other.status is open",
                "ticket.other is not set",
                "ticket.other.requester is set",
            ),
            (
                "ticket.due < now",
                "ticket.due >= now",
                f"ticket.took > {choose.pick(_HOURS)} hours",
                f"ticket.took < {choose.pick(_HOURS)} hours",
                f"ticket.took is {choose.pick(_HOURS) * 60} minutes",
                "ticket.day > 2026-03-01",
                "ticket.day < 2026-03-02",
            ),
            (
                f"ticket.due is more than {choose.integer(1, 3)} days ago",
                f"ticket.due is less than {choose.integer(1, 3)} days ago",
                f"ticket.due is more than {choose.integer(1, 60)} hours ago",
                f"ticket.due is less than {choose.integer(1, 60)} hours ago",
                "ticket.due is set",
                "ticket.due > now",
            ),
            (
                f"length(ticket.subject) > {low}",
                f"length(ticket.subject) <= {high}",
                f"length(ticket.subject) is {choose.integer(0, 2)}",
                "NOT (length(ticket.subject) > 0)",
                f'lowercase(ticket.subject) is "{word}"',
                f'lowercase(ticket.subject) is not "{other}"',
                "hour_of(now) < 12",
                "hour_of(now) >= 10",
                f"time_of(now) < {choose.pick(('09:00', '10:00', '11:00'))}",
                f"time_of(now) >= {choose.pick(('09:00', '10:00', '11:00'))}",
            ),
            (
                "ticket.spam",
                "NOT ticket.spam",
                "ticket.spam is true",
                "ticket.spam is not true",
                "ticket.spam is false",
                "true",
                "(any t in ticket.tags where (t is \"a\"))",
                "NOT (any t in ticket.tags where (t is \"a\"))",
            ),
            (
                "ticket.count > customer.spent",
                "ticket.count <= customer.spent",
                "customer.spent is ticket.count",
                "customer.spent < ticket.count",
                "ticket.subject is ticket.note",
                "ticket.subject is ticket.subject",
                "ticket.status is ticket.other.status",
                "ticket.priority is ticket.priority",
            ),
        )
    )  # fmt: skip


def _condition(choose: Chooser) -> str:
    tests = _about_one(choose)
    word = choose.pick((" AND ", " AND ", " OR "))
    parts = list(choose.some(tests, 2, min(4, len(tests))))
    if tests[0].startswith(_SURE) and choose.chance(40):
        parts[-1] = f"NOT ({parts[-1]})"
    if choose.chance(30):
        parts.append("(" + choose.pick((" AND ", " OR ")).join(choose.some(_about_one(choose), 2, 3)) + ")")
    if choose.chance(30):
        parts.append(make_condition(choose, 1))
    return word.join(parts)


def _trigger(choose: Chooser) -> str:
    return choose.pick(
        (
            "ticket is created OR ticket is updated",
            "ticket is updated",
            "ticket.status changes",
            f"ticket.status changes to {choose.pick(_STATUS)}",
            f"ticket.status changes from {choose.pick(_STATUS)} to {choose.pick(_STATUS)}",
            f"ticket.priority changes to one of [{choose.pick(_PRIORITY)}, {choose.pick(_PRIORITY)}]",
            "ticket.note changes to set",
            "ticket.note changes to not set",
            f'ticket.subject changes to "{choose.pick(_WORDS)}" OR ticket.status changes to {choose.pick(_STATUS)}',
            f"ticket.status has been {choose.pick(_STATUS)} for {choose.integer(1, 3)} minutes",
            "1 minute after ticket.due",
        )
    )


def _rule(choose: Chooser, number: int) -> str:
    trigger, condition = _trigger(choose), _condition(choose)
    if " for " in trigger or "after" in trigger:
        while " was " in condition or " changed" in condition or "did not change" in condition:
            condition = _condition(choose)
    lines = [f'RULE "rule {number}"', f"  WHEN {trigger}"]
    if choose.chance(15):
        fields = choose.pick(("ticket.count", "ticket.subject", "ticket.status"))
        test = {"ticket.count": "each.count > 1", "ticket.subject": 'each.subject is "a"'}.get(
            fields, "each.status is new"
        )
        lines.append(f"  FOR EACH each ticket WHERE {test}")
        condition = f"({condition}) AND {choose.pick((test, 'each.count is 0', 'each.status is not new'))}"
    statement = choose.pick(
        (
            f"    set ticket.status to {choose.pick(_STATUS)}",
            f"    set ticket.count to {choose.integer(0, 4)}",
            f'    set ticket.subject to "{choose.pick(_WORDS)}"',
            f"    set ticket.priority to {choose.pick(_PRIORITY)}",
            "    set ticket.other.status to closed",
            "    clear ticket.note",
            f'    set ticket.status to {choose.pick(_STATUS)}\n    set ticket.note to "a"',
            "    set ticket.spam to true",
        )
    )
    if "ticket.other" in statement:
        condition = f"ticket.other is set AND ({condition})"
    lines += [f"  IF {condition}", "  THEN", statement]
    if choose.chance(25):
        lines += [f"  ELSE IF {_condition(choose)} THEN", "    set ticket.spam to true"]
        if " for " in trigger or "after" in trigger:
            del lines[-2:]
    return "\n".join(lines) + "\n"


def _values(choose: Chooser) -> dict[str, Any]:
    """Fields with the values that the tests ask for."""
    fields: dict[str, Any] = {
        "subject": choose.pick(("", *_WORDS, *_WORDS)),
        "note": choose.pick((None, *_WORDS)),
        "status": choose.pick(_STATUS),
        "priority": choose.pick(_PRIORITY),
        "tags": choose.some(_WORDS, 0, 4),
        "count": choose.integer(0, 4),
        "took": choose.pick((None, "PT1H", "PT2H", "PT3H")),
        "spam": choose.chance(50),
        "requester": choose.pick((None, "c1", "c2")),
        "other": choose.pick((None, "t1", "t2", {"id": choose.pick(("t1", "t2")), "status": choose.pick(_STATUS)})),
    }
    return {name: fields[name] for name in choose.some(tuple(fields), 5, len(fields))}


def make_contradictions(choose: Chooser, rules: int = 8, events: int = 8) -> Case:
    """A case of up to so many rules and events."""
    text = SCHEMA + _MORE + "\n" + "\n".join(_rule(choose, number) for number in range(choose.integer(1, rules)))
    records = {
        "customer": [{"id": "c1", "plan": "gold", "spent": 2}, {"id": "c2", "vip": True}],
        "ticket": [
            {"id": "t1", "requester": "c1", "subject": "a b"},
            {"id": "t2", "other": "t1", "tags": ["a"], "count": 2},
        ],
    }
    sent = [make_event(choose, number) for number in range(choose.integer(2, events))]
    for event in sent:
        event["data"]["ticket"].update(_values(choose))
    return Case({"main.when": text}, records, sent, until=dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC))
