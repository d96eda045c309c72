"""zen-engine: the decision table handed to the engine when it is made, which compiles the cells once and keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import zen

from bench.engines import Loaded, small
from bench.engines.zen_table_engine import decision
from bench.rules import Rule

TITLE = "zen-engine, table compiled once"
PACKAGE = "zen-engine"


def load(rules: Sequence[Rule]) -> Loaded:
    """The table, by the engine's static loader."""
    evaluate = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": decision(rules)}}}).evaluate

    def matched(facts: Any) -> list[str]:
        return [row["rule"] for row in evaluate("rules", facts)["result"]]

    return Loaded(small, matched)
