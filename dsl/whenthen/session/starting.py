"""How a session begins: with records, or with a state that another one saved. Both are held against the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whenthen.ingest.cloudevents import EventReader
from whenthen.ingest.plainjson import parse, plain
from whenthen.runtime.apply import initial_state
from whenthen.runtime.data import state_from
from whenthen.runtime.model import EventRejected, Patch
from whenthen.runtime.outcome import BEFORE_ALL
from whenthen.runtime.restore import problems_of
from whenthen.session.session import Digests, Session, aware
from whenthen.types.codec import MAX_DEPTH, DecodeError, described

if TYPE_CHECKING:
    from whenthen.runtime.program import Program

#: Records by type, each a mapping of its fields, its key among them.
Records = Mapping[str, Sequence[Mapping[str, Any]]]
#: What `Session.to_dict` or `Session.to_json` wrote.
SavedState = Mapping[str, Any] | str | bytes

#: How deep a saved state may be nested.
STATE_DEPTH = MAX_DEPTH + 8  # a payload stands in a field of a record of a type


class RecordErrors(ValueError):  # noqa: N818 - there may be several
    """Records, or a saved state, that a session cannot start with. `problems` has a sentence for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[RecordErrors], tuple[tuple[str, ...]]]:
        return RecordErrors, (self.problems,)


def start(
    program: Program,
    reader: EventReader,
    handlers: Mapping[str, Callable[..., Any]],
    records: Records | None,
    at: dt.datetime | None,
    digests: Digests = dict,
) -> Session:
    """A session that begins with records; see `RuleSet.session`."""
    if records is not None and not isinstance(records, Mapping):
        raise TypeError(f"records are a mapping of lists by their type, not {type(records).__name__}")
    moment = BEFORE_ALL if at is None else aware(at)
    patches = _patches(program, reader, records or {})
    try:
        state = initial_state(program, patches, moment)
    except EventRejected as rejected:
        raise RecordErrors([str(rejected)]) from None
    if at is not None:
        state.memory.clock = moment
    return Session(program, reader, handlers, state, digests)


def resume(
    program: Program,
    reader: EventReader,
    handlers: Mapping[str, Callable[..., Any]],
    saved: SavedState,
    digests: Digests = dict,
) -> Session:
    """A session that goes on with a state that `Session.to_dict` or `to_json` wrote; see `RuleSet.session`."""
    if not isinstance(saved, Mapping | str | bytes):
        raise TypeError(f"a saved state is a mapping, text or bytes, not {type(saved).__name__}")
    try:
        data = dict(saved) if isinstance(saved, Mapping) else parse(saved, STATE_DEPTH)
        loaded = state_from(program.schema, data)
        saved_digests = _digests(data.get("time", {}))
    except (EventRejected, DecodeError) as error:
        raise RecordErrors([f"the saved state cannot be read: {error}"]) from None
    # Records of USE DATA that came since; those that were saved are kept as they were.
    state = initial_state(program)
    new = frozenset(ref for ref in state.records if ref not in loaded.records)
    state.records.update(loaded.records)
    state.memory = loaded.memory
    problems = [f"the saved state cannot be read: {problem}" for problem in problems_of(program, state)]
    if problems:
        raise RecordErrors(problems)
    return Session(program, reader, handlers, state, digests, saved_digests, new)


def _digests(data: Any) -> dict[str, str]:
    if not isinstance(data, dict) or not all(isinstance(digest, str) for digest in data.values()):
        raise DecodeError(f"expected an object of texts, got {described(data)}", ("time",))
    return data


def _patches(program: Program, reader: EventReader, records: Records) -> list[Patch]:
    patches: list[Patch] = []
    problems: list[str] = []
    for type, items in records.items():
        if type not in program.schema.records:
            problems.append(f"there is no record type `{type}`; the types are {', '.join(program.schema.records)}")
            continue
        if isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
            problems.append(f"{type}: expected a list of records, got {described(items)}")
            continue
        for number, item in enumerate(items):
            try:
                patches += reader.patches(type, plain(item))
            except (DecodeError, EventRejected) as error:
                place = error.place if isinstance(error, DecodeError) else ""
                message = error.message if isinstance(error, DecodeError) else str(error)
                problems.append(f"{type}[{number}]{'.' if place else ''}{place}: {message}")
    if problems:
        raise RecordErrors(problems)
    return patches
