"""The parser's tables, made once from the grammar. They hold nothing of any text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import attrs
from lark import Lark, Tree
from lark.grammar import NonTerminal, Rule, RuleOptions, Terminal
from lark.lexer import LexerState, LexerThread, LineCounter
from lark.parse_tree_builder import ParseTreeBuilder
from lark.parsers.lalr_analysis import IntParseTable, Reduce, Shift
from lark.parsers.lalr_parser_state import ParseConf, ParserState
from lark.utils import TextSlice

from whenthen import resources
from whenthen.syntax import tablefile
from whenthen.syntax.lexer import Lexer, Word

STARTS = ("file", "expression")

#: Terminals that have a value, and a method of the builder that makes it.
_VALUED_TERMINALS = """
    NAME ANY_NAME DECLARED_NAME MEMBER TEXT LONG_TEXT DOC FIELD_DOC NUMBER MONEY DURATION DATE TIME PATTERN
""".split()  # noqa: SIM905
_RESERVED = re.compile(r"\(\?!\(\?:([a-z|]+)\)\\b\)")
_CURRENCIES = re.compile(r"\(\?:([A-Z|]+)\)")


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
    actions: IntParseTable
    lexer: Lexer
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
        counter = LineCounter("\n")  # type: ignore[no-untyped-call]
        counter.char_pos = first
        thread = LexerThread(self.lexer, LexerState(TextSlice(text, first, last), counter))
        return ParserState(ParseConf(self.actions, callbacks, start), thread)


@cache
def tables() -> Tables:
    grammar = resources.grammar()
    return restored(_kept(grammar) or tablefile.describe(load(grammar)))


def _kept(grammar: str) -> tablefile.Data | None:
    try:
        content = resources.read("grammar", tablefile.FILE)
    except (OSError, UnicodeDecodeError):
        return None
    return tablefile.read(content, grammar)


def restored(data: tablefile.Data) -> Tables:
    """The tables as Lark's parser reads them, from the data of `tablefile`."""
    words = tuple(Word(*word) for word in data["words"])
    regexps = {word.name: word.regexp for word in words}
    reserved = _RESERVED.search(regexps["NAME"])
    currencies = _CURRENCIES.search(regexps["MONEY"])
    assert reserved, "words.lark lists the reserved words in NAME"
    assert currencies, "words.lark lists the currencies in MONEY"
    rules = _rules(data)
    actions = _actions(data, rules)
    return Tables(
        actions,
        Lexer(words, data["ignored"], actions.states),
        ParseTreeBuilder(rules, Tree),  # type: ignore[no-untyped-call]
        frozenset(reserved.group(1).split("|")),
        tuple(currencies.group(1).split("|")),
    )


def _rules(data: tablefile.Data) -> list[Rule]:
    inner = {name: NonTerminal(name) for name, _, _, _ in data["rules"]}
    symbols = {**{name: Terminal(name) for name in data["symbols"]}, **inner}
    options = {single: RuleOptions(keep_all_tokens=True, expand1=single) for single in (False, True)}
    return [
        Rule(inner[name], [symbols[part] for part in parts], alias=alias, options=options[single])
        for name, parts, alias, single in data["rules"]
    ]


def _actions(data: tablefile.Data, rules: list[Rule]) -> IntParseTable:
    symbols = data["symbols"]
    targets = [(Shift, state) for state in range(len(data["states"]))]
    reductions = [(Reduce, rule) for rule in rules]
    shifts = [{symbols[line[i]]: targets[line[i + 1]] for i in range(0, len(line), 2)} for line in data["shifts"]]
    lookaheads = [[symbols[place] for place in line] for line in data["lookaheads"]]
    states: dict[int, dict[str, tuple[Any, ...]]] = {}
    for state, (shift, *reduced) in enumerate(data["states"]):
        # Rows are never written to, so that states with the same one share it.
        row: dict[str, tuple[Any, ...]] = {**shifts[shift]} if reduced else shifts[shift]
        for i in range(0, len(reduced), 2):
            row.update(dict.fromkeys(lookaheads[reduced[i + 1]], reductions[reduced[i]]))
        states[state] = row
    return IntParseTable(states, data["starts"], data["ends"])  # type: ignore[no-untyped-call]
