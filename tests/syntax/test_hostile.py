"""Texts that nobody means well with: every one is answered, quickly, and within its own bounds."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.syntax.valid import VALID
from whenthen.diagnostics.codes import ALL
from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Source
from whenthen.syntax import decode, nodes, parse
from whenthen.syntax.characters import MAX_BYTES
from whenthen.syntax.walk import walk


def problems_of(text: str) -> tuple[Diagnostic, ...]:
    file, problems = parse(Source("test.when", text))
    for problem in problems:
        assert problem.code in ALL
        for span in (problem.span, *(label.span for label in problem.labels)):
            assert 0 <= span.start <= span.end <= len(text)
    for node in walk(file):
        assert 0 <= node.span.start <= node.span.end <= len(text)
    return problems


def codes_of(text: str) -> list[str]:
    return [problem.code for problem in problems_of(text)]


class TestBytes:
    def test_a_byte_order_mark_is_left_out(self) -> None:
        source, problems = decode("a.when", b"\xef\xbb\xbfLET x = 1")
        assert source is not None
        assert source.text == "LET x = 1"
        assert problems == ()

    @pytest.mark.parametrize(
        ("data", "guess"),
        [
            ("LET x = 1\n".encode("utf-16"), "UTF-16"),
            ("LET x = 1\nLET y = 'é'".encode("latin-1"), "Latin-1"),
            (b"\x00\x01\x80 LET", "not look like a text"),
        ],
    )
    def test_other_encodings_are_guessed(self, data: bytes, guess: str) -> None:
        source, (problem,) = decode("a.when", data)
        assert source is None
        assert problem.code == "S001"
        assert guess in (problem.help or "")

    def test_the_line_of_the_first_bad_byte_is_told(self) -> None:
        _, (problem,) = decode("a.when", b"LET x = 1\n\xff")
        assert "byte 11, in line 2" in problem.message

    def test_huge_files_are_refused(self) -> None:
        source, (problem,) = decode("a.when", b" " * (MAX_BYTES + 1))
        assert source is None
        assert problem.code == "S002"


class TestCharacters:
    @pytest.mark.parametrize("ending", ["\n", "\r\n"])
    def test_line_ends_do_not_matter(self, ending: str) -> None:
        assert codes_of(VALID.replace("\n", ending)) == []

    @pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u200b", "\ufeff", "\ud800"])
    def test_unseen_characters_are_shown_by_number(self, character: str) -> None:
        (problem,) = problems_of(f"LET x = 1{character}\n")
        assert problem.code == "S003"
        assert f"U+{ord(character):04X}" in problem.message
        assert character not in problem.message

    @pytest.mark.parametrize("place", ['LET x = "a{}"', "LET x = 1 # {}", "LET x{} = 1"])
    def test_bidirectional_characters_are_refused_everywhere(self, place: str) -> None:
        assert codes_of(place.replace("{}", "\u202e")) == ["S004"]

    def test_a_binary_file_is_not_answered_endlessly(self) -> None:
        assert len(problems_of("\x00" * 10_000)) < 30


class TestSize:
    @pytest.mark.parametrize(
        "text",
        [
            "LET x = " + "(" * 100_000,
            "LET x = " + "[" * 20_000 + "]" * 20_000,
            "LET x = " + "-" * 20_000 + "1",
            "LET x = " + "- " * 20_000 + "1",
            "LET x = " + "NOT " * 20_000 + "p",
            "LET x = 1" + " + 1" * 10_000,
            "LET x = p" + ".q" * 10_000,
            "LET x = p" + " otherwise q" * 10_000,
            "LET x = " + "{a: " * 5_000 + "1" + "}" * 5_000,
            "LET x = " + '"{' * 5_000,
            "RECORD r KEY k\n k: " + "list of " * 20_000 + "text",
            "RECORD r KEY k\n k: " + "(" * 20_000 + "text" + ")" * 20_000 + "?",
        ],
        ids=lambda text: text[:24],
    )
    def test_depth_is_bounded(self, text: str) -> None:
        problems_of(text)

    def test_long_conditions_are_flat(self) -> None:
        assert codes_of("LET x = p" + " AND q" * 10_000) == []
        assert codes_of("LET x = [1" + ", 1" * 10_000 + "]") == []

    def test_numbers_and_names_are_bounded(self) -> None:
        assert codes_of("LET x = " + "9" * 100_000) == ["S021"]
        assert codes_of("LET " + "x" * 100_000 + " = 1") == ["S024"]

    def test_recovery_takes_linear_time(self) -> None:
        broken = 'RULE "a"\n  WHEN ticket is created\n  IF ticket.vip &&\n  THEN close ticket\n\n' * 1_000
        started = time.perf_counter()
        assert codes_of(broken) == ["S051"] * 1_000
        assert time.perf_counter() - started < 10


class TestRecovery:
    def test_one_mistake_does_not_hide_the_next_item(self) -> None:
        file, problems = parse(Source("a", "LET p == 1\nLET b = 2\nLET c := 3\nLET d = 4"))
        assert [type(item).__name__ for item in file.items] == ["BrokenItem", "LetDeclaration"] * 2
        assert len(problems) == 2

    def test_a_broken_item_keeps_its_names(self) -> None:
        text = 'USE DATA "a.csv" AS team x\nRECORD r\nDEFINE ACTION f(x) AS\nEVENT p is q WITH 1\nRULE "t" &'
        file, _ = parse(Source("a", text))
        assert [item.names for item in file.items if isinstance(item, nodes.BrokenItem)] == [
            ("team",),
            ("r",),
            ("f",),
            ("p is q",),
            ("t",),
        ]

    def test_item_words_in_texts_are_no_items(self) -> None:
        text = 'RULE "a"\n  WHEN x is y\n  IF &&\n  THEN email z saying """\nUse the link.\nRecord it.\n"""\nLET b = 1'
        file, problems = parse(Source("a", text))
        assert len(problems) == 1
        assert [type(item).__name__ for item in file.items] == ["BrokenItem", "LetDeclaration"]

    def test_a_let_of_a_broken_rule_belongs_to_it(self) -> None:
        file, problems = parse(Source("a", 'RULE "a"\n  WHEN &&\nLET b = 1\n  THEN close x\nLET c = 1'))
        assert len(problems) == 1
        assert [type(item).__name__ for item in file.items] == ["BrokenItem", "LetDeclaration"]


_PIECES = re.findall(r'"""|"|\w+|\s+|[^\w\s]', VALID)
_NOISE = [
    *sorted(set(_PIECES)),
    "`",
    "\\",
    "\r",
    "\x00",
    "\u202e",
    "RULE",
    "TABLE",
    "MESSAGE x",
    "'",
    "”",
    "$5",
    "==",
    "",
]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, len(_PIECES)), st.integers(0, 8), st.sampled_from(_NOISE)), min_size=1, max_size=6
    )
)
def test_no_change_of_words_makes_the_parser_fail(changes: list[tuple[int, int, str]]) -> None:
    pieces = list(_PIECES)
    for place, removed, put in changes:
        pieces[place : place + removed] = [put]
    problems_of("".join(pieces))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(VALID)), st.integers(0, 3), st.text(max_size=2)), min_size=1, max_size=5))
def test_no_change_of_characters_makes_the_parser_fail(changes: list[tuple[int, int, str]]) -> None:
    text = VALID
    for place, removed, put in changes:
        text = text[:place] + put + text[place + removed :]
    problems_of(text)
