"""`parse`: a text to its tree. Never raises, whatever the text holds."""

from __future__ import annotations

from whenthen.collecting import without_collecting
from whenthen.diagnostics.model import Diagnostic, in_order
from whenthen.source import Source, Span
from whenthen.syntax import nodes as n
from whenthen.syntax.characters import readable, unreadable_lines
from whenthen.syntax.machine import Machine
from whenthen.syntax.token import Token


def parse(source: Source) -> tuple[n.File, tuple[Diagnostic, ...]]:
    """The tree of a file and all that is wrong with its writing, in the order of the text.

    What could not be read stands in the tree as a BrokenItem.
    """
    tree, _, problems = _parse(source, keep_tokens=False)
    return tree, problems


def parse_with_tokens(source: Source) -> tuple[n.File, tuple[Token, ...], tuple[Diagnostic, ...]]:
    """What `parse` gives, and the words, signs and literals of the file in their order, each with its place.

    A text is one token, whatever stands between its braces. A file with mistakes has no tokens.
    """
    tree, tokens, problems = _parse(source, keep_tokens=True)
    return tree, () if problems else tokens, problems


def _parse(source: Source, keep_tokens: bool) -> tuple[n.File, tuple[Token, ...], tuple[Diagnostic, ...]]:
    unreadable: list[Diagnostic] = []
    text = readable(source, unreadable.append)
    problems: list[Diagnostic] = []
    machine = Machine(source, text, problems.append, keep_tokens)
    with without_collecting():
        items = machine.read_file()
    comments = tuple(sorted(set(machine.comments), key=lambda span: span.start))
    span = Span(source, 0, len(source.text))
    if unreadable:
        lines = unreadable_lines(source)
        problems = [problem for problem in problems if problem.span.position[0] not in lines]
    return n.File(items, comments, span=span), tuple(machine.tokens), in_order([*unreadable, *problems])
