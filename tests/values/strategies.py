"""Values of every kind, within the bounds of the language and often close to them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from whenthen.values import durations, money
from whenthen.values.durations import Duration
from whenthen.values.money import Money
from whenthen.values.numbers import number
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.text import nfc

# Letters that fold in special ways, marks, and some of everything.
_TRICKY = "aAeEiIsSßẞſKÅåσςΣΐΰŉǰİıﬁﬀᾳᾼᾍ\u0301\u0308\u0345\u0307\u0327\u1100\u1161가ÅΩé"
texts = st.one_of(
    st.text(st.sampled_from(_TRICKY), max_size=8),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
).map(nfc)

_digits = st.integers(min_value=-(10**34) + 1, max_value=10**34 - 1)
numbers_ = st.one_of(
    st.integers(min_value=-1000, max_value=1000).map(Decimal),
    st.decimals(min_value=-10_000, max_value=10_000, places=2).map(number),
    st.builds(lambda digits, exponent: Decimal(digits).scaleb(exponent), _digits, st.integers(-40, 40)),
    st.builds(lambda digits, exponent: Decimal(digits).scaleb(exponent), st.integers(-9, 9), st.integers(-999, 999)),
    st.sampled_from(["0", "-0", "0.00", "9." + "9" * 33 + "E+999", "1E-999", "1E+999"]).map(number),
)
moneys = st.builds(Money, numbers_, st.sampled_from(["EUR", "USD", "JPY", "KWD"]))

_days = st.integers(-durations.MAX_DAYS, durations.MAX_DAYS) | st.integers(-3, 3)
_micros = (
    st.integers(-durations.MAX_DAYS * durations.DAY, durations.MAX_DAYS * durations.DAY)
    | st.integers(-100, 100).map(lambda hours: hours * durations.HOUR)
    | st.just(0)
)
plain_durations = st.builds(Duration, _days, _micros)
business_durations = st.builds(Duration, _days, _micros, st.just(True))

instants = st.datetimes(timezones=st.just(dt.UTC))
dates = st.dates()
times = st.times()
refs = st.builds(Ref, st.sampled_from(["ticket", "agent", "a"]), st.text(max_size=4))

BY_KIND: dict[str, st.SearchStrategy[object]] = {
    "text": texts,
    "number": numbers_,
    "money": moneys,
    "duration": plain_durations,
    "business duration": business_durations,
    "instant": instants,
    "date": dates,
    "time": times,
    "boolean": st.booleans(),
    "choice": st.sampled_from(["new", "open", "on hold"]),
    "scale": st.sampled_from(["low", "normal", "high"]),
    "record": refs,
    "mixed": texts | refs,
    "list": st.lists(texts, max_size=3).map(tuple) | st.lists(numbers_, max_size=3).map(tuple),
    "set": st.lists(texts, max_size=4).map(ValueSet),
    "payload": st.recursive(
        st.none() | st.booleans() | numbers_ | texts,
        lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=6,
    ),
}
any_values: st.SearchStrategy[object] = st.one_of(*BY_KIND.values())
currencies = st.sampled_from(sorted(money.CURRENCIES))
