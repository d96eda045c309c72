"""Which word stands next in a text: the common ones at once, all others by the lexer of the parser's state.

Nearly all of a text are plain words, names behind a dot, texts in quotes and signs. What they are hangs on the state of
the parser and on their own characters, so that it is asked of the lexer once for each word and state. Where it hangs on
what follows, as for `data "…"`, the lexer is asked every time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import attrs
from lark.utils import TextSlice

from whenthen.syntax.tables import tables

#: Groups of the pattern of common words, by their numbers.
WORD, SIGN, MEMBER, TEXT = 1, 2, 3, 4

#: What is passed over, and then a common word, or nothing where something else stands. A word of ASCII letters that a
#: letter of another script could go on with is none: which characters end a word is known to the lexer. Neither is one
#: before a colon, as fields are declared so.
_COMMON = (
    r"(?:{ignored})*+(?:"
    r"([A-Za-z][A-Za-z0-9_]*+)(?![^\x00-\x7f]|\s*:)"
    r"|([()\[\]{{}},:?+*])"
    r"|(\.[A-Za-z][A-Za-z0-9_]*+)(?![^\x00-\x7f])"
    r"|({text})"
    r")?"
)
_AHEAD = "(?="
_BEFORE_COLON = r"(?=\s*:)"


@attrs.frozen(eq=False)
class Common:
    """The pattern of common words, and the beginnings of the terminals that hang on what follows them, by name."""

    match: Callable[[str, int, int], re.Match[str]]
    unsure: tuple[tuple[str, Callable[[str], re.Match[str] | None]], ...]


@cache
def common() -> Common:
    by_name = tables().lexer.root_lexer.terminals_by_name
    patterns = {name: terminal.pattern.to_regexp() for name, terminal in by_name.items()}
    ignored = "|".join(patterns[name] for name in sorted(tables().lexer.root_lexer.ignore_types))
    unsure = {name: pattern.replace(_BEFORE_COLON, "(?!)") for name, pattern in patterns.items() if _AHEAD in pattern}
    heads = ((name, _without_lookahead(pattern)) for name, pattern in unsure.items())
    pattern = _COMMON.format(ignored=ignored, text=patterns["TEXT"])
    match: Any = re.compile(pattern).match  # always matches, as all of it may be empty
    return Common(match, tuple((name, re.compile(head).match) for name, head in heads))


class Words(dict[str, str]):
    """The names of the terminals that words and signs are in one state; empty where the lexer has to look."""

    def __init__(self, lexer: Any) -> None:
        self._lexer = lexer

    def __missing__(self, word: str) -> str:
        lexer = self._lexer
        allowed = lexer.scanner.allowed_types
        name = ""
        if not any(head(word) for terminal, head in common().unsure if terminal in allowed):
            found = lexer.match(TextSlice(word, 0, len(word)), 0)
            if found and found[0] == word:
                name = found[1]
        self[word] = name
        return name


class WordsOfStates(dict[int, Words]):
    """The words of each state of the parser, for one text: what they hold grows with the text."""

    def __init__(self, lexers: Mapping[int, Any]) -> None:
        self._lexers = lexers
        self._by_lexer: dict[int, Words] = {}

    def __missing__(self, state: int) -> Words:
        lexer = self._lexers[state]
        words = self[state] = self._by_lexer.setdefault(id(lexer), Words(lexer))
        return words


def _without_lookahead(pattern: str) -> str:
    """A pattern that matches wherever this one does, whatever follows."""
    kept, depth = [], 0  # how many groups are open within the lookahead
    for piece in _pieces(pattern):
        if depth:
            depth += piece.startswith("(") - (piece == ")")
        elif piece == _AHEAD:
            depth = 1
        else:
            kept.append(piece)
    return "".join(kept)


def _pieces(pattern: str) -> Iterator[str]:
    """The parts of a pattern that tell where groups begin and end."""
    return (found.group() for found in re.finditer(r"\(\?=|\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|.", pattern, re.DOTALL))
