"""The parser's tables as plain data: made from what Lark reads in the grammar, kept in `grammar/tables.jsonl`.

Working out the tables takes Lark half a second, reading them a few milliseconds. The file's first line holds a digest
of the grammar, of Lark's version and of the other lines. Where it is another one the file is not read, so that it can
be missing, older or damaged, and the tables are still right. The same grammar gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import lark
from lark.grammar import Rule
from lark.lexer import PatternStr
from lark.parsers.lalr_analysis import Shift

from whenthen.syntax.beginnings import beginnings

FILE = "tables.jsonl"
#: Counted up when the lines below mean something else.
_FORMAT = 1

#: Lists, numbers and texts by the name of their line.
Data = dict[str, Any]


def read(content: str, grammar: str) -> Data | None:
    """The data of a file, or None when it was not made from this grammar by this version of Lark."""
    head, _, body = content.partition("\n")
    if head != _head(body, grammar):
        return None
    return dict(map(json.loads, body.splitlines()))


def write(data: Data, grammar: str) -> str:
    """The content of the file, one line for each part of the data."""
    body = "".join(json.dumps(part, separators=(",", ":")) + "\n" for part in data.items())
    return f"{_head(body, grammar)}\n{body}"


def _head(body: str, grammar: str) -> str:
    whole = json.dumps([_FORMAT, lark.__version__, grammar, body])
    return json.dumps({"made by": "tests/syntax/test_tables.py", "digest": hashlib.sha256(whole.encode()).hexdigest()})


def describe(parser: lark.Lark) -> Data:
    """What Lark made of the grammar.

    `words`: name, regular expression, its beginnings, whether it holds line feeds; in the order of trying them.
    `rules`: name, symbols, name of the method that builds it or None, and whether a single child stands for it.
    `states`: for each the number of its line in `shifts`, and then pairs of a rule and a line in `lookaheads`.
    A line in `shifts` is pairs of a symbol and the state that follows; symbols are places in `symbols`.
    """
    frontend: Any = parser.parser
    table = frontend.parser.parser.parse_table
    rules = sorted(parser.rules, key=_spelled)
    numbers = {rule: number for number, rule in enumerate(rules)}
    symbols = sorted({symbol for row in table.states.values() for symbol in row})
    places = {symbol: place for place, symbol in enumerate(symbols)}
    order = _order(table)
    shifts: dict[tuple[int, ...], int] = {}
    lookaheads: dict[tuple[int, ...], int] = {}
    states = []
    for state in order:
        moves: list[int] = []
        reduced: dict[int, list[int]] = {}
        for symbol, (action, target) in sorted(table.states[state].items()):
            if action is Shift:
                moves += [places[symbol], order[target]]
            else:
                reduced.setdefault(numbers[target], []).append(places[symbol])
        line = [shifts.setdefault(tuple(moves), len(shifts))]
        for rule, ahead in reduced.items():
            line += [rule, lookaheads.setdefault(tuple(ahead), len(lookaheads))]
        states.append(line)
    return {
        "words": _words(frontend.lexer.root_lexer),
        "ignored": sorted(parser.ignore_tokens),
        "rules": [[r.origin.name, [s.name for s in r.expansion], r.alias, r.options.expand1] for r in rules],
        "symbols": symbols,
        "shifts": list(shifts),
        "lookaheads": list(lookaheads),
        "states": states,
        "starts": {name: order[state] for name, state in sorted(table.start_states.items())},
        "ends": {name: order[state] for name, state in sorted(table.end_states.items())},
    }


def _words(lexer: Any) -> list[list[Any]]:
    """Lark's lexer of all terminals has them in the order in which they are tried."""
    assert len(lexer.scanner.allowed_types) == len(lexer.terminals), "a sign is also a match of a regular expression"
    words = []
    for terminal in lexer.terminals:
        regexp = terminal.pattern.to_regexp()
        assert not isinstance(terminal.pattern, PatternStr) or not terminal.pattern.flags, "a sign has no case"
        words.append([terminal.name, regexp, beginnings(regexp), terminal.name in lexer.newline_types])
    return words


def _spelled(rule: Rule) -> tuple[str, ...]:
    return (rule.origin.name, *(symbol.name for symbol in rule.expansion))


def _order(table: Any) -> dict[int, int]:
    """New numbers of the states: as they are met from the starts on, as Lark's depend on the hashes of a process."""
    found = {state: number for number, (_, state) in enumerate(sorted(table.start_states.items()))}
    waiting = list(found)
    for state in waiting:
        for _, (action, target) in sorted(table.states[state].items()):
            if action is Shift and target not in found:
                found[target] = len(found)
                waiting.append(target)
    return found
