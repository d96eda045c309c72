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

    What no rule wrote is as the event left it; elsewhere it is compared what the event or a rule wrote.
    """
    changes: list[Change] = []
    writes: list[Write] = []
    brought, written = admitted.brought, turn.written()
    given = dict((*admitted.born, *admitted.changed))
    for ref in sorted({*brought, *written, *deleted}):
        row = turn.rows[ref]
        differences, fields = given.get(ref, ()), brought.get(ref, ())
        by_rules = ref in written
        if by_rules:
            touched = {*fields, *[field for field, _, _ in differences], *written[ref]}
            differences, fields = _compared(turn, ref, row, touched)
        for field, before, after in differences:
            changes.append(make_change(ref, field, before, after, turn.writer(ref, field) if by_rules else None))
        at = event.time if ref in brought else None
        gone = ref in deleted
        if turn.created(ref):
            writes.append(make_write(ref, 1, row, at, gone))
            continue
        stored = state.records.get(ref)
        if stored is None:
            # A record of USE DATA that the state does not hold yet is stored whole.
            if fields or at is not None or gone:
                writes.append(make_write(ref, 1, dict(row), at or BEFORE_ALL, gone))
        elif fields or (at is not None and at != stored.at) or gone:
            writes.append(make_write(ref, stored.version + 1, {field: row[field] for field in fields}, at, gone))
    return tuple(changes), tuple(writes)


def _compared(
    turn: Turn, ref: Ref, row: Mapping[str, Value], touched: Iterable[str]
) -> tuple[list[tuple[str, Value, Value]], list[str]]:
    """Of some fields of a record those that are different now, with the value before and after, and those that are
    written in another way. A created record had nothing before, and is compared with its defaults.
    """
    created = turn.created(ref)
    start = turn.defaults(ref) if created else turn.rows.stored(ref)
    assert start is not None  # not created, so known
    differences = []
    fields = []
    for field in sorted(touched, key=turn.order(ref).__getitem__):
        before, after = start[field], row[field]
        if not exactly(before, after):
            fields.append(field)
            if not same(before, after):
                differences.append((field, None if created else before, after))
    return differences, fields
