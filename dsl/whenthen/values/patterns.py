r"""Patterns: regular expressions that take time in proportion to the text, whatever they are (RE2).

They have no look-around and no back references. `.` and classes are about characters; `\w`, `\d`, `\s` and `\b` are
about ASCII, `\pL` is any letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from whenthen.values.errors import ValueFailure, shown
from whenthen.values.text import MAX_TEXT, made, nfc

#: In characters.
MAX_PATTERN = 1_000
#: In RE2's instructions: what bounds memory and the time a character takes.
MAX_PROGRAM = 6_000
#: Instructions times bytes of the text: as much as takes about a second where RE2 is at its slowest.
MAX_WORK = 200_000_000

#: i: capitals and small letters are the same; m: `^` and `$` are about lines; s: `.` is the end of a line, too.
FLAGS = "ims"

_REASONS = {
    "missing )": "a `(` is not closed",
    "unexpected )": "a `)` closes nothing",
    "missing ]": "a `[` is not closed",
    "no argument for repetition operator": "there is nothing to repeat before a `*`, `+`, `?` or `{`",
    "bad repetition operator": "two repetitions follow each other",
    "invalid repetition size": "a repetition of more than 1000 times is too much",
    "invalid character class range": "a range in `[…]` runs backwards or is unknown",
    "invalid escape sequence": "an escape is not known",
    "invalid perl operator": "look-around and the like are not supported",
    "invalid named capture group": "a group has a name that is not possible",
    "duplicate capture group name": "two groups have one name",
    "trailing \\": "it ends in a single `\\`",
    "invalid UTF-8": "it holds a character that is not possible",
    "pattern too large": "it is too large",
}


class Pattern:
    """A pattern that is ready to use: immutable, equal by its spelling and flags, may travel to another process."""

    __slots__ = ("_all", "_group", "_match", "flags", "size", "source")

    def __init__(self, source: str, flags: str, compiled: Any, group: int, size: int) -> None:
        self.size = size  # in RE2's instructions
        self.source = source
        self.flags = flags
        self._match: Callable[[bytes], Any] = compiled.search
        self._all: Callable[[bytes], Iterator[Any]] = compiled.finditer
        self._group = group

    def search(self, text: str) -> bool:
        """Whether the pattern matches somewhere in `text`. Raises ValueFailure where that would take too long."""
        return self._match(self._bytes(text)) is not None

    def _bytes(self, text: str) -> bytes:
        data = text.encode("utf-8", "replace")
        if len(data) * self.size > MAX_WORK:
            raise ValueFailure(f"the pattern is too large for a text of {len(text):,} characters")
        return data

    def capture(self, text: str) -> str | None:
        """What the first named group (or else the first group, or else all of it) matched first; None for nothing.

        Raises ValueFailure where that would take too long.
        """
        match = self._match(self._bytes(text))
        found: bytes | None = None if match is None else match.group(self._group)
        return None if found is None else found.decode("utf-8", "replace")

    def captures(self, text: str) -> list[str]:
        """What `capture` gives, for every place where the pattern matches, one after the other, without empty ones.

        Raises ValueFailure where that would take too long.
        """
        found = (match.group(self._group) for match in self._matches(self._bytes(text)))
        return [each.decode("utf-8", "replace") for each in found if each]

    def replace(self, text: str, replacement: str) -> str:
        """The text with `replacement`, as it is, for all that the pattern matches, one after the other.

        Raises ValueFailure where that would take too long, or make too long a text.
        """
        data, new = self._bytes(text), replacement.encode("utf-8", "replace")
        pieces: list[bytes] = []
        at = length = 0
        for match in self._matches(data):
            start, end = match.span()
            pieces += (data[at:start], new)
            at = end
            length += len(replacement)
            if length > MAX_TEXT:
                raise ValueFailure(f"the text would be longer than {MAX_TEXT:,} characters")
        pieces.append(data[at:])
        return made(b"".join(pieces).decode("utf-8", "replace"))

    def _matches(self, data: bytes) -> Iterator[Any]:
        # To find one match RE2 may have to read to the end of the text.
        work = 0
        for match in self._all(data):
            work += (len(data) - match.start()) * self.size
            if work > MAX_WORK:
                raise ValueFailure("the pattern matches in too many places of a text that is too long")
            if match.end() > match.start():
                yield match

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and (self.source, self.flags) == (other.source, other.flags)

    def __hash__(self) -> int:
        return hash((self.source, self.flags))

    def __reduce__(self) -> tuple[Callable[[str, str], Pattern], tuple[str, str]]:
        return compile_pattern, (self.source, self.flags)

    def __repr__(self) -> str:
        return f"/{self.source}/{self.flags}"


def compile_pattern(pattern: str, flags: str = "") -> Pattern:
    """The pattern between the slashes, and the letters of `FLAGS` behind them; raises ValueFailure with the reason."""
    import re2  # many rule sets have no patterns, and start sooner without it

    for flag in flags:
        if flag not in FLAGS or flags.count(flag) > 1:
            raise ValueFailure(f"a pattern cannot have the flags {shown(flags)}, only `i`, `m` and `s`, each once")
    if len(pattern) > MAX_PATTERN:
        raise ValueFailure(f"the pattern is longer than {MAX_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    options.dot_nl = "s" in flags
    written = nfc(pattern)
    try:
        compiled = re2.compile(f"(?m){written}".encode() if "m" in flags else written.encode(), options)
    except UnicodeEncodeError:
        raise ValueFailure("the pattern holds a character that is not possible") from None
    except re2.error as error:
        raise ValueFailure(_reason(error)) from None
    if compiled.programsize > MAX_PROGRAM or compiled.reverseprogramsize > MAX_PROGRAM:
        raise ValueFailure("the pattern does not compile: it is too large")
    group = min(compiled.groupindex.values(), default=min(compiled.groups, 1))
    return Pattern(pattern, "".join(sorted(flags)), compiled, group, max(compiled.programsize, 1))


def _reason(error: Exception) -> str:
    raw = error.args[0] if error.args else b""
    reason = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
    for start, words in _REASONS.items():
        if reason.startswith(start):
            # RE2 names the guilty part behind the colon, where there is one.
            _, _, part = reason.partition(": ")
            # For a bracket that is not closed, the part is the whole pattern.
            where = f", at {shown(part)}" if part and not start.startswith(("missing", "unexpected", "pattern")) else ""
            return f"the pattern does not compile: {words}{where}"
    return f"the pattern does not compile: {shown(reason, 80)}"


def search(pattern: Pattern, text: str) -> bool:
    """Whether `text matches pattern`."""
    return pattern.search(text)


def capture(pattern: Pattern, text: str) -> str | None:
    """What the first named group, or else the first group, or else the whole pattern matched; None for nothing."""
    return pattern.capture(text)
