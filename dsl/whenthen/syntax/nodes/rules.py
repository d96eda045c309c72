"""Rules, their settings, and the file."""

from __future__ import annotations

from whenthen.source import Span
from whenthen.syntax.nodes.base import Expression, Item, Name, Node, Setting, Statement, Trigger, node, root
from whenthen.syntax.nodes.declarations import ActivePeriod, LetDeclaration
from whenthen.syntax.nodes.expressions import DurationLiteral, NumberLiteral, TextLiteral


@node
class IdSetting(Setting):
    name: Name


@node
class OwnerSetting(Setting):
    owner: TextLiteral


@node
class OrderSetting(Setting):
    order: NumberLiteral
    negative: bool = False


@node
class DisabledSetting(Setting):
    pass


@node
class ShadowSetting(Setting):
    pass


@node
class OnceSetting(Setting):
    """`ONCE PER ticket, team`"""

    per: tuple[Expression, ...]


@node
class AtMostSetting(Setting):
    """`AT MOST 3 TIMES [PER ticket] PER day|5 minutes`; `window` is a DurationLiteral."""

    times: NumberLiteral
    window: DurationLiteral
    per: tuple[Expression, ...] = ()


@node
class ActiveSetting(Setting):
    period: ActivePeriod


@node
class OverridesSetting(Setting):
    title: TextLiteral


@node
class GroupSetting(Setting):
    title: TextLiteral


@node
class ForEach(Node):
    """`FOR EACH ticket [WHERE condition]`, `FOR EACH other ticket …`, `FOR EACH colleague IN list …`

    `record` is the record type where the variable has a name of its own.
    """

    variable: Name
    record: Name | None = None
    collection: Expression | None = None
    where: Expression | None = None


@node
class Branch(Node):
    """`IF condition THEN statements`; `condition` is None for ELSE and for a rule without IF."""

    condition: Expression | None
    statements: tuple[Statement, ...]


@node
class Rule(Item):
    title: TextLiteral
    settings: tuple[Setting, ...]
    triggers: tuple[Trigger, ...]
    for_each: ForEach | None
    lets: tuple[LetDeclaration, ...]
    branches: tuple[Branch, ...]
    doc: str | None = None


@node
class BrokenItem(Item):
    """An item that could not be parsed. `names` are those it seems to declare, so that nothing else complains of them.

    `kind` is the clause word it began with, in capitals, or empty.
    """

    kind: str
    names: tuple[str, ...] = ()
    doc: str | None = None


@root
class File(Node):
    """A parsed file; `comments` are the spans of its comments, in order."""

    items: tuple[Item, ...]
    comments: tuple[Span, ...] = ()
