"""JsonLogic, in the fork `json-logic-qubit`: the original does not run on Python 3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import json_logic

from bench import rules as r
from bench.engines import Loaded, flat, small
from bench.rules import PRIORITIES, Condition, Rule

TITLE = "json-logic"
PACKAGE = "json-logic-qubit"


def load(rules: Sequence[Rule]) -> Loaded:
    """The rules as nested dictionaries."""
    # The language has no words for patterns and starts of texts.
    json_logic.add_operation("matches", _matches)
    json_logic.add_operation("starts", str.startswith)
    named = [(rule.name, {"and": [_condition(condition) for condition in rule.conditions]}) for rule in rules]
    evaluate = json_logic.jsonLogic

    def matched(facts: Any) -> list[str]:
        return [name for name, logic in named if evaluate(logic, facts)]

    return Loaded(small, matched)


def _condition(condition: Condition) -> dict[str, Any]:
    field, value = {"var": flat(condition.field)}, condition.value
    match condition.operator:
        case r.IS:
            return {"==": [field, value.casefold()]}
        case r.IS_ONE_OF:
            return {"in": [field, [one.casefold() for one in value]]}
        case r.AT_LEAST if isinstance(value, str):
            return {"in": [field, list(PRIORITIES[PRIORITIES.index(value) :])]}
        case r.AT_LEAST:
            return {">=": [field, value]}
        case r.AT_MOST:
            return {"<=": [field, value]}
        case r.BETWEEN:
            return {"<=": [value[0], field, value[1]]}
        case r.CONTAINS:
            return {"in": [value.casefold(), field]}
        case r.CONTAINS_ANY:
            return {"or": [{"in": [one.casefold(), field]} for one in value]}
        case r.STARTS:
            return {"starts": [field, value.casefold()]}
        case r.MATCHES:
            return {"matches": [field, value]}
        case r.EXCEEDS:
            terms = [{"*": [{"var": flat(path)}, factor]} for path, factor in value.terms]
            return {">": [field, {"+": [*terms, value.constant]}]}
    raise ValueError(condition.operator)


def _matches(text: str, pattern: str) -> bool:
    return re.search(pattern, text) is not None
