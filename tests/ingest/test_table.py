"""From snapshots to events: order, differences, cells, and rows that cannot be used."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ingest.desk import SCHEMA
from whenthen.ingest.entries import Entry
from whenthen.ingest.mapping_reader import read_mapping
from whenthen.ingest.table import Table, open_table
from whenthen.runtime.apply import apply, initial_state
from whenthen.runtime.kernel import turn
from whenthen.runtime.model import Event, Patch
from whenthen.runtime.program import Program
from whenthen.source import Source
from whenthen.values.money import money
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet

MAPPING = """
record = "ticket"
key = "no"
missing = ["?"]
ties = ["rev"]
zone = "Europe/Berlin"
[time]
column = "at"
format = "%d.%m.%Y %H:%M"
[fields]
subject = "title"
"""


def table(rows: str | bytes, more: str = "", mapping: str = MAPPING) -> Table:
    read, problems = read_mapping(Source("m.toml", mapping + more), SCHEMA, ("customer", "agent"))
    assert read is not None, problems
    data = rows if isinstance(rows, bytes) else rows.encode()
    opened, problems = open_table(io.BytesIO(data), "t.csv", read, SCHEMA)
    assert opened is not None, problems
    return opened


def entries(rows: str | bytes, more: str = "", chunk: int = 2) -> list[Entry]:
    return list(table(rows, more).entries(chunk))


def said(entry: Entry) -> tuple[str, str, dict[str, Any]]:
    assert entry.event is not None, entry.problem
    patch = entry.event.patches[-1]
    return entry.event.type, patch.record.key, dict(patch.fields)


def test_rows_are_sorted_by_time_then_ties_then_their_order() -> None:
    rows = (
        "no,at,rev,title\n"
        "B,01.03.2026 10:00,2,second\n"
        "A,01.03.2026 11:00,0,last\n"
        "B,01.03.2026 10:00,10,third\n"
        "B,01.03.2026 10:00,1,first\n"
        "A,01.03.2026 10:00,10,after\n"
    )
    assert [said(e) for e in entries(rows)] == [
        ("ticket.created", "B", {"subject": "first"}),
        ("ticket.updated", "B", {"subject": "second"}),
        ("ticket.updated", "B", {"subject": "third"}),
        ("ticket.created", "A", {"subject": "after"}),
        ("ticket.updated", "A", {"subject": "last"}),
    ]


def test_an_update_says_what_is_different_and_clears_what_is_gone() -> None:
    rows = "no,at,rev,title,price\n" + "".join(
        f"A,01.03.2026 10:0{i},0,{title},{price}\n"
        for i, (title, price) in enumerate([("x", "1"), ("x", "1.0"), ("y", "?"), ("y", ""), ("y", "2")])
    )
    assert [fields for _, _, fields in map(said, entries(rows, 'price = "price"'))] == [
        {"subject": "x", "price": Decimal(1)},
        {},
        {"subject": "y", "price": None},
        {},
        {"price": Decimal(2)},
    ]


def test_cells_become_values_of_their_fields() -> None:
    more = """
    status = {column = "state", values = {"Waiting" = "on hold"}}
    tags = {column = "labels", separator = ";"}
    refund = {column = "amount", currency = "EUR"}
    spam = "spam"
    day = {column = "day", format = "%d/%m/%y"}
    due_at = {column = "due", format = "%Y%m%d%H%M", zone = "UTC"}
    requester = {column = "who", record = "customer", fields = {name = "who_name"}}
    followers = {column = "seen", separator = ",", record = "agent"}
    owner = {column = "owner", record = "team"}
    lines = {column = "labels", separator = ";"}
    nudges = {value = "3"}
    """
    rows = (
        "no,at,rev,title,state,labels,amount,spam,day,due,who,who_name,seen,owner\n"
        '"A",01.03.2026 10:00,0,"x, ""y""\nz",Waiting,a; b;,12.50,TRUE,05/03/26,202603051200,C1,Ada,"A1,A2",Billing\n'
    )
    (entry,) = entries(rows, more)
    assert entry.event is not None
    assert entry.event.patches[0] == Patch(Ref("customer", "C1"), {"name": "Ada"}, embedded=True)
    assert entry.event.patches[1] == Patch(Ref("team", "Billing"), {}, embedded=True)
    fields = entry.event.patches[2].fields
    assert fields["subject"] == 'x, "y"\nz'
    assert (fields["status"], fields["tags"], fields["lines"]) == ("on hold", ValueSet(["a", "b"]), ("a", "b"))
    assert (fields["refund"], fields["spam"], fields["nudges"]) == (money("12.50", "EUR"), True, Decimal(3))
    assert fields["day"].isoformat() == "2026-03-05"
    assert fields["due_at"].isoformat() == "2026-03-05T12:00:00+00:00"
    assert fields["followers"] == ValueSet([Ref("agent", "A1"), Ref("agent", "A2")])
    assert fields["owner"] == Ref("team", "Billing")
    assert entry.raw == rows.split("\n", 1)[1].rstrip("\n").encode()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (b"A,01.03.2026 10:00,0", "the row has 3 cells, the first row names 4 columns"),
        (b"A,1st of March,0,x", "column `at`: `1st of March` is not written like"),
        (b"A,?,0,x", "column `at`: the time of the snapshot is missing"),
        (b"A,29.03.2026 02:30,0,x", "clocks in Europe/Berlin jump over"),
        (b"A,25.10.2026 02:30,0,x", "show twice"),
        (b"A,01.03.2026 10:00,?,x", "column `rev`: the number that orders rows"),
        (b"A,01.03.2026 10:00,one,x", "column `rev`: `one` is not a number"),
        (b"?,01.03.2026 10:00,0,x", "column `no`: the key of the ticket is missing"),
        (b"A,01.03.2026 10:00,0,\xff", "this is not UTF-8"),
        (b'A,01.03.2026 10:00,0,"x"y', "this is no row of a CSV file"),
        (b'A,01.03.2026 10:00,0,"x', "this is no row of a CSV file"),
        (b"A,01.03.2026 10:00,0," + b"x" * 1_100_000, "subject: the text has 1,100,000 characters, more than"),
        (b"A,01.03.2026 10:00,0," + b"x" * 9_000_000, "the row has 9,000,021 bytes, more than 8,388,608"),
        (b'A,01.03.2026 10:00,0,"' + b"x" * 200_000 + b'"y', "this is no row of a CSV file"),
    ],
)
def test_a_row_that_cannot_be_used_is_kept_with_the_reason(row: bytes, words: str) -> None:
    found = entries(b"\xef\xbb\xbfno,at,rev,title\r\n\r\nB,01.03.2026 10:00,0,x\r\n" + row + b"\r\n")
    (bad,) = [entry for entry in found if entry.event is None]
    assert (bad.line, bad.raw) == (4, row)
    assert words in (bad.problem or "")
    assert len(found) == 2


def test_a_time_that_exists_twice_may_be_settled() -> None:
    rows = "no,at,rev,title\nA,25.10.2026 02:30,0,x\n"
    for word, hour in (("first", 0), ("second", 1)):
        mapping = MAPPING.replace("[fields]", f'twice = "{word}"\n[fields]')
        (entry,) = table(rows, mapping=mapping).entries()
        assert entry.event is not None
        assert entry.event.time.hour == hour


def test_a_snapshot_that_was_refused_does_not_count() -> None:
    rows = "no,at,rev,title\n" + "".join(f"A,01.03.2026 10:0{i},0,{t}\n" for i, t in enumerate("xyyz"))
    opened = table(rows)
    kinds = []
    for number, entry in enumerate(opened.entries()):
        kinds.append(said(entry))
        if number in (0, 2):
            opened.refuse_last()
    assert kinds == [
        ("ticket.created", "A", {"subject": "x"}),
        ("ticket.created", "A", {"subject": "y"}),
        ("ticket.updated", "A", {}),
        ("ticket.updated", "A", {"subject": "z"}),
    ]


def test_who_acted_may_stand_in_a_column() -> None:
    mapping = 'actor = {column = "by", values = {"Bot" = "system", "Ann" = "agent"}}\n' + MAPPING
    rows = "no,at,rev,title,by\nA,01.03.2026 10:00,0,x,Ann\nA,01.03.2026 10:01,0,x,Bot\nA,01.03.2026 10:02,0,x,Tom\n"
    found = list(table(rows, mapping=mapping).entries())
    assert [e.event and e.event.cause for e in found] == ["agent", "system", None]
    assert "`Tom` is none of" in (found[2].problem or "")


SNAPSHOTS = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.integers(0, 5),
        st.sampled_from(["x", "y", "a,b", 'q"q']),
        st.sampled_from(["?", "1", "2.5", "", "1e2"]),
        st.sampled_from(["", "C1", "C2"]),
    ),
    max_size=25,
)


@given(SNAPSHOTS, st.integers(1, 30))
def test_the_events_of_snapshots_lead_to_the_last_of_them(found: list[tuple[Any, ...]], chunk: int) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    rows = "no,at,rev,title,price,who\n" + "".join(
        f"{key},01.03.2026 10:0{minute},0,{cell(title)},{price},{who}\n" for key, minute, title, price, who in found
    )
    program = Program(SCHEMA, (), {})
    state = initial_state(program, [Patch(Ref("customer", key), {"name": key}) for key in ("C1", "C2")])
    more = 'price = "price"\nrequester = "who"'
    events: list[Event] = []
    for entry in entries(rows, more, chunk):
        assert entry.event is not None, entry.problem
        events.append(entry.event)
        apply(state, turn(program, state, entry.event))
    assert len(events) == len(found)
    assert [e.time for e in events] == sorted(e.time for e in events)
    for key, _, title, price, who in sorted(found, key=lambda row: row[1]):
        last = [row for row in sorted(found, key=lambda row: row[1]) if row[0] == key][-1]
        if last[2:] == (title, price, who):
            fields = state.records[Ref("ticket", key)].fields
            assert fields["subject"] == title
            assert fields["price"] == (None if price in ("", "?") else Decimal(price))
            assert fields["requester"] == (Ref("customer", who) if who else None)


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_rejects(data: bytes) -> None:
    for entry in entries(b"no,at,rev,title\n" + data):
        assert (entry.event is None) == bool(entry.problem)


def test_an_emptied_cell_means_the_default_again() -> None:
    more = """
    status = "state"
    nudges = "nudges"
    tags = {column = "labels", separator = ";"}
    price = "price"
    """
    rows = (
        "no,at,rev,title,state,nudges,labels,price\n"
        "A,01.03.2026 10:00,0,x,,,,\n"
        "A,01.03.2026 10:01,0,x,open,2,a,3\n"
        "A,01.03.2026 10:02,0,x,?,,,\n"
        "A,01.03.2026 10:03,0,x,,?,,\n"
    )
    program = Program(SCHEMA, (), {})
    state = initial_state(program, [])
    for entry in entries(rows, more):
        assert entry.event is not None, entry.problem
        apply(state, turn(program, state, entry.event))
    fields = state.records[Ref("ticket", "A")].fields
    assert (fields["status"], fields["nudges"], fields["tags"], fields["price"]) == ("new", 0, ValueSet(), None)
    last = [said(entry)[2] for entry in entries(rows, more)]
    assert last[2:] == [{"status": "new", "nudges": Decimal(0), "tags": ValueSet(), "price": None}, {}]


def test_a_record_that_a_row_names_is_introduced_once() -> None:
    more = """
    owner = {column = "owner", record = "team"}
    requester = {column = "who", record = "customer", fields = {name = "who"}}
    """
    rows = "no,at,rev,title,owner,who\n" + "".join(
        f"A,01.03.2026 10:0{i},0,x,{owner},{who}\n"
        for i, (owner, who) in enumerate([("Old", "c"), ("New", "c"), ("Old", "d"), ("New", "c"), ("", "")])
    )
    read, problems = read_mapping(Source("m.toml", MAPPING + more), SCHEMA)
    assert read is not None, problems
    opened, _ = open_table(io.BytesIO(rows.encode()), "t.csv", read, SCHEMA, [Ref("team", "Old")])
    assert opened is not None
    brought = []
    for number, entry in enumerate(opened.entries()):
        assert entry.event is not None, entry.problem
        owner = said(entry)[2].get("owner", "as before")
        assert owner == (Ref("team", "Old"), Ref("team", "New"), "as before", Ref("team", "New"), None)[number]
        brought.append([p.record.key for p in entry.event.patches if p.record.type == "team"])
        if number == 1:
            opened.refuse_last()
    assert brought == [[], ["New"], [], ["New"], []]
