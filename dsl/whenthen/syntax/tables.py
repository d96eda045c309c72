"""The parser's tables, made once from the grammar. They hold nothing of any text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import attrs
from lark import Lark, Tree
from lark.lexer import LexerState, LexerThread, LineCounter
from lark.parse_tree_builder import ParseTreeBuilder
from lark.parsers.lalr_parser_state import ParseConf, ParserState
from lark.utils import TextSlice

from whenthen import resources

STARTS = ("file", "expression")

#: Terminals that have a value, and a method of the builder that makes it.
_VALUED_TERMINALS = """
    NAME ANY_NAME DECLARED_NAME MEMBER TEXT LONG_TEXT DOC FIELD_DOC NUMBER MONEY DURATION DATE TIME PATTERN
""".split()  # noqa: SIM905
_RESERVED = re.compile(r"\(\?!\(\?:([a-z|]+)\)\\b\)")


def load(grammar: str, strict: bool = False) -> Lark:
    """The grammar as Lark reads it; `strict` refuses any conflict (and needs the package `interegular`)."""
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=list(STARTS),
        keep_all_tokens=True,
        maybe_placeholders=False,
        strict=strict,
    )


@attrs.frozen(eq=False)
class Tables:
    lark: Lark
    rules: ParseTreeBuilder
    reserved: frozenset[str]
    currencies: tuple[str, ...]

    def callbacks(self, builder: object) -> dict[Any, Callable[[Any], Any]]:
        """What the parser calls for each rule and each terminal that has a value."""
        callbacks: dict[Any, Callable[[Any], Any]] = self.rules.create_callback(builder)  # type: ignore[no-untyped-call]
        for terminal in _VALUED_TERMINALS:
            callbacks[terminal] = getattr(builder, terminal)
        return callbacks

    def state(self, callbacks: dict[Any, Any], start: str, text: str, first: int, last: int) -> ParserState[Any]:
        """A parser that is about to read the characters from `first` up to `last` as a `start`."""
        frontend: Any = self.lark.parser
        counter = LineCounter("\n")  # type: ignore[no-untyped-call]
        counter.char_pos = first
        thread = LexerThread(frontend.lexer, LexerState(TextSlice(text, first, last), counter))
        return ParserState(ParseConf(frontend.parser.parser.parse_table, callbacks, start), thread)


@cache
def tables() -> Tables:
    lark = load(resources.grammar())
    name = lark.get_terminal("NAME").pattern.to_regexp()
    reserved = _RESERVED.search(name)
    money = re.search(r"\(\?:([A-Z|]+)\)", lark.get_terminal("MONEY").pattern.to_regexp())
    assert reserved, "words.lark lists the reserved words in NAME"
    assert money, "words.lark lists the currencies in MONEY"
    return Tables(
        lark,
        ParseTreeBuilder(lark.rules, Tree),  # type: ignore[no-untyped-call]
        frozenset(reserved.group(1).split("|")),
        tuple(money.group(1).split("|")),
    )
