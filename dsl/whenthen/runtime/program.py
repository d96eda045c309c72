"""What the compiler hands to the kernel: rules as closures. The kernel knows nothing of how they were made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import attrs

from whenthen.runtime.rule import CompiledBranch as CompiledBranch
from whenthen.runtime.rule import CompiledRule as CompiledRule
from whenthen.runtime.rule import Compute as Compute
from whenthen.runtime.rule import ForEach as ForEach
from whenthen.runtime.rule import Limit as Limit
from whenthen.runtime.rule import OnChange as OnChange
from whenthen.runtime.rule import OnClock as OnClock
from whenthen.runtime.rule import OnEvent as OnEvent
from whenthen.runtime.rule import OnTimed as OnTimed
from whenthen.runtime.rule import Rest as Rest
from whenthen.runtime.rule import Run as Run
from whenthen.runtime.rule import Test as Test
from whenthen.runtime.tables import MakeSweep, Tables, tables_of
from whenthen.types.schema import Schema
from whenthen.values.refs import Ref


@attrs.frozen
class Budget:
    """How much one turn may do; what exceeds it is a failure of the rule that did.

    A `step` is an item that a quantifier, a count, a comparison or a function looks at, a match of a trigger, or about
    as much work on a text of more than 1,000 characters (`runtime.meter` has the rates). A rule that fails and a rule
    in SHADOW give back their statements and steps, except that all steps of a turn together, theirs included, are no
    more than `total_steps`, of which each statement that is given back takes 10.
    """

    statements: int = 100_000
    passes: int = 100
    steps: int = 1_000_000
    total_steps: int = 5_000_000


@attrs.frozen
class Program:
    """A rule set that is ready to run: immutable, shared by threads. `rules` stand in the order in which they run.

    `data` holds the records of USE DATA, every field present. `zone` is the project's time zone. `fire_past` says that
    a moment which has passed when an event makes it known fires at once, instead of being reported. `tables` is made
    from the schema and the rules.

    `sweep(places)`, where there is one, asks rules that have the same bindings all at once, which costs less than a
    call for each; `places` are in order. What it gives is kept by who asks: then `for place in asked(turn, slots)` goes
    through the rules that may fire for these records, also when some of them write, and raises nothing. With `after`
    the rules up to and with that place are left out.
    """

    schema: Schema
    rules: tuple[CompiledRule, ...]
    data: Mapping[Ref, Mapping[str, Any]]
    budget: Budget = Budget()
    zone: dt.tzinfo = dt.UTC
    fire_past: bool = False
    sweep: MakeSweep | None = attrs.field(default=None, eq=False, repr=False)
    tables: Tables = attrs.field(init=False, eq=False, repr=False)

    @tables.default
    def _make_tables(self) -> Tables:
        return tables_of(self.schema, self.rules)
