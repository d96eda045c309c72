"""The values of defaults, as the schema has them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from whenthen import pipeline
from whenthen.values.durations import duration
from whenthen.values.money import Money
from whenthen.values.sets import ValueSet
from whenthen.workspace import read_texts


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("number default 3", Decimal(3)),
        ("number default -9999999999999999999999999999999999", Decimal("-9999999999999999999999999999999999")),
        ('text default "cafe\u0301"', "caf\u00e9"),
        ("first | second default second", "second"),
        ('low < "on hold" default "on hold"', "on hold"),
        ("set of text default []", ValueSet()),
        ("list of number default [1, -2]", (Decimal(1), Decimal(-2))),
        ("money default 1.50 EUR", Money(Decimal("1.50"), "EUR")),
        ("duration default 2 days", duration(Decimal(2), "day")),
        ("boolean? default false", False),
    ],
)
def test_defaults(declared: str, expected: Any) -> None:
    text = f"RECORD x KEY id\n  id: text\n  f: {declared}\n"
    checked, diagnostics = pipeline.check(read_texts({"x.when": text}))
    assert checked is not None, diagnostics
    value = checked.schema.records["x"].fields["f"].default
    assert value == expected
    assert repr(value) == repr(expected)
