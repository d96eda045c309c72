"""The index: what it finds is all that may fire; and the rules that are evaluated are as many as may fire, not as many
as there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any, cast
from unittest import mock

import attrs
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.facts import at, is_true, said
from tests.properties.harness import load
from tests.properties.strategies.cases import Case
from tests.properties.strategies.chooser import Chooser, drawn
from tests.properties.strategies.settings import examples
from tests.runtime import world
from tests.runtime.world import C1, T1, decide, event, fired, on, put, rule, state
from whenthen.runtime import chooser, index
from whenthen.runtime.index import Index
from whenthen.runtime.kernel import turn as decide_turn
from whenthen.runtime.model import Patch
from whenthen.runtime.probes import kind_of, probe_of
from whenthen.runtime.program import CompiledRule, OnChange, Program
from whenthen.runtime.turn import Turn
from whenthen.runtime.view import View
from whenthen.types.facts import (
    AFTER,
    CAUSE,
    CONTAINS,
    ENDS,
    FOLDED,
    KEYED,
    PLAIN,
    STARTS,
    Fact,
    HasMember,
    HasPattern,
    HasText,
    InRange,
    IsOneOf,
    IsThere,
    Need,
    Path,
)
from whenthen.values.durations import Duration
from whenthen.values.equality import equality_key
from whenthen.values.errors import ValueFailure
from whenthen.values.payloads import Payload
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import fold


class FakeTurn:
    """As much of a turn as a view looks at. Records that it does not have cannot be read."""

    def __init__(self, rows: dict[Ref, dict[str, Any]]) -> None:
        self.rows = _Rows(rows)

    def fold(self, text: str) -> str:
        return fold(text)


class _Rows(dict[Ref, dict[str, Any]]):
    def __missing__(self, ref: Ref) -> dict[str, Any]:
        raise ValueFailure(f"there is no {ref}")


def field(name: str, *more: tuple[str, str]) -> Path:
    return Path("ticket", (("ticket", name), *more))


def view_of(paths: Sequence[Path], rows: dict[Ref, dict[str, Any]], **told: Any) -> View:
    return View(cast(Turn, FakeTurn(rows)), {"ticket": T1}, paths, {f"@{name}": value for name, value in told.items()})


@contextmanager
def everything_probed() -> Iterator[None]:
    """An index that asks for whatever can be asked for, however little it saves."""
    with mock.patch.object(chooser, "_EVALUATION", 1e9), mock.patch.object(index, "_LEAF", 0):
        yield


# Probes -----------------------------------------------------------------------------------------------------------

HOURS = [Duration(0, hours * 3_600_000_000) for hours in range(4)]
DAYS = [dt.date(2026, 3, day) for day in range(1, 5)]
MOMENTS = [dt.datetime(2026, 3, 1, hour, tzinfo=dt.UTC) for hour in range(4)]
NUMBERS = [Decimal(text) for text in ("-1", "0", "1", "1.0", "2.5", "3")]
ODD = ["", "a", "A", "ß", "SS", "e\u0301", "é", "e", "a\nb", "a\x00b", "\\Q", "x\\Ey", ".*", "a.b", "ba", "\ud800"]
P = field("f")


def one_of(by: str, *keys: Any) -> IsOneOf:
    return IsOneOf(P, by, frozenset(keys))


def ranges(values: Sequence[Any]) -> list[Fact]:
    """Every range with these bounds, in and out, also those in which nothing lies."""
    ends = [None, *values]
    sides = [(low, high) for low in ends for high in ends]
    return [InRange(P, low, a, high, b) for low, high in sides for a in (True, False) for b in (True, False)]


PROBES: dict[str, tuple[list[Fact], list[Any]]] = {
    "choices and presence": (
        [one_of(PLAIN, "new"), one_of(PLAIN, "open", "new"), one_of(PLAIN), IsThere(P, True), IsThere(P, False)],
        [None, "new", "open", "closed"],
    ),
    "presence": ([IsThere(P, True), IsThere(P, False)], [None, Payload({"a": ()}), ("a",), ValueSet(["a"]), "", False]),
    "truth": ([one_of(PLAIN, True), one_of(PLAIN, False)], [None, True, False]),
    "numbers": ([one_of(PLAIN, number) for number in NUMBERS], [None, *NUMBERS, Decimal(7)]),
    "references": ([one_of(PLAIN, C1, T1), one_of(PLAIN, T1)], [None, C1, T1, Ref("team", "T1")]),
    "texts": ([one_of(FOLDED, fold(a), fold(b)) for a in ODD for b in ODD[:3]], [None, C1, *ODD]),
    "keys": (
        [one_of(KEYED, equality_key(value)) for value in (("a", "B"), ValueSet(["b", "A"]), "A", C1)],
        [None, ("A", "b"), ("b", "a"), ValueSet(["a", "B"]), "a", C1, ()],
    ),
    "members": (
        [HasMember(P, frozenset(map(equality_key, keys))) for keys in ([], ["A"], ["b"], ["a", "b"], ["ß", C1])],
        [None, (), ValueSet(), ("A", "x"), ValueSet(["B"]), ("SS",), tuple("xyzuvwab"), ValueSet("xyzuvwa"), (C1, "q")],
    ),
    "ranges of numbers": (
        ranges(NUMBERS),
        [None, *NUMBERS, Decimal("-7"), Decimal("0.5"), Decimal("1.00"), Decimal(9)],
    ),
    "ranges of durations": (ranges(HOURS), [None, *HOURS, Duration(1, 0), Duration(0, -1), Duration(0, 1)]),
    "ranges of dates": (ranges(DAYS), [None, *DAYS, dt.date(2020, 1, 1)]),
    "ranges of moments": (ranges(MOMENTS), [None, *MOMENTS, MOMENTS[0] - dt.timedelta(microseconds=1)]),
    "parts": (
        [HasText(P, where, frozenset([fold(part)])) for where in (CONTAINS, STARTS, ENDS) for part in ODD[1:-1]]
        + [HasText(P, CONTAINS, frozenset()), HasText(P, CONTAINS, frozenset(("q", "b")))],
        [None, C1, *ODD, *(f"{a}{b}" for a in ODD for b in ODD), "a\n", "\na"],
    ),
    "patterns": (
        [
            HasPattern(P, source, flags)
            for source in ("a", "^b", "b$", "a.b", "[é-ü]", r"\bA\b", "a|q", "(?P<n>e)", r"\x00", "e\u0301", "")
            for flags in ("", "i", "m", "s", "ims")
        ],
        [None, C1, *ODD, "a\nb\n", "q A q", "É", "Q"],
    ),
    "parts and patterns": ([HasText(P, ENDS, frozenset("b")), HasPattern(P, "^a", "")], [None, *ODD]),
}


@pytest.mark.parametrize("name", PROBES)
def test_a_probe_finds_exactly_what_is_true(name: str) -> None:
    facts, values = PROBES[name]
    (kind,) = {kind_of(fact) for fact in facts}
    probe = probe_of(kind, 0, [(fact, number) for number, fact in enumerate(facts)], list)
    for value in values:
        found = [number for bucket in probe.buckets(view_of([P], {T1: {"f": value}})) for number in bucket]
        expected = [number for number, fact in enumerate(facts) if is_true(fact, lambda _, value=value: value)]
        assert sorted(set(found)) == expected, value


def test_a_range_with_too_many_entries_to_be_kept_is_put_together_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whenthen.runtime.probes.RangeProbe.ROOM", 3)
    test_a_probe_finds_exactly_what_is_true("ranges of numbers")


# Paths ------------------------------------------------------------------------------------------------------------


def test_what_a_path_comes_to() -> None:
    plan, size = ("customer", "plan"), ("team", "size")
    paths = [
        field("requester"),
        field("requester", plan),
        field("owner", size),
        Path("message"),
        Path(AFTER),
        Path(CAUSE),
    ]
    rows: dict[Ref, dict[str, Any]] = {T1: {"requester": C1, "owner": C1}, C1: {"plan": "gold"}}
    view = view_of(paths, rows, after=Decimal(1), cause="rule")
    assert [view.value(n) for n in range(6)] == [C1, "gold", None, None, Decimal(1), "rule"]
    # Where a record or a text may be, there is a text.
    assert view_of(paths, {T1: {"owner": "Kim"}}).value(2) is None
    assert view_of(paths, {T1: {"requester": None}}).value(1) is None


def test_a_value_is_looked_up_again_when_it_was_written() -> None:
    plan = ("customer", "plan")
    paths = [field("requester", plan), field("count")]
    rows: dict[Ref, dict[str, Any]] = {T1: {"requester": C1, "count": 1}, C1: {"plan": "gold"}}
    view = view_of(paths, rows)
    turn_rows = view.turn.rows
    assert [view.value(0), view.value(1)] == ["gold", 1]
    turn_rows[C1] = {"plan": "free"}
    turn_rows[T1] = {"requester": C1, "count": 2}
    assert [view.value(0), view.value(1)] == ["gold", 1]
    view.forget(frozenset([plan]))
    assert [view.value(0), view.value(1)] == ["free", 1]
    turn_rows[T1] = {"requester": None, "count": 3}
    view.forget(frozenset([("ticket", "requester")]))
    assert [view.value(0), view.value(1)] == [None, 1]


# The tree ---------------------------------------------------------------------------------------------------------

FIELDS: dict[str, tuple[Any, ...]] = {
    "status": ("new", "open", "closed"),
    "subject": ("a", "ab", "B", "ß", ""),
    "tags": (ValueSet(), ValueSet(["a"]), ValueSet(["A", "b"])),
    "count": tuple(map(Decimal, range(5))),
    "note": (None, "a", "b\n"),
    "requester": (None, C1),
}
PLANS = ("free", "gold")
PLAN = field("requester", ("customer", "plan"))


def _fact(choose: Chooser) -> Fact:
    low, letter = choose.integer(0, 4), choose.pick(("a", "b", "ss"))
    return choose.pick(
        (
            IsOneOf(field("status"), PLAIN, frozenset(choose.some(FIELDS["status"], 0, 2))),
            IsOneOf(field("subject"), FOLDED, frozenset((letter, "ab"))),
            HasMember(field("tags"), frozenset(letter)),
            InRange(field("count"), Decimal(low), choose.chance(50), Decimal(choose.integer(0, 4)), choose.chance(50)),
            InRange(field("count"), None, False, Decimal(low), choose.chance(50)),
            HasText(field("subject"), choose.pick((CONTAINS, STARTS, ENDS)), frozenset((letter,))),
            HasPattern(field("note"), f"{letter}$", choose.pick(("", "m"))),
            IsThere(field(choose.pick(("note", "requester"))), choose.chance(50)),
            IsOneOf(PLAN, PLAIN, frozenset((choose.pick(PLANS),))),
        )
    )


def _needs(choose: Chooser) -> tuple[Need, ...]:
    return tuple([tuple([_fact(choose) for _ in range(choose.pick((1, 1, 2)))]) for _ in range(choose.integer(0, 4))])


def _row(choose: Chooser) -> dict[str, Any]:
    return {name: choose.pick(values) for name, values in FIELDS.items()}


@st.composite
def _worlds(draw: Any) -> tuple[list[tuple[Need, ...]], list[tuple[str, dict[str, Any], str]], bool]:
    """Entries; then rows of the ticket and plans of the customer, with which of the two was written."""
    choose = drawn(draw)
    entries = [_needs(choose) for _ in range(choose.integer(1, 12))]
    writes = [(choose.pick(("ticket", "customer")), _row(choose), choose.pick(PLANS)) for _ in range(4)]
    return entries, writes, choose.chance(70)


def may_fire(entries: Sequence[tuple[Need, ...]], rows: dict[Ref, dict[str, Any]]) -> set[int]:
    look = partial(at, given={"ticket": T1}, rows=rows)
    return {n for n, needs in enumerate(entries) if all(any(is_true(f, look) for f in need) for need in needs)}


@examples(2)
@given(_worlds())
def test_nothing_that_may_fire_is_left_out_also_after_writes(
    given: tuple[list[tuple[Need, ...]], list[tuple[str, dict[str, Any], str]], bool],
) -> None:
    entries, writes, every = given
    for number, needs in enumerate(entries):
        note(f"{number}: {'; '.join(map(said, needs))}")
    note(str(writes))
    with everything_probed() if every else mock.patch.object(index, "_LEAF", 1):
        several = Index(entries)
        _, row, plan = writes[0]
        rows: dict[Ref, dict[str, Any]] = {T1: row, C1: {"plan": plan}}
        view = view_of(several.paths, rows)
        found: list[int] = []
        several.root.find(view, found)
        assert set(found) >= may_fire(entries, rows)
        for what, row, plan in writes[1:]:
            if what == "ticket":
                old, new = rows[T1], row
                view.turn.rows[T1] = rows[T1] = new
                fields = frozenset(("ticket", name) for name in new if new[name] != old[name])
            else:
                view.turn.rows[C1] = rows[C1] = {"plan": plan}
                fields = frozenset([("customer", "plan")])
            view.forget(fields)
            again: list[int] = []
            several.root.find_again(view, fields, again)
            found += again
            fresh: list[int] = []
            several.root.find(view_of(several.paths, rows), fresh)
            assert set(fresh) >= may_fire(entries, rows)
            assert set(found) >= set(fresh)


def test_entries_of_one_fact_each_are_found_where_it_is_true_and_nowhere_else() -> None:
    entries: list[tuple[Need, ...]] = []
    for n in range(40):
        path = field("count")
        entries += [
            ((IsOneOf(field("subject"), FOLDED, frozenset((f"s{n}",))),),),
            ((HasMember(field("tags"), frozenset((f"t{n}",))),),),
            ((InRange(path, Decimal(10 * n), True, Decimal(10 * n + 9), False),),),
            ((HasText(field("note"), CONTAINS, frozenset((f"n{n}.",))),),),
        ]
    entries.append(())
    several = Index(entries)
    row = {"subject": "S3", "tags": ValueSet(["T4", "t5"]), "count": Decimal(69), "note": "see N7. and n8."}
    found: list[int] = []
    several.root.find(view_of(several.paths, {T1: row}), found)
    assert sorted(found) == sorted(may_fire(entries, {T1: row})) == [12, 17, 21, 31, 35, 160]


def test_an_entry_whose_need_has_no_fact_is_never_found() -> None:
    several = Index([((),), (), ((IsOneOf(field("status"), PLAIN, frozenset()),),)])
    found: list[int] = []
    with everything_probed():
        several.root.find(view_of(several.paths, {T1: {"status": "new"}}), found)
    assert 1 in found
    assert 0 not in found


def test_where_a_look_up_fails_all_are_found() -> None:
    gone = Ref("customer", "gone")
    entries: list[tuple[Need, ...]] = [((IsOneOf(PLAN, PLAIN, frozenset((plan,))),),) for plan in "abcdefgh"]
    with everything_probed():
        several = Index(entries)
        view = view_of(several.paths, {T1: {"requester": gone}})
        found: list[int] = []
        several.root.find(view, found)
        assert sorted(set(found)) == list(range(8))
        again: list[int] = []
        several.root.find_again(view, frozenset([("ticket", "requester")]), again)
        assert sorted(set(again)) == list(range(8))


# How many rules are evaluated ----------------------------------------------------------------------------------------


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
