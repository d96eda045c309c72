"""From bytes to readable text: encoding, size, and characters that a reader would not see."""

from __future__ import annotations

import re
import unicodedata

from whenthen.diagnostics.model import Diagnostic, Edit, Fix, Report
from whenthen.source import Source, Span

#: The largest rule file, in bytes.
MAX_BYTES = 4 * 1024 * 1024

#: How many unreadable characters of one file are reported one by one.
MAX_REPORTED = 20

_BYTE_ORDER_MARK = "\ufeff"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_BIDIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u200b\u2060-\u2064\ufeff"
_UNREADABLE = re.compile(f"[{_CONTROL}{_BIDIRECTIONAL}{_INVISIBLE}]|\r(?!\n)")
_IS_BIDIRECTIONAL = re.compile(f"[{_BIDIRECTIONAL}]")


def decode(name: str, data: bytes) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The text of a file. `name` is what the user is shown.

    The source is None when the bytes are no readable text; a byte-order mark is left out.
    """
    if len(data) > MAX_BYTES:
        return _refuse(
            name,
            "S002",
            f"this file has {len(data):,} bytes, and a rule file has at most {MAX_BYTES:,}",
            "split it into several files, and join them with USE",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refuse(
            name,
            "S001",
            f"this file is not UTF-8 text: byte {error.start + 1}, in line {line}, is {data[error.start]:#04x}",
            _guess_encoding(data),
        )
    return Source(name, text.removeprefix(_BYTE_ORDER_MARK)), ()


def _refuse(name: str, code: str, message: str, help_: str) -> tuple[None, tuple[Diagnostic, ...]]:
    return None, (Diagnostic(code, message, Span(Source(name, ""), 0, 0), help=help_),)


def _guess_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:200].count(0) * 3 > len(data[:200]):
        return "it looks like UTF-16, which some Windows programs write: save it again as UTF-8"
    if b"\0" in data:
        return "it does not look like a text at all: is it the right file?"
    return "it looks like Latin-1 or Windows-1252: save it again as UTF-8"


def readable(source: Source, report: Report) -> str:
    """The text with every unreadable character replaced by a blank, each reported."""
    if not _UNREADABLE.search(source.text):
        return source.text
    found = list(_UNREADABLE.finditer(source.text))
    returns = [match for match in found if match.group() == "\r"]
    if len(returns) > 1:  # the ends of lines of old systems: one problem of the file
        report(_lone_returns(Span(source, returns[0].start(), returns[0].end()), len(returns)))
        found = [match for match in found if match.group() != "\r"]
    for match in found[:MAX_REPORTED]:
        report(_describe(Span(source, match.start(), match.end())))
    if len(found) > MAX_REPORTED:
        rest = found[MAX_REPORTED]
        report(
            Diagnostic(
                "S003",
                f"{len(found) - MAX_REPORTED} more characters of this file cannot be shown",
                Span(source, rest.start(), rest.end()),
                help="is it a text file, and the right one?",
            )
        )
    ending = "\n" if len(returns) > 1 else " "
    return _UNREADABLE.sub(lambda match: ending if match.group() == "\r" else " ", source.text)


def unreadable_lines(source: Source) -> frozenset[int]:
    """The numbers of the lines that hold an unreadable character: what else is wrong there may come from it."""
    return frozenset(
        Span(source, match.start(), match.end()).position[0]
        for match in _UNREADABLE.finditer(source.text)
        if match.group() != "\r"
    )


def _lone_returns(span: Span, count: int) -> Diagnostic:
    return Diagnostic(
        "S003",
        f"{count:,} lines of this file end with the character `U+000D` alone",
        span,
        help="end lines with a line feed: save the file again with the line ends of Unix or Windows",
    )


def _describe(span: Span) -> Diagnostic:
    character = span.text
    number = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "").lower()
    shown = f"`{number}`" + (f" ({name})" if name else "")
    if _IS_BIDIRECTIONAL.match(character):
        return Diagnostic(
            "S004",
            f"the invisible character {shown} changes the order in which this line is shown",
            span,
            help="delete it: with it a rule can look different from what it does",
            fix=_delete(span, safe=False),  # somebody should look at what it hid
        )
    if character == "\r":
        return Diagnostic("S003", f"the character {shown} stands alone", span, help="end lines with a line feed")
    return Diagnostic("S003", f"the character {shown} cannot be seen", span, help="delete it", fix=_delete(span))


def _delete(span: Span, safe: bool = True) -> Fix:
    """Takes the character out; one that may have looked like a blank makes room for one."""
    return Fix("delete it", (Edit(span, " " if span.text in "\v\f\x85\u2028\u2029" else ""),), safe)
