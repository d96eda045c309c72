"""The faults still fit the source; whether they are caught takes minutes, and `python -m tests.faults.run` tells."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.faults.catalog import FAULTS
from tests.faults.fault import TESTS, Fault

ROOT = Path(__file__).parents[2]


def test_there_are_enough_of_each_kind() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 20
    assert {fault.room for fault in FAULTS} == set(TESTS)


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_fits_the_source(fault: Fault) -> None:
    text = (ROOT / fault.path).read_text(encoding="utf-8")
    assert text.count(fault.old) == 1
    ast.parse(text.replace(fault.old, fault.new))
