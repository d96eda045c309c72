"""A digest of what a tree says: equal where two trees mean the same, whatever they look like.

Spans, comments, documentation and the spelling of literals do not count. Nothing here recurses, so that a tree of any
depth is safe.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, cast

from whenthen.syntax.nodes import Node
from whenthen.syntax.walk import field_names

#: Fields that say how something was written, not what.
_FORM = frozenset({"span", "spelling", "comments", "doc"})
#: Ends a node or a list; no value of a field is this one.
_END = object()


def digest(node: Node, instead: Mapping[Node, str | None] | None = None) -> str:
    """The digest, 64 hexadecimal digits. `instead` has texts that count in the place of some nodes, None for those that
    do not count at all.
    """
    stand_ins = instead or {}
    said: list[str] = []
    waiting: list[Any] = [node]
    while waiting:
        part = waiting.pop()
        if part is _END:
            said.append(")")
        elif isinstance(part, Node):
            if part in stand_ins:
                stand_in = stand_ins[part]
                if stand_in is not None:
                    said.append(_text("~", stand_in))
                continue
            kind = type(part)
            said.append(f"({kind.__name__} ")
            waiting.append(_END)
            waiting.extend([getattr(part, name) for name in _meaning(cast(Any, kind))])
        elif isinstance(part, tuple):
            said.append("[")
            waiting.append(_END)
            waiting.extend(reversed(part))
        else:
            said.append(_text(type(part).__name__, _plain(part)))
    return hashlib.sha256("".join(said).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _meaning(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a class of nodes that say what it means, the last one first."""
    return tuple(name for name in reversed(field_names(cast(Any, kind))) if name not in _FORM)


def _plain(value: object) -> str:
    """A value that is no node: a text, a number, a date, a time, a truth, None. Numbers lose the zeros at their end."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _text(kind: str, text: str) -> str:
    """With its length in front, so that nothing can be mistaken for something else."""
    return f"{kind}{len(text)}:{text}"
