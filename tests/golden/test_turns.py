"""The golden turns: rules, state and what happens come to exactly the decisions that stand in the file.

With WHENTHEN_ACCEPT=1 the decisions in the files are written anew; read each against the words that the file quotes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.golden import turnfile
from tests.golden.replay import TURNS, played
from tests.golden.rows import ROWS

ACCEPT = os.environ.get("WHENTHEN_ACCEPT") == "1"


@pytest.mark.parametrize("path", TURNS, ids=lambda path: path.stem)
def test_turn(path: Path) -> None:
    given = turnfile.read(path)
    if ACCEPT:
        path.write_text(given.with_decisions(played(path)), encoding="utf-8")
    else:
        assert list(played(path)) == given.decisions


def test_every_statement_of_the_table_has_a_turn() -> None:
    statements = {(row, words) for row, several in ROWS.items() for words in several}
    shown = [quote for path in TURNS for quote in turnfile.read(path).quotes]
    assert set(shown) <= statements, "a file quotes what the table does not say"
    assert statements <= set(shown), "a statement of the table is not shown by any file"
    assert len(TURNS) >= 40
