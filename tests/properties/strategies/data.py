"""Records and events, as an application sends them. Most fit; some are late, or name what is not there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.properties.strategies.chooser import Chooser
from tests.properties.strategies.types import datum
from tests.properties.strategies.world import RecordShape, World
from whenthen.types.model import Optional, RecordType, required

START = dt.datetime(2026, 3, 28, 0, 30, tzinfo=dt.UTC)
_STEPS = (0, 1, 60, 60, 24 * 60, 3 * 24 * 60)


def records_of(choose: Chooser, world: World) -> dict[str, list[dict[str, Any]]]:
    """The records that there are at the start, those of tables apart."""
    return {
        name: [_record(choose, world, shape, key) for key in world.keys[name]]
        for name, shape in world.records.items()
        if name not in world.tables
    }


def _plain(name: str) -> str:
    return name.strip("`")


def _record(choose: Chooser, world: World, shape: RecordShape, key: str) -> dict[str, Any]:
    fields: dict[str, Any] = {shape.key: key}
    for field in shape.fields.values():
        may_be_absent = field.default or isinstance(field.type, Optional)
        if not may_be_absent or choose.chance(60):
            fields[_plain(field.name)] = datum(field.type, world.keys, choose)
    return fields


def events_of(choose: Chooser, world: World, number: int) -> list[dict[str, Any]]:
    """Events in the order in which they arrive."""
    time = START
    found = []
    created = 0
    for place in range(number):
        time += dt.timedelta(minutes=choose.pick(_STEPS))
        # What is late would have counted otherwise for AT MOST if it had come in time.
        sent = time - dt.timedelta(days=3) if choose.chance(4) and not world.limited else time
        shape = choose.pick(world.sent or world.events)
        data: dict[str, Any] = {}
        for name, may_be_absent in shape.provides.items():
            if may_be_absent and choose.chance(40):
                continue
            if name == shape.subject and (shape.word == "created") != choose.chance(6):
                created += 1
                data[name] = _record(choose, world, world.records[name], f"new{created}")
                if choose.chance(30):
                    world.keys[name] = [*world.keys[name], f"new{created}"]
            else:
                data[name] = _patch(choose, world, name, choose.pick(world.keys[name]), 0)
        event = {
            "specversion": "1.0",
            "id": str(place),
            "source": "/test",
            "type": f"{shape.subject}.{shape.word}",
            "time": sent.isoformat(),
            "data": data,
        }
        if choose.chance(60):
            event["actor"] = cause = choose.pick(("agent", "customer", "rule", "system"))
            if cause in world.persons and choose.chance(70):
                event["actorid"] = choose.pick(world.keys[cause])
        found.append(event)
    return found


def _patch(choose: Chooser, world: World, name: str, key: str, depth: int) -> Any:
    """What an event says of a record: its key alone, or some of its fields, which may embed records."""
    shape = world.records[name]
    if choose.chance(15):
        return key
    fields: dict[str, Any] = {shape.key: key}
    for field in choose.some(list(shape.fields.values()), 0, 4):
        inner = required(field.type)
        if isinstance(inner, RecordType) and depth < 2 and choose.chance(40):
            fields[_plain(field.name)] = _patch(
                choose, world, inner.name, choose.pick(world.keys[inner.name]), depth + 1
            )
        else:
            fields[_plain(field.name)] = datum(field.type, world.keys, choose)
    return fields
