"""The one error that an operator or a function of the language may raise."""

from __future__ import annotations


class ValueFailure(Exception):  # noqa: N818 - a failure is what the language calls it
    """A value does not exist: a division by zero, a number out of bounds, a text that is not a date.

    `str()` is one sentence for the person who wrote the rule or sent the data, in lower case and without a full stop.
    """


class FunctionFailure(ValueFailure):
    """A function that an application has bound raised an exception, or returned what it does not declare."""


def shown(data: object, limit: int = 40) -> str:
    """A piece of foreign text for a message: in backticks, shortened, nothing in it that a terminal would obey."""
    text = data if isinstance(data, str) else str(data)
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
    return f"`{plain}`"
