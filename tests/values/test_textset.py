"""Many parts and patterns at once find what is found one after the other, and leave nothing out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.strategies.settings import examples
from whenthen.values import textset
from whenthen.values.errors import ValueFailure
from whenthen.values.patterns import compile_pattern
from whenthen.values.text import fold
from whenthen.values.textset import TextSet

#: Letters with more than one spelling, marks, and what means something in a pattern or to its compiler.
LETTERS = (
    "abAſßséе\u0301\u0345ΐιΣςİıǆ\\.[](){}*+?|^$-/#&~,:=!<>_QEAzZx09 \t\n\r\v\x00\x1f\x7f\x85\xa0\u2028\ufeff\U0001f600"
)
PLACES = {"contains": str.__contains__, "starts": str.startswith, "ends": str.endswith}

texts = st.text(st.sampled_from(LETTERS), max_size=12)
parts = st.tuples(st.sampled_from(sorted(PLACES)), texts.map(fold).filter(bool))


def found(several: TextSet, text: str) -> list[int]:
    numbers = list(several.found_in(text))
    assert len(numbers) == len(set(numbers))
    return sorted(numbers)


@examples()
@given(st.lists(parts, max_size=8), texts, texts, st.data())
def test_parts_are_found_where_they_are(
    wanted: list[tuple[str, str]], before: str, after: str, data: st.DataObject
) -> None:
    middle = data.draw(st.sampled_from([part for _, part in wanted] or [""]))
    text = fold(data.draw(st.sampled_from([before + middle + after, middle + after, before + middle])))
    expected = [number for number, (place, part) in enumerate(wanted) if PLACES[place](text, part)]
    assert found(TextSet.of_parts(wanted), text) == expected


@pytest.mark.parametrize(
    "part", ["\\Q", "\\E", "a\\Eb", "(?i)a", "\x00", "a\nb", "^", "$", "\\", "é", "e\u0301", "\ud800"]
)
@pytest.mark.parametrize("place", sorted(PLACES))
def test_what_means_something_in_a_pattern_means_itself(place: str, part: str) -> None:
    several = TextSet.of_parts([(place, part), (place, "never")])
    for text in (part, f"x{part}", f"{part}x", f"x\n{part}", f"{part}\n", f"x{part}x", "", "x", "e", "A"):
        assert found(several, text) == ([0] if PLACES[place](text, part) else []), text


#: Valid and not, with every kind of thing that can stand in one.
ATOMS = (
    "a",
    "A",
    "b",
    "ß",
    "é",
    ".",
    "[ab]",
    "[^a]",
    r"\b",
    r"\B",
    r"\d",
    r"\w",
    r"\pL",
    r"\PL",
    "^",
    "$",
    r"\A",
    r"\z",
)
ATOMS += (
    "(a|b)",
    "(?:a)",
    "(?P<n>a)",
    "a|b",
    "|",
    "a*",
    "a+?",
    "b{2,3}",
    r"\n",
    r"\x00",
    r"\Qa.b\E",
    "(?i:a)",
    "(?s).",
)
patterns = st.tuples(
    st.lists(st.sampled_from(ATOMS), max_size=4).map("".join),
    st.sets(st.sampled_from("ims")).map(lambda flags: "".join(sorted(flags))),
)


@examples()
@given(st.lists(patterns, max_size=6), st.text(st.sampled_from("abABßéÉ.019_ \n\x00ſk\u212a"), max_size=8))
def test_patterns_are_found_where_they_are(wanted: list[tuple[str, str]], text: str) -> None:
    compiled = []
    for source, flags in wanted:
        try:
            compiled.append(((source, flags), compile_pattern(source, flags)))
        except ValueFailure:
            continue  # such as two groups of one name: a program that has it is refused
    expected = [number for number, (_, pattern) in enumerate(compiled) if pattern.search(text)]
    assert found(TextSet.of_patterns([written for written, _ in compiled]), text) == expected


def test_patterns_and_texts_in_two_spellings_of_one_letter() -> None:
    assert found(TextSet.of_patterns([("e\u0301", ""), ("^e", ""), ("\u00e9$", "")]), "\u00e9") == [0, 2]


def test_more_parts_than_one_set_holds() -> None:
    count = 2 * textset._MOST + 500
    several = TextSet.of_parts([("contains", f"<{number}>") for number in range(count)])
    assert found(several, "no part") == []
    for number in (0, 1, textset._MOST - 1, textset._MOST, textset._MOST + 1, 2 * textset._MOST, count - 1):
        assert found(several, f"see <{number}>") == [number]
    some = [7, textset._MOST + 7, 2 * textset._MOST + 7]
    assert found(several, " ".join(f"<{number}>" for number in some)) == some


def test_no_parts() -> None:
    assert found(TextSet.of_parts([]), "a") == []
    assert found(TextSet.of_patterns([]), "a") == []


def test_what_the_set_refuses_is_always_given() -> None:
    several = TextSet.of_patterns([("a", ""), ("(", ""), ("b", ""), ("x{1001}", "")])
    assert found(several, "") == [1, 3]
    assert found(several, "b") == [1, 2, 3]


def test_all_are_given_where_the_set_has_too_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = [(f"{chr(97 + n)}.{{{n}}}z", "") for n in range(20)]
    text = "".join(chr(97 + n % 20) for n in range(400)) + "z"
    expected = {n for n, (source, _) in enumerate(patterns) if compile_pattern(source).search(text)}
    given = []
    for memory in (1_000, 5_000, 10_000, 20_000, 400_000):
        monkeypatch.setattr(textset, "_MEMORY", memory)
        several = TextSet.of_patterns(patterns)
        assert set(found(several, text)) >= expected
        given.append(len(found(several, "")))
    assert given[0] == 20
    assert given[-1] == 0


def test_all_are_given_where_an_answer_has_too_little_memory() -> None:
    class NoRoom:
        def Match(self, data: bytes) -> None:  # noqa: N802 - as RE2 calls it
            return None

    several = TextSet.of_parts([("contains", "a"), ("ends", "b")])
    several._sets = [(NoRoom(), numbers) for _, numbers in several._sets]
    assert found(several, "q") == [0, 1]


def test_long_texts_have_all_patterns() -> None:
    """Where looking for one of them may be more work than one may be, and fails."""
    several = TextSet.of_patterns([("a", ""), ("zz", "i")])
    assert found(several, "b" * textset._LONGEST) == []
    assert found(several, "b" * (textset._LONGEST + 1)) == [0, 1]
    assert found(several, "é" * (textset._LONGEST // 2 + 1)) == [0, 1]


def test_long_texts_have_only_the_parts_that_are_in_them() -> None:
    several = TextSet.of_parts([("contains", "needle"), ("ends", "x"), ("starts", "x")])
    assert found(several, "b" * 200_000 + "needle" + "b" * 200_000 + "x") == [0, 1]
