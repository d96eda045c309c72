"""Types and the items of a file, rules apart."""

from __future__ import annotations

from whenthen.syntax.nodes.base import Expression, Item, Name, Node, Setting, Statement, TypeExpression, node
from whenthen.syntax.nodes.expressions import DateLiteral, TextLiteral, TimeLiteral


@node
class NamedType(TypeExpression):
    """`text`, `ticket`, or a type variable such as `T` in the declaration of a function."""

    name: Name


@node
class ChoiceType(TypeExpression):
    """`new | open | "on hold"`, or ordered: `low < normal < high`."""

    values: tuple[Name, ...]
    ordered: bool = False


@node
class CollectionType(TypeExpression):
    """`list of T`, `set of T`; `kind` is list or set."""

    kind: str
    item: TypeExpression


@node
class UnionType(TypeExpression):
    """`customer or agent`"""

    members: tuple[TypeExpression, ...]


@node
class OptionalType(TypeExpression):
    """`T?`"""

    type: TypeExpression


@node
class UseLibrary(Item):
    name: Name
    doc: str | None = None


@node
class UseFile(Item):
    path: TextLiteral
    doc: str | None = None


@node
class UseData(Item):
    path: TextLiteral
    record: Name
    doc: str | None = None


@node
class FieldDeclaration(Node):
    name: Name
    type: TypeExpression
    readonly: bool = False
    private: bool = False
    default: Expression | None = None
    doc: str | None = None


@node
class RecordDeclaration(Item):
    name: Name
    key: Name
    fields: tuple[FieldDeclaration, ...]
    doc: str | None = None


@node
class ExtendRecord(Item):
    name: Name
    fields: tuple[FieldDeclaration, ...]
    doc: str | None = None


@node
class AliasDeclaration(Item):
    name: Name
    value: Expression
    doc: str | None = None


@node
class Provided(Node):
    """A record that comes with an event; `optional` when written `message?`."""

    name: Name
    optional: bool = False


@node
class EventDeclaration(Item):
    """`EVENT ticket is created WITH message?`"""

    subject: Name
    event: Name
    provides: tuple[Provided, ...] = ()
    doc: str | None = None


@node
class Parameter(Node):
    """`to owner: team`; `preposition` is empty for the first of an action and for those of a function."""

    preposition: str
    name: Name
    type: TypeExpression


@node
class FunctionDeclaration(Item):
    name: Name
    parameters: tuple[Parameter, ...]
    returns: TypeExpression
    doc: str | None = None


@node
class ActionDeclaration(Item):
    name: Name
    parameters: tuple[Parameter, ...]
    doc: str | None = None


@node
class LetDeclaration(Item):
    """`LET name = value`, at the top of a file and in a rule."""

    name: Name
    value: Expression
    doc: str | None = None


@node
class DefineCondition(Item):
    name: Name
    condition: Expression
    doc: str | None = None


@node
class DefineAction(Item):
    name: Name
    parameters: tuple[Parameter, ...]
    statements: tuple[Statement, ...]
    doc: str | None = None


@node
class ActivePeriod(Node):
    """`ACTIVE [FROM date] [UNTIL date]`"""

    start: DateLiteral | None = None
    end: DateLiteral | None = None


@node
class DefineGroup(Item):
    """`DEFINE GROUP "Routing" AS FIRST MATCH`; with settings DISABLED, SHADOW, ACTIVE."""

    title: TextLiteral
    mode: str
    settings: tuple[Setting, ...] = ()
    doc: str | None = None


@node
class CalendarHours(Node):
    """`monday to friday 09:00 to 17:30 in "Europe/Berlin"`"""

    first_day: str
    last_day: str
    opens: TimeLiteral
    closes: TimeLiteral
    zone: TextLiteral | None = None


@node
class CalendarExcept(Node):
    """`except holidays "DE"`, `except 2026-12-24 [to 2026-12-31]`"""

    holidays: TextLiteral | None = None
    first: DateLiteral | None = None
    last: DateLiteral | None = None


@node
class CalendarDeclaration(Item):
    name: Name
    hours: tuple[CalendarHours, ...]
    exceptions: tuple[CalendarExcept, ...] = ()
    doc: str | None = None
