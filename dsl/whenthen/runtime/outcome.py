"""What a turn came to: everything that is different from its start, in an order that depends on nothing but that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from whenthen.runtime.admission import Admitted, exactly
from whenthen.runtime.model import Change, Decision, Event, Firing, Read, RuleFailure, Shadow, State, Write
from whenthen.runtime.turn import Turn, differences, same

#: The time of records that no event brought: any event is later.
BEFORE_ALL = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


def decision_of(
    turn: Turn,
    state: State,
    event: Event,
    admitted: Admitted,
    fired: Sequence[Firing],
    failures: Sequence[RuleFailure],
    shadow: Sequence[Shadow],
    stopped_by: str | None,
    passes: int,
) -> Decision:
    """The decision of a turn that is over."""
    changes, writes = _differences(turn, state, event, admitted)
    versions = turn.rows.versions
    reads = tuple([Read(ref, versions[ref]) for ref in sorted(turn.rows)])
    return Decision(
        turn=turn.id,
        event=event.id,
        type=event.type,
        time=event.time,
        fired=tuple(fired),
        changes=changes,
        effects=tuple(turn.effects),
        failures=tuple(failures),
        shadow=tuple(shadow),
        reads=reads,
        writes=writes,
        created=admitted.created,
        stale=admitted.stale,
        stopped_by=stopped_by,
        passes=passes,
    )


def shadow_changes(turn: Turn, rule: str, since: int) -> tuple[Change, ...]:
    """What the writes of this pass from place `since` of the journal on came to."""
    return tuple(
        [
            Change(ref, field, before, after, rule)
            for ref, fields in differences(turn, since)
            for field, before, after in fields
        ]
    )


def _differences(
    turn: Turn, state: State, event: Event, admitted: Admitted
) -> tuple[tuple[Change, ...], tuple[Write, ...]]:
    changes: list[Change] = []
    writes: list[Write] = []
    brought = admitted.brought
    for ref in sorted(brought.union(turn.own)):
        row = turn.rows[ref]
        stored = state.records.get(ref)
        at = event.time if ref in brought else None
        defaults = turn.defaults(ref)
        if turn.created(ref):
            for field, default in defaults.items():
                after = row[field]
                if not same(default, after):
                    changes.append(Change(ref, field, None, after, turn.writer(ref, field)))
            writes.append(Write(ref, 1, row, at))
            continue
        before = turn.rows.stored(ref)
        assert before is not None  # not created, so known
        fields = {}
        for field in defaults:
            old, after = before[field], row[field]
            if not exactly(old, after):
                fields[field] = after
                if not same(old, after):
                    changes.append(Change(ref, field, old, after, turn.writer(ref, field)))
        if stored is None:
            # A record of USE DATA that the state does not hold yet is stored whole.
            if fields or at is not None:
                writes.append(Write(ref, 1, dict(row), at or BEFORE_ALL))
        elif fields or (at is not None and at != stored.at):
            writes.append(Write(ref, stored.version + 1, fields, at))
    return tuple(changes), tuple(writes)
