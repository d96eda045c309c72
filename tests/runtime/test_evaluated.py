"""With an index as many rules are evaluated as may fire, and not as many as there are."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import attrs

from tests.facts import at, is_true
from tests.properties.harness import load
from tests.properties.strategies.cases import Case
from tests.runtime import world
from tests.runtime.world import C1, T1, decide, event, field, fired, on, put, rule, state
from whenthen.runtime.kernel import turn as decide_turn
from whenthen.runtime.model import Patch
from whenthen.runtime.program import CompiledRule, OnChange, Program
from whenthen.runtime.turn import Turn
from whenthen.types.facts import CONTAINS, FOLDED, PLAIN, HasMember, HasText, InRange, IsOneOf, Need
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet


@attrs.define
class Counted:
    """Rules that count how often their conditions (and the comparisons of their triggers) are evaluated."""

    evaluated: int = 0

    def by_needs(self, id: str, *needs: Need, then: Any = lambda *_: None) -> CompiledRule:
        """A rule whose condition is what it needs."""

        def test(turn: Turn, ticket: Ref) -> bool:
            self.evaluated += 1
            look = partial(at, given={"ticket": ticket}, rows=turn.rows)
            return all(any(is_true(fact, look) for fact in need) for need in needs)

        made = rule(id, on("ticket.updated"), when=test, then=then)
        return attrs.evolve(made, needs=lambda number: needs)

    def program(self, made: Program) -> Program:
        """The same program, counting."""
        return attrs.evolve(made, rules=tuple(map(self._rule, made.rules)))

    def _rule(self, made: CompiledRule) -> CompiledRule:
        branches = tuple(attrs.evolve(b, test=self._calls(b.test)) for b in made.branches)
        triggers = tuple(
            attrs.evolve(t, matches=self._calls(t.matches)) if isinstance(t, OnChange) and t.matches else t
            for t in made.triggers
        )
        return attrs.evolve(made, branches=branches, triggers=triggers)

    def _calls(self, function: Any) -> Any:
        if function is None:
            return None

        def call(*arguments: Any) -> Any:
            self.evaluated += 1
            return function(*arguments)

        return call


def _desk(counted: Counted, n: int) -> list[CompiledRule]:
    """Five rules about one customer, tag, phrase and amount."""
    name = field("requester", ("customer", "name"))
    is_name = (IsOneOf(name, FOLDED, frozenset((f"customer {n}",))),)
    is_open = (IsOneOf(field("status"), PLAIN, frozenset(("open",))),)
    is_pending = (IsOneOf(field("status"), PLAIN, frozenset(("pending", "solved"))),)
    has_tag = (HasMember(field("tags"), frozenset((f"tag {n}", f"label {n}"))),)
    many = (InRange(field("nudges"), Decimal(3), False, None, False),)
    phrases = (HasText(field("subject"), CONTAINS, frozenset((f"phrase {n}.", f"words {n}."))),)
    amount = (InRange(field("nudges"), Decimal(10 * n), True, Decimal(10 * n + 5), True),)
    return [
        counted.by_needs(f"{n} a", is_open, is_name),
        counted.by_needs(f"{n} b", is_name, is_pending),
        counted.by_needs(f"{n} c", has_tag, many),
        counted.by_needs(f"{n} d", is_open, phrases),
        counted.by_needs(f"{n} e", amount),
    ]


def test_of_ten_thousand_rules_as_many_are_evaluated_as_may_fire() -> None:
    counted = Counted()
    several = world.program(*[one for n in range(2_000) for one in _desk(counted, n)])
    for n, amount in ((0, 5), (7, 3), (1_234, 77), (1_999, 1_998)):
        counted.evaluated = 0
        patch = Patch(
            T1,
            {
                "subject": f"Hello! Phrase {n}. And more words {n + 1}0.",
                "tags": ValueSet([f"TAG {n}", "vip", "seen"]),
                "nudges": Decimal(10 * amount + 5),
                "requester": C1,
            },
        )
        customer = Patch(C1, {"name": f"Customer {n}"})
        found = fired(decide_turn(several, state(), event("ticket.updated", customer, patch)))
        expected = {f"{n} a", f"{n} c", f"{n} d", f"{amount} e"}
        # The other phrase may be that of another desk.
        assert expected <= set(found) <= {*expected, f"{n + 1}0 d"}
        assert counted.evaluated <= len(found) + 4


def test_a_rule_without_facts_is_evaluated_always() -> None:
    counted = Counted()
    rules = [one for n in range(1, 100) for one in _desk(counted, n)]
    with_others = [*rules, counted.by_needs("always")]
    assert fired(decide(with_others, event("ticket.updated"))) == ["always"]
    assert 1 <= counted.evaluated <= 5


def test_what_a_rule_writes_brings_others_and_not_all() -> None:
    """A chain: each rule writes what the next one asks for."""
    counted = Counted()

    def at_step(n: int) -> CompiledRule:
        asked = (IsOneOf(field("note"), FOLDED, frozenset((f"step {n}",))),)
        return counted.by_needs(f"{n:03}", asked, then=put("note", f"step {n + 1}"))

    found = fired(decide(map(at_step, range(500)), event("ticket.updated", Patch(T1, {"note": "step 480"}))))
    assert found == [f"{n:03}" for n in range(480, 500)]
    assert counted.evaluated <= len(found) + 4


SCHEMA = """
RECORD customer KEY id
  id: text
  plan: free | silver | gold default free
RECORD ticket KEY id
  id: text
  subject: text default ""
  queue: text default ""
  priority: low < normal < high default normal
  tags: set of text default []
  amount: number default 0
  waited: duration default 0 hours
  requester: customer?
ALIAS customer = ticket.requester
EVENT ticket is updated
DEFINE pressing AS ticket.priority is at least high AND ticket.waited > 2 hours
"""


def _text(n: int) -> str:
    """One of eight shapes of rules."""
    condition, then = (
        (f'ticket.queue is "queue {n}" AND ticket.priority is normal', ""),
        (f'ticket.tags contains any of ["tag {n}", "label {n}"] AND customer.plan is gold', ""),
        (f'ticket.subject contains "phrase {n}." AND ticket.amount >= 10', ""),
        (f"ticket.amount is between {10 * n} and {10 * n + 5}", ""),
        (f'pressing AND (ticket.queue is "queue {n}" OR ticket.tags contains "tag {n}")', ""),
        (f"ticket.subject matches /^order {n}\\b/i", ""),
        (f'NOT (ticket.queue is not "queue {n}")', f'set ticket.queue to "queue {n + 1}"'),
        (f'ticket.subject starts with "[{n}]" OR ticket.subject ends with "({n})"', ""),
    )[n % 8]
    then = then if then.startswith("set") else f'add "seen {n}" to ticket.tags'
    return f'RULE "rule {n}"\n  WHEN ticket is updated\n  IF {condition}\n  THEN {then}\n'


def _events(*tickets: dict[str, Any]) -> list[dict[str, Any]]:
    fixed = {"specversion": "1.0", "source": "/test", "type": "ticket.updated", "time": "2026-03-02T10:00:00Z"}
    return [
        {**fixed, "id": str(n), "actor": "agent", "data": {"ticket": {"id": "t1", **ticket}}}
        for n, ticket in enumerate(tickets)
    ]


RECORDS = {"customer": [{"id": "c1", "plan": "gold"}], "ticket": [{"id": "t1", "requester": "c1"}]}


def test_of_rules_in_texts_few_are_evaluated_also_after_writes() -> None:
    counted = Counted()
    loaded = load(Case({"main.when": SCHEMA + "".join(map(_text, range(400)))}, RECORDS, []))
    session = attrs.evolve(loaded, program=counted.program(loaded.program)).session()
    events = _events(
        {"queue": "Queue 16"},
        {"tags": ["tag 17", "other"], "queue": ""},
        {"subject": "see phrase 26. now", "amount": 12, "tags": []},
        {"priority": "high", "waited": "PT3H", "tags": ["tag 20"], "amount": 0, "subject": ""},
        {"subject": "Order 29 is late", "tags": []},
        {"queue": "queue 22", "subject": ""},
        {"subject": "[31] hello (47)"},
        {"subject": "nothing of the kind"},
    )
    numbers = []
    for one in events:
        counted.evaluated = 0
        found = [firing.title for decision in session.process(one) for firing in decision.fired]
        numbers.append([int(title.removeprefix("rule ")) for title in found])
        assert counted.evaluated <= len(found) + 4, found
    assert numbers == [[16], [17], [26], [20], [29], [22], [31, 47], []]


def test_changes_are_looked_up_by_field_and_value() -> None:
    text = SCHEMA
    for n in range(500):
        text += f'RULE "to {n}" WHEN ticket.queue changes to "x_{n}" THEN add "t{n}" to ticket.tags\n'
        when = f'ticket.queue changes from "x_{n}"'
        text += f'RULE "if {n}" WHEN {when} IF ticket.amount is {n} THEN add "f" to ticket.tags\n'
    counted = Counted()
    loaded = load(Case({"main.when": text}, RECORDS, []))
    session = attrs.evolve(loaded, program=counted.program(loaded.program)).session()
    told = []
    for one in _events({"queue": "X_7"}, {"queue": "x_8", "amount": 7}, {"queue": "other"}, {"amount": 3}):
        counted.evaluated = 0
        told.append(sorted(firing.title for decision in session.process(one) for firing in decision.fired))
        assert counted.evaluated <= 6
    assert told == [["to 7"], ["if 7", "to 8"], [], []]
