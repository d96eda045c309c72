"""The proof that a printed file says what the file said: it is read again, and held against what was printed."""

from __future__ import annotations

from collections.abc import Sequence

from whenthen.format.gaps import Placed, placed
from whenthen.format.spelling import spelled
from whenthen.source import Source
from whenthen.syntax import nodes as n
from whenthen.syntax.parser import parse_with_tokens
from whenthen.syntax.walk import same_tree

#: What these tokens say depends on their layout, so that it is the tree that is compared.
_LONG = frozenset({"LONG_TEXT", "DOC", "FIELD_DOC"})


def difference(tree: n.File, tokens: Sequence[Placed], printed: Source) -> str | None:
    """What is another in a printed file than in the tree and the tokens that it was printed from; None: nothing."""
    again, words, problems = parse_with_tokens(printed)
    if problems:
        return problems[0].message
    if [span.text.rstrip() for span in again.comments] != [span.text.rstrip() for span in tree.comments]:
        return "the comments are not the same"
    if _said(placed(printed, words, again.comments)) != _said(tokens):
        return "the words are not the same"
    if not same_tree(tree, again):
        return "the rules do not mean the same"
    return None


def _said(tokens: Sequence[Placed]) -> list[str]:
    return ["" if here.token.type in _LONG else spelled(here.token, capitals=True) for here in tokens]
