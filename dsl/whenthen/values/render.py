"""Values as text: what `{…}` in a text becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from whenthen.values import durations, moments, money, numbers
from whenthen.values.durations import Duration
from whenthen.values.money import Money
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import made


def to_text(value: Any) -> str:
    """The value as a reader of a message should see it; what is missing is the empty text.

    Numbers have no trailing zeros, durations are said in words, a record is its key, members of lists and sets are
    separated by commas. Raises ValueFailure where the text would be too long.
    """
    if type(value) is str:
        return value
    return made(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, Ref):  # before tuple, which it is
        return value.key
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return numbers.show(value)
    if isinstance(value, Money):
        return money.show(value)
    if isinstance(value, Duration):
        return durations.say(value)
    if isinstance(value, dt.datetime):  # before date, which it is
        return moments.show_instant(value)
    if isinstance(value, dt.date):
        return moments.show_date(value)
    if isinstance(value, dt.time):
        return moments.show_time(value)
    if isinstance(value, ValueSet | tuple | list):
        return ", ".join(map(_text, value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_text(item)}" for name, item in value.items()) + "}"
    return str(value)
