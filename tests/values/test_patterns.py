from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whenthen.values.errors import ValueFailure
from whenthen.values.patterns import MAX_PATTERN, capture, compile_pattern, search


def test_matching() -> None:
    assert search(compile_pattern("inv-[0-9]+", "i"), "see INV-17")
    assert not search(compile_pattern("inv-[0-9]+"), "see INV-17")
    assert search(compile_pattern("^b$", "m"), "a\nb\nc")
    assert not search(compile_pattern("^b$"), "a\nb\nc")
    assert search(compile_pattern("a.b", "s"), "a\nb")
    assert not search(compile_pattern("a.b"), "a\nb")
    assert search(compile_pattern("^.$"), "é")
    assert search(compile_pattern(r"\pL{3}"), "für")
    assert search(compile_pattern("cafe\u0301"), "café")


def test_captures() -> None:
    assert capture(compile_pattern(r"(x)?order (?P<n>[0-9]{6})"), "my order 123456!") == "123456"
    assert capture(compile_pattern("order ([0-9]+)"), "order 12") == "12"
    assert capture(compile_pattern("[0-9]+"), "order 12") == "12"
    assert capture(compile_pattern("a(b)?"), "a") is None
    assert capture(compile_pattern("a(b*)"), "a") == ""
    assert capture(compile_pattern("z"), "a") is None
    assert capture(compile_pattern("(ü+)"), "düüé") == "üü"


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a", r"a `\(` is not closed"),
        ("a)", r"a `\)` closes nothing"),
        ("[a", r"a `\[` is not closed"),
        ("*a", "nothing to repeat"),
        ("a{2000}", "more than 1000 times"),
        ("[z-a]", "runs backwards"),
        (r"\y", "an escape is not known"),
        (r"(a)\1", "an escape is not known"),
        ("(?=a)", "look-around"),
        ("a\\", "single"),
        (r"(\pL{100}){100}", "too"),
        (r"\pL{300}", "too large"),
        ("x" * (MAX_PATTERN + 1), "longer than 1000 characters"),
        ("\ud800", "not possible"),
    ],
)
def test_what_is_no_pattern_is_refused_in_plain_words(
    pattern: str, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueFailure, match=reason):
        compile_pattern(pattern)
    assert capfd.readouterr() == ("", "")


def test_flags() -> None:
    for flags in ("x", "ii", "I", "g"):
        with pytest.raises(ValueFailure, match="cannot have the flags"):
            compile_pattern("a", flags)


@given(st.text(st.sampled_from("ab(){}[]*+?|\\^$.<>=!:Pi0123456789,-é"), max_size=12), st.text(max_size=20))
def test_any_text_is_a_pattern_or_refused(pattern: str, text: str) -> None:
    try:
        compiled = compile_pattern(pattern, "i")
    except ValueFailure:
        return
    found = capture(compiled, text)
    assert found is None or search(compiled, text)


def test_linear_time() -> None:
    evil = compile_pattern("(a*)*(a|aa)*b")
    before = time.process_time()
    assert not search(evil, "a" * 200_000)
    assert time.process_time() - before < 5


def test_patterns_travel() -> None:
    pattern = compile_pattern("(b+)", "si")
    again = pickle.loads(pickle.dumps(pattern))
    assert again == pattern
    assert hash(again) == hash(pattern)
    assert again.capture("aBBc") == "BB"
    assert pattern != compile_pattern("(b+)")
    assert repr(pattern) == "/(b+)/is"


def test_half_characters_do_no_harm() -> None:
    assert capture(compile_pattern("a(.*)b"), "a\ud800b") == "?"
