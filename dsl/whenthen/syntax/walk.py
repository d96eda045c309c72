"""Walking trees and comparing them. Nothing here recurses, so that a tree of any depth is safe."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, cast

import attrs

from whenthen.source import Span
from whenthen.syntax.nodes import Node

#: Fields that say how and where something was written, not what.
_FORM = frozenset({"span", "spelling", "comments"})


@cache
def field_names(kind: type[Any]) -> tuple[str, ...]:
    """The names of a node class's fields but `span`, in their order."""
    return tuple(field.name for field in attrs.fields(cast(Any, kind)) if field.name != "span")


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node, in the order of its fields."""
    found: list[Node] = []
    for name in field_names(cast(Any, type(node))):
        value = getattr(node, name)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            found.extend(item for item in value if isinstance(item, Node))
    return tuple(found)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, each before its children, in the order of the fields."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def same_tree(first: Node, second: Node) -> bool:
    """Do two trees say the same? Spans, comments and the spelling of literals are left out."""
    waiting: list[tuple[Any, Any]] = [(first, second)]
    while waiting:
        one, other = waiting.pop()
        if isinstance(one, Node):
            if type(one) is not type(other):
                return False
            waiting.extend(
                (getattr(one, name), getattr(other, name))
                for name in field_names(cast(Any, type(one)))
                if name not in _FORM
            )
        elif isinstance(one, tuple):
            if not isinstance(other, tuple) or len(one) != len(other):
                return False
            waiting.extend(zip(one, other, strict=True))
        elif type(one) is not type(other) or (not isinstance(one, Span) and one != other):
            return False
    return True
