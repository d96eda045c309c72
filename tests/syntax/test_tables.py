"""The tables that are kept beside the grammar: they are what the grammar gives, and are not read where they are not.

After a change of the grammar, or with another version of Lark: `WHENTHEN_ACCEPT=1 pytest tests/syntax/test_tables.py`
writes them anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from lark import Lark, Tree
from lark.exceptions import UnexpectedInput
from lark.lexer import LexerState
from lark.parse_tree_builder import ParseTreeBuilder
from lark.utils import TextSlice

from tests.syntax.valid import VALID
from whenthen import resources
from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Source
from whenthen.syntax import parse, tablefile, tables
from whenthen.syntax.beginnings import OTHER, beginnings
from whenthen.syntax.walk import same_tree

ROOT = Path(resources.__file__).resolve().parents[2]
KEPT = ROOT / "grammar" / tablefile.FILE
GRAMMAR = resources.grammar()
TEXTS = [VALID, *(path.read_text("utf-8") for path in sorted((ROOT / "tests/syntax/broken").iterdir()))]


@pytest.fixture(scope="module")
def lark() -> Lark:
    """What Lark works out from the grammar."""
    return tables.load(GRAMMAR)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Tables are looked for anew, in the test and after it."""
    tables.tables.cache_clear()
    yield monkeypatch
    tables.tables.cache_clear()


def test_the_kept_tables_are_what_the_grammar_gives(lark: Lark) -> None:
    content = tablefile.write(tablefile.describe(lark), GRAMMAR)
    if os.environ.get("WHENTHEN_ACCEPT"):
        KEPT.write_bytes(content.encode())
    assert KEPT.read_text("utf-8") == content, "renew it: WHENTHEN_ACCEPT=1 pytest tests/syntax/test_tables.py"


def test_the_kept_tables_are_read(fresh: pytest.MonkeyPatch) -> None:
    fresh.setattr(tables, "load", lambda grammar: pytest.fail("the grammar was read by Lark"))
    assert parse(Source("test.when", VALID))[1] == ()


def test_the_tables_do_not_depend_on_the_hashes_of_a_process() -> None:
    program = (
        "from whenthen import resources; from whenthen.syntax import tablefile, tables;"
        "g = resources.grammar(); print(tablefile.write(tablefile.describe(tables.load(g)), g), end='')"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "dsl"), "PYTHONHASHSEED": "20"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == KEPT.read_text("utf-8")


def test_both_ways_read_the_same(lark: Lark, fresh: pytest.MonkeyPatch) -> None:
    """The kept tables and this package's lexer, against Lark's own tables and lexer."""
    kept = tables.tables()
    frontend: Any = lark.parser
    theirs = attrs.evolve(
        kept,
        actions=frontend.parser.parser.parse_table,
        lexer=frontend.lexer,
        rules=ParseTreeBuilder(lark.rules, Tree),  # type: ignore[no-untyped-call]
    )
    trees = [parse(Source("test.when", text)) for text in TEXTS]
    tables.tables.cache_clear()
    fresh.setattr(tables, "restored", lambda data: theirs)
    for text, (tree, problems) in zip(TEXTS, trees, strict=True):
        other, other_problems = parse(Source("test.when", text))
        assert same_tree(tree, other)
        assert [_told(problem) for problem in problems] == [_told(problem) for problem in other_problems]


def _told(problem: Diagnostic) -> tuple[Any, ...]:
    return problem.code, problem.message, problem.span.start, problem.span.end, problem.help


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: "",
        lambda content: content[:-200],
        lambda content: content.replace('"ends",', '"ends", '),
        lambda content: content.replace("1", "2"),
        lambda content: "[]" + content,
        lambda content: "\0" * 100,
    ],
)
def test_a_damaged_file_is_not_read(damage: Callable[[str], str]) -> None:
    assert tablefile.read(damage(KEPT.read_text("utf-8")), GRAMMAR) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b'{"digest": 1}\n["words", []]\n', None])
def test_without_the_file_the_grammar_is_read(content: bytes | None, fresh: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "grammar"
    folder.mkdir()
    for file in resources.names("grammar", ".lark"):
        (folder / file).write_text(resources.read("grammar", file), "utf-8", newline="\n")
    if content is not None:
        (folder / tablefile.FILE).write_bytes(content)
    fresh.setattr(resources, "folder", lambda name: tmp_path / name)
    assert parse(Source("test.when", "LET x = 1"))[1] == ()


def test_another_grammar_or_another_lark_is_not_served(fresh: pytest.MonkeyPatch) -> None:
    content = KEPT.read_text("utf-8")
    assert tablefile.read(content, GRAMMAR) is not None
    assert tablefile.read(content, GRAMMAR + " ") is None
    fresh.setattr("lark.__version__", "1.3.0")
    assert tablefile.read(content, GRAMMAR) is None


def test_words_are_found_as_lark_finds_them(lark: Lark) -> None:
    """Word by word in each text, against Lark's own lexer, which joins all words into one expression."""
    frontend: Any = lark.parser
    for text in [*TEXTS, "\u017fet \u212aey \u0130s na\u00efve caf\u0065\u0301: \u00e4 \u3000 12\u0661 EUR"]:
        assert list(_words(tables.tables().lexer.root_lexer, text)) == list(_words(frontend.lexer.root_lexer, text))


def _words(lexer: Any, text: str) -> Iterator[tuple[str, str] | int]:
    """The words of a text; an offset where none stands."""
    state = LexerState(TextSlice(text, 0, len(text)))
    while True:
        try:
            token = lexer.next_token(state)
        except UnexpectedInput as error:
            at = error.pos_in_stream or 0
            yield at
            state.line_ctr.char_pos = at + 1
        except EOFError:
            return
        else:
            yield token.type, str(token)


@pytest.mark.parametrize(
    ("regexp", "expected"),
    [
        ("(?i:then\\b)", "Tt"),
        ("(?i:is\\b)", "Ii" + OTHER),
        ("a?b", "ab"),
        ("(?!x)(?:rule|use)", "ru"),
        ("[0-2]+|->", "-012"),
        ("\\d", "0123456789" + OTHER),
    ],
)
def test_what_a_match_can_begin_with(regexp: str, expected: str) -> None:
    assert beginnings(regexp) == expected


def test_no_beginning_is_missing() -> None:
    """Whatever an expression matches begins with a character that it is known to begin with."""
    lexer = tables.tables().lexer.root_lexer
    found = {word[1] for text in TEXTS for word in _words(lexer, text) if isinstance(word, tuple)}
    strange = {word.replace("s", "\u017f").replace("i", "\u0131").replace("k", "\u212a") for word in found}
    samples = sorted({*found, *strange, *map(str.upper, found), *map(chr, range(0x250))} - {""})
    for word in lexer.terminals_by_name.values():
        regexp = word.pattern.to_regexp()
        matches, known = re.compile(regexp).match, beginnings(regexp)
        missing = [text for text in samples if matches(text) and min(text[0], OTHER) not in known]
        assert missing == [], word.name
