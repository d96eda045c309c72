"""Fixes that the checker offers: one stretch of text replaced, put in or left out.

A fix is made of the user's own words at that place and of words of the language. No comment is ever taken away: where
one may stand in what would be replaced, there is no fix.
"""

from __future__ import annotations

from collections.abc import Iterable

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Edit, Fix
from whenthen.diagnostics.nearest import distance, nearest
from whenthen.source import Source, Span

_LONGEST = 2_000  # characters that a fix repeats
_SHORTEST = 4  # letters of a name below which another one is not clearly meant


def replace(span: Span, text: str, safe: bool = True, title: str = "") -> Fix | None:
    """Writes `text` instead of what stands there."""
    if "#" in span.text or len(text) > _LONGEST:
        return None
    return Fix(title or f"write {quote(' '.join(text.split()))}", (Edit(span, text),), safe)


def insert(source: Source, offset: int, text: str, safe: bool = True, title: str = "") -> Fix | None:
    """Puts `text` in at an offset."""
    shown = quote(" ".join(text.split()))
    return replace(Span(source, offset, offset), text, safe, title or f"write {shown} here")


def enclose(span: Span, before: str, after: str, safe: bool = True, title: str = "") -> Fix | None:
    """Puts something before and behind a stretch of text, such as brackets."""
    text = span.text
    if len(text) > _LONGEST:
        return None
    source = span.source
    edits = (Edit(Span(source, span.start, span.start), before), Edit(Span(source, span.end, span.end), after))
    return Fix(title or f"write {quote(' '.join(f'{before}{text}{after}'.split()))}", edits, safe)


def leave_out(span: Span, safe: bool = True) -> Fix | None:
    """Takes a stretch of one line out, with the blanks that would be left over, or with its line if nothing else is
    in it.
    """
    source, text = span.source, span.source.text
    start, end = span.start, span.end
    if "#" in span.text or "\n" in span.text:
        return None
    title = f"leave out {quote(span.text)}"
    line, after = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    after = len(text) if after < 0 else after
    if not text[line:start].strip() and not text[end:after].strip() and text[line:end].strip():
        return Fix(title, (Edit(Span(source, line, min(after + 1, len(text))), ""),), safe)
    if not text[end:after].strip() or text[end : end + 1] in (" ", "\t"):
        while start > line and text[start - 1] in " \t":
            start -= 1
        if start == line:  # the indentation stays, the blanks behind go
            start = span.start
            while text[end : end + 1] in (" ", "\t"):
                end += 1
    behind = text[end : end + 1]
    runs_on = text[start - 1 : start].isalnum() and (behind.isalnum() or behind in ('"', "`"))
    return Fix(title, (Edit(Span(source, start, end), " " if runs_on else ""),), safe)


def clearly_meant(name: str, candidates: Iterable[str]) -> str | None:
    """The one candidate that a name was meant to be; None where there are several, or none is near enough."""
    near = nearest(name, candidates, 2)
    if len(near) != 1:
        return None
    if differs_in_look_alone(name, near[0]):
        return near[0]
    allowed = 1 if len(name) < 8 else 2
    is_near = distance(name.casefold(), near[0].casefold(), allowed) <= allowed
    return near[0] if len(name) >= _SHORTEST and is_near else None


def differs_in_look_alone(name: str, other: str) -> bool:
    """Whether two names are one but for capitals, blanks, hyphens and underscores."""
    return _plain(name) == _plain(other)


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def as_text(value: str) -> str:
    """A value as the language writes it: a text in quotes."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("{", "\\{").replace("}", "\\}")
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'
