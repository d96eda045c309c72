"""Types as values: frozen, comparable, printable the way a rule writer writes them."""

from __future__ import annotations

import attrs


@attrs.frozen
class Type:
    """The base of all types."""


@attrs.frozen
class Scalar(Type):
    """A type that is only itself; the instances below are the only ones."""

    name: str

    def __str__(self) -> str:
        return self.name


TEXT = Scalar("text")
NUMBER = Scalar("number")
BOOLEAN = Scalar("boolean")
DURATION = Scalar("duration")
BUSINESS_DURATION = Scalar("business duration")
INSTANT = Scalar("instant")
DATE = Scalar("date")
TIME = Scalar("time")
MONEY = Scalar("money")
PATTERN = Scalar("pattern")
#: Any plain data: record literals, lists, texts, numbers, booleans.
PAYLOAD = Scalar("payload")
#: The item of an empty list.
NOTHING = Scalar("nothing")
#: What is wrong already: agrees with everything, so that one mistake is reported once.
UNKNOWN = Scalar("unknown")

#: Types that a declaration can name.
NAMED = {
    t.name.replace(" ", "_"): t
    for t in (TEXT, NUMBER, BOOLEAN, DURATION, BUSINESS_DURATION, INSTANT, DATE, TIME, MONEY, PATTERN, PAYLOAD)
}


@attrs.frozen
class Choice(Type):
    """One of some words; `ordered` makes it a scale, from low to high."""

    values: tuple[str, ...]
    ordered: bool = False

    def __str__(self) -> str:
        return (" < " if self.ordered else " | ").join(self.values)


@attrs.frozen
class ListOf(Type):
    item: Type

    def __str__(self) -> str:
        return f"list of {self.item}"


@attrs.frozen
class SetOf(Type):
    item: Type

    def __str__(self) -> str:
        return f"set of {self.item}"


@attrs.frozen
class RecordType(Type):
    """A record, by the name of its declaration; `types.schema.Schema` knows the fields."""

    name: str

    def __str__(self) -> str:
        return self.name


@attrs.frozen
class Union(Type):
    """One of several records, or text beside them (`customer or agent or text`); at least two, each once."""

    members: tuple[Type, ...]

    def __str__(self) -> str:
        return " or ".join(str(m) for m in self.members)


@attrs.frozen
class Optional(Type):
    """What may be missing. Never nested."""

    type: Type

    def __str__(self) -> str:
        inner = str(self.type)
        return f"({inner})?" if " " in inner else f"{inner}?"


@attrs.frozen
class Variable(Type):
    """The `T` in the declaration of a function."""

    name: str

    def __str__(self) -> str:
        return self.name


def optional(type: Type) -> Type:
    """`T?`; what is optional or unknown already stays as it is."""
    return type if isinstance(type, Optional) or type == UNKNOWN else Optional(type)


def required(type: Type) -> Type:
    """The type without its `?`."""
    return type.type if isinstance(type, Optional) else type
