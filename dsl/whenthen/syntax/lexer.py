"""The lexer: Lark's contextual lexer, with the expressions of a state compiled when a text first needs them.

Lark joins all the words that may stand somewhere into one regular expression for each state of the parser. Compiling
these takes longer than reading a small text. Here each word has its own, tried in Lark's order, and only those that
can begin with the character at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any

import attrs
from lark.lexer import BasicLexer, ContextualLexer, PatternRE, TerminalDef
from lark.utils import TextSlice

from whenthen.syntax.beginnings import OTHER

_Match = Callable[[str, int, int], re.Match[str] | None]


@attrs.frozen(eq=False)
class Word:
    """A terminal of the grammar. `begins` are the characters that a match can begin with, see `beginnings`."""

    name: str
    regexp: str
    begins: str
    has_newlines: bool


class Lexer(ContextualLexer):
    """`words` stand in the order in which they are tried; `states` says which may follow in each of the parser's."""

    root_lexer: BasicLexer

    def __init__(self, words: tuple[Word, ...], ignored: Iterable[str], states: Mapping[int, Collection[str]]) -> None:
        shared = _Shared(
            frozenset(ignored),
            frozenset(word.name for word in words if word.has_newlines),
            {word.name: TerminalDef(word.name, PatternRE(word.regexp)) for word in words},
        )
        self.lexers = _Lexers(words, shared, states)
        self.root_lexer = StateLexer(words, shared)


@attrs.frozen(eq=False)
class _Shared:
    """What is the same in all states."""

    ignored: frozenset[str]
    with_newlines: frozenset[str]
    by_name: dict[str, TerminalDef]


class _Lexers(dict[int, Any]):
    """The lexer of each state, made when it is first asked for. States in which the same words may stand share one."""

    def __init__(self, words: tuple[Word, ...], shared: _Shared, states: Mapping[int, Collection[str]]) -> None:
        self._words = words
        self._shared = shared
        self._states = states
        self._by_words: dict[tuple[Word, ...], StateLexer] = {}

    def __missing__(self, state: int) -> StateLexer:
        names = self._shared.ignored.union(self._states[state])
        words = tuple(word for word in self._words if word.name in names)
        lexer = self._by_words.get(words)
        if lexer is None:
            lexer = self._by_words[words] = StateLexer(words, self._shared)
        self[state] = lexer
        return lexer


class StateLexer(BasicLexer):
    """Finds the words that may stand in some states."""

    def __init__(self, words: tuple[Word, ...], shared: _Shared) -> None:
        # Everything that Lark's own methods read; its constructor is not called, as it compiles all expressions.
        self.ignore_types = shared.ignored
        self.newline_types = shared.with_newlines
        self.terminals_by_name = shared.by_name
        self.callback = {}
        self._scanner: Any = _Scanner(words)
        self.match = self._scanner.match  # type: ignore[method-assign]  # one call less for each word


class _Scanner:
    def __init__(self, words: tuple[Word, ...]) -> None:
        self.allowed_types = {word.name for word in words}
        self._words = words
        self._beginning: dict[str, tuple[tuple[_Match, str], ...]] = {}

    def match(self, text: TextSlice[str], at: int) -> tuple[str, str] | None:
        """The first word in order that stands at an offset: its text and its name."""
        whole, end = text.text, text.end
        first = whole[at]
        if first > "\x7f":
            first = OTHER
        candidates = self._beginning.get(first)
        if candidates is None:
            candidates = tuple((_matcher(word.regexp), word.name) for word in self._words if first in word.begins)
            self._beginning[first] = candidates
        for match, name in candidates:
            found = match(whole, at, end)
            if found:
                return found.group(), name
        return None


@cache
def _matcher(regexp: str) -> _Match:
    return re.compile(regexp).match
