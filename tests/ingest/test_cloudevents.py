"""From CloudEvents to typed events: what is read, and why the rest is rejected."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ingest.desk import SCHEMA, cloud_event
from whenthen.ingest.cloudevents import EventReader
from whenthen.runtime.model import EventRejected, Patch
from whenthen.values.money import money
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet

READER = EventReader(SCHEMA)
T1 = Ref("ticket", "T1")


def ticket(**fields: Any) -> dict[str, Any]:
    return cloud_event(data={"ticket": {"id": "T1", **fields}})


def fields_of(event: Any) -> dict[str, Any]:
    return dict(READER.read(event).patches[-1].fields)


def reason(event: Any) -> str:
    with pytest.raises(EventRejected) as caught:
        READER.read(event)
    return str(caught.value)


def test_an_event_has_its_attributes_and_records() -> None:
    event = READER.read(json.dumps(cloud_event(traceparent="00-1", time="2026-11-22T10:00:00.5+01:00")))
    assert (event.id, event.source, event.type) == ("e1", "//test", "ticket.updated")
    assert event.time == dt.datetime(2026, 11, 22, 9, 0, 0, 500_000, tzinfo=dt.UTC)
    assert event.bindings == {"ticket": T1}
    assert event.patches == (Patch(T1, {}),)
    assert (event.cause, event.actor) == ("system", None)


def test_values_have_the_types_of_their_fields() -> None:
    fields = fields_of(
        b'{"specversion":"1.0","id":"e","source":"s","type":"ticket.updated","time":"2026-11-22T09:00:00Z","data":{'
        b'"ticket":{"id":"T1","price":0.1,"refund":"49.99 EUR","tags":["b","a"],"lines":["x"],"spam":true,'
        b'"due_at":"2026-11-22T09:00:00Z","status":"on hold","subject":null}}}'.replace(b',"subject":null', b"")
    )
    assert fields["price"] == Decimal("0.1")
    assert fields["refund"] == money("49.99", "EUR")
    assert fields["tags"] == ValueSet(["a", "b"])
    assert fields["lines"] == ("x",)
    assert fields["due_at"] == dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def test_the_data_of_a_python_program_may_hold_its_own_values() -> None:
    moment = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
    fields = fields_of(
        ticket(
            price=0.1, due_at=moment, day=dt.date(2026, 1, 2), refund=money("1", "EUR"), tags={"b", "a"}, lines=("x",)
        )
    )
    assert (fields["price"], fields["due_at"], fields["day"]) == (Decimal("0.1"), moment, dt.date(2026, 1, 2))
    assert (fields["refund"], fields["tags"]) == (money("1", "EUR"), ValueSet(["a", "b"]))


def test_null_clears_and_absent_says_nothing() -> None:
    assert fields_of(ticket(price=None)) == {"price": None}


def test_records_are_keys_or_come_embedded_before_what_refers_to_them() -> None:
    customer = {"id": "C1", "name": "Ada", "favourite": {"id": "A1", "name": "Bo", "team": "Billing"}}
    event = READER.read(ticket(requester=customer, followers=["A2", {"id": "A3", "name": "Cy"}]))
    assert [(p.record.key, p.embedded) for p in event.patches] == [
        ("A1", True),
        ("C1", True),
        ("A3", True),
        ("T1", False),
    ]
    assert event.patches[0].fields == {"name": "Bo", "team": Ref("team", "Billing")}
    assert event.patches[-1].fields["followers"] == ValueSet([Ref("agent", "A2"), Ref("agent", "A3")])


def test_one_of_several_records_says_which() -> None:
    assert fields_of(ticket(owner={"type": "team", "key": "Billing"})) == {"owner": Ref("team", "Billing")}
    event = READER.read(ticket(owner={"type": "agent", "record": {"id": "A1", "name": "Bo"}}))
    assert event.patches[0] == Patch(Ref("agent", "A1"), {"name": "Bo"}, embedded=True)


def test_what_may_be_absent_may_be_null_and_a_record_may_be_named_by_its_key() -> None:
    event = READER.read(cloud_event("message.received", {"message": {"id": "M1", "text": "hi"}, "ticket": "T1"}))
    assert event.bindings == {"message": Ref("message", "M1"), "ticket": T1}
    assert len(event.patches) == 1
    event = READER.read(cloud_event("message.received", {"message": {"id": "M1", "text": "hi"}, "ticket": None}))
    assert event.bindings == {"message": Ref("message", "M1")}


def test_who_acted() -> None:
    event = READER.read(cloud_event(actor="agent", actorid="A1"))
    assert (event.cause, event.actor) == ("agent", Ref("agent", "A1"))
    assert READER.read(cloud_event(actor="rule")).cause == "rule"


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (cloud_event(specversion=...), "`specversion` is missing"),
        (cloud_event(specversion="0.3"), "only `1.0` is read"),
        (cloud_event(id=...), "`id` is missing"),
        (cloud_event(id=""), "`id` is empty"),
        (cloud_event(source="clock"), "`clock` is the source of what time brings: events need another one"),
        (cloud_event(id=7), "`id` is the number `7`, not text"),
        (cloud_event(id="x" * 2000), "`id` has 2,000 characters"),
        (cloud_event(source=None), "`source` is missing"),
        (cloud_event(time=...), "`time` is missing"),
        (cloud_event(time="yesterday"), "`yesterday` is not an instant"),
        (cloud_event(time="2026-11-22T09:00:00"), "has no time zone"),
        (cloud_event(type="ticket.updatd"), "there is no event `ticket.updatd`; did you mean `ticket.updated`?"),
        (cloud_event(datacontenttype="text/xml"), "data is read as JSON alone"),
        (cloud_event(data=..., data_base64="e30="), "`data_base64` is not read"),
        ({**cloud_event(), "actor_id": "A1"}, "`actor_id` is not written in small letters and digits"),
        (cloud_event(actor="agnt"), "did you mean `agent`?"),
        (cloud_event(actor=["agent"]), "not a list"),
        (cloud_event(actorid="A1"), "`actor` is neither `agent` nor `customer`"),
        (cloud_event(actor="agent", actorid=5), "actorid: expected the key"),
        (cloud_event(data=[]), "holds records by name, this is an empty list"),
        (cloud_event(data={}), "`ticket.updated` brings `ticket`, which `data` does not hold"),
        (cloud_event(data={"ticket": {"id": "T1"}, "tickt": {}}), "does not bring `tickt`, but `ticket`; did you mean"),
        (cloud_event(data={"ticket": {}}), "the ticket has no `id`, which is its key"),
        (cloud_event(data={"ticket": {"id": None}}), "the ticket has no `id`, which is its key"),
        (cloud_event(data={"ticket": {"id": 5}}), "data.ticket.id: expected the key of a ticket (text)"),
        (cloud_event(data={"ticket": {"id": ""}}), "data.ticket.id: a record's key cannot be the empty text"),
        (ticket(subjct="x"), "a ticket has no field `subjct`; did you mean `subject`?"),
        (ticket(subject=None), "data.ticket.subject: expected text, got null"),
        (ticket(price="dear"), "data.ticket.price: `dear` is not a number"),
        (ticket(price=float("nan")), "data.ticket.price"),
        (ticket(price=10**5000), "data.ticket.price: the number is too large"),
        (ticket(status="oepn"), "did you mean `open`?"),
        (ticket(tags=["a", 1]), "data.ticket.tags[1]: expected text"),
        (ticket(requester={"id": "C1", "nme": "x"}), "data.ticket.requester: a customer has no field `nme`"),
        (ticket(owner="A1"), "data.ticket.owner"),
        (ticket(subject="\ud800"), "data.ticket.subject: the text holds half a character"),
        (ticket(subject=b"x"), "data.ticket.subject: a Python bytes is no plain data"),
        ({**cloud_event(), 5: 6}, "a key is the number `5`, not text"),
        (b"[]", "an event is an object"),
        (b"null", "an event is an object, this is null"),
    ],
)
def test_what_is_wrong_is_rejected_with_the_reason(event: Any, words: str) -> None:
    assert words in reason(event)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b'{"a": 1', "this is not JSON"),
        (b"{} {}", "this is not JSON: trailing characters near byte 4"),
        (b'{"a": NaN}', "`NaN` is not a number in JSON"),
        (b'{"a": -Infinity}', "Infinity` is not a number in JSON"),
        (b'{"a": ' + b"1" * 1_000_000 + b"}", "a number has too many digits"),
        (b'{"a": 0.' + b"1" * 1_000_000 + b"}", "`specversion` is missing"),
        (b'{"a": 1e999999999999999999999}', "a number is out of bounds"),
        (b"[" * 100_000, "more than 64 deep"),
        (b"[" * 70 + b"]" * 70, "more than 64 deep"),
        (b'{"a": "\\ud800"}', "half a character"),
        (b'{"a": "\\udc00 x"}', "half a character"),
        (b'{"a": "\xff"}', "this is not UTF-8"),
        (b'{"a": 1, "a": 2}', "the key `a` stands twice"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "the key `b` stands twice"),
        (b'{"a" :1, "x": "\\":", "a"\t: 2}', "the key `a` stands twice"),
        ("\ud800", "half a character"),
    ],
)
def test_what_is_no_json_is_rejected_with_the_reason(raw: bytes | str, words: str) -> None:
    assert words in reason(raw)


def test_a_text_that_looks_like_a_key_is_no_key() -> None:
    assert fields_of(json.dumps(ticket(subject='a ": b'))) == {"subject": 'a ": b'}


def test_records_are_not_embedded_without_end() -> None:
    event = cloud_event("message.received", {"message": {"id": "M", "text": "x"}})
    data: Any = {"id": "A", "name": "x"}
    event["data"]["message"]["ticket"] = {"id": "T", "requester": {"id": "C", "name": "y", "favourite": data}}
    assert len(READER.read(event).patches) == 4
    loop: dict[str, Any] = ticket()
    loop["data"]["ticket"]["extra"] = loop
    assert "more than 64 deep" in reason(loop)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["id", *SCHEMA.records["ticket"].fields, "nonsense"])


@given(st.binary() | st.text())
def test_any_bytes_are_an_event_or_a_reject(raw: bytes | str) -> None:
    reason(raw)


@given(
    st.dictionaries(NAMES, JSON, max_size=5), st.dictionaries(st.sampled_from(list(cloud_event())), JSON, max_size=1)
)
def test_any_data_is_an_event_or_a_reject(fields: dict[str, Any], attributes: dict[str, Any]) -> None:
    event = {**ticket(**{"id": "T1", **fields}), **attributes}
    results: list[Any] = []
    reasons: list[str] = []
    for form in (event, json.dumps(event)):
        try:
            results.append(READER.read(form))
        except EventRejected as rejected:
            results.append(None)
            reasons.append(str(rejected))
    assert all(words.isprintable() for words in reasons)
    if "NaN" not in json.dumps(event) and "Infinity" not in json.dumps(event):
        assert results[0] == results[1]
