"""The index leaves nothing out: an engine that looks at every rule comes to the same decisions.

Only the records that a decision has looked at may be others: each engine looks at what it needs. Here the index takes
every probe that it can have, however little it saves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import attrs
from hypothesis import given, note
from hypothesis import strategies as st

from tests.properties.harness import Loaded, load, process
from tests.properties.strategies.cases import Case, make_case
from tests.properties.strategies.chooser import drawn, seeded
from tests.properties.strategies.settings import examples
from whenthen.runtime import chooser, index
from whenthen.runtime.data import decision_data
from whenthen.runtime.program import Program


@contextmanager
def everything_probed() -> Iterator[None]:
    """An index that asks for whatever can be asked for."""
    with mock.patch.object(chooser, "_EVALUATION", 1e9), mock.patch.object(index, "_LEAF", 0):
        yield


def without_index(program: Program) -> Program:
    """The same, with rules that offer nothing to go by."""
    return attrs.evolve(program, rules=tuple(attrs.evolve(rule, needs=lambda number: ()) for rule in program.rules))


def decided(loaded: Loaded) -> list[Any]:
    """All decisions of a case, and what was rejected."""
    session = loaded.session()
    found: list[Any] = []
    for event in loaded.case.events:
        decisions, reason = process(session, event)
        found += [reason] if decisions is None else decisions
    if loaded.case.until is not None:
        found += session.advance(loaded.case.until)
    schema = loaded.program.schema
    return [one if isinstance(one, str) else {**decision_data(one, schema), "reads": []} for one in found]


@st.composite
def _cases(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Case:
    return make_case(drawn(draw), rules=14, events=5)


@examples()
@given(_cases())
def test_no_rule_is_left_out(case: Case) -> None:
    note(str(case))
    loaded = load(case)
    with everything_probed():
        found = decided(loaded)
    assert found == decided(attrs.evolve(loaded, program=without_index(loaded.program)))


def test_the_cases_have_something_to_go_by() -> None:
    """Many of the rules offer needs, of all kinds."""
    offered = rules = 0
    kinds: set[str] = set()
    for seed in range(40):
        program = load(make_case(seeded(seed), 10, 1)).program
        groups = [
            *program.tables.events.values(),
            *program.tables.created.values(),
            *program.tables.updated.values(),
            *(group for fields in program.tables.changes.values() for group in fields.values()),
        ]
        for group in groups:
            for start in group.starts:
                needs = program.rules[start.rule].needs(start.number)
                rules += 1
                offered += bool(needs)
                kinds |= {type(fact).__name__ for need in needs for fact in need}
    assert offered > rules * 0.25, f"{offered} of {rules}"
    assert kinds == {"IsOneOf", "HasMember", "IsThere", "InRange", "HasText", "HasPattern"}
