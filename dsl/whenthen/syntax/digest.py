"""A digest of what a tree says: equal where two trees mean the same, whatever they look like.

Spans, comments, documentation and the spelling of literals do not count. Nothing here recurses, so that a tree of any
depth is safe.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

import attrs

from whenthen.syntax.nodes import Node
from whenthen.syntax.walk import field_names

#: Fields that say how something was written, not what.
_FORM = frozenset({"span", "spelling", "comments", "doc"})


@attrs.frozen
class _End:
    """The end of a list of parts."""


_END = _End()


def digest(node: Node, instead: Mapping[Node, str | None] | None = None) -> str:
    """The digest, 64 hexadecimal digits. `instead` has texts that count in the place of some nodes, None for those that
    do not count at all.
    """
    stand_ins = instead or {}
    total = hashlib.sha256()
    waiting: list[Any] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Node):
            if part in stand_ins:
                stand_in = stand_ins[part]
                total.update(b"" if stand_in is None else _atom("~", stand_in))
                continue
            total.update(_atom("(", type(part).__name__))
            waiting.append(_END)
            names = [name for name in field_names(cast(Any, type(part))) if name not in _FORM]
            waiting.extend(getattr(part, name) for name in reversed(names))
        elif isinstance(part, tuple):
            total.update(b"[")
            waiting.append(_END)
            waiting.extend(reversed(part))
        elif isinstance(part, _End):
            total.update(b")")
        else:
            total.update(_atom(type(part).__name__, _plain(part)))
    return total.hexdigest()


def _plain(value: object) -> str:
    """A value that is no node: a text, a number, a date, a time, a truth, None. Numbers lose the zeros at their end."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _atom(kind: str, text: str) -> bytes:
    """With its length in front, so that nothing can be mistaken for something else."""
    data = text.encode("utf-8", "surrogatepass")
    return b"%s%d:%s" % (kind.encode(), len(data), data)
