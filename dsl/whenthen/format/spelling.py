"""How a token is written: words of the language in capitals or small letters, literals with their usual spacing.

What a literal means is never touched, and names, texts, patterns and signs stay as they were written.
"""

from __future__ import annotations

import re

from whenthen.syntax.token import Token

#: Tokens that mean something by their letters.
LITERALS = frozenset({"TEXT", "LONG_TEXT", "DOC", "FIELD_DOC", "NUMBER", "PATTERN", "DATE"})
NAMES = frozenset({"NAME", "ANY_NAME", "DECLARED_NAME", "MEMBER"})

_MONEY = re.compile(r"([0-9.]+)[ \t]*([A-Z]{3})")
_DURATION = re.compile(r"([0-9.]+)\s+(business\s+)?(second|minute|hour|day|week)s?", re.IGNORECASE)
_ONE = re.compile(r"0*1(?:\.0*)?")


def spelled(token: Token, capitals: bool = False) -> str:
    """The characters of a token. `capitals` are for the words of clauses."""
    kind = token.type
    if kind in NAMES or kind in LITERALS:
        return str(token)
    if kind == "MONEY":
        return _MONEY.sub(r"\1 \2", token)
    if kind == "DURATION":
        return _duration(token)
    if kind == "TIME":
        return str(token) if token[1] != ":" else f"0{token}"
    return token.upper() if capitals else token.lower()


def _duration(token: Token) -> str:
    found = _DURATION.fullmatch(token)
    assert found, "the grammar reads only what has this form"
    amount, business, unit = found.groups()
    return f"{amount} {'business ' if business else ''}{unit.lower()}{'' if _ONE.fullmatch(amount) else 's'}"
