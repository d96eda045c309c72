"""Lines of a log, and what is kept of those that cannot be used."""

from __future__ import annotations

import base64
import io
import json

from tests.ingest.desk import SCHEMA, cloud_event
from whenthen.ingest.cloudevents import EventReader
from whenthen.ingest.entries import json_entries
from whenthen.ingest.jsonlines import Line, read_lines
from whenthen.ingest.rejects import Reject


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
