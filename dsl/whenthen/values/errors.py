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
    return f"`{visible(data if isinstance(data, str) else str(data), limit)}`"


def visible(text: str, limit: int) -> str:
    """A foreign text, shortened, on one line, nothing in it that a terminal would obey."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def said(error: BaseException, limit: int = 200) -> str:
    """A foreign exception for a message: its type and the first line of what it says, if it says anything."""
    name = visible(type(error).__name__, limit)
    try:
        lines = str(error).strip().splitlines()
        return f"{name}: {visible(lines[0], limit)}" if lines else name
    except Exception:  # its `__str__` may do anything
        return name
