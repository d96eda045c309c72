"""The schema that the tests of ingest read by, and events to vary."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from whenthen.types.model import (
    BOOLEAN,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    PAYLOAD,
    TEXT,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Union,
)
from whenthen.types.schema import Event, Field, Record, Schema
from whenthen.values.sets import EMPTY


def _record(name: str, *fields: Field) -> Record:
    return Record(name, "id", {field.name: field for field in (Field("id", TEXT, readonly=True), *fields)})


def _events(*events: Event) -> dict[str, Event]:
    return {event.type: event for event in events}


SCHEMA = Schema(
    records={
        record.name: record
        for record in (
            _record("team", Field("size", Optional(NUMBER))),
            _record("agent", Field("name", TEXT), Field("team", Optional(RecordType("team")))),
            _record("customer", Field("name", TEXT), Field("favourite", Optional(RecordType("agent")))),
            _record(
                "ticket",
                Field("subject", TEXT),
                Field("status", Choice(("new", "open", "on hold")), default="new"),
                Field("nudges", NUMBER, default=Decimal(0)),
                Field("price", Optional(NUMBER)),
                Field("refund", Optional(MONEY)),
                Field("requester", Optional(RecordType("customer"))),
                Field("followers", SetOf(RecordType("agent")), default=EMPTY),
                Field("owner", Optional(Union((RecordType("agent"), RecordType("team"))))),
                Field("tags", SetOf(TEXT), default=EMPTY),
                Field("lines", ListOf(TEXT), default=()),
                Field("due_at", Optional(INSTANT)),
                Field("day", Optional(DATE)),
                Field("pause", Optional(DURATION)),
                Field("spam", Optional(BOOLEAN)),
                Field("extra", Optional(PAYLOAD)),
            ),
            _record("message", Field("text", TEXT), Field("ticket", Optional(RecordType("ticket")))),
        )
    },
    events=_events(
        Event("ticket", "created", {"ticket": False, "message": True}),
        Event("ticket", "updated", {"ticket": False}),
        Event("message", "received", {"message": False, "ticket": True}),
    ),
)


def cloud_event(type: str = "ticket.updated", data: Any = None, **attributes: Any) -> dict[str, Any]:
    """An event that is right, but for what is given."""
    event = {
        "specversion": "1.0",
        "id": "e1",
        "source": "//test",
        "type": type,
        "time": "2026-11-22T09:00:00Z",
        "data": {"ticket": {"id": "T1"}} if data is None else data,
        **attributes,
    }
    return {name: value for name, value in event.items() if value is not ...}
