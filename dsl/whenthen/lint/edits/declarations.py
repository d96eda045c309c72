"""Leaving out a declaration with its documentation and the blank line behind it, never with a comment."""

from __future__ import annotations

from whenthen.diagnostics.model import Edit, Fix
from whenthen.source import Source, Span
from whenthen.syntax import nodes

_QUOTES = '"""'


def leave_out_declaration(item: nodes.Node, title: str, safe: bool = True, doc: str | None = None) -> Fix | None:
    """Leaves out what has its lines for itself; None where it has not, and where a comment stands in it or at it."""
    source = item.span.source
    text = source.text
    first = item.span.start if doc is None else _start_of_doc(source, item.span.start)
    if first is None:
        return None
    start = text.rfind("\n", 0, first) + 1
    end = _end_of_line(text, item.span.end)
    if text[start:first].strip() or "#" in text[first:end] or text[item.span.end : end].strip():
        return None
    before = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : start].strip()
    if before.startswith("#"):
        return None
    return Fix(title, (Edit(Span(source, *_with_blank_lines(text, start, end, before)), ""),), safe)


def _with_blank_lines(text: str, start: int, end: int, before: str) -> tuple[int, int]:
    """One group of blank lines goes too: that behind, or that before where nothing follows."""
    if before:
        return start, end
    while end < len(text) and not text[end : (following := _end_of_line(text, end))].strip():
        end = following
    if end == len(text):
        start = len(text[:start].rstrip())
        start = start + 1 if start else 0
    return start, end


def _end_of_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _start_of_doc(source: Source, at: int) -> int | None:
    """Where the documentation begins that ends before an offset; None where something else stands between."""
    text = source.text
    end = len(text[:at].rstrip())
    if not text.endswith(_QUOTES, 0, end):
        return None
    start = text.rfind(_QUOTES, 0, end - len(_QUOTES))
    return None if start < 0 or "\\" in text[start:end] else start
