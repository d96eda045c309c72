"""simpleeval: one expression a rule, parsed before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import simpleeval

from bench.engines import Loaded, small
from bench.engines.expressions import Dialect
from bench.rules import Rule

TITLE = "simpleeval"
PACKAGE = "simpleeval"

_WORDS = Dialect(one_of="{field} in ({values},)")


def load(rules: Sequence[Rule]) -> Loaded:
    """The expressions."""
    evaluator = simpleeval.EvalWithCompoundTypes(functions={"matches": _matches})
    named = []
    for rule in rules:
        text = _WORDS.rule(rule)
        named.append((rule.name, text, evaluator.parse(text)))

    def matched(facts: dict[str, Any]) -> list[str]:
        evaluator.names = facts
        return [name for name, text, parsed in named if evaluator.eval(text, previously_parsed=parsed)]

    return Loaded(small, matched)


def _matches(text: str, pattern: str) -> bool:
    return re.search(pattern, text) is not None
