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
import pytest
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


_DESK = """
RECORD team KEY name
  name: text
  size: number default 0
RECORD agent KEY id
  id: text
  name: text default ""
RECORD customer KEY id
  id: text
  plan: free | gold?
RECORD ticket KEY id
  id: text
  status: new | open default new
  owner: (agent or text)?
  count: number default 0
  extra: payload?
RECORD message KEY id
  id: text
EVENT ticket is updated
EVENT message is received WITH ticket, customer
RULE "R"
"""


@pytest.mark.parametrize(
    ("rule", "fired", "failed"),
    [
        # A text where a record may be, and the other way round.
        ('WHEN ticket is updated IF ticket.owner is a agent AND ticket.owner.name is "Bo"', 1, 0),
        ("WHEN ticket is updated IF ticket.owner is set AND ticket.owner is not a agent"
         " AND ticket.owner is \"a1\"", 1, 0),
        ("WHEN ticket is updated IF ticket.owner is set AND ticket.owner is not a agent"
         " AND (ticket.owner contains \"A\" OR ticket.owner matches /B/)", 1, 0),
        # A customer of the event, and a rule that customers start by other ways only.
        ("WHEN customer.plan has been gold for 3 days OR ticket is updated"
         " IF customer is not set AND ticket is set", 4, 0),
        # A failure that comes before what is false.
        ('WHEN ticket is updated IF (any t in [team "No"] where (t.size > 3)) AND ticket.status is open', 0, 4),
        ('WHEN ticket is updated IF (count(t in [team "No"] where t.size > 3) > 0) AND ticket.status is open', 0, 4),
        ('WHEN ticket is updated IF ticket.owner is one of [agent "No"] AND 1 / ticket.count > 1', 0, 0),
        # What can be set is not always what can be compared.
        ("WHEN ticket.extra changes to set IF ticket.extra is set", 1, 0),
    ],
)  # fmt: skip
def test_what_is_near_the_border(rule: str, fired: int, failed: int) -> None:
    """How often the rule fires and fails; each of them was left out, or broke the index."""
    extra = {"extra": {"a": [1]}}
    tickets = [{"owner": "a1"}, {"owner": {"type": "agent", "key": "a1"}}, {"owner": None, **extra}]
    fixed = {"specversion": "1.0", "source": "/t", "time": "2026-03-02T10:00:00Z", "actor": "agent"}
    events: list[dict[str, Any]] = [
        {**fixed, "id": str(n), "type": "ticket.updated", "data": {"ticket": {"id": "t1", **ticket}}}
        for n, ticket in enumerate(tickets)
    ]
    with_customer = {"message": {"id": "m1"}, "ticket": {"id": "t1", "count": 0}, "customer": "c1"}
    events.append({**fixed, "id": "m", "type": "message.received", "data": with_customer})
    events.append({**events[-1], "id": "n", "data": {**with_customer, "ticket": {"id": "t1", "owner": "b"}}})
    records: dict[str, list[dict[str, Any]]] = {
        "agent": [{"id": "a1", "name": "bo"}],
        "customer": [{"id": "c1", "plan": "gold"}],
        "ticket": [{"id": "t1"}],
    }
    loaded = load(Case({"main.when": f"{_DESK} {rule} THEN set ticket.status to new"}, records, events))
    no_rule_is_left_out(loaded)
    found = decided(loaded)
    assert sum(len(one["fired"]) for one in found) == fired
    assert sum(len(one["failures"]) for one in found) == failed


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
