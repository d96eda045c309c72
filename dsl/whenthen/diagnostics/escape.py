r"""User text made safe to print: what cannot be seen, or changes how its neighbours are seen, is spelled out.

A name in a message, a source line, the name of a file: all may hold terminal commands, characters that turn the reading
direction around, or characters without a width. They are printed as their number, `\u{202E}`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

#: Whether the output can hold a character, such as one that a terminal's encoding lacks.
CanShow = Callable[[str], bool]

_SPELLED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and marks that print as nothing: fillers, joiners and the variation selectors apart from the one of emoji.
_HIDDEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, [*range(0xFE00, 0xFE0F), *range(0xE0100, 0xE01F0)]))
)
_ZERO_WIDTH_CATEGORIES = frozenset({"Mn", "Me"})
_QUOTED = re.compile(r"`([^`]*)`")


def shows_anything(_: str) -> bool:
    """For outputs that hold all of Unicode."""
    return True


def can_encode(encoding: str | None) -> CanShow:
    """Whether `encoding` has a character. An unknown encoding counts as ASCII."""
    name = encoding or "ascii"

    def can(char: str) -> bool:
        try:
            char.encode(name)
        except (UnicodeEncodeError, LookupError):
            return char.isascii()
        return True

    return can


def is_hidden(char: str) -> bool:
    """Whether a character is a control, changes the reading direction, or prints as nothing."""
    if " " <= char <= "~":
        return False
    if unicodedata.category(char) in _HIDDEN_CATEGORIES:
        return True
    return char in _HIDDEN or (char.isspace() and char not in "\u00a0\u3000")


def shown(char: str, can_show: CanShow = shows_anything) -> str:
    """A character as it is printed: itself, or its number."""
    if " " <= char <= "~":
        return char
    if char in _SPELLED:
        return _SPELLED[char]
    if is_hidden(char) or not can_show(char):
        return f"\\u{{{ord(char):04X}}}"
    return char


def escape(text: str, can_show: CanShow = shows_anything) -> str:
    """Text on one line, everything in it visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown(char, can_show) for char in text)


def width(char: str) -> int:
    """How many columns of a terminal a visible character takes."""
    if " " <= char <= "~":
        return 1
    if unicodedata.category(char) in _ZERO_WIDTH_CATEGORIES:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def columns(text: str) -> int:
    """How many columns of a terminal a visible text takes."""
    return sum(map(width, text))


def shorten(text: str, limit: int = 60) -> str:
    """At most `limit` characters: the middle gives way to `…`."""
    if len(text) <= limit:
        return text
    tail = limit // 3
    return f"{text[: limit - tail - 1]}…{text[-tail:]}"


def quote(text: str, limit: int = 60) -> str:
    """The user's words for a message or a help text: visible, not too long, in backticks."""
    return f"`{escape(shorten(text, limit)).replace('`', chr(0x27))}`"


def sentence(text: str, can_show: CanShow = shows_anything) -> str:
    """A message as it is printed: on one line, overlong words of the user cut."""
    return escape(_QUOTED.sub(lambda found: f"`{shorten(found[1], 120)}`", text), can_show)
