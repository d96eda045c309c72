"""Functions on text. What they return is in NFC and no longer than `values.text.MAX_TEXT`; all take linear time."""

from __future__ import annotations

import re
from decimal import Decimal

from whenthen.builtins.whole import whole
from whenthen.values import numbers
from whenthen.values.errors import ValueFailure
from whenthen.values.patterns import Pattern
from whenthen.values.text import MAX_TEXT, fold, made

#: The most parts that a text is split into.
MAX_PARTS = 100_000


def length(value: str) -> Decimal:
    """The number of characters (code points in NFC)."""
    return Decimal(len(value))


def lowercase(value: str) -> str:
    """The text in small letters."""
    return made(value.lower())


def uppercase(value: str) -> str:
    """The text in capitals."""
    return made(value.upper())


def trim(value: str) -> str:
    """The text without white space at both ends."""
    return made(value.strip())


def replace(value: str, part: str, replacement: str) -> str:
    """The text with `replacement` wherever it has `part`, spelled exactly so; fails for an empty part."""
    if not part:
        raise ValueFailure("`replace` needs a part that is not empty")
    found = value.count(part)
    if len(value) + found * (len(replacement) - len(part)) > MAX_TEXT:
        raise ValueFailure(f"the text would be longer than {MAX_TEXT:,} characters")
    return made(value.replace(part, replacement))


def _parts(parts: list[str]) -> tuple[str, ...]:
    return tuple(map(made, parts))


def split(value: str, separator: str) -> tuple[str, ...]:
    """What stands between the separators, empty parts too; fails for an empty separator or too many parts."""
    if not separator:
        raise ValueFailure("`split` needs a separator that is not empty")
    if value.count(separator) >= MAX_PARTS:
        raise ValueFailure(f"the text has more than {MAX_PARTS:,} parts")
    return _parts(value.split(separator))


def join(items: tuple[str, ...], separator: str) -> str:
    """The texts in one, the separator between each two."""
    if sum(map(len, items)) + len(separator) * max(len(items) - 1, 0) > MAX_TEXT:
        raise ValueFailure(f"the text would be longer than {MAX_TEXT:,} characters")
    return made(separator.join(items))


def words(value: str) -> tuple[str, ...]:
    """The words: what stands between white space, without punctuation around it; fails for too many."""
    stripped = (_bare(piece) for piece in value.split())
    return _bounded([word for word in stripped if word], "words")


def _bare(word: str) -> str:
    start, end = 0, len(word)
    while start < end and not word[start].isalnum():
        start += 1
    while end > start and not _ends_word(word[end - 1]):
        end -= 1
    return word[start:end]


def _ends_word(character: str) -> bool:
    # A combining mark that has no composed form belongs to the letter before it; it is not ASCII and not printable
    # punctuation of its own.
    return character.isalnum() or "\u0300" <= character <= "\u036f"


def lines(value: str) -> tuple[str, ...]:
    """The lines without their ends; fails for too many."""
    return _bounded(value.splitlines(), "lines")


def _bounded(parts: list[str], what: str) -> tuple[str, ...]:
    if len(parts) > MAX_PARTS:
        raise ValueFailure(f"the text has more than {MAX_PARTS:,} {what}")
    return _parts(parts)


def first_line(value: str) -> str:
    """The first line that is not blank, without white space around it; the empty text where there is none."""
    rest = value.strip()
    return made(rest.splitlines()[0].strip()) if rest else ""


def text_before(value: str, separator: str) -> str | None:
    """What stands before the first separator; missing where there is none, or where the separator is empty."""
    before, found, _ = value.partition(separator) if separator else ("", "", "")
    return made(before) if found else None


def text_after(value: str, separator: str) -> str | None:
    """What stands after the first separator; missing where there is none, or where the separator is empty."""
    _, found, after = value.partition(separator) if separator else ("", "", "")
    return made(after) if found else None


def left(value: str, characters: Decimal) -> str:
    """The first so many characters, or all of a shorter text."""
    return made(value[: whole("left", characters, len(value))])


def right(value: str, characters: Decimal) -> str:
    """The last so many characters, or all of a shorter text."""
    return made(value[len(value) - whole("right", characters, len(value)) :])


def capture(pattern: Pattern, value: str) -> str | None:
    """What the pattern's first named group (or first group, or all of it) matched; missing where it does not match."""
    found = pattern.capture(value)
    return None if found is None else made(found)


def captures(pattern: Pattern, value: str) -> tuple[str, ...]:
    """What `capture` gives, for each place where the pattern matches; fails for too many."""
    return _bounded(pattern.captures(value), "matches")


def replace_matches(pattern: Pattern, value: str, replacement: str) -> str:
    """The text with `replacement` for all that the pattern matches."""
    return pattern.replace(value, replacement)


def text_between(value: str, start: str, end: str) -> str | None:
    """What stands between the first `start` and the next `end`; missing where one does not occur, or is empty."""
    rest = text_after(value, start)
    return None if rest is None else text_before(rest, end)


# Letters and digits, marks that have no composed form with them.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


def contains_word(value: str, word: str) -> bool:
    """Whether the text has a word, or several in this order, as whole words; fails where `word` has none.

    Letters and digits make words, all else is between them; capitals count for nothing.
    """
    wanted = _WORD.findall(fold(word))
    if not wanted:
        raise ValueFailure("`contains_word` needs a word with a letter or a digit")
    return f" {' '.join(wanted)} " in f" {' '.join(_WORD.findall(fold(value)))} "


def count_of(value: str, part: str) -> Decimal:
    """How often a part occurs, one after the other, capitals counting for nothing; fails for an empty part."""
    if not part:
        raise ValueFailure("`count_of` needs a part that is not empty")
    return Decimal(fold(value).count(fold(part)))


def capitalize(value: str) -> str:
    """The text with a capital at its start, all else as it is."""
    return made(value[:1].upper() + value[1:])


def pad_left(value: str, characters: Decimal, filler: str | None = None) -> str:
    """The text with so many fillers (spaces where left out) before it that it has a number of characters."""
    width = whole("pad_left", characters, MAX_TEXT + 1)
    if filler is not None and len(filler) != 1:
        raise ValueFailure("`pad_left` fills with one character")
    if width > MAX_TEXT:
        raise ValueFailure(f"the text would be longer than {MAX_TEXT:,} characters")
    return made(value.rjust(width, filler or " "))


def shorten(value: str, characters: Decimal) -> str:
    """The text with at most so many characters: cut behind a word, where there is one, with `…` for the rest."""
    most = whole("shorten", characters, len(value))
    if len(value) <= most:
        return value
    if not most:
        return ""
    cut = value[: most - 1]
    if not value[most - 1].isspace():
        # Not in the middle of a word, unless that leaves little.
        start = max(cut.rfind(" "), cut.rfind("\n"), cut.rfind("\t"))
        if start * 2 >= most:
            cut = cut[:start]
    return made(cut.rstrip() + "…")


def number_of(value: str) -> Decimal | None:
    """The number that the text is, white space around it aside; missing where it is none or has too many digits."""
    try:
        return numbers.number(value.strip())
    except ValueFailure:
        return None
