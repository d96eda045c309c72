"""The order in which rules run."""

from __future__ import annotations

from whenthen import pipeline
from whenthen.workspace import read_texts

_RECORD = "RECORD x KEY id\n  id: text\nEVENT x is created\n"


def _rule(title: str, order: str = "") -> str:
    return f'RULE "{title}"\n  {order}\n  WHEN x is created\n  THEN stop\n'


def test_lower_orders_come_first_and_then_files_and_rules_in_their_order() -> None:
    files = {
        "b.when": _RECORD + _rule("b1", "ORDER 1") + _rule("b2") + _rule("b3", "ORDER -1"),
        "a.when": 'USE "b.when"\n' + _rule("a1") + _rule("a2", "ORDER 1") + _rule("a3", "ORDER 0"),
    }
    checked, diagnostics = pipeline.check(read_texts(files))
    assert checked is not None, diagnostics
    assert [rule.title for rule in checked.rules] == ["b3", "a1", "a3", "b2", "a2", "b1"]
