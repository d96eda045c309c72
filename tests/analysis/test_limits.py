"""Texts that lead far: chains of definitions and nesting end in a diagnostic or work, never in a Python error."""

from __future__ import annotations

import itertools

import pytest

import whenthen
from whenthen.analysis.effects import DEEPEST

EVENT = {
    "specversion": "1.0",
    "id": "1",
    "source": "test",
    "type": "ticket.created",
    "time": "2026-11-02T09:00:00Z",
    "data": {"ticket": {"id": "T1", "created_at": "2026-11-02T09:00:00Z", "requester": {"id": "c1"}, "tags": ["x"]}},
}
LOOP = "any t{n} in ticket.tags where ("


def chain(links: int, body: str) -> str:
    """A chain of definitions, the last of which comes first: the order of use is not that of the text."""
    lines = [f"DEFINE d{i} AS {body.format(inner=f'd{i + 1}')}" for i in range(links)]
    return "USE helpdesk\n" + "\n".join([*lines, f"DEFINE d{links} AS ticket.nudges is 0"])


def rule(condition: str) -> str:
    return f'\nRULE "x"\n  WHEN ticket is created\n  IF {condition}\n  THEN add "y" to ticket.tags\n'


def test_a_long_chain_is_refused() -> None:
    found = whenthen.check(chain(3000, "{inner} AND ticket.nudges < 9"))
    assert {d.code for d in found} == {"N208"}


def test_the_longest_chain_that_is_allowed_runs() -> None:
    text = chain(DEEPEST - 1, "{inner} AND ticket.nudges < 9") + rule("d0")
    decision = whenthen.load_text(text).session().decide(EVENT)
    assert [firing.title for firing in decision.fired] == ["x"]


@pytest.mark.parametrize("loops", [1, 4, 19])
def test_loops_in_chains_run_or_are_refused(loops: int) -> None:
    body = "".join(LOOP.format(n=n) for n in range(loops)) + "{inner}" + ")" * loops
    for links in (1, 3, 10, 49):
        text = chain(links, body) + rule("d0")
        codes = {d.code for d in whenthen.check(text)}
        if links * (loops + 1) + 1 > DEEPEST:
            assert codes == {"N208"}
        else:
            assert not codes
            assert whenthen.load_text(text).session().decide(EVENT).fired


def test_what_doubles_is_refused() -> None:
    lists = "\n".join(f"LET l{i} = [l{i - 1}, l{i - 1}]" for i in range(1, 30))
    assert "N208" in {d.code for d in whenthen.check(f'LET l0 = ["x"]\n{lists}\n')}


@pytest.mark.parametrize("count", [7, 11])
def test_choice_values_with_the_names_of_definitions(count: int) -> None:
    """They mislead the order of use; long chains of such names are refused, short ones are not."""
    names = ["open", "pending", "solved", "closed", "high", "low", "normal", "urgent", "free", "gold", "silver"][:count]
    text = "\n".join(f"DEFINE {one} AS {other}" for one, other in itertools.pairwise(names))
    last = f"DEFINE {names[-1]} AS ticket.status is open AND ticket.nudges > 1"
    codes = {d.code for d in whenthen.check(f"USE helpdesk\n{text}\n{last}")}
    assert codes == (set() if count == 7 else {"N208"})
