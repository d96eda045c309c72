"""How names and values are written, where a fix writes one: as they are, in backticks, or in quotes."""

from __future__ import annotations

import re

from whenthen.diagnostics.fixes import as_text

_PLAIN = re.compile(r"[^\W\d_][\w\u0300-\u036f]*")
#: Words that cannot stand as a bare value behind `is`.
_BEHIND_IS = frozenset({"empty", "above", "below", "between", "one", "more", "less"})


def spelled(name: str) -> str | None:
    """A name where names are declared and used; None where nothing could write it."""
    if _is_plain(name):
        return name
    return None if any(sign in name for sign in "`\r\n") else f"`{name}`"


def spelled_value(value: str) -> str:
    """A value of a choice: a bare word, or a text in quotes."""
    return value if _is_plain(value) and value.lower() not in _BEHIND_IS else as_text(value)


def _is_plain(name: str) -> bool:
    # The tables stand on Lark, which nothing else needs where the trees come from the cache.
    from whenthen.syntax.tables import tables

    return bool(_PLAIN.fullmatch(name)) and name.lower() not in tables().reserved
