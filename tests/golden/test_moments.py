"""Each side of each boundary: when a rule fires and when it does not, to the microsecond. See `momentsfile.py`."""

from __future__ import annotations

import pytest

from tests.golden.moments import CASES, expected, played
from tests.golden.momentsfile import Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_moments(case: Case) -> None:
    assert played(case) == {row.line: expected(row) for row in case.rows}


def test_there_are_rows() -> None:
    assert sum(len(case.rows) for case in CASES) >= 300
