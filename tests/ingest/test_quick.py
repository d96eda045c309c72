"""The quick reader of events against the careful one: what it reads is the same, and what is odd it leaves alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.ingest.desk import SCHEMA, cloud_event
from whenthen.ingest import plainjson
from whenthen.ingest.cloudevents import EventReader
from whenthen.ingest.quick import QuickReader
from whenthen.runtime.model import Event, EventRejected
from whenthen.types.codec import MAX_KEY
from whenthen.types.model import Optional
from whenthen.types.schema import Schema

READER = EventReader(SCHEMA)
QUICK = QuickReader(SCHEMA, READER._actor)


def careful(raw: bytes) -> Event:
    return READER.from_plain(plainjson.parse(raw))


def agree(raw: bytes) -> Event | None:
    """The event, which both read alike; None where the careful one rejects it."""
    quick, both = QUICK.read(raw), outcome(READER.read, raw)
    alone = outcome(careful, raw)
    # As they are shown: equal values may be spelled in two ways, and the order of fields has to be the same.
    assert repr(both) == repr(alone)
    assert quick is None or repr(quick) == repr(alone)
    return alone if isinstance(alone, Event) else None


def outcome(read: Callable[[bytes], Event], raw: bytes) -> Event | str:
    try:
        return read(raw)
    except EventRejected as rejected:
        return str(rejected)


def ticket(**fields: Any) -> dict[str, Any]:
    return cloud_event(data={"ticket": {"id": "T1", **fields}})


USUAL = [
    cloud_event(),
    cloud_event(actor="agent", actorid="A1"),
    cloud_event(actor=None, datacontenttype="application/json", traceparent="00-1", subject="T1"),
    cloud_event(id="a:b", source="https://desk.example/events:1", time="2026-11-22T10:00:00.5+01:00"),
    cloud_event("message.received", {"message": {"id": "M1", "text": "hi"}, "ticket": "T1"}),
    cloud_event("message.received", {"message": {"id": "M1", "text": "hi"}, "ticket": None}),
    ticket(subject="Re: what? { } [ ] \\ \" ' \n", status="on hold", spam=False),
    ticket(subject="Käse \u2603 \U0001f600"),
    ticket(subject="e\u0301", requester="e\u0301", tags=["e\u0301", "É"]),
    ticket(price=0.1, nudges=7, refund="49.99 EUR", pause="P3D", day="2026-11-22"),
    ticket(price="0.10", due_at="2026-11-22T09:00:00+01:00", tags=["b", "A", "B"], lines=["x", "x"]),
    ticket(owner={"type": "team", "key": "Billing"}, followers=["A1", "A2"]),
    ticket(requester={"id": "C1", "name": "Ada", "favourite": {"id": "A1", "name": "Bo", "team": "Billing"}}),
    ticket(requester=None, price=None, refund=None, owner=None, spam=None, extra=None, due_at=None),
    ticket(extra={"a": [1, {"b": 2.5}], "c": "x:y"}, price=1e300),
]


@pytest.mark.parametrize("event", USUAL)
@pytest.mark.parametrize("written", [json.dumps, lambda event: json.dumps(event, ensure_ascii=False, indent=1)])
def test_what_is_usual_is_read_quickly(event: Any, written: Any) -> None:
    raw = written(event).encode()
    assert agree(raw) is not None
    assert QUICK.read(raw) is not None


ODD = [
    b'{"a": 1, "a": 2}',
    b"[1]",
    b"",
    json.dumps(cloud_event(source="clock")).encode(),
    json.dumps(cloud_event(tenant="x")).encode(),
    json.dumps(cloud_event(id="x" * (MAX_KEY + 1))).encode(),
    json.dumps(cloud_event(data={"ticket": None})).encode(),
    json.dumps(cloud_event(data={"ticket": {"id": "T1"}, "agent": {"id": "A"}})).encode(),
    json.dumps(ticket(requester={"id": ""})).encode(),
    json.dumps(ticket(due_at=5)).encode(),
    json.dumps(ticket(due_at="2026-11-22T09:00:00.1234567Z")).encode(),
    json.dumps(ticket(due_at="2026-11-22T09:00:60Z")).encode(),
    json.dumps(ticket(followers=[{"id": "A1", "name": "Bo"}])).encode(),
    json.dumps(ticket(owner={"type": "agent", "record": {"id": "A1", "name": "Bo"}})).encode(),
    json.dumps(ticket(extra=[[[[[[[[[[[[]]]]]]]]]]]])).encode(),
    json.dumps(ticket(extra="x")).replace('"x"', "[" * 70 + "]" * 70).encode(),
    json.dumps(ticket(price=1)).replace('"price": 1', '"price": 1e999999999999999999999').encode(),
    # Keys that stand twice, with as many colons as are expected.
    json.dumps(cloud_event(id="x:y")).replace('"id": "x:y"', '"id": "x:y", "id": "xy"').encode(),
    json.dumps(cloud_event(id="x:y")).replace('"id": "x:y"', '"id": "xy", "id": "x\\u003ay"').encode(),
    json.dumps(ticket(subject="x")).replace('"subject": "x"', '"subject": "x", "subject" : "x"').encode(),
    json.dumps(ticket(subject="x")).replace('"subject": "x"', '"subject": "x", "\\u0073ubject": "y"').encode(),
    json.dumps(ticket(extra={"a": 1})).replace('"a": 1', '"a": 1, "a": 2').encode(),
    json.dumps(ticket(owner={"type": "team", "key": "B"})).replace('"key": "B"', '"key": "B", "key": "C"').encode(),
]


@pytest.mark.parametrize("raw", ODD)
def test_what_is_odd_is_left_to_the_careful_reader(raw: bytes) -> None:
    assert QUICK.read(raw) is None
    agree(raw)


def test_a_schema_may_be_empty() -> None:
    reader = EventReader(Schema())
    with pytest.raises(EventRejected, match="there is no event"):
        reader.read(json.dumps(cloud_event()).encode())


TEXTS = st.text(max_size=6) | st.sampled_from(["Ada", "e\u0301", 'a": b', "x:y", "", "null", "\\", "A1", "on hold"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["1", "2", "e\u0301"])
RIGHT: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "number": st.integers(-5, 5) | st.sampled_from([0.1, 1e300, "7", "1.50"]),
    "boolean": st.booleans(),
    "set of text": st.lists(TEXTS, max_size=3),
    "list of text": st.lists(TEXTS, max_size=3),
    "set of agent": st.lists(KEYS, max_size=2),
    "agent or team": st.fixed_dictionaries({"type": st.sampled_from(["agent", "team"]), "key": KEYS}),
    "payload": JSON,
    "money": st.just("49.99 EUR"),
    "duration": st.sampled_from(["P3D", "PT5M"]),
    "date": st.just("2026-11-22"),
    "instant": st.sampled_from(["2026-11-22T09:00:00Z", "2026-11-22 09:00+01:00", "2026-11-22t09:00:00.50z"]),
    "new | open | on hold": st.sampled_from(["open", "on hold"]),
}


def mostly(right: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 30).flatmap(lambda number: right if number else other)


def record(name: str, depth: int = 2) -> st.SearchStrategy[Any]:
    """Objects that mostly are records of a type."""
    kinds: dict[str, st.SearchStrategy[Any]] = {"nonsense": st.none()}
    for field in SCHEMA.records[name].fields.values():
        type = str(field.type).removesuffix("?").strip("()")
        right = RIGHT[type] if type in RIGHT else KEYS if depth == 0 else KEYS | record(type, depth - 1)
        if isinstance(field.type, Optional):
            right |= st.none()
        kinds[field.name] = mostly(right, JSON)
    names = mostly(st.lists(st.sampled_from([*SCHEMA.records[name].fields]), max_size=5), st.just(["nonsense"]))
    return names.flatmap(
        lambda names: st.fixed_dictionaries({"id": mostly(KEYS, JSON), **{n: kinds[n] for n in names}})
    )


@st.composite
def events(draw: st.DrawFn) -> bytes:
    """CloudEvents as JSON, right and wrong, written in one of several ways."""
    type = draw(st.sampled_from(list(SCHEMA.events)))
    data = draw(st.fixed_dictionaries({name: record(name) for name in SCHEMA.events[type].provides}))
    names = st.sampled_from([*cloud_event(), "actor", "actorid", "x"])
    event = {**cloud_event(type, data), **draw(mostly(st.just({}), st.dictionaries(names, JSON, max_size=2)))}
    raw = json.dumps(
        event,
        ensure_ascii=draw(st.booleans()),
        separators=draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t:\r")])),
    ).encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)):
        return raw
    # Broken, or with a piece that stands twice.
    start, end = sorted((draw(st.integers(0, len(raw))), draw(st.integers(0, len(raw)))))
    return draw(st.sampled_from([raw[:start] + raw[end:], raw[:end] + raw[start:]]))


@given(events())
@example(json.dumps(cloud_event()).encode())
def test_both_readers_agree(raw: bytes) -> None:
    agree(raw)
