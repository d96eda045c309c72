"""Where the documentation of items stands, and other places in which people write to people."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.source import Span
from whenthen.syntax import nodes

_QUOTES = '"""'


def documentation(file: ProgramFile) -> Iterator[tuple[nodes.Item, Span]]:
    """The items that have documentation, with the place of it, quotes included."""
    text = file.source.text
    comments = [span for span in file.tree.comments if _QUOTES in span.text]
    for span in comments:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    before = 0
    for item in file.tree.items:
        if getattr(item, "doc", None) is not None:
            start = text.find(_QUOTES, before, item.span.start)
            end = text.rfind(_QUOTES, before, item.span.start)
            if 0 <= start < end:
                yield item, Span(file.source, start, end + len(_QUOTES))
        before = item.span.end


def comment_at(file: ProgramFile, item: nodes.Item) -> bool:
    """Whether a comment stands in an item, at the end of its last line, or right above it or its documentation."""
    text = file.source.text
    start = next((place.start for other, place in documentation(file) if other is item), item.span.start)
    line = text.rfind("\n", 0, start)
    above = text[text.rfind("\n", 0, max(line, 0)) + 1 : max(line, 0)]
    if above.lstrip().startswith("#"):
        return True
    end = text.find("\n", item.span.end)
    return any(start <= comment.start < (end if end >= 0 else len(text)) for comment in file.tree.comments)
