"""With which characters a match of a regular expression can begin, so that a lexer tries only what can match.

Read from Python's own parser of regular expressions, which Lark uses too. What is not known here counts as able to
begin with anything: an answer may hold too many characters, and never too few.
"""

from __future__ import annotations

from collections.abc import Iterable
from re import _constants as op
from re import _parser as parser
from typing import Any

#: Stands for all the characters outside ASCII.
OTHER = "\x80"
_ASCII = frozenset(map(chr, range(0x80)))
_ANYTHING = _ASCII | {OTHER}
#: Letters that are the same, case ignored, as a character outside ASCII.
_SHARED = frozenset("iks")

_CATEGORIES = {
    op.CATEGORY_DIGIT: frozenset(char for char in _ASCII if char.isdigit()),
    op.CATEGORY_SPACE: frozenset(char for char in _ASCII if char.isspace()),
    op.CATEGORY_WORD: frozenset(char for char in _ASCII if char.isalnum() or char == "_"),
}
_NO_CATEGORIES = {
    op.CATEGORY_NOT_DIGIT: op.CATEGORY_DIGIT,
    op.CATEGORY_NOT_SPACE: op.CATEGORY_SPACE,
    op.CATEGORY_NOT_WORD: op.CATEGORY_WORD,
}


def beginnings(regexp: str) -> str:
    """The ASCII characters, sorted, that a match can begin with, and OTHER where it can begin with one outside."""
    parsed = parser.parse(regexp)
    found, may_be_empty = _sequence(parsed, bool(parsed.state.flags & op.SRE_FLAG_IGNORECASE))
    return "".join(sorted(_ANYTHING if may_be_empty else found))


def _sequence(items: Iterable[Any], any_case: bool) -> tuple[frozenset[str], bool]:
    """What the first of several parts begins with; also, whether all of them can be empty."""
    found: frozenset[str] = frozenset()
    for code, argument in items:
        characters, may_be_empty = _part(code, argument, any_case)
        found |= characters
        if not may_be_empty:
            return found, False
    return found, True


def _part(code: Any, argument: Any, any_case: bool) -> tuple[frozenset[str], bool]:
    if code is op.LITERAL:
        return _literal(argument, any_case), False
    if code is op.IN:
        return _characters(argument, any_case), False
    if code is op.SUBPATTERN:
        _, added, removed, inner = argument
        return _sequence(inner, (any_case or bool(added & op.SRE_FLAG_IGNORECASE)) and not removed)
    if code is op.BRANCH:
        ways = [_sequence(way, any_case) for way in argument[1]]
        return frozenset().union(*(found for found, _ in ways)), any(empty for _, empty in ways)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, _, inner = argument
        found, may_be_empty = _sequence(inner, any_case)
        return found, may_be_empty or least == 0
    if code in (op.ASSERT, op.ASSERT_NOT, op.AT):  # these only forbid
        return frozenset(), True
    return _ANYTHING, True


def _literal(number: int, any_case: bool) -> frozenset[str]:
    char = chr(number)
    if not char.isascii():
        return frozenset({OTHER}) if not any_case else _ANYTHING
    if not any_case:
        return frozenset({char})
    return frozenset({char.lower(), char.upper()} | ({OTHER} if char.lower() in _SHARED else set()))


def _characters(choices: Iterable[Any], any_case: bool) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    inverted = False
    for code, argument in choices:
        if code is op.NEGATE:
            inverted = True
        elif code is op.LITERAL:
            found |= _literal(argument, any_case)
        elif code is op.RANGE and not any_case:
            low, high = argument
            found |= {chr(number) for number in range(low, min(high, 0x7F) + 1)} | ({OTHER} if high > 0x7F else set())
        elif code is op.CATEGORY and argument in _CATEGORIES:
            found |= _CATEGORIES[argument] | {OTHER}
        elif code is op.CATEGORY and argument in _NO_CATEGORIES:
            found |= (_ASCII - _CATEGORIES[_NO_CATEGORIES[argument]]) | {OTHER}
        else:
            return _ANYTHING
    return (_ASCII - found) | {OTHER} if inverted else found
