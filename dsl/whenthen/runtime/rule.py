"""A rule as closures, as the compiler hands it to the kernel.

Closures are called with the turn and the rule's slots: first the records of `bindings` in that order (None for an
optional one that the trigger did not bring), then the values of its LETs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from whenthen.source import Span
from whenthen.types.facts import Need
from whenthen.types.model import Type

Test = Callable[..., bool]  # (turn, *slots)
Run = Callable[..., None]  # (turn, *slots)
Compute = Callable[..., Any]  # (turn, *slots so far)


@attrs.frozen
class OnEvent:
    """`ticket is created [by agent]`; `subject` is the record type, `event` the word (created, updated, received …)."""

    type: str
    subject: str
    event: str
    cause: str | None
    provides: tuple[str, ...]


@attrs.frozen
class OnChange:
    """`ticket.status changes from … to …`. `matches(turn, before, after)` compares with FROM and TO; None
    matches all. `has_from` says that FROM was written: then a creation never matches.
    """

    name: str
    record: str
    field: str
    matches: Test | None
    has_from: bool
    cause: str | None


@attrs.frozen
class OnTimed:
    """`has been … for` (`kind` state), `has not changed for` (unchanged), `before`, `after`, `arrives` (moment).

    `field` is None where the whole record is watched. `matches(turn, value)` tells, for a state, whether the field has
    it. `due(start, fields)` gives the moment at which the rule is to be looked at: `start` is when the state began or
    the last change was, or the moment in the field; `fields` are those of the record, of which it may look at
    `watches`. It may raise ValueFailure. `digest` is another one for each meaning of the trigger, `said` is how it is
    written.
    """

    name: str
    record: str
    field: str | None
    kind: str
    matches: Test | None
    due: Callable[[dt.datetime, Mapping[str, Any]], dt.datetime]
    watches: tuple[str, ...]
    digest: str
    said: str


@attrs.frozen
class OnClock:
    """`every …`. `following(moment)` is the first one strictly after a moment; it may raise ValueFailure."""

    following: Callable[[dt.datetime], dt.datetime]
    digest: str
    said: str


Trigger = OnEvent | OnChange | OnTimed | OnClock


@attrs.frozen
class Rest:
    """What stands behind a `wait` of a branch, up to the next one; `path` is the address of the wait.

    `holds` is the WHILE. `watches` are the types of the records that it looks at besides those that the rule is about,
    and `*` where its answer may be another one without a change of records.
    """

    path: str
    run: Run
    holds: Test | None
    watches: frozenset[str]


@attrs.frozen
class CompiledBranch:
    """`test` is None where no condition is written. `run` is what stands before the first `wait`, which says
    `turn.wait(number, due)`: number 0 is the first one of `rests`.
    """

    test: Test | None
    run: Run
    rests: tuple[Rest, ...] = ()


@attrs.frozen
class ForEach:
    """FOR EACH. `items(turn, *slots)` gives a list or set of records, None for all of the type `record`; `where` is
    called with the slots and the item in the last one.
    """

    record: str
    items: Compute | None
    where: Test | None


@attrs.frozen
class Limit:
    """AT MOST `times` in a window, counted apart for each answer of `per`. `opens(now)` is the first moment of the
    window that ends now.
    """

    times: int
    opens: Callable[[dt.datetime], dt.datetime]
    per: tuple[Compute, ...]


def _no_needs(number: int) -> tuple[Need, ...]:
    return ()


@attrs.frozen
class CompiledRule:
    """`span_of(error)` finds the place in the rule text that an error of one of the closures came from.

    With FOR EACH the last of the `bindings` is its variable, and the LETs and branches are run for each item.
    `let_types` are the types of the LETs, which say whether values that a wait kept are still what they should be.
    `once` has what the rule fires once for, None where it has no such setting. `active` are pairs of first and last
    date; `group` is that of FIRST MATCH, `overrides` has ids of rules that stand behind this one. `needs(number)` tells
    what has to be so for the rule to fire when that trigger starts it, as `types.facts` says it.
    """

    id: str
    title: str
    span: Span
    triggers: tuple[Trigger, ...]
    bindings: tuple[str, ...]
    lets: tuple[Compute, ...]
    branches: tuple[CompiledBranch, ...]
    shadow: bool
    span_of: Callable[[BaseException], Span]
    version: str = ""
    let_types: tuple[Type, ...] = ()
    each: ForEach | None = None
    once: tuple[Compute, ...] | None = None
    limit: Limit | None = None
    active: tuple[tuple[dt.date | None, dt.date | None], ...] = ()
    group: str | None = None
    overrides: tuple[str, ...] = ()
    needs: Callable[[int], tuple[Need, ...]] = _no_needs
