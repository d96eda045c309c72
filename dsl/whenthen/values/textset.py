"""Many parts and patterns that are looked for in a text at once, in about the time that one takes (RE2's sets)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import re2

from whenthen.values.patterns import MAX_PROGRAM, MAX_WORK
from whenthen.values.text import nfc

#: So many stand in one set of RE2: one large set is searched faster than two small ones.
_MOST = 5_000
#: What a set may take for itself and for what it learns of the texts that it sees, in bytes.
_MEMORY = 64 * 1024 * 1024
#: In longer texts, in bytes, a pattern may be more work than one may be: then nobody can say that it is not found.
_LONGEST = MAX_WORK // MAX_PROGRAM

_PLACES = {"contains": b"%b", "starts": rb"\A%b", "ends": rb"%b\z"}


class TextSet:
    """Immutable. `found_in` never leaves out what is in a text; in rare cases it gives more than that."""

    __slots__ = ("_always", "_longest", "_sets", "_size")

    def __init__(self, expressions: Sequence[bytes], options: Any, longest: int | None) -> None:
        self._size = len(expressions)
        self._longest = longest
        self._always: list[int] = []  # what RE2 refused
        self._sets: list[tuple[Any, list[int]]] = []
        for start in range(0, len(expressions), _MOST):
            self._add(start, expressions[start : start + _MOST], options)

    def _add(self, start: int, expressions: Sequence[bytes], options: Any) -> None:
        several = re2.Set.SearchSet(options)
        # The first one is in every text. It is missing from an answer where RE2 had too little memory for one.
        several.Add(b"")
        numbers = [-1]
        for number, expression in enumerate(expressions, start):
            try:
                several.Add(expression)
            except re2.error:
                self._always.append(number)
            else:
                numbers.append(number)
        try:
            several.Compile()
        except re2.error:  # too large: two halves may not be
            half = len(expressions) // 2
            if half:
                self._always = [number for number in self._always if number < start]
                self._add(start, expressions[:half], options)
                self._add(start + half, expressions[half:], options)
            else:
                self._always += numbers[1:]
        else:
            self._sets.append((several, numbers))

    @classmethod
    def of_parts(cls, parts: Iterable[tuple[str, str]]) -> TextSet:
        """Of parts (not empty), each with its place: contains, starts or ends. Of folded ones in folded texts."""
        return cls([_PLACES[place] % re2.escape(_bytes(part)) for place, part in parts], _options(), None)

    @classmethod
    def of_patterns(cls, patterns: Iterable[tuple[str, str]]) -> TextSet:
        """Of patterns with their flags, such as `compile_pattern` takes."""
        written = [(f"(?{flags})" if flags else "") + nfc(source) for source, flags in patterns]
        return cls(list(map(_bytes, written)), _options(), _LONGEST)

    def found_in(self, text: str) -> Iterable[int]:
        """The numbers, from 0, of those that are in the text, each once."""
        data = _bytes(text)
        if self._longest is not None and len(data) > self._longest:
            return range(self._size)
        found: list[Iterable[int]] = [self._always]
        for several, numbers in self._sets:
            places = several.Match(data)
            if not places:
                found.append(numbers[1:])
            elif len(places) > 1:
                found.append([numbers[place] for place in places if place])
        return chain(*found)


def _bytes(text: str) -> bytes:
    # Half of a pair of surrogates is a `?`: then more is found than there is.
    return text.encode("utf-8", "replace")


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return options
