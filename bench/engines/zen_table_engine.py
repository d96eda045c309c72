"""zen-engine: one decision table with the hit policy `collect`, a column for each field, a row for each rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import zen

from bench import rules as r
from bench.engines import Loaded, flat, small
from bench.engines.expressions import Dialect
from bench.rules import Rule

TITLE = "zen-engine, table"
PACKAGE = "zen-engine"

WORDS = Dialect(contains="contains({field}, {value})", starts="startsWith({field}, {value})")


def load(rules: Sequence[Rule]) -> Loaded:
    """The table as a decision of its own, which reads its cells anew for each event."""
    evaluate = zen.ZenEngine().create_decision(json.dumps(decision(rules))).evaluate

    def matched(facts: Any) -> list[str]:
        return [row["rule"] for row in evaluate(facts)["result"]]

    return Loaded(small, matched)


def decision(rules: Sequence[Rule]) -> dict[str, Any]:
    """The table between the input and the output of a graph."""
    fields = sorted({condition.field for rule in rules for condition in rule.conditions})
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": field, "name": field, "field": flat(field)} for field in fields],
        "outputs": [{"id": "out", "name": "rule", "field": "rule"}],
        "rules": [_row(rule, fields) for rule in rules],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
        {"id": "end", "type": "outputNode", "name": "end"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "end"},
    ]
    return {"nodes": nodes, "edges": edges}


def _row(rule: Rule, fields: Sequence[str]) -> dict[str, str]:
    cells: dict[str, list[str]] = {field: [] for field in fields}
    for condition in rule.conditions:
        if condition.operator == r.IS and len([one for one in rule.conditions if one.field == condition.field]) == 1:
            cell = WORDS.small(condition.value)
        else:
            cell = WORDS.condition(condition, "$")
        cells[condition.field].append(cell)
    row = {field: _cell(parts) for field, parts in cells.items()}
    return {"_id": rule.name, "out": json.dumps(rule.name), **row}


def _cell(parts: Sequence[str]) -> str:
    """All conditions on a field. A cell that begins with a parenthesis would be read as an interval."""
    if len(parts) == 1 and parts[0].startswith("("):
        return parts[0][1:-1]
    return " and ".join(parts)
