"""Properties of checked programs, held over generated ones.

A long run: `WHENTHEN_EXAMPLES=1000 pytest tests/properties`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from tests.properties.harness import RefusedError, load, run
from tests.properties.strategies.cases import Case, cases, make_case
from tests.properties.strategies.chooser import drawn, seeded
from tests.properties.strategies.mutations import changed
from tests.properties.strategies.settings import examples
from whenthen.session import RecordErrors

ROOT = Path(__file__).parents[2]


@examples()
@given(cases())
def test_the_package_agrees_with_a_plain_interpreter(case: Case) -> None:
    """So a generated program is checked without a problem, fails only as the language says, ends, and leaves records
    and effects of the declared types: `run` asks for all of it.
    """
    note(str(case))
    run(load(case))


@st.composite
def _changed_cases(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Case:
    choose = drawn(draw)
    case = make_case(choose, rules=3, events=4, careless=choose.chance(40))
    return case if choose.chance(30) else changed(case, choose)


@examples(1.5)
@given(_changed_cases())
def test_what_the_checker_lets_through_does_not_go_wrong(case: Case) -> None:
    """Of programs that were changed at a place or two some are refused; the others have all properties still."""
    note(str(case))
    try:
        run(load(case))
    except (RefusedError, RecordErrors):
        return


@examples(0.2)
@given(cases(rules=3, events=3))
def test_it_decides_the_same_when_it_is_loaded_again(case: Case) -> None:
    assert run(load(case)) == run(load(case))


def _digest(seeds: range) -> str:
    return hashlib.sha256(b"".join(run(load(make_case(seeded(seed), 3, 3))) for seed in seeds)).hexdigest()


def test_it_decides_the_same_in_another_process() -> None:
    """The order of Python's sets and the like, which another seed changes, is nowhere to be seen."""
    code = "from tests.properties.test_programs import _digest; print(_digest(range(10)))"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": f"{ROOT}/dsl{os.pathsep}{ROOT}"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == _digest(range(10))
