"""A digest of what a tree says: equal where two trees mean the same, whatever they look like.

Spans, comments, documentation and the spelling of literals do not count. Nothing here recurses, so that a tree of any
depth is safe.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, cast

from whenthen.syntax.nodes import Node
from whenthen.syntax.walk import field_names

#: Fields that say how something was written, not what.
_FORM = frozenset({"span", "spelling", "comments", "doc"})
#: Ends a node or a list; no value of a field is this one.
_END = object()
#: What is told to somebody who wants to know, before the parts of a node are looked at.
Meet = Callable[[Node], None]
#: How a node begins, and what gives the values of its fields that say what it means, the last one first.
_Plan = tuple[str, Callable[[Any], tuple[Any, ...]]]


def digest(
    node: Node, instead: Mapping[Node, str | None] | None = None, meet: Mapping[type[Node], Meet] | None = None
) -> str:
    """The digest, 64 hexadecimal digits. `instead` has texts that count in the place of some nodes, None for those that
    do not count at all. `meet` is told of each node of some classes: it may enter that node, or nodes below it, there.
    """
    stand_ins = instead if instead is not None else {}
    told = meet or {}
    said: list[str] = []
    say = said.append
    waiting: list[Any] = [node]
    while waiting:
        part = waiting.pop()
        kind = type(part)
        if kind is str:
            say(f"str{len(part)}:{part}")
        elif kind is tuple:
            say("[")
            waiting.append(_END)
            waiting += part[::-1]
        elif part is _END:
            say(")")
        elif isinstance(part, Node):
            if kind in told:
                told[kind](part)
            if part in stand_ins:
                stand_in = stand_ins[part]
                if stand_in is not None:
                    say(_text("~", stand_in))
                continue
            opening, values = _plan(cast(Any, kind))
            say(opening)
            waiting.append(_END)
            waiting += values(part)
        else:
            say(_text(kind.__name__, _plain(part)))
    return hashlib.sha256("".join(said).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _plan(kind: type[Any]) -> _Plan:
    names = [name for name in reversed(field_names(cast(Any, kind))) if name not in _FORM]
    opening = f"({kind.__name__} "
    if len(names) > 1:
        return opening, attrgetter(*names)
    return opening, lambda node: tuple(getattr(node, name) for name in names)


def _plain(value: object) -> str:
    """A value that is no node: a text, a number, a date, a time, a truth, None. Numbers lose the zeros at their end."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _text(kind: str, text: str) -> str:
    """With its length in front, so that nothing can be mistaken for something else."""
    return f"{kind}{len(text)}:{text}"
