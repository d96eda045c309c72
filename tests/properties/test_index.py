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
from tests.properties.strategies.indexed import make_indexed
from tests.properties.strategies.settings import examples
from whenthen.runtime import chooser, index, tables
from whenthen.runtime.data import decision_data
from whenthen.runtime.program import Program


@contextmanager
def everything_probed() -> Iterator[None]:
    """An index that asks for whatever can be asked for, and sweeps the rest."""
    with (
        mock.patch.object(chooser, "_EVALUATION", 1e9),
        mock.patch.object(index, "_LEAF", 0),
        mock.patch.object(tables, "LEAST_SWEPT", 1),
    ):
        yield


def without_index(program: Program) -> Program:
    """The same, with rules that offer nothing to go by, and are asked one by one."""
    rules = tuple(attrs.evolve(rule, needs=lambda number: ()) for rule in program.rules)
    return attrs.evolve(program, rules=rules, sweep=None)


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
    choose = drawn(draw)
    return make_case(choose, rules=14, events=5) if choose.chance(30) else make_indexed(choose)


@examples()
@given(_cases())
def test_no_rule_is_left_out(case: Case) -> None:
    note(str(case))
    no_rule_is_left_out(load(case))


def no_rule_is_left_out(loaded: Loaded) -> None:
    """Of a case, by the index, by one that probes everything, and by sweeps alone."""
    with everything_probed():
        found = decided(loaded)
    slow = without_index(loaded.program)
    expected = decided(attrs.evolve(loaded, program=slow))
    assert found == expected
    assert decided(loaded) == expected
    with everything_probed():
        swept = attrs.evolve(slow, sweep=loaded.program.sweep)
        assert decided(attrs.evolve(loaded, program=swept)) == expected


def test_the_cases_have_something_to_go_by() -> None:
    """Many of the rules offer needs, of all kinds."""
    offered = rules = 0
    kinds: set[str] = set()
    for seed in range(40):
        program = load(make_indexed(seeded(seed), 10, 1)).program
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
    assert offered > rules * 0.5, f"{offered} of {rules}"
    assert kinds == {"IsOneOf", "HasMember", "IsThere", "InRange", "HasText", "HasPattern"}
