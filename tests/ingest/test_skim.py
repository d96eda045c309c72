"""Skimming an event finds the records that reading it finds, and nothing else is looked at."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from whenthen import api
from whenthen.ingest import skim
from whenthen.ingest.cloudevents import EventReader
from whenthen.ingest.skim import Mentioned, Skimmer
from whenthen.runtime.model import EventRejected
from whenthen.values.refs import Ref

SCHEMA = api.load_text("""
RECORD agent KEY id
  id: text
  manager: agent?
RECORD customer KEY mail
  mail: text
  name: text default ""
RECORD ticket KEY id
  id: text
  subject: text default ""
  payload: payload?
  customer: customer?
  writer: (customer or agent or text)?
  followers: list of agent default []
  watchers: set of (customer or agent) default []
RECORD note KEY id
  id: text
EVENT ticket is created WITH note?
EVENT note is added WITH ticket
""").schema
READER = EventReader(SCHEMA)


def line(data: Any, **attributes: Any) -> bytes:
    event = {"specversion": "1.0", "id": "1", "source": "s", "type": "ticket.created", "time": "2026-11-22T09:00:00Z"}
    return json.dumps({**event, **attributes, "data": data}).encode()


def found(mentioned: Mentioned) -> tuple[set[Ref], set[Ref], set[tuple[Ref, Ref]]]:
    return set(mentioned.about), set(mentioned.says), set(mentioned.refers)


def value(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    """A ticket with some of its fields."""

    def agent(depth: int) -> Any:
        key = chance.choice(["a1", "a2", "\u00e9", "e\u0301", 'with "quotes"', "back\\\\slash"])
        more = {"manager": agent(depth + 1)} if depth < 3 and chance.random() < 0.4 else {}
        return {"id": key, **more} if chance.random() < 0.5 else key

    def customer() -> Any:
        return chance.choice(["c1", {"mail": "c2"}, {"mail": "c3", "name": "{not: a key}"}])

    def either() -> Any:
        inner = chance.choice(["customer", "agent"])
        one = agent(3) if inner == "agent" else customer()
        return {"type": inner, "record" if isinstance(one, dict) else "key": one}

    fields: dict[str, Any] = {
        "subject": "x",
        "payload": {"customer": {"mail": "nobody"}},
        "customer": chance.choice([None, customer()]),
        "writer": chance.choice([None, "some text", either()]),
        "followers": [agent(0) for _ in range(chance.randrange(3))],
        "watchers": [either() for _ in range(chance.randrange(3))],
    }
    return {"id": "t1", **{name: given for name, given in fields.items() if chance.random() < 0.6}}


def test_it_finds_what_the_reader_finds() -> None:
    chance = random.Random(7)
    skimmer = Skimmer(SCHEMA, READER)
    understood = 0
    for _ in range(600):
        data = chance.choice([{}, {"note": "n1"}, {"note": None}, {"note": {"id": "n2"}}]) | {"ticket": value(chance)}
        actor = chance.choice([{}, {"actor": "agent", "actorid": "a9"}, {"actor": "customer"}, {"actor": "rule"}])
        raw = line(data, **actor)
        expected = found(skim._mentioned(READER.read(raw)))
        assert found(skimmer._skim(raw)) == expected, raw
        mentioned = skimmer.skim(raw)
        assert mentioned is not None
        assert found(mentioned) == expected
        understood += 1
    assert understood == 600


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        line([]),
        line({"nobody": "x"}),
        line({"ticket": {}}),
        line({"ticket": {"id": 5}}),
        line({"ticket": "t1"}, time=None),
        line({"ticket": {"id": "t1", "followers": "a1"}}),
        line({"ticket": {"id": "t1", "followers": [{"id": "a1", "manager": 1}]}}),
    ],
)
def test_what_cannot_be_read_mentions_nothing(raw: bytes) -> None:
    with pytest.raises(EventRejected):
        READER.read(raw)
    assert Skimmer(SCHEMA, READER).skim(raw) is None


def test_what_is_embedded_too_deep_is_left_to_the_reader() -> None:
    inner: Any = "a0"
    for number in range(60):
        inner = {"id": f"a{number}", "manager": inner}
    assert Skimmer(SCHEMA, READER).skim(line({"ticket": {"id": "t1", "followers": [inner]}})) is None


def test_what_the_rest_of_an_event_says_does_not_matter() -> None:
    raw = line({"ticket": {"id": "t1", "subject": 5, "nonsense": True}})
    mentioned = Skimmer(SCHEMA, READER).skim(raw)
    assert mentioned is not None
    assert found(mentioned) == ({Ref("ticket", "t1")}, {Ref("ticket", "t1")}, set())
