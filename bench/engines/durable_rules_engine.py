"""durable_rules: a Rete network in C. An event is a fact that is put in, and taken out again when the rules have run.

It has no words for sums within one fact. Its patterns look at the whole text, and have a syntax of their own.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from durable.engine import MessageNotHandledException, MessageObservedException
from durable.lang import assert_fact, item, m, retract_fact, ruleset, when_all

from bench import rules as r
from bench.engines import CannotSayError, Loaded, flat, small
from bench.rules import FIELDS, PRIORITIES, TAGS, Condition, Event, Rule

TITLE = "durable_rules"
PACKAGE = "durable_rules"

#: With 1,000 rules the first event does not come to an end.
MOST = 500

_number = itertools.count()


def load(rules: Sequence[Rule]) -> Loaded:
    """The rules as one rule set, which notes the names of those that fire."""
    if len(rules) > MOST:
        raise CannotSayError(f"with more than {MOST} rules the first event takes minutes")
    found: list[str] = []
    name = f"bench_{next(_number)}"
    with ruleset(name):
        for rule in rules:
            terms = [_condition(condition) for condition in rule.conditions]
            when_all(reduce(lambda left, right: left & right, terms))(_noting(rule.name, found))

    def matched(fact: dict[str, Any]) -> list[str]:
        found.clear()
        try:
            assert_fact(name, fact)
        except MessageNotHandledException:
            return []
        with contextlib.suppress(MessageNotHandledException, MessageObservedException):
            retract_fact(name, fact)
        return list(found)

    return Loaded(_prepare, matched)


def _noting(name: str, found: list[str]) -> Callable[[Any], None]:
    def note(c: Any) -> None:
        found.append(name)

    return note


def _condition(condition: Condition) -> Any:
    field, value = getattr(m, flat(condition.field)), condition.value
    match condition.operator:
        case r.IS:
            return field == value.casefold()
        case r.IS_ONE_OF:
            return _any([field == one.casefold() for one in value])
        case r.AT_LEAST if isinstance(value, str):
            return _any([field == one for one in PRIORITIES[PRIORITIES.index(value) :]])
        case r.AT_LEAST:
            return field >= value
        case r.AT_MOST:
            return field <= value
        case r.BETWEEN:
            return (field >= value[0]) & (field <= value[1])
        case r.CONTAINS if FIELDS[condition.field] == TAGS:
            return field.anyItem(item == value.casefold())
        case r.CONTAINS:
            return field.matches(f".*{value.casefold()}.*")
        case r.CONTAINS_ANY:
            return _any([field.matches(f".*{one.casefold()}.*") for one in value])
        case r.STARTS:
            return field.matches(f"{value.casefold()}.*")
        case r.MATCHES:
            return field.matches(f".*{value}.*")
    raise CannotSayError("it has no sums of the fields of one event")


def _any(conditions: Sequence[Any]) -> Any:
    return reduce(lambda left, right: left | right, conditions)


def _prepare(event: Event) -> dict[str, Any]:
    return {name: value for name, value in small(event).items() if value is not None}
