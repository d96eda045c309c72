"""The index: a probe finds what is true, a path what it comes to, and the tree all that may fire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any, cast
from unittest import mock

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.facts import at, is_true, said
from tests.properties.strategies.chooser import Chooser, drawn
from tests.properties.strategies.settings import examples
from tests.runtime.world import C1, T1, field
from whenthen.runtime import chooser, index
from whenthen.runtime.index import Index
from whenthen.runtime.probes import kind_of, probe_of
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
