"""zen-engine: one compiled expression a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import zen

from bench.engines import Loaded, small
from bench.engines.zen_table_engine import WORDS
from bench.rules import Rule

TITLE = "zen-engine, expressions"
PACKAGE = "zen-engine"


def load(rules: Sequence[Rule]) -> Loaded:
    """The expressions."""
    named = [(rule.name, zen.compile_expression(WORDS.rule(rule)).evaluate) for rule in rules]

    def matched(facts: Any) -> list[str]:
        return [name for name, evaluate in named if evaluate(facts)]

    return Loaded(small, matched)
