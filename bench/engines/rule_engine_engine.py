"""rule-engine: one rule each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import rule_engine

from bench.engines import Loaded, small
from bench.engines.expressions import Dialect
from bench.rules import Rule

TITLE = "rule-engine"
PACKAGE = "rule-engine"

_WORDS = Dialect(starts="{field}.starts_with({value})", matches="{field} =~~ {value}")


def load(rules: Sequence[Rule]) -> Loaded:
    """The rules, on dictionaries."""
    context = rule_engine.Context(resolver=rule_engine.resolve_item)
    named = [(rule.name, rule_engine.Rule(_WORDS.rule(rule), context=context).matches) for rule in rules]

    def matched(facts: Any) -> list[str]:
        return [name for name, matches in named if matches(facts)]

    return Loaded(small, matched)
