"""Files and what they look like formatted: `cases/NAME.when` and `cases/NAME.formatted.when`.

`WHENTHEN_ACCEPT=1` writes the second ones anew; read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.format.checking import formatted

_CASES = sorted(path for path in (Path(__file__).parent / "cases").glob("*.when") if ".formatted" not in path.name)


@pytest.mark.parametrize("path", _CASES, ids=lambda path: path.stem)
def test_a_case(path: Path) -> None:
    expected = path.with_suffix(".formatted.when")
    printed = formatted(path.read_bytes().decode("utf-8"))
    if os.environ.get("WHENTHEN_ACCEPT"):
        expected.write_bytes(printed.encode("utf-8"))
    assert printed == expected.read_bytes().decode("utf-8")


@pytest.mark.parametrize("path", _CASES, ids=lambda path: path.stem)
def test_a_case_with_the_line_ends_of_windows(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert formatted(text.replace("\n", "\r\n")) == formatted(text).replace("\n", "\r\n")


@pytest.mark.parametrize("path", _CASES, ids=lambda path: path.stem)
def test_code_is_no_wider_than_a_line(path: Path) -> None:
    """Only what cannot be parted is wider: a text with the words that belong to it, and comments."""
    for line in formatted(path.read_bytes().decode("utf-8")).splitlines():
        code = re.sub(r"\s*#.*", "", line)
        assert len(code) <= 100 or '"' in code, line
