"""Lists of texts as they are written out, and those that have a name."""

from __future__ import annotations

from whenthen.analysis.program import ChoiceValue
from whenthen.lint.context import Context
from whenthen.syntax import nodes

Texts = tuple[str, ...]


def written_lists(context: Context) -> dict[Texts, list[nodes.ListLiteral]]:
    """The lists of two or more fixed texts in the project's files, by what they hold, without those that are the first
    to be named by a LET at the top of a file.
    """
    named = {let.value for let in context.get(list_names).values()}
    found: dict[Texts, list[nodes.ListLiteral]] = {}
    for listed in context.own_nodes(nodes.ListLiteral):
        texts = _texts(listed, context)
        if len(texts) > 1 and listed not in named:
            found.setdefault(texts, []).append(listed)
    return found


def list_names(context: Context) -> dict[Texts, nodes.LetDeclaration]:
    """The first LET at the top of a file for each list of two or more texts."""
    found: dict[Texts, nodes.LetDeclaration] = {}
    for file in context.files:
        for item in file.tree.items:
            if isinstance(item, nodes.LetDeclaration) and isinstance(item.value, nodes.ListLiteral):
                texts = _texts(item.value, context)
                if len(texts) > 1:
                    found.setdefault(texts, item)
    return found


def _texts(listed: nodes.ListLiteral, context: Context) -> Texts:
    """What a list holds; nothing where it is not all fixed texts."""
    texts = []
    for item in listed.items:
        if not isinstance(item, nodes.TextLiteral) or isinstance(context.checked.bindings.get(item), ChoiceValue):
            return ()
        texts.append(item.value)
    return tuple(texts)
