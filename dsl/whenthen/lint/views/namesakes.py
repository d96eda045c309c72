"""Declared names that come to the same when a little is left out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from whenthen.lint.context import Context
from whenthen.syntax import nodes


def namesakes(context: Context, shorten: Callable[[str], str]) -> Iterator[tuple[nodes.Name, nodes.Name, str]]:
    """Pairs of different names of one kind that are the same when shortened: the later one, which stands in a file of
    the project, the first one, and what they are.
    """
    first: dict[tuple[str, str], nodes.Name] = {}
    for name, kind, what in context.get(_declared):
        other = first.setdefault((kind, shorten(name.text)), name)
        if other.text != name.text and context.owns(name):
            yield name, other, what


def _declared(context: Context) -> tuple[tuple[nodes.Name, str, str], ...]:
    return tuple(found for file in context.files for item in file.tree.items for found in _names(item))


def _names(item: nodes.Item) -> Iterator[tuple[nodes.Name, str, str]]:
    """Names with the space that they share with others, and what they are."""
    match item:
        case nodes.LetDeclaration() | nodes.DefineCondition() | nodes.AliasDeclaration() | nodes.CalendarDeclaration():
            yield item.name, "word", "name"
        case nodes.DefineAction() | nodes.ActionDeclaration():
            yield item.name, "action", "action"
        case nodes.RecordDeclaration() | nodes.ExtendRecord():
            for field in item.fields:
                yield field.name, f"field of {item.name.text}", f"field of `{item.name.text}`"
        case nodes.DefineGroup():
            yield nodes.Name(item.title.value, span=item.title.span), "group", "group"
