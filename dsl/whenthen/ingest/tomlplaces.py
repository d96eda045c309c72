"""Where in a TOML text a key stands: its reader tells values, not places."""

from __future__ import annotations

import re

import attrs

from whenthen.source import Source, Span

_KEY_PART = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')"
_KEY = rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*"
_HEADER = re.compile(rf"[ \t]*\[\[?[ \t]*({_KEY})[ \t]*\]")
_ASSIGNMENT = re.compile(rf"[ \t]*({_KEY})[ \t]*=")
_ONE_PART = re.compile(_KEY_PART)
_WORD = re.compile(
    r"(?P<part>[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*+\"?|'[^'\n]*+'?)|(?P<dot>\.)|(?P<blank>[ \t]+)|#[^\n]*|[^ \t]",
    re.DOTALL,
)
_LONG_QUOTE = re.compile(r"\"\"\"|'''")

Path = tuple[str, ...]


@attrs.frozen
class Places:
    """The places of the keys of one text, by their path from the top."""

    source: Source
    _keys: dict[Path, tuple[int, int]]
    #: By paths that are written only as the beginning of longer ones, the first of these.
    _first_below: dict[Path, Path]

    @classmethod
    def of(cls, source: Source) -> Places:
        """Finds the keys of a text that is TOML; of any other text it finds what looks like keys."""
        keys: dict[Path, tuple[int, int]] = {}
        table: Path = ()
        closing: str | None = None  # of a long text that began on an earlier line
        offset = 0
        for line in source.text.splitlines(keepends=True):
            if closing is not None:
                if closing in line:
                    closing = None
            elif header := _HEADER.match(line):
                table = _parts(header[1])
                keys.setdefault(table, (offset + header.start(1), offset + header.end(1)))
            else:
                if found := _ASSIGNMENT.match(line):
                    keys.setdefault((*table, *_parts(found[1])), (offset + found.start(1), offset + found.end(1)))
                quotes = _LONG_QUOTE.findall(line)
                if len(quotes) % 2:
                    closing = quotes[-1]
            offset += len(line)
        below: dict[Path, Path] = {}
        for key in sorted(keys, key=keys.__getitem__):
            for length in range(1, len(key)):
                below.setdefault(key[:length], key)
        return cls(source, keys, below)

    def find(self, *path: str) -> Span:
        """The place of a key; inside a table on one line (`{…}`) too.

        Otherwise that of the first key that belongs to it, or of the nearest one that it belongs to.
        """
        known = path = self._first_below.get(path, path) if path not in self._keys else path
        while known and known not in self._keys:
            known = known[:-1]
        if not known:
            return self.top
        start, end = self._keys[known]
        stop = self.source.text.find("\n", end)
        for part in path[len(known) :]:
            inner = re.compile(rf"[{{,][ \t]*([\"']?{re.escape(part)}[\"']?)[ \t]*=")
            found = inner.search(self.source.text, end, stop if stop >= 0 else len(self.source.text))
            if found is None:
                break
            start, end = found.span(1)
        return Span(self.source, start, end)

    @property
    def top(self) -> Span:
        return Span(self.source, 0, 0)


def long_key(source: Source, most: int) -> Span | None:
    """The first key of more than `most` parts, which readers of TOML are slow with; found in one pass."""
    start = count = 0
    after_dot = False
    for word in _WORD.finditer(source.text):
        if word["part"]:
            if not after_dot:
                start, count = word.start(), 0
            count += 1
            if count > most:
                return Span(source, start, word.end())
            after_dot = False
        elif word["dot"]:
            after_dot = count > 0
        elif not word["blank"]:
            after_dot, count = False, 0
    return None


def _parts(key: str) -> Path:
    return tuple(part.strip("\"'") for part in _ONE_PART.findall(key))
