"""What a turn came to: everything that is different from its start, in an order that depends on nothing but that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from whenthen.runtime.admission import Admitted, exactly
from whenthen.runtime.aftermath import Aftermath
from whenthen.runtime.model import (
    Change,
    Decision,
    Event,
    State,
    Value,
    Write,
    make_change,
    make_decision,
    make_read,
    make_write,
)
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
    return make_decision(
        turn.id,
        event.id,
        event.type,
        event.time,
        tuple(run.fired),
        changes,
        tuple(turn.effects),
        tuple(run.failures),
        tuple(run.shadow),
        tuple([make_read(ref, versions[ref]) for ref in sorted(turn.rows)]),
        writes,
        admitted.created,
        admitted.stale,
        run.stopped_by,
        max(run.passes, 1),
        event.alarm,
        after.missed,
        after.dropped,
        after.memory,
    )


def differences_of(
    turn: Turn, state: State, event: Event, admitted: Admitted, deleted: Sequence[Ref]
) -> tuple[tuple[Change, ...], tuple[Write, ...]]:
    """What the turn changed, net, and what is to be stored for that.

    Only fields that the event gives or a rule wrote can be different; they come in the order of their declaration.
    """
    changes: list[Change] = []
    writes: list[Write] = []
    brought, written = admitted.brought, turn.written()
    born = dict(admitted.born)
    for ref in sorted({*brought, *written, *deleted}):
        row = turn.rows[ref]
        at = event.time if ref in brought else None
        if ref in born:
            changes += _of_birth(turn, ref, row, born[ref], written.get(ref))
            writes.append(make_write(ref, 1, row, at, ref in deleted))
            continue
        before = turn.rows.stored(ref)
        assert before is not None  # not created, so known
        fields = {}
        for field in _in_order(turn, ref, {*brought.get(ref, ()), *written.get(ref, ())}):
            old, after = before[field], row[field]
            if not exactly(old, after):
                fields[field] = after
                if not same(old, after):
                    changes.append(make_change(ref, field, old, after, turn.writer(ref, field)))
        stored = state.records.get(ref)
        if stored is None:
            # A record of USE DATA that the state does not hold yet is stored whole.
            if fields or at is not None or ref in deleted:
                writes.append(make_write(ref, 1, dict(row), at or BEFORE_ALL, ref in deleted))
        elif fields or (at is not None and at != stored.at) or ref in deleted:
            writes.append(make_write(ref, stored.version + 1, fields, at, ref in deleted))
    return tuple(changes), tuple(writes)


def _of_birth(
    turn: Turn,
    ref: Ref,
    row: Mapping[str, Value],
    given: Sequence[tuple[str, Value, Value]],
    written: Iterable[str] | None,
) -> list[Change]:
    """The fields of a created record that differ from their defaults: those the event gave, unless rules wrote too."""
    if written is None:
        return [make_change(ref, field, None, value, None) for field, _, value in given]
    defaults = turn.defaults(ref)
    return [
        make_change(ref, field, None, row[field], turn.writer(ref, field))
        for field in _in_order(turn, ref, {field for field, _, _ in given}.union(written))
        if not same(defaults[field], row[field])
    ]


def _in_order(turn: Turn, ref: Ref, fields: set[str]) -> list[str]:
    return sorted(fields, key=turn.order(ref).__getitem__)
