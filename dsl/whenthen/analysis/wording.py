"""How messages speak of types: with an article, and of a choice by its values."""

from __future__ import annotations

from whenthen.types.model import MONEY, Choice, ListOf, RecordType, SetOf, Type, Union, required

_MOST = 5  # values of a choice that a message lists


def a(thing: Type | str) -> str:
    """`a number`, `an agent`, `one of new, open, closed`, `a scale from low to urgent`; `?` is left out."""
    if isinstance(thing, str):
        return f"an {thing}" if thing[:1] in "aeiou" else f"a {thing}"
    type = required(thing)
    match type:
        case Choice(values, True):
            return f"a scale from {values[0]} to {values[-1]}"
        case Choice(values):
            return "one of " + ", ".join(values[:_MOST]) + (" …" if len(values) > _MOST else "")
        case ListOf(item) | SetOf(item):
            kind = "list" if isinstance(type, ListOf) else "set"
            if isinstance(item, Choice):
                return f"a {kind} of choice values"
            return f"a {kind} of {item}"
        case Union(members):
            return " or ".join(a(member) for member in members)
        case RecordType(name):
            return a(name)
    return "an amount of money" if type == MONEY else a(str(type))


def values(choice: Choice) -> str:
    """All values of a choice, for a help text."""
    return ", ".join(f"`{value}`" for value in choice.values)
