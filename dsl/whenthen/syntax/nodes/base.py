"""What all nodes share."""

from __future__ import annotations

from typing import TypeVar, dataclass_transform

import attrs

from whenthen.source import NOWHERE, Span

N = TypeVar("N")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(attrs.field,))
def node(cls: type[N]) -> type[N]:
    """Makes a class of nodes; type checkers read its fields as those of `attrs.frozen(eq=False)`."""
    return attrs.frozen(eq=False, repr=False, weakref_slot=False)(cls)


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(attrs.field,))
def root(cls: type[N]) -> type[N]:
    """Makes the class of the root of a tree, which has room for weak references."""
    return attrs.frozen(eq=False, repr=False)(cls)


@node
class Node:
    span: Span = attrs.field(default=NOWHERE, kw_only=True, repr=False)

    def __repr__(self) -> str:
        # As attrs would write it: generating one for each class is half of what importing the nodes takes.
        fields = attrs.fields(type(self))  # type: ignore[arg-type]  # of `node` mypy does not know that it is attrs
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields if field.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"


@node
class Name(Node):
    """An identifier, in NFC, without backticks."""

    text: str


class Expression(Node):
    """What has a value. Conditions are expressions whose value is a boolean."""

    __slots__ = ()


class Statement(Node):
    """What a rule does."""

    __slots__ = ()


class Trigger(Node):
    """What starts a rule."""

    __slots__ = ()


class TypeExpression(Node):
    """A type as it is written."""

    __slots__ = ()


class Item(Node):
    """What stands at the top of a file. `doc` is the dedented text of the \"\"\" block before it."""

    __slots__ = ()


class Setting(Node):
    """A setting of a rule or a group."""

    __slots__ = ()
