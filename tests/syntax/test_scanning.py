"""The common words are found without the lexer: each is what the lexer says that it is."""

from __future__ import annotations

import random
import re
from pathlib import Path

import attrs
import pytest

from tests.syntax.valid import VALID
from whenthen import resources
from whenthen.source import Source
from whenthen.syntax import parse
from whenthen.syntax.scanning import WordsOfStates, _without_lookahead, common
from whenthen.syntax.tables import tables
from whenthen.syntax.walk import same_tree, walk

BROKEN = Path(__file__).parent / "broken"
TEXTS = [VALID, resources.library("helpdesk") or "", *(path.read_text("utf-8") for path in sorted(BROKEN.iterdir()))]
STRANGE = [
    "\u017fet",
    "\u212aey",
    "no\u0301",
    "\u0130s",
    "_",
    "\u00e9",
    "``",
    "data",
    "group",
    "any",
    "no",
    "1:00",
    ".",
]


def _damaged(text: str, source: random.Random) -> str:
    """The text with a word of its own or a strange one in another place."""
    words = re.findall(r"\w+|\S", text)
    at = source.choice([found.start() for found in re.finditer(r"\b", text)])
    return text[:at] + source.choice([*words, *STRANGE]) + source.choice(["", " "]) + text[at:]


def test_texts_are_read_as_by_the_lexer_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    source = random.Random(1)
    texts = [*TEXTS, *(_damaged(source.choice(TEXTS), source) for _ in range(200))]
    read = [parse(Source("test.when", text)) for text in texts]
    ignored = re.compile(r"(?:\s|#[^\r\n]*)*").match
    monkeypatch.setattr("whenthen.syntax.reader.common", lambda: attrs.evolve(common(), match=ignored))
    for text, (tree, problems) in zip(texts, read, strict=True):
        other, other_problems = parse(Source("test.when", text))
        assert same_tree(tree, other)
        assert _places(tree) == _places(other)
        assert [(p.message, p.span.start) for p in problems] == [(p.message, p.span.start) for p in other_problems]


def _places(tree: object) -> list[tuple[int, int]]:
    return [(node.span.start, node.span.end) for node in walk(tree)]  # type: ignore[arg-type]


def test_nothing_begins_like_what_is_passed_over() -> None:
    lexer = tables().lexer.root_lexer
    for name, terminal in lexer.terminals_by_name.items():
        if name not in lexer.ignore_types:
            assert not re.match(terminal.pattern.to_regexp(), " # x"), name
            assert not re.match(terminal.pattern.to_regexp(), "# x"), name


def test_words_that_hang_on_what_follows_are_left_to_the_lexer() -> None:
    states = WordsOfStates(tables().lexer.lexers)
    start = tables().actions.start_states["file"]
    words = states[tables().actions.states[start]["items"][1]]
    assert words["rule"] == words["Rule"] == "RULE"
    assert words["table"] == words["MESSAGE"] == words["banana"] == ""


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"(?i:data(?=\s*\"))", "(?i:data)"),
        (r"no(?=\s+(?:[^)]|\))\s+in\b)x", "nox"),
        (r"a(?!b)", "a(?!b)"),
        (r"[(?=]a", "[(?=]a"),
    ],
)
def test_without_lookahead(pattern: str, expected: str) -> None:
    assert _without_lookahead(pattern) == expected
