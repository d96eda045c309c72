"""Patterns of paths: what they fit, which are refused, and that none takes for ever."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whenthen.lint.reporting.paths import fits, problem_of


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        ("a.when", ["a.when"], ["x/a.when", "b.when", "a.whe", "A.when"]),
        ("*.when", ["a.when", ".when"], ["x/a.when", "a.txt"]),
        ("a?.when", ["ab.when"], ["a.when", "abc.when", "a/.when"]),
        ("legacy/*.when", ["legacy/a.when"], ["a.when", "legacy/x/a.when", "x/legacy/a.when"]),
        ("legacy/**", ["legacy/a.when", "legacy/x/y/a.when"], ["legacy.when", "legacyx/a.when"]),
        ("legacy/", ["legacy/a.when", "legacy/x/y/a.when"], ["legacy.when", "x/legacy/a.when"]),
        ("legacy", ["legacy/a.when", "legacy/x/y/a.when"], ["legacy.when", "x/legacy/a.when", "legacyx/a.when"]),
        ("**/old", ["old/a.when", "x/old/y/a.when"], ["old.when", "x/older/a.when"]),
        ("legac?", [], ["legacy/a.when"]),
        ("**/mail.when", ["mail.when", "x/mail.when", "x/y/mail.when"], ["x/email.when"]),
        ("a/**/b/*.when", ["a/b/x.when", "a/1/2/b/x.when", "a/b/b/x.when"], ["a/x.when", "b/x.when"]),
        ("**", ["a.when", "x/y.when"], ["../a.when"]),
        ("*", ["a.when"], ["x/a.when", "../a.when"]),
        ("b\u00fcro/*", ["bu\u0308ro/a.when"], []),
        ("*a*b*", ["ab", "xaxbx", "aab"], ["ba", "b", "a"]),
    ],
)
def test_what_fits(pattern: str, fitting: list[str], others: list[str]) -> None:
    assert problem_of(pattern) is None
    assert [path for path in fitting if not fits(pattern, path)] == []
    assert [path for path in others if fits(pattern, path)] == []


def translated(pattern: str) -> str:
    """The pattern for `re`, by the definition."""
    parts = [
        r"(?:[^/]+/)*" if part == "**" else "".join({"*": "[^/]*", "?": "[^/]"}.get(c, c) for c in part) + "/"
        for part in pattern.split("/")
    ]
    return "".join(parts) + ("" if set(pattern.split("/")[-1]) & set("*?") else r"(?:[^/]+/)*")


names = st.text("ab", min_size=1, max_size=4)


@given(
    st.lists(st.text("ab*?", min_size=1, max_size=5).filter(lambda p: "**" not in p) | st.just("**"), max_size=4),
    st.lists(names, min_size=1, max_size=5),
)
def test_it_fits_as_defined(parts: list[str], row: list[str]) -> None:
    pattern = "/".join(parts) or "a"
    path = "/".join(row)
    assert fits(pattern, path) == bool(re.fullmatch(translated(pattern), f"{path}/"))


def test_no_pattern_takes_for_ever() -> None:
    assert not fits("*a" * 500 + "b", "a" * 2000)
    assert not fits("**/a/" * 200 + "b", "a/" * 500 + "c")
    assert not fits("**/*a*a*a*b/" * 20 + "x", "aaaaaaaa/" * 200)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("../x/*.when", "the pattern `../x/*.when` leaves the folder of this file"),
        ("a/../../b", "the pattern `a/../../b` leaves the folder of this file"),
        ("/x", "the pattern `/x` is absolute"),
        ("C:/x", "the pattern `C:/x` is absolute"),
        ("a\\b", "the pattern `a\\b` has `\\` in it"),
        ("a//b", "the pattern `a//b` has a folder without a name"),
        ("./a", "the pattern `./a` has a folder without a name"),
        ("", "the pattern `` has a folder without a name"),
        ("a**", "`**` stands beside letters in the pattern `a**`"),
        ("***", "`**` stands beside letters in the pattern `***`"),
        ("{a,b}.when", "`{` means nothing in the pattern `{a,b}.when`"),
        ("[ab].when", "`[` means nothing in the pattern `[ab].when`"),
        ("!a", "`!` means nothing in the pattern `!a`"),
    ],
)
def test_what_is_refused(pattern: str, message: str) -> None:
    problem = problem_of(pattern)
    assert problem is not None
    assert problem[0] == message
