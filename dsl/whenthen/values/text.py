"""Text and its one equality: canonical caseless match (Unicode D145).

Two texts are the same where their folded forms are. A folded form is in NFC, so that a part of a text begins and ends
between characters as a reader sees them: `e` is not a part of `é`, however the accent was typed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from whenthen.values.errors import ValueFailure

#: The longest text that a field, a message or a function's result may be, in characters (code points).
MAX_TEXT = 1_048_576

#: Texts up to here, in characters, are folded once in a while.
CACHED_LENGTH = 64


def nfc(text: str) -> str:
    """The text in Unicode normal form C, which all texts of the language are in."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def made(text: str) -> str:
    """A text that was put together out of others: in NFC again (`e` and an accent may have met), and not too long.

    Raises ValueFailure where it is longer than `MAX_TEXT`.
    """
    if len(text) > MAX_TEXT:
        raise ValueFailure(f"the text would be longer than {MAX_TEXT:,} characters")
    normal = nfc(text)
    if len(normal) > MAX_TEXT:
        raise ValueFailure(f"the text would be longer than {MAX_TEXT:,} characters")
    return normal


def fold(text: str) -> str:
    """What two texts that are the same have in common; folding twice changes nothing."""
    if text.isascii():
        return text.lower()
    if len(text) <= CACHED_LENGTH:
        return fold_short(text)
    return _fold(text)


def _fold(text: str) -> str:
    # Before folding, combining marks have to be in canonical order and apart from their letters: folding turns the
    # iota subscript (a mark) into a letter, and no mark may move across a letter afterwards.
    folded = unicodedata.normalize("NFD", text).casefold()
    return unicodedata.normalize("NFC", folded)


#: `fold` of a short text that is not ASCII.
fold_short = lru_cache(maxsize=4096)(_fold)


def same(left: str, right: str) -> bool:
    """Whether `left is right`."""
    if left == right:
        return True
    if len(left) != len(right) and left.isascii() and right.isascii():
        return False  # ASCII keeps its length
    return fold(left) == fold(right)


def contains(haystack: str, needle: str) -> bool:
    """Whether `needle` is a part of `haystack`; the empty text is a part of every text."""
    return fold(needle) in fold(haystack)


def starts_with(text: str, start: str) -> bool:
    """Whether `text` starts with `start`."""
    return fold(text).startswith(fold(start))


def ends_with(text: str, end: str) -> bool:
    """Whether `text` ends with `end`."""
    return fold(text).endswith(fold(end))


# The same with a constant that the compiler has folded once.


def same_folded(text: str, folded: str) -> bool:
    """`same`, the second one folded already."""
    return fold(text) == folded


def contains_folded(haystack: str, folded: str) -> bool:
    """`contains`, the needle folded already."""
    return folded in fold(haystack)


def starts_with_folded(text: str, folded: str | tuple[str, ...]) -> bool:
    """`starts_with`, the start folded already; of several, any."""
    return fold(text).startswith(folded)


def ends_with_folded(text: str, folded: str | tuple[str, ...]) -> bool:
    """`ends_with`, the end folded already; of several, any."""
    return fold(text).endswith(folded)


def contains_any_folded(haystack: str, folded: tuple[str, ...]) -> bool:
    """Whether one of the folded needles is a part of `haystack`."""
    whole = fold(haystack)
    return any(needle in whole for needle in folded)


def contains_all_folded(haystack: str, folded: tuple[str, ...]) -> bool:
    """Whether all of the folded needles are parts of `haystack`."""
    whole = fold(haystack)
    return all(needle in whole for needle in folded)
