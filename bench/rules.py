"""Rules and events in neutral form: what every engine is given, and a plain reading of it that is not timed.

A rule is a list of conditions that all have to hold. Texts are compared without regard to capitals, and a condition on
a value that is missing does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs

#: Each field of the workloads by its path, with what it holds.
TEXT, CHOICE, SCALE, NUMBER, TAGS = "text", "choice", "scale", "number", "tags"
FIELDS = {
    "ticket.subject": TEXT,
    "ticket.body": TEXT,
    "ticket.team": TEXT,
    "ticket.priority": SCALE,
    "ticket.tags": TAGS,
    "ticket.reopens": NUMBER,
    "ticket.replies": NUMBER,
    "ticket.waiting": NUMBER,
    "customer.plan": CHOICE,
    "customer.spent": NUMBER,
}
PRIORITIES = ("low", "normal", "high", "urgent")
PLANS = ("free", "silver", "gold", "platinum")

#: The operators, and what stands behind them.
IS = "is"  # a text or a name of a choice
IS_ONE_OF = "is one of"  # several of them
AT_LEAST = "is at least"  # a number, or a step of the scale
AT_MOST = "is at most"
BETWEEN = "is between"  # two numbers, both included
CONTAINS = "contains"  # a text in a text, a member in tags
CONTAINS_ANY = "contains any of"  # one of several texts in a text
STARTS = "starts with"
MATCHES = "matches"  # a pattern that RE2 and `re` read alike, in small letters
EXCEEDS = "exceeds"  # a Sum over other fields


@attrs.frozen
class Sum:
    """Fields times factors, and a constant."""

    terms: tuple[tuple[str, int], ...]
    constant: int = 0


@attrs.frozen
class Condition:
    """`field operator value`."""

    field: str
    operator: str
    value: Any


@attrs.frozen
class Rule:
    """Conditions that all have to hold. `name` is a small word that every engine takes as a name."""

    name: str
    conditions: tuple[Condition, ...]


@attrs.frozen
class Event:
    """One event: a CloudEvent as JSON, and what it says, by the path of the field. None is what is missing."""

    json: bytes
    facts: Mapping[str, Any]


def holds(condition: Condition, facts: Mapping[str, Any]) -> bool:
    """Whether a condition holds, read as plainly as can be."""
    found, value = facts[condition.field], condition.value
    if found is None:
        return False
    match condition.operator:
        case "is":
            return bool(found.casefold() == value.casefold())
        case "is one of":
            return any(found.casefold() == one.casefold() for one in value)
        case "is at least":
            return bool(_rank(found) >= _rank(value))
        case "is at most":
            return bool(_rank(found) <= _rank(value))
        case "is between":
            return bool(value[0] <= found <= value[1])
        case "contains" if isinstance(found, list):
            return value.casefold() in [tag.casefold() for tag in found]
        case "contains":
            return value.casefold() in found.casefold()
        case "contains any of":
            return any(one.casefold() in found.casefold() for one in value)
        case "starts with":
            return bool(found.casefold().startswith(value.casefold()))
        case "matches":
            return re.search(value, found, re.IGNORECASE) is not None
        case "exceeds":
            return bool(found > sum(facts[field] * factor for field, factor in value.terms) + value.constant)
    raise ValueError(condition.operator)


def matching(rules: tuple[Rule, ...], facts: Mapping[str, Any]) -> list[str]:
    """The names of the rules that match, in order."""
    return [rule.name for rule in rules if all(holds(condition, facts) for condition in rule.conditions)]


def _rank(value: Any) -> Any:
    return PRIORITIES.index(value) if isinstance(value, str) else value
