"""How the columns of a table become the fields of a record: the mapping, checked before a row is read.

A mapping is a TOML text:

    record = "ticket"                 # the record that a row is a snapshot of
    key = "number"                    # the column with its key
    missing = ["?"]                   # what stands for a missing value, beside an empty cell
    ties = ["revision"]               # columns with numbers that order the rows of one time; then their order counts
    zone = "Europe/Berlin"            # of all local times
    actor = "agent"                   # who causes the changes; or {column = "by", values = {"Bot" = "system"}}

    [time]                            # when the snapshot was taken
    column = "updated"
    format = "%d-%m-%Y %H:%M"         # left out: RFC 3339
    twice = "first"                   # of a local time that exists twice; left out, such a row is rejected

    [fields]
    subject = "title"                                               # a field and its column
    priority = {column = "prio", values = {"1 - High" = "high"}}    # other words for its values
    opened_at = {column = "opened", format = "%d-%m-%Y %H:%M"}
    team = {column = "group", record = "team", fields = {name = "group_name"}}   # a record by its key, with fields
    tags = {column = "labels", separator = ";"}
    refund = {column = "amount", currency = "EUR"}
    channel = {value = "phone"}                                     # the same in every row

    [ignore]
    columns = ["notify"]              # of no use

    [hide]
    closed_at = "filled in from the first row on"                   # why rules must not see it

Every column of the table is mapped, ignored or hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic
from whenthen.diagnostics.nearest import did_you_mean, one_of
from whenthen.ingest.clock import Clock
from whenthen.ingest.tomlplaces import Places
from whenthen.source import Span
from whenthen.types.model import Type

#: So many of the columns that are left over are named.
_SHOWN = 40


@attrs.frozen
class ColumnClock:
    """A column with times. `clock` is None for RFC 3339."""

    column: str
    clock: Clock | None


@attrs.frozen
class FieldColumn:
    """Where the value of a field comes from: a column, or, where that is None, `constant`, a text.

    `values` turns the words of the table into those of the field (empty: they are the same). `record` is the type of
    record that the column has the key of, `fields` are further fields of it. `empty` is what a missing value means, as
    data: the default of a field that is not optional, else None.
    """

    name: str
    type: Type
    column: str | None
    constant: str | None = None
    values: Mapping[str, str] = attrs.field(factory=dict)
    clock: Clock | None = None
    currency: str | None = None
    separator: str | None = None
    record: str | None = None
    fields: tuple[FieldColumn, ...] = ()
    empty: Any = None


@attrs.frozen
class ActorColumn:
    """Who causes the changes: `constant`, or what `values` makes of the column's cell."""

    constant: str = "system"
    column: str | None = None
    values: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class TableMapping:
    """A checked mapping. `hidden` gives the reason for each column."""

    places: Places
    record: str
    key: str
    time: ColumnClock
    fields: tuple[FieldColumn, ...]
    source: str
    missing: frozenset[str] = frozenset({""})
    ties: tuple[str, ...] = ()
    actor: ActorColumn = ActorColumn()
    delimiter: str = ","
    ignored: tuple[str, ...] = ()
    hidden: Mapping[str, str] = attrs.field(factory=dict)
    columns: Mapping[str, Span] = attrs.field(factory=dict)  # every column that it names, and where


def check_columns(mapping: TableMapping, header: Sequence[str], table: str) -> tuple[Diagnostic, ...]:
    """What is wrong between a mapping and the columns of a table: columns that it lacks, columns left over.

    `table` is the table's name for messages.
    """
    problems = []
    for column, span in mapping.columns.items():
        if column not in header:
            advice = did_you_mean(column, header) or f"its columns are {one_of(header, 'and')}"
            problems.append(Diagnostic("P043", f"{quote(table)} has no column {quote(column)}", span, help=advice))
    left = [column for column in header if column not in mapping.columns]
    if left:
        verb, noun = ("is", "column") if len(left) == 1 else ("are", "columns")
        some = [*map(quote, left[:_SHOWN]), *([f"{len(left) - _SHOWN} more"] if len(left) > _SHOWN else [])]
        names = " and ".join(filter(None, [", ".join(some[:-1]), some[-1]]))
        problems.append(
            Diagnostic(
                "P046",
                f"the {noun} {names} of {quote(table)} {verb} neither mapped, ignored nor hidden",
                mapping.places.find("fields"),
                help="map what rules may use under [fields], name what is of no use in `columns` of [ignore], and "
                "put what knows the future under [hide] with the reason",
            )
        )
    return tuple(problems)
