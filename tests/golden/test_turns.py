"""The golden turns: rules, state and event come to exactly the decision that stands in the file.

With WHENTHEN_ACCEPT=1 the decisions in the files are written anew; read each against the words that the file quotes.
"""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from tests.golden import turnfile
from tests.golden.rows import ROWS
from whenthen.api import RuleSet, load_text
from whenthen.library import Library
from whenthen.runtime.apply import apply
from whenthen.runtime.data import state_data
from whenthen.runtime.kernel import turn
from whenthen.runtime.model import EventRejected, State
from whenthen.runtime.program import Budget, Program
from whenthen.session import Session

FOLDER = Path(__file__).parent / "turns"
TURNS = sorted(FOLDER.glob("*.turn"))
ACCEPT = os.environ.get("WHENTHEN_ACCEPT") == "1"

LIBRARY = Library()


@LIBRARY.function
def risk(text: str) -> Decimal:
    """The function that `desk.when` declares."""
    if not text.isdecimal():
        raise ValueError(f"{text} is no number")
    return Decimal(text)


def decided(rules: RuleSet, program: Program, session: Session, event: object) -> str:
    """What an event comes to, written out; it is stored in the session's state."""
    before = at_rest(session.state, program)
    try:
        typed = session.read({"specversion": "1.0", "source": "desk", **event})  # type: ignore[dict-item]
        decision = turn(program, session.state, typed)
    except EventRejected as rejected:
        assert at_rest(session.state, program) == before
        return f"rejected: {rejected}"
    again = turn(program, session.state, typed)
    assert rules.to_json(decision) == rules.to_json(again)
    assert at_rest(session.state, program) == before, "a turn changes no state"
    apply(session.state, decision)
    return turnfile.render(rules.to_dict(decision))


def at_rest(state: State, program: Program) -> object:
    return state_data(state, program.schema)


@pytest.mark.parametrize("path", TURNS, ids=lambda path: path.stem)
def test_turn(path: Path) -> None:
    given = turnfile.read(path)
    files = {file.name: file.read_bytes() for file in FOLDER.iterdir() if file.suffix in (".when", ".csv")}
    libraries = [LIBRARY] if 'USE "desk.when"' in given.rules else []
    rules = load_text(given.rules, name=path.name, files=files, libraries=libraries)
    program = attrs.evolve(rules.program, budget=attrs.evolve(Budget(), **given.limits))
    session = rules.session(given.records, dt.datetime.fromisoformat(given.at))
    decisions = [decided(rules, program, session, event) for event in given.events]
    if ACCEPT:
        path.write_text(given.with_decisions(decisions), encoding="utf-8")
    else:
        assert decisions == given.decisions


def test_every_statement_of_the_table_has_a_turn() -> None:
    statements = {(row, words) for row, several in ROWS.items() for words in several}
    shown = [quote for path in TURNS for quote in turnfile.read(path).quotes]
    assert set(shown) <= statements, "a file quotes what the table does not say"
    assert statements <= set(shown), "a statement of the table is not shown by any file"
    assert len(TURNS) >= 40
