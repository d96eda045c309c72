"""Tables of records whose declaration is wrong."""

from __future__ import annotations

import pytest

from whenthen import pipeline
from whenthen.workspace import read_texts


@pytest.mark.parametrize("key", ["KEY nme\n  name: text", "KEY name\n  name: number", "KEY name\n  name: text?"])
def test_a_wrong_key_is_reported_once(key: str) -> None:
    text = (
        f'RECORD team {key}\nUSE DATA "teams.csv" AS team\nEVENT team is created\n'
        'RULE "r"\n  WHEN team is created\n  IF team is team "4"\n  THEN stop\n'
    )
    checked, diagnostics = pipeline.check(read_texts({"x.when": text, "teams.csv": "name\n3\n3\n"}))
    assert checked is None
    assert [d.code for d in diagnostics] == ["N209"]
