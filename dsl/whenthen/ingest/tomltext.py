"""The text of a TOML file that a user writes, a mapping or settings: bounded, UTF-8, TOML."""

from __future__ import annotations

import tomllib
from typing import Any

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic
from whenthen.ingest.tomlplaces import long_key
from whenthen.source import Source, Span

#: The largest mapping, in bytes; the largest file of settings too.
MAX_MAPPING = 64 * 1024
#: The most names that dots join into one key.
MAX_KEY_PARTS = 16


def decode_mapping(name: str, raw: bytes) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The text of a mapping. `name` is what the user is shown; the source is None where the bytes are no such text."""
    if len(raw) > MAX_MAPPING:
        message = f"{quote(name)} is too large: a mapping has at most {MAX_MAPPING:,} bytes"
        return None, (Diagnostic("P005", message, Span(Source(name, ""), 0, 0), help="is it the right file?"),)
    return decode_toml(name, raw, "P040")


def decode_toml(name: str, raw: bytes, code: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The text of bytes that are UTF-8; `code` is for those that are not."""
    try:
        return Source(name, raw.decode("utf-8-sig").replace("\r\n", "\n")), ()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"this is not UTF-8: byte {error.start + 1}, in line {line}, is {raw[error.start]:#04x}"
        before = len(raw[: error.start].decode())
        source = Source(name, raw.decode(errors="replace"))
        return None, (Diagnostic(code, message, Span(source, before, before + 1), help="save it as UTF-8"),)


def parse_toml(source: Source, code: str = "P040", deepest: str = "four") -> tuple[dict[str, Any], Diagnostic | None]:
    """The settings of a text, or the problem why it has none. `deepest` is how many names a key of it can have."""
    long = long_key(source, MAX_KEY_PARTS)
    if long is not None:
        message = f"dots join more than {MAX_KEY_PARTS} names into one key"
        return {}, Diagnostic(code, message, long, help=f"the keys of this file have at most {deepest} names")
    try:
        return tomllib.loads(source.text), None
    except (ValueError, RecursionError) as error:  # ValueError: a number of very many digits
        return {}, _not_toml(source, error, code)


def _not_toml(source: Source, error: Exception, code: str) -> Diagnostic:
    text, _, place = str(error).partition(" (at ")
    offset = 0
    words = place.removesuffix(")").replace(",", "").split()  # line 3, column 7
    if len(words) == 4 and words[1].isdecimal() and words[3].isdecimal():
        lines = source.text.split("\n")
        offset = sum(len(line) + 1 for line in lines[: int(words[1]) - 1]) + int(words[3]) - 1
    elif place:
        offset = len(source.text)
    offset = min(offset, len(source.text))
    reason = "tables stand in each other too deeply" if isinstance(error, RecursionError) else text
    return Diagnostic(
        code,
        f"this is not TOML: {reason[:1].lower()}{reason[1:]}",
        Span(source, offset, min(offset + 1, len(source.text))),
    )
