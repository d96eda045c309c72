"""What fixes make of the broken texts: `mended.txt` has, for each text, the lines before and after.

Read the difference after `WHENTHEN_ACCEPT=1`: a fix that is wrong is worse than none.
"""

from __future__ import annotations

import difflib
import itertools
import os
from collections import Counter
from pathlib import Path

import pytest

from tests.lint.cases import mend
from tests.syntax.test_broken import CASES, LINE
from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Source
from whenthen.syntax import parse

GOLDEN = Path(__file__).parent / "mended.txt"


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8").partition(LINE)[0]


def fixable(text: str) -> list[Diagnostic]:
    _, found = parse(Source("broken.when", text))
    return [d for d in found if d.fix is not None]


def mended(text: str, found: list[Diagnostic]) -> str:
    return mend({"broken.when": text}, found)["broken.when"]


def shown(path: Path) -> str:
    """What the fixes of a text say and do; empty where it has none."""
    text = read(path)
    found = fixable(text)
    if not found:
        return ""
    titles = [f"  {d.code} {'safe' if d.fix.safe else 'unsafe'}: {d.fix.title}" for d in found if d.fix]
    lines = difflib.ndiff(text.splitlines(), mended(text, found).splitlines())
    changes = [f"    {line.rstrip()}" for line in lines if line[:2] in ("- ", "+ ")]
    whole = "\n".join([path.stem, *titles, *changes, ""])
    return "".join(char if char == "\n" or char.isprintable() else repr(char)[1:-1] for char in whole)


def test_what_the_fixes_make_of_broken_texts() -> None:
    made = "\n".join(filter(None, map(shown, CASES)))
    if os.environ.get("WHENTHEN_ACCEPT"):
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [path for path in CASES if fixable(read(path))], ids=lambda path: path.stem)
class TestEveryFix:
    def test_ends_what_it_is_for(self, path: Path) -> None:
        """Applied as often as there are any, fixes come to an end, and what has a fix is gone."""
        text = read(path)
        for _ in range(12):
            found = fixable(text)
            if not found:
                break
            again = mended(text, found)
            assert again != text
            text = again
        assert not fixable(text)

    def test_alone_ends_its_own_mistake(self, path: Path) -> None:
        text = read(path)
        _, before = parse(Source("broken.when", text))
        for d in fixable(text):
            _, after = parse(Source("broken.when", mended(text, [d])))
            said = (d.code, d.message)
            counts = [Counter((o.code, o.message) for o in found) for found in (before, after)]
            assert counts[1][said] < counts[0][said], said

    def test_takes_no_comment_away(self, path: Path) -> None:
        text = read(path)
        assert mended(text, fixable(text)).count("#") >= text.count("#")

    def test_stays_in_its_file_and_does_not_overlap(self, path: Path) -> None:
        text = read(path)
        for d in fixable(text):
            assert d.fix is not None
            spans = sorted((e.span.start, e.span.end) for e in d.fix.edits)
            assert all(0 <= start <= end <= len(text) for start, end in spans)
            assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))


RULE = 'RULE "r"\n  WHEN ticket is created\n  {}\n'


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("IF p == b AND c THEN stop", "IF p is b AND c THEN stop"),
        ("IF p==b THEN stop", "IF p is b THEN stop"),
        ("IF !(p is b) THEN stop", "IF NOT (p is b) THEN stop"),
        ("IF p is one of open, pending AND b is c THEN stop", "IF p is one of [open, pending] AND b is c THEN stop"),
        ("IF 1 < p.b <= 5 OR c THEN stop", "IF 1 < p.b AND p.b <= 5 OR c THEN stop"),
        ("IF p is equal to 3 THEN stop", "IF p is 3 THEN stop"),
        ("IF p is above 5pm THEN stop", "IF p is above 17:00 THEN stop"),
        ("IF p is above 12 am THEN stop", "IF p is above 00:00 THEN stop"),
        ("IF p is 22/11/2026 THEN stop", "IF p is 2026-11-22 THEN stop"),
        ("IF count of p.b > 2 THEN stop", "IF count(p.b) > 2 THEN stop"),
        ("THEN:stop", "THEN stop"),
        ("THEN close ticket ; # why", "THEN close ticket # why"),
        ("THEN p.b = p.b + 1", "THEN set p.b to p.b + 1"),
        ('THEN add "{{p.b}}" to c.d', 'THEN add "{p.b}" to c.d'),
        ('THEN add "x {p otherwise "b"}" to c.d', 'THEN add """x {p otherwise "b"}""" to c.d'),
        ("THEN email p about: “b”", 'THEN email p about "b"'),
    ],
)
def test_what_a_fix_makes(written: str, made: str) -> None:
    text = RULE.format(written)
    while found := fixable(text):
        text = mended(text, found)
    assert text == RULE.format(made)


@pytest.mark.parametrize(
    "written",
    [
        "IF p is one of open or pending THEN stop",
        "IF p is one of open, pending or solved THEN stop",
        "IF p is equal to or greater than 3 THEN stop",
        "IF p is not set to open THEN stop",
        'IF p like "%x%" THEN stop',
        'IF p has not "x" THEN stop',
        "IF p contains 'it''s' THEN stop",
        "IF p contains 'say \"x\"' THEN stop",
        "IF p contains 'x {b}' THEN stop",
        "IF p matches /x/m THEN stop",
        "IF p is 11/12/2026 THEN stop",
        "IF p is above 13 pm THEN stop",
        "IF p is more than 5 days THEN stop",
        "IF p > 1,000,000 THEN stop",
        "IF p > 5% THEN stop",
        "IF (p is b THEN stop",
        "UNLESS p is b OR c THEN stop",
        "THEN increase p.b to 5",
        'THEN remove "x" to p.b',
        "THEN p.b += 1",
        "THEN add \"x {p otherwise 'b'}\" to c.d",
        'THEN add "C:\\users" to c.d',
        'THEN add "{{p.b} {c}}" to c.d',
        'THEN add "x {p otherwise "b" to c.d',
        "THEN close ticket /* why */",
    ],
)
def test_what_only_its_author_can_mend(written: str) -> None:
    _, found = parse(Source("broken.when", RULE.format(written)))
    assert [d.fix for d in found if d.fix is not None] == []


def test_a_setting_moves_with_its_comment() -> None:
    text = 'RULE "r"\n  WHEN ticket is created\n  OWNER "me" # for now\n  THEN stop\n'
    assert mended(text, fixable(text)) == 'RULE "r"\n  OWNER "me" # for now\n  WHEN ticket is created\n  THEN stop\n'
