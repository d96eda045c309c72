"""Rules as expressions, for the engines whose language looks much like Python's."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import attrs

from bench import rules as r
from bench.engines import flat
from bench.rules import FIELDS, PRIORITIES, TAGS, Condition, Rule, Sum


def plain_number(value: float) -> str:
    """A number as JSON has it."""
    return repr(value)


@attrs.frozen
class Dialect:
    """How an engine writes things. `{field}`, `{value}` and `{values}` stand for what is written there."""

    conjunction: str = " and "
    disjunction: str = " or "
    contains: str = "{value} in {field}"
    has: str = "{value} in {field}"
    one_of: str = "{field} in [{values}]"
    starts: str = "{field}.startswith({value})"
    matches: str = "matches({field}, {value})"
    number: Callable[[float], str] = plain_number
    path: Callable[[str], str] = flat
    text: Callable[[str], str] = json.dumps

    def rule(self, rule: Rule) -> str:
        """All conditions of a rule."""
        return self.conjunction.join(self.condition(condition) for condition in rule.conditions)

    def condition(self, condition: Condition, field: str | None = None) -> str:
        """One condition; `field` stands for the value of the field where it is not its path."""
        named = self.path(condition.field) if field is None else field
        value = condition.value
        match condition.operator:
            case r.IS:
                return f"{named} == {self.small(value)}"
            case r.IS_ONE_OF:
                return self._one_of(named, value)
            case r.AT_LEAST if isinstance(value, str):
                return self._one_of(named, PRIORITIES[PRIORITIES.index(value) :])
            case r.AT_LEAST:
                return f"{named} >= {self.number(value)}"
            case r.AT_MOST:
                return f"{named} <= {self.number(value)}"
            case r.BETWEEN:
                return f"{named} >= {self.number(value[0])}{self.conjunction}{named} <= {self.number(value[1])}"
            case r.CONTAINS if FIELDS[condition.field] == TAGS:
                return self.has.format(field=named, value=self.small(value))
            case r.CONTAINS:
                return self.contains.format(field=named, value=self.small(value))
            case r.CONTAINS_ANY:
                several = [self.contains.format(field=named, value=self.small(one)) for one in value]
                return f"({self.disjunction.join(several)})"
            case r.STARTS:
                return self.starts.format(field=named, value=self.small(value))
            case r.MATCHES:
                return self.matches.format(field=named, value=self.small(value))
            case r.EXCEEDS:
                return f"{named} > {self.sum(value)}"
        raise ValueError(condition.operator)

    def sum(self, value: Sum) -> str:
        """A sum of fields."""
        text = ""
        for path, factor in value.terms:
            sign = " - " if factor < 0 else " + " if text else ""
            times = "" if abs(factor) == 1 else f" * {self.number(abs(factor))}"
            text += f"{sign}{self.path(path)}{times}"
        if value.constant:
            text += f" {'-' if value.constant < 0 else '+'} {self.number(abs(value.constant))}"
        return text

    def small(self, text: str) -> str:
        """A text as a literal in small letters."""
        return self.text(text.casefold())

    def _one_of(self, field: str, values: Sequence[str]) -> str:
        return self.one_of.format(field=field, values=", ".join(self.small(value) for value in values))
