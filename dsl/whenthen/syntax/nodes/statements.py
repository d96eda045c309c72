"""What stands after THEN."""

from __future__ import annotations

from whenthen.syntax.nodes.base import Expression, Name, Node, Statement, node


@node
class SetField(Statement):
    target: Expression
    value: Expression


@node
class ClearField(Statement):
    target: Expression


@node
class AddTo(Statement):
    """`add V to F`"""

    value: Expression
    target: Expression


@node
class RemoveFrom(Statement):
    value: Expression
    target: Expression


@node
class Adjust(Statement):
    """`increase F by V`, `decrease F by V` (`direction` -1)."""

    direction: int
    target: Expression
    amount: Expression


@node
class Step(Statement):
    """`raise F [to V]`, `lower F [to V]` (`direction` -1): one step of a scale, or up (down) to V, never back."""

    direction: int
    target: Expression
    to: Expression | None = None


@node
class Argument(Node):
    """`preposition value` of a call of an action."""

    preposition: str
    value: Expression


@node
class Perform(Statement):
    """A call of an action: `email customer about "…" saying "…"`."""

    action: Name
    object: Expression
    arguments: tuple[Argument, ...] = ()


@node
class Wait(Statement):
    """`wait D [within CALENDAR] [while CONDITION]`"""

    duration: Expression
    condition: Expression | None = None
    calendar: Expression | None = None


@node
class Stop(Statement):
    pass
