"""Values: literals, names, calls, arithmetic."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from whenthen.syntax.nodes.base import Expression, Name, Node, node


@node
class TextLiteral(Expression):
    """`"text"` without interpolation, escapes resolved and triple quotes dedented."""

    value: str
    spelling: str = ""


@node
class Template(Expression):
    """`"Hi {customer.name}"`: a text with interpolated expressions; the parts in order."""

    parts: tuple[Expression, ...]  # TextLiteral for what stands between the braces
    spelling: str = ""


@node
class NumberLiteral(Expression):
    value: Decimal
    spelling: str = ""


@node
class MoneyLiteral(Expression):
    amount: Decimal
    currency: str
    spelling: str = ""


@node
class DurationLiteral(Expression):
    """`3 business days`. `unit` is one of second, minute, hour, day, week."""

    amount: Decimal
    unit: str
    business: bool = False
    spelling: str = ""


@node
class DateLiteral(Expression):
    value: dt.date


@node
class TimeLiteral(Expression):
    value: dt.time


@node
class BooleanLiteral(Expression):
    value: bool


@node
class PatternLiteral(Expression):
    """`/inv-[0-9]+/i`. `flags` holds the letters behind the closing slash."""

    pattern: str
    flags: str = ""


@node
class ListLiteral(Expression):
    items: tuple[Expression, ...]


@node
class Entry(Node):
    name: Name
    value: Expression


@node
class RecordLiteral(Expression):
    """`{id: ticket.id}`, a payload."""

    entries: tuple[Entry, ...]


@node
class Reference(Expression):
    """A bare word: a binding, a LET, a named condition, `now`, `actor` or a choice value. Analysis says which."""

    name: str


@node
class Member(Expression):
    """`object.field`"""

    object: Expression
    field: Name


@node
class KeyedRecord(Expression):
    """`team "Billing"`: the record with this key."""

    record: Name
    key: Expression  # TextLiteral or Template


@node
class Call(Expression):
    """`capture(/…/, message.text)`"""

    function: Name
    arguments: tuple[Expression, ...]


@node
class Count(Expression):
    """`count(LIST)`, `count(NAME in LIST where …)`"""

    variable: Name | None
    collection: Expression
    where: Expression | None


#: What `Pick` can do with a list.
PICKS = ("list", "first", "last", "least", "most")


@node
class Pick(Expression):
    """`first(NAME in LIST where …)` and its kin.

    `kind` is `list` (all that fit), `first`, `last`, `least` or `most`; the last two compare what `by` gives for each
    item.
    """

    kind: str
    variable: Name
    collection: Expression
    where: Expression | None = None
    by: Expression | None = None


@node
class Quantified(Expression):
    """`any NAME in LIST where (…)`; `quantifier` is any, every or no."""

    quantifier: str
    variable: Name
    collection: Expression
    where: Expression


@node
class Negative(Expression):
    operand: Expression


@node
class Arithmetic(Expression):
    """`left operator right`; `operator` is one of + - * /."""

    operator: str
    left: Expression
    right: Expression


@node
class Otherwise(Expression):
    """`value otherwise fallback`: the fallback where the value is missing."""

    value: Expression
    fallback: Expression
