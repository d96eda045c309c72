"""Whether a text would be read the same with some edits."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from whenthen import syntax
from whenthen.diagnostics.model import Edit
from whenthen.source import Source
from whenthen.syntax import nodes
from whenthen.syntax.walk import same_tree


def reads_the_same(item: nodes.Item, edits: Sequence[Edit]) -> bool:
    """Whether an item at the top of a file, without its documentation, is the same tree after edits in it."""
    text, start = item.span.text, item.span.start
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start - start] + edit.text + text[edit.span.end - start :]
    tree, problems = syntax.parse(Source(item.span.source.name, text))
    if problems or len(tree.items) != 1:
        return False
    return same_tree(_bare(tree.items[0]), _bare(item))


def _bare(item: nodes.Item) -> nodes.Item:
    return attrs.evolve(item, doc=None) if hasattr(item, "doc") else item  # type: ignore[misc]
