"""Sorting on disk comes to the same as sorting in memory, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whenthen.ingest.sorting import Row, Sorter

ROWS = st.lists(
    st.tuples(st.integers(-(10**15), 10**15), st.decimals("-5", "5", places=1), st.binary(max_size=20)), max_size=40
)


@given(ROWS, st.integers(1, 5), st.integers(2, 3))
def test_tiny_chunks_come_to_the_same_as_plain_sorting(
    found: list[tuple[int, Decimal, bytes]], chunk: int, fan_in: int
) -> None:
    rows = [Row(time % 3 if i % 2 else time, (tie,), i, i + 1, raw) for i, (time, tie, raw) in enumerate(found)]
    with Sorter(chunk_rows=chunk, fan_in=fan_in) as sorter:
        for row in rows:
            sorter.add(row)
        assert list(sorter.in_order()) == sorted(rows, key=lambda row: row.sort_key)


def test_the_files_are_private_and_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with contextlib.suppress(KeyError), Sorter(chunk_bytes=1) as sorter:
        for number in range(5):
            sorter.add(Row(0, (), number, number, b"xx"))
        (folder,) = tmp_path.iterdir()
        assert folder.stat().st_mode & 0o077 == 0
        raise KeyError
    assert list(tmp_path.iterdir()) == []
