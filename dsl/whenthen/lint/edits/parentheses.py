"""The parentheses around a part of an expression: nodes begin and end inside them, and their parents outside."""

from __future__ import annotations

from collections.abc import Sequence

from whenthen.diagnostics.model import Edit
from whenthen.source import Source, Span
from whenthen.syntax import nodes

#: What ends with parentheses of its own.
_ENCLOSING = (nodes.Call, nodes.Count, nodes.Pick, nodes.Quantified)


def pairs(part: nodes.Node, whole: nodes.Node) -> tuple[tuple[int, int], ...]:
    """The offsets of each `(` and its `)` around a child of a node, the innermost first.

    Parentheses beyond a comment are not seen.
    """
    text, limits = part.span.source.text, whole.span
    found: list[tuple[int, int]] = []
    first, last = part.span.start, part.span.end
    while True:
        after = last
        while after < limits.end and text[after].isspace():
            after += 1
        if after >= limits.end or text[after] != ")":
            break
        before = first - 1
        while before >= limits.start and text[before].isspace():
            before -= 1
        if before < limits.start or text[before] != "(":
            break
        found.append((before, after))
        first, last = before, after + 1
    if found and isinstance(whole, _ENCLOSING) and found[-1][1] == limits.end - 1:
        found.pop()
    return tuple(found)


def outer(part: nodes.Node, whole: nodes.Node) -> Span:
    """The span of a child of a node with the parentheses around it."""
    around = pairs(part, whole)
    return Span(part.span.source, around[-1][0], around[-1][1] + 1) if around else part.span


def without(source: Source, around: Sequence[tuple[int, int]]) -> tuple[Edit, ...]:
    """Takes pairs of parentheses away, and the space that stood inside; words that would touch are kept apart."""
    text = source.text
    edits = []
    for opening, closing in around:
        end, start = opening + 1, closing
        while text[end].isspace():
            end += 1
        while text[start - 1].isspace():
            start -= 1
        # What follows must not become a part of a comment.
        if "#" in text[text.rfind("\n", 0, start) + 1 : start]:
            start = closing
        before, after = text[:opening][-1:], text[closing + 1 : closing + 2]
        edits.append(Edit(Span(source, opening, end), " " if _is_word(before) else ""))
        edits.append(Edit(Span(source, max(start, end), closing + 1), " " if _is_word(after) else ""))
    return tuple(edits)


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter in ("_", '"', "`")
