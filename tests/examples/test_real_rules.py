"""Rules of real help desks can be said in the language, with the help desk of the standard library."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import whenthen

RULES = Path(__file__).with_name("real_rules.when").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def problems() -> tuple[whenthen.Diagnostic, ...]:
    return whenthen.check(RULES)


def test_what_is_not_supported_yet_is_all_that_is_wrong(problems: tuple[whenthen.Diagnostic, ...]) -> None:
    assert [(problem.span.position, problem.message) for problem in problems if problem.code != "X001"] == []


def test_without_what_is_not_supported_yet_they_load(problems: tuple[whenthen.Diagnostic, ...]) -> None:
    items = [
        match.span() for match in re.finditer(r"^(?:RULE|CALENDAR) .*?(?=^\S|\Z)", RULES, re.MULTILINE | re.DOTALL)
    ]
    text = RULES
    for start, end in reversed(items):
        if any(start <= problem.span.start < end for problem in problems):
            text = text[:start] + text[end:]
    assert len(whenthen.load_text(text).rules) >= 54
