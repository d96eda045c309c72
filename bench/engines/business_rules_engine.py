"""business-rules: conditions as dictionaries, fields as methods of a class of variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from business_rules.actions import BaseActions, rule_action
from business_rules.engine import run_all
from business_rules.fields import FIELD_TEXT
from business_rules.operators import NumericType, SelectMultipleType, StringType
from business_rules.variables import BaseVariables, rule_variable

from bench import rules as r
from bench.engines import CannotSayError, Loaded, flat, small
from bench.rules import FIELDS, NUMBER, PRIORITIES, TAGS, Condition, Rule

TITLE = "business-rules"
PACKAGE = "business-rules"


class _Variables(BaseVariables):  # type: ignore[misc]
    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts


def _variable(path: str, kind: str) -> Any:
    name = flat(path)

    def value(self: _Variables) -> Any:
        return self.facts[name]

    value.__name__ = name
    return rule_variable({NUMBER: NumericType, TAGS: SelectMultipleType}.get(kind, StringType))(value)


for _path, _kind in FIELDS.items():
    setattr(_Variables, flat(_path), _variable(_path, _kind))


class _Actions(BaseActions):  # type: ignore[misc]
    def __init__(self) -> None:
        self.names: list[str] = []

    @rule_action(params={"name": FIELD_TEXT})
    def found(self, name: str) -> None:
        self.names.append(name)


def load(rules: Sequence[Rule]) -> Loaded:
    """The rules as nested dictionaries."""
    several = [
        {
            "conditions": {"all": [one for condition in rule.conditions for one in _conditions(condition)]},
            "actions": [{"name": "found", "params": {"name": rule.name}}],
        }
        for rule in rules
    ]

    def matched(facts: dict[str, Any]) -> list[str]:
        actions = _Actions()
        run_all(several, _Variables(facts), actions)
        return actions.names

    return Loaded(small, matched)


def _conditions(condition: Condition) -> list[dict[str, Any]]:
    name, value = flat(condition.field), condition.value

    def one(operator: str, operand: Any) -> dict[str, Any]:
        return {"name": name, "operator": operator, "value": operand}

    match condition.operator:
        case r.IS:
            return [one("equal_to", value.casefold())]
        case r.IS_ONE_OF:
            return [{"any": [one("equal_to", other.casefold()) for other in value]}]
        case r.AT_LEAST if isinstance(value, str):
            return [{"any": [one("equal_to", other) for other in PRIORITIES[PRIORITIES.index(value) :]]}]
        case r.AT_LEAST:
            return [one("greater_than_or_equal_to", value)]
        case r.AT_MOST:
            return [one("less_than_or_equal_to", value)]
        case r.BETWEEN:
            return [one("greater_than_or_equal_to", value[0]), one("less_than_or_equal_to", value[1])]
        case r.CONTAINS if FIELDS[condition.field] == TAGS:
            return [one("contains_all", [value.casefold()])]
        case r.CONTAINS:
            return [one("contains", value.casefold())]
        case r.CONTAINS_ANY:
            return [{"any": [one("contains", other.casefold()) for other in value]}]
        case r.STARTS:
            return [one("starts_with", value.casefold())]
        case r.MATCHES:
            return [one("matches_regex", value)]
    raise CannotSayError("it compares fields with values alone")
