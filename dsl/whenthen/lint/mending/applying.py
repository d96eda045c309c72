"""Applies fixes to texts. Pure: what the texts come to, and which fixes had to wait.

A fix is applied whole or not at all. Fixes that edit the same place wait for another round, unless they do the very
same there. So do those of another code for an item that is edited already, or that an edit was decided on by: of two
tests that say the same, one rule of the linter would leave out the first and another one the second.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import attrs

from whenthen.diagnostics.model import Diagnostic, Edit
from whenthen.source import Span

#: The texts that may be changed, by the names of their sources.
Texts = Mapping[str, str]
#: Where the items of each text begin, in order.
Items = Mapping[str, Sequence[int]]

#: An edit: name, start, end, text.
_Plain = tuple[str, int, int, str]


@attrs.frozen
class Round:
    """Fixes that go together: `applied` are the diagnostics that they are of, `waiting` those that have to wait."""

    applied: tuple[Diagnostic, ...]
    waiting: tuple[Diagnostic, ...]


def fixable(diagnostics: Iterable[Diagnostic], texts: Texts, unsafe: bool = False) -> tuple[Diagnostic, ...]:
    """Those that have a fix, a safe one unless `unsafe`, that edits nothing but these texts."""
    return tuple(d for d in diagnostics if d.fix is not None and (d.fix.safe or unsafe) and _fits(d, texts))


def choose(diagnostics: Iterable[Diagnostic], items: Items) -> Round:
    """As many of the fixes as go together; the first ones come first. All have to be `fixable`."""
    applied: list[Diagnostic] = []
    waiting: list[Diagnostic] = []
    taken: dict[str, list[_Plain]] = {}
    codes: dict[tuple[str, int], str] = {}
    for diagnostic in diagnostics:
        edits = _edits(diagnostic)
        concerned = {_item(span, items) for span in _concerned(diagnostic)}
        if any(codes.get(item, diagnostic.code) != diagnostic.code for item in concerned) or any(
            _collide(edit, other) for edit in edits for other in _beside(edit, taken)
        ):
            waiting.append(diagnostic)
            continue
        applied.append(diagnostic)
        codes.update(dict.fromkeys(concerned, diagnostic.code))
        for edit in edits:
            here = taken.setdefault(edit[0], [])
            if edit not in here:
                insort(here, edit)
    return Round(tuple(applied), tuple(waiting))


def apply(texts: Texts, diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """All texts, with the fixes of these diagnostics, which were chosen to go together. Line ends stay as they are."""
    together: dict[str, set[_Plain]] = {}
    for diagnostic in diagnostics:
        for edit in _edits(diagnostic):
            together.setdefault(edit[0], set()).add(edit)
    return {name: _edited(text, sorted(together.get(name, ()))) for name, text in texts.items()}


def _edited(text: str, edits: Sequence[_Plain]) -> str:
    if not edits:
        return text
    crlf = text.find("\n") == text.find("\r\n") + 1 > 0
    parts: list[str] = []
    at = 0
    for _, start, end, new in edits:
        parts += text[at:start], new.replace("\r\n", "\n").replace("\n", "\r\n") if crlf else new
        at = end
    return "".join([*parts, text[at:]])


def _edits(diagnostic: Diagnostic) -> list[_Plain]:
    assert diagnostic.fix is not None
    return [_plain(edit) for edit in diagnostic.fix.edits]


def _plain(edit: Edit) -> _Plain:
    return edit.span.source.name, edit.span.start, edit.span.end, edit.text


def _fits(diagnostic: Diagnostic, texts: Texts) -> bool:
    """Whether all edits are about these very texts, and do not get in each other's way."""
    assert diagnostic.fix is not None
    spans = [edit.span for edit in diagnostic.fix.edits]
    if not spans or any(texts.get(s.source.name) != s.source.text or s.end > len(s.source.text) for s in spans):
        return False
    edits = sorted(_edits(diagnostic))
    return not any(one[0] == two[0] and (two[1] < one[2] or one[1:3] == two[1:3]) for one, two in pairwise(edits))


def _beside(edit: _Plain, taken: Mapping[str, Sequence[_Plain]]) -> Sequence[_Plain]:
    """The edits before and behind one, of those that are taken: they are in order, and none overlaps another one. There
    are none for an edit that is taken itself.
    """
    here = taken.get(edit[0], ())
    at = bisect_left(here, edit)
    if at < len(here) and here[at] == edit:
        return ()
    return here[max(0, at - 1) : at + 2]


def _collide(one: _Plain, two: _Plain) -> bool:
    """Whether two edits of one text overlap, or one puts something in where the other begins or ends."""
    (_, start, end, _), (_, first, last, _) = one, two
    if start == end or first == last:
        return start <= last and first <= end
    return start < last and first < end


def _concerned(diagnostic: Diagnostic) -> list[Span]:
    """The places that a fix is about: those that it edits, and those that it was decided on by."""
    assert diagnostic.fix is not None
    labels = [label.span for label in diagnostic.labels]
    return [diagnostic.span, *labels, *(edit.span for edit in diagnostic.fix.edits)]


def _item(span: Span, items: Items) -> tuple[str, int]:
    """The item that a place is in, by its number; what stands before the first one is 0."""
    name = span.source.name
    return name, bisect_right(items.get(name, ()), span.start)
