"""Money: a decimal amount of one currency. Amounts of two currencies are never equal and have no order and no sum."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import attrs

from whenthen.values import numbers
from whenthen.values.errors import ValueFailure, shown

_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED
VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
#: ISO 4217 codes in use, and those that records of the last years still hold (ANG, BGN). No metals, no funds.
CURRENCIES = frozenset(_CODES.split())

_WITHOUT_PLACES = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_PLACES = "BHD IQD JOD KWD LYD OMR TND"
_PLACES = dict.fromkeys(_WITHOUT_PLACES.split(), 0) | dict.fromkeys(_THREE_PLACES.split(), 3)
_SPELLING = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?) ?([A-Za-z]{3})")
_MAX_LENGTH = 1200


@attrs.frozen(eq=False)
class Money:
    """`amount` is a number of the language, `currency` one of `CURRENCIES`.

    `==` is false between currencies; `<` and its kin raise ValueFailure there.
    """

    amount: Decimal
    currency: str

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Money):
            return self.amount == other.amount and self.currency == other.currency
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.amount, self.currency))

    def __lt__(self, other: Money) -> bool:
        _agree(self, other, "compare")
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        _agree(self, other, "compare")
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        _agree(self, other, "compare")
        return self.amount > other.amount

    def __ge__(self, other: Money) -> bool:
        _agree(self, other, "compare")
        return self.amount >= other.amount

    def __str__(self) -> str:
        return show(self)


def _agree(left: Money, right: Money, verb: str) -> None:
    if left.currency != right.currency:
        raise ValueFailure(f"cannot {verb} {left.currency} and {right.currency}: these are two currencies")


def money(amount: str | int | Decimal, currency: str) -> Money:
    """Money of a known currency; raises ValueFailure."""
    if currency not in CURRENCIES:
        raise ValueFailure(f"{shown(currency)} is not an ISO 4217 currency code")
    return Money(numbers.number(amount), currency)


def parse(text: str) -> Money:
    """Money from its spelling in data, `49.99 EUR`: the amount in plain digits, a space, the code in capitals."""
    match = _SPELLING.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if match is None:
        raise ValueFailure(f"{shown(text)} is not money, which is written like `49.99 EUR`")
    return money(match[1], match[2])


def show(value: Money) -> str:
    """`49.90 EUR`: with the decimal places of the currency, more only where they are not 0. Equal money looks equal."""
    text = numbers.show(value.amount)
    whole, _, places = text.partition(".")
    places = places.ljust(_PLACES.get(value.currency, 2), "0")
    return f"{whole}.{places} {value.currency}" if places else f"{whole} {value.currency}"


def add(left: Money, right: Money) -> Money:
    """`left + right`, of one currency."""
    _agree(left, right, "add")
    return Money(numbers.add(left.amount, right.amount), left.currency)


def subtract(left: Money, right: Money) -> Money:
    """`left - right`, of one currency."""
    _agree(left, right, "subtract")
    return Money(numbers.subtract(left.amount, right.amount), left.currency)


def multiply(value: Money, factor: Decimal) -> Money:
    """`value * factor`; not rounded to the places of the currency."""
    return Money(numbers.multiply(value.amount, factor), value.currency)


def divide(value: Money, divisor: Decimal) -> Money:
    """`value / divisor`; not rounded to the places of the currency."""
    return Money(numbers.divide(value.amount, divisor), value.currency)


def ratio(left: Money, right: Money) -> Decimal:
    """`left / right`, of one currency: a number."""
    _agree(left, right, "divide")
    return numbers.divide(left.amount, right.amount)


def negate(value: Money) -> Money:
    """`-value`."""
    return Money(numbers.negate(value.amount), value.currency)


def sort_key(value: Money) -> tuple[Any, ...]:
    """An order of all money, for lists that have to come out the same everywhere; not the order of the language."""
    return (value.currency, value.amount)
