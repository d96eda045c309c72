"""The events as typed structs, with the types of the schema of the rules: for `msgspec`, and for Python by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

import msgspec


class Customer(msgspec.Struct):
    """Who asks."""

    id: str
    plan: Literal["free", "silver", "gold", "platinum"]
    spent: Decimal


class Ticket(msgspec.Struct):
    """What the rules are about."""

    id: str
    subject: str
    body: str
    team: str | None
    priority: Literal["low", "normal", "high", "urgent"]
    tags: set[str]
    reopens: Decimal
    replies: Decimal
    waiting: Decimal
    requester: Customer


class Data(msgspec.Struct):
    """What an event brings."""

    ticket: Ticket


class CloudEvent(msgspec.Struct):
    """The envelope."""

    specversion: str
    id: str
    source: str
    type: str
    time: dt.datetime
    data: Data


#: Bytes to a `CloudEvent`.
decode = msgspec.json.Decoder(CloudEvent).decode
