"""The words of a rule in what is said about them."""

from __future__ import annotations

#: How much of a rule is said again; all of it stands below the message.
_MOST = 60


def brief(words: str) -> str:
    """Words of a rule in one line, cut off where they are many."""
    line = in_line(words)
    return line if len(line) <= _MOST else f"{line[:_MOST].rstrip()} …"


def in_line(words: str) -> str:
    """Words of a rule in one line."""
    return " ".join(words.split())
