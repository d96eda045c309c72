"""cel-python: one compiled program a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import celpy

from bench.engines import Loaded, small
from bench.engines.expressions import Dialect
from bench.rules import Event, Rule

TITLE = "cel-python"
PACKAGE = "cel-python"


def _number(value: float) -> str:
    return repr(float(value))


_WORDS = Dialect(
    conjunction=" && ",
    disjunction=" || ",
    contains="{field}.contains({value})",
    starts="{field}.startsWith({value})",
    matches="{field}.matches({value})",
    number=_number,
)


def load(rules: Sequence[Rule]) -> Loaded:
    """The programs."""
    environment = celpy.Environment()
    named = [(rule.name, environment.program(environment.compile(_WORDS.rule(rule))).evaluate) for rule in rules]

    def matched(facts: Any) -> list[str]:
        return [name for name, evaluate in named if evaluate(facts)]

    return Loaded(_prepare, matched)


def _prepare(event: Event) -> Any:
    """CEL tells whole numbers and others apart, so all are of one kind."""
    facts = small(event)
    return celpy.json_to_cel({name: float(value) if isinstance(value, int) else value for name, value in facts.items()})
