"""The Python side of the standard library: for each function that `stdlib/core.when` declares, what it does.

Functions are pure, take linear time, are given no missing value but for parameters `T?` (None, or left out), and raise
nothing but `values.errors.ValueFailure`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whenthen.builtins import lists, numbers, quotes, text

#: Name in `core.when` -> implementation.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "length": text.length,
    "lowercase": text.lowercase,
    "uppercase": text.uppercase,
    "trim": text.trim,
    "replace": text.replace,
    "split": text.split,
    "join": text.join,
    "words": text.words,
    "lines": text.lines,
    "first_line": text.first_line,
    "text_before": text.text_before,
    "text_after": text.text_after,
    "left": text.left,
    "right": text.right,
    "capture": text.capture,
    "number_of": text.number_of,
    "without_quote": quotes.without_quote,
    "abs": numbers.absolute,
    "round": numbers.round_,
    "floor": numbers.floor,
    "ceiling": numbers.ceiling,
    "min": numbers.smaller,
    "max": numbers.larger,
    "remainder": numbers.remainder,
    "amount_of": numbers.amount_of,
    "currency_of": numbers.currency_of,
    "first": lists.first,
    "last": lists.last,
    "item": lists.item,
    "distinct": lists.distinct,
    "reverse": lists.reverse,
    "list_of": lists.list_of,
    "sum": lists.total,
    "smallest": lists.smallest,
    "largest": lists.largest,
    "average": lists.average,
}
