"""The pages that are made from the standard library are what it says, and nothing of it is missing there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.reference import FUNCTIONS, HELPDESK, functions_page, helpdesk_page
from whenthen.builtins import NAMES

PAGES = [(FUNCTIONS, functions_page), (HELPDESK, helpdesk_page)]


@pytest.mark.parametrize(("path", "made"), PAGES, ids=lambda value: getattr(value, "stem", ""))
def test_the_page_is_what_the_library_says(path: Path, made: Callable[[], str]) -> None:
    if os.environ.get("WHENTHEN_ACCEPT"):
        path.write_text(made(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == made()


@pytest.mark.parametrize("name", NAMES)
def test_every_function_is_listed_once(name: str) -> None:
    assert FUNCTIONS.read_text(encoding="utf-8").count(f"\n- `{name}(") == 1
