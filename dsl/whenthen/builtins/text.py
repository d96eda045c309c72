"""Functions on text. What they return is in NFC and no longer than `values.text.MAX_TEXT`; all take linear time."""

from __future__ import annotations

from decimal import Decimal

from whenthen.builtins.whole import whole
from whenthen.values import numbers
from whenthen.values.errors import ValueFailure
from whenthen.values.patterns import Pattern
from whenthen.values.text import MAX_TEXT, made

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


def number_of(value: str) -> Decimal | None:
    """The number that the text is, white space around it aside; missing where it is none or has too many digits."""
    try:
        return numbers.number(value.strip())
    except ValueFailure:
        return None
