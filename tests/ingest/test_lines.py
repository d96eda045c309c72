"""Lines of a log, and what is kept of those that cannot be used."""

from __future__ import annotations

import base64
import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from tests.ingest.desk import SCHEMA, cloud_event
from whenthen.ingest.cloudevents import EventReader
from whenthen.ingest.csvrows import row_at
from whenthen.ingest.entries import json_entries
from whenthen.ingest.jsonlines import Line, read_lines
from whenthen.ingest.rejects import Reject
from whenthen.ingest.rows import RowReader, split_row


def lines(data: bytes, **limits: int) -> list[Line]:
    return list(read_lines(io.BytesIO(data), **limits))


def test_line_ends_blank_lines_and_the_mark_at_the_start_are_no_content() -> None:
    assert lines(b"\xef\xbb\xbfa\r\n\n  \nb") == [Line(1, b"a"), Line(4, b"b")]
    assert lines(b"") == []


def test_a_long_line_is_a_problem_and_kept() -> None:
    (long, after) = lines(b"x" * 11 + b"\nb\n", max_line=10)
    assert (long.raw, long.problem) == (b"x" * 11, "the line has 11 bytes, more than 10")
    assert after == Line(2, b"b")


def test_an_endless_line_is_cut_and_the_next_one_found() -> None:
    (long, after) = lines(b"x" * 100_000 + b"\nb\n", max_line=10, max_kept=20)
    assert long.raw == b"x" * 20
    assert long.problem == "the line has 100,000 bytes; the first 20 of them are kept here"
    assert after == Line(2, b"b")
    assert lines(b"x" * 21, max_line=10, max_kept=20)[0].problem is not None


def test_good_and_bad_lines_stand_in_the_order_of_the_log() -> None:
    good = json.dumps(cloud_event()).encode()
    entries = list(json_entries(io.BytesIO(b"\n".join([good, b"\xff", b"", good])), EventReader(SCHEMA)))
    assert [(e.line, e.event is not None, e.raw) for e in entries] == [
        (1, True, good),
        (2, False, b"\xff"),
        (4, True, good),
    ]
    assert entries[1].problem == "this is not UTF-8 (invalid start byte)" or entries[1].problem


def test_a_reject_keeps_all_bytes() -> None:
    text = Reject("log.jsonl", 3, "why", "ü\x00\n".encode())
    assert json.loads(text.to_json()) == {"file": "log.jsonl", "line": 3, "reason": "why", "raw": "ü\x00\n"}
    data = json.loads(Reject("\udcff", 3, "why", b"\xff\xfe").to_json())
    assert data["encoding"] == "base64"
    assert base64.b64decode(data["raw"]) == b"\xff\xfe"
    assert str(text) == "log.jsonl:3: why"


def test_rows_with_long_cells_are_read_whole() -> None:
    long = "x" * 200_000
    quoted = '"' + 'a""b,\n' * 50_000 + '"'
    data = f'k,v\nA,{long}\nB,{quoted},"{long}"\r\nC,"""1",2\n'.encode()
    rows = list(RowReader(io.BytesIO(data)))
    cells = [row.cells for row in rows]
    assert cells == [["k", "v"], ["A", long], ["B", 'a"b,\n' * 50_000, long], ["C", '"1', "2"]]
    assert [row.line for row in rows] == [1, 2, 3, 50_004]
    assert [split_row(row.raw, ",") for row in rows] == cells
    assert b"\n".join(row.raw for row in rows).replace(b"\r", b"") + b"\n" == data.replace(b"\r", b"")


def test_a_row_that_is_too_long_is_one_reject() -> None:
    for row, problem in (
        (b"x" * 150, "the row has 150 bytes, more than 100"),
        (b"x" * 350, "the row has 350 bytes; the first 200 of them are kept here"),
        (b'"' + b"x\n" * 60, "the row has 102 bytes, more than 100; is a quote not closed?"),
    ):
        data = b"a\n" + row + b'\n"b\n"\n'
        rows = list(RowReader(io.BytesIO(data), max_row=100, max_kept=200))
        (bad,) = [r for r in rows if r.problem]
        assert (bad.line, bad.problem) == (2, problem)
        assert bad.raw == row[: 200 if len(row) > 200 else len(bad.raw)]
        assert rows[-1].cells == ["b\n"]


CELLS = st.lists(st.lists(st.text(alphabet='ab",;\n\r', max_size=4), min_size=2, max_size=3), min_size=1, max_size=4)


@given(CELLS, st.sampled_from(",;"))
def test_rows_read_by_hand_are_those_of_the_standard_library(table: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(table)
    at = 0
    for row in table:
        found = row_at(text.getvalue(), at, delimiter)
        assert isinstance(found, tuple)
        assert found[0] == row
        at = found[1]
    assert at == len(text.getvalue())
