"""What a turn came to: everything that is different from its start, in an order that depends on nothing but that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from whenthen.runtime.admission import Admitted, exactly
from whenthen.runtime.aftermath import Aftermath
from whenthen.runtime.model import Change, Decision, Event, Read, State, Write
from whenthen.runtime.run import Run
from whenthen.runtime.turn import Turn, same
from whenthen.values.refs import Ref

#: The time of records that no event brought: any event is later.
BEFORE_ALL = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


def decision_of(
    turn: Turn,
    event: Event,
    admitted: Admitted,
    run: Run,
    changes: tuple[Change, ...],
    writes: tuple[Write, ...],
    after: Aftermath,
) -> Decision:
    """The decision of a turn that is over."""
    versions = turn.rows.versions
    reads = tuple([Read(ref, versions[ref]) for ref in sorted(turn.rows)])
    return Decision(
        turn=turn.id,
        event=event.id,
        type=event.type,
        time=event.time,
        fired=tuple(run.fired),
        changes=changes,
        effects=tuple(turn.effects),
        failures=tuple(run.failures),
        shadow=tuple(run.shadow),
        reads=reads,
        writes=writes,
        created=admitted.created,
        stale=admitted.stale,
        stopped_by=run.stopped_by,
        passes=max(run.passes, 1),
        alarm=event.alarm,
        missed=after.missed,
        dropped=after.dropped,
        memory=after.memory,
    )


def differences_of(
    turn: Turn, state: State, event: Event, admitted: Admitted, deleted: Sequence[Ref]
) -> tuple[tuple[Change, ...], tuple[Write, ...]]:
    """What the turn changed, net, and what is to be stored for that."""
    changes: list[Change] = []
    writes: list[Write] = []
    brought = admitted.brought
    for ref in sorted(brought.union(turn.own, deleted)):
        row = turn.rows[ref]
        stored = state.records.get(ref)
        at = event.time if ref in brought else None
        defaults = turn.defaults(ref)
        if turn.created(ref):
            for field, default in defaults.items():
                after = row[field]
                if not same(default, after):
                    changes.append(Change(ref, field, None, after, turn.writer(ref, field)))
            writes.append(Write(ref, 1, row, at, ref in deleted))
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
            if fields or at is not None or ref in deleted:
                writes.append(Write(ref, 1, dict(row), at or BEFORE_ALL, ref in deleted))
        elif fields or (at is not None and at != stored.at) or ref in deleted:
            writes.append(Write(ref, stored.version + 1, fields, at, ref in deleted))
    return tuple(changes), tuple(writes)
