"""Reads a mapping (see `mapping`) and holds it against the schema. All its problems are reported at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic
from whenthen.diagnostics.nearest import did_you_mean, nearest, one_of
from whenthen.ingest.clock import TWICE, Clock, format_problem
from whenthen.ingest.introduce import lacking_fields
from whenthen.ingest.mapping import ActorColumn, ColumnClock, FieldColumn, TableMapping
from whenthen.ingest.settings import Settings
from whenthen.ingest.tomlplaces import Path, Places
from whenthen.ingest.tomltext import parse_toml
from whenthen.runtime.model import CAUSES
from whenthen.source import Source, Span
from whenthen.types.codec import encode
from whenthen.types.model import (
    DATE,
    INSTANT,
    MONEY,
    TIME,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
    required,
)
from whenthen.types.schema import Field, Record, Schema
from whenthen.values.errors import ValueFailure
from whenthen.values.money import CURRENCIES
from whenthen.values.zones import find_zone

_FIELD_SETTINGS = ("column", "value", "values", "format", "zone", "twice", "currency", "separator", "record", "fields")


def read_mapping(
    source: Source, schema: Schema, given: Collection[str] = ()
) -> tuple[TableMapping | None, tuple[Diagnostic, ...]]:
    """The mapping that a TOML text holds, or None where it has problems.

    `given` are the types of records that are there before the first row, those of `USE DATA`.
    """
    data, problem = parse_toml(source)
    if problem is not None:
        return None, (problem,)
    reader = _MappingReader(source, schema, given)
    mapping = reader.read(Settings(reader.places, reader.problems.append, data))
    return (None if reader.problems else mapping), tuple(reader.problems)


class _MappingReader:
    """Reads the settings of one text; `problems` and `columns` grow on the way."""

    def __init__(self, source: Source, schema: Schema, given: Collection[str]) -> None:
        self.places = Places.of(source)
        self.schema = schema
        self.given = frozenset(given)
        self.problems: list[Diagnostic] = []
        self.columns: dict[str, Span] = {}
        self.zone: str | None = None
        self.zone_wrong = False  # and that was reported

    def read(self, top: Settings) -> TableMapping | None:
        top.only(_TOP_SETTINGS)
        record = self._record(top)
        key = self._column(top, "key", "it names the column with the key of the record")
        self.zone = top.text("zone")
        if self.zone and find_zone(self.zone) is None:
            top.report("P045", f"there is no time zone {quote(self.zone)}", "zone", help=_ZONE_HELP)
            self.zone, self.zone_wrong = None, True
        ties = top.texts("ties")
        for column in ties:
            self.columns.setdefault(column, top.place("ties"))
        time = self._time(top)
        actor = self._actor(top)
        fields = self._fields(top.table("fields"), record) if record else ()
        if record:
            self._check_introductions(fields, top, record.name)
        delimiter = top.text("delimiter", ",") or ","
        if len(delimiter) != 1 or delimiter in '"\r\n' or not delimiter.isascii():
            top.report("P045", f"`delimiter` is {quote(delimiter)}, not one character", "delimiter")
        ignored, hidden = self._left_out(top)
        if record is None or time is None:
            return None
        return TableMapping(
            places=self.places,
            record=record.name,
            key=key,
            time=time,
            fields=fields,
            source=top.text("source") or f"table/{record.name}",
            missing=frozenset({"", *top.texts("missing")}),
            ties=ties,
            actor=actor,
            delimiter=delimiter,
            ignored=ignored,
            hidden=hidden,
            columns=self.columns,
        )

    def _record(self, top: Settings) -> Record | None:
        name = top.needed("record", "it names the record that a row is a snapshot of")
        record = self._known_record(name, top, "record")
        if record is None:
            return None
        lacking = [word for word in ("created", "updated") if f"{name}.{word}" not in self.schema.events]
        if lacking:
            message = f"no event {one_of(f'{name} is {word}' for word in lacking)} is declared, which the rows become"
            advice = "declare " + one_of((f"EVENT {name} is {word}" for word in lacking), "and") + " in the rules"
            top.report("P044", message, "record", help=advice)
            return None
        return record

    def _known_record(self, name: str, table: Settings, *names: str) -> Record | None:
        record = self.schema.records.get(name)
        if record is None and name:
            advice = did_you_mean(name, self.schema.records)
            table.report("P044", f"there is no record {quote(name)}", *names, help=advice)
        return record

    def _time(self, top: Settings) -> ColumnClock | None:
        if "time" not in top.data:
            top.report("P042", "`[time]` is missing: it names the column with the time of a snapshot")
            return None
        table = top.table("time")
        table.only(("column", "format", "zone", "twice"))
        column = self._column(table, "column", "it names the column with the time of a snapshot")
        return ColumnClock(column, self._clock(table, INSTANT))

    def _clock(self, table: Settings, type: Type) -> Clock | None:
        """How a column spells instants, dates or times of day; None for the form of RFC 3339."""
        format = table.text("format")
        if format is None:
            for name in ("zone", "twice"):
                if name in table.data:
                    message = f"{quote(name)} without `format`: times in the form of RFC 3339 name their zone"
                    table.report("P045", message, name)
            return None
        problem = format_problem(format, needs_date=type != TIME, needs_time=type != DATE)
        if problem:
            table.report("P045", f"the format {quote(format)} cannot be used: {problem}", "format")
            return None
        if type != INSTANT:
            return Clock(format)
        zone_name = table.text("zone", self.zone)
        zone = None if zone_name is None else find_zone(zone_name)
        if zone is None and zone_name is not None:
            table.report("P045", f"there is no time zone {quote(zone_name)}", "zone", help=_ZONE_HELP)
        elif zone is None and "%z" not in format and not self.zone_wrong:
            message = "local times need a zone: which one do they mean?"
            table.report("P042", message, "format", help=f"say `zone` here or at the top; {_ZONE_HELP}")
        return Clock(format, zone, table.one_of("twice", TWICE, "reject"))

    def _column(self, table: Settings, name: str, why: str) -> str:
        column = table.needed(name, why)
        if column:
            self.columns.setdefault(column, table.place(name))
        return column

    def _actor(self, top: Settings) -> ActorColumn:
        value = top.data.get("actor", "system")
        if not isinstance(value, dict):
            return ActorColumn(top.one_of("actor", CAUSES, "system"))
        table = top.table("actor")
        table.only(("column", "values", "value"))
        column = self._column(table, "column", "it names the column that says who acted")
        values = table.words("values")
        for word, cause in values.items():
            if cause not in CAUSES:
                message = f"{quote(word)} becomes {quote(cause)}, which is no actor: it is {one_of(CAUSES)}"
                table.report("P045", message, "values", word)
        return ActorColumn(table.one_of("value", CAUSES, "system"), column, values)

    def _left_out(self, top: Settings) -> tuple[tuple[str, ...], dict[str, str]]:
        """The columns that are ignored, and those that are hidden. None of them may be mapped."""
        ignore = top.table("ignore")
        ignore.only(("columns",))
        ignored = ignore.texts("columns")
        hidden = top.words("hide")
        for column in ignored:
            self._leave_out(column, ignore, "columns")
        for column, reason in hidden.items():
            if not reason.strip():
                message = f"{quote(column)} is hidden without a reason"
                top.report("P045", message, "hide", column, help="say why rules must not see it")
            self._leave_out(column, top, "hide", column)
        return ignored, hidden

    def _leave_out(self, column: str, table: Settings, *names: str) -> None:
        if column in self.columns:
            table.report("P045", f"the column {quote(column)} is left out here, but used elsewhere", *names)
        else:
            self.columns[column] = table.place(*names)

    # Fields -------------------------------------------------------------------------------------------------------

    def _fields(self, table: Settings, record: Record) -> tuple[FieldColumn, ...]:
        found = []
        mapped = set(table.data)
        for name in table.data:
            field = record.fields.get(name)
            if field is None:
                advice = did_you_mean(name, record.fields)
                mapped.update(nearest(name, record.fields, 1))
                table.report("P044", f"{record.name} has no field {quote(name)}", name, help=advice)
            elif name == record.key:
                table.report("P045", f"{quote(name)} is the key of {record.name}: `key` names its column", name)
            else:
                found.append(self._field(table, field))
        for name, field in record.fields.items():
            if field.required and name != record.key and name not in mapped:
                message = f"the field {quote(name)} of {record.name} is required, but not mapped"
                self.problems.append(Diagnostic("P042", message, table.place(), help="map it to a column, or `value`"))
        return tuple(found)

    def _field(self, fields: Settings, field: Field) -> FieldColumn:
        name, plain = field.name, required(field.type)
        if isinstance(fields.data[name], str):
            column = self._column(fields, name, "")
            self._check_shape(fields, name, field, {})
            return FieldColumn(name, field.type, column, record=_record_of(plain), empty=_empty(field))
        table = fields.table(name)
        table.only(_FIELD_SETTINGS)
        constant = table.text("value")
        if constant is not None:
            if "column" in table.data:
                table.report("P045", "`column` and `value` exclude each other", "value")
            self._check_words(table, plain, {constant: constant}, "value")
            item = required(plain.item) if isinstance(plain, ListOf | SetOf) else plain
            return FieldColumn(name, field.type, None, constant, record=_record_of(item))
        column = self._column(table, "column", "a field has a column, or the same `value` in every row")
        values = table.words("values")
        self._check_words(table, plain, values, "values")
        self._check_shape(fields, name, field, table.data)
        item = required(plain.item) if isinstance(plain, ListOf | SetOf) else plain
        clock = self._clock(table, item) if item in (INSTANT, DATE, TIME) else None
        self._only_for(table, item in (INSTANT, DATE, TIME), ("format", "zone", "twice"), "times and dates", field)
        self._only_for(table, item == MONEY, ("currency",), "money", field)
        self._only_for(table, plain is not item, ("separator",), "lists and sets", field)
        currency = table.text("currency")
        if currency is not None and currency not in CURRENCIES:
            table.report("P045", f"{quote(currency)} is not an ISO 4217 currency code", "currency")
        record = self._embedded_type(table, field, item)
        inner: tuple[FieldColumn, ...] = ()
        if "fields" in table.data and record is not None:
            inner = self._fields(table.table("fields"), record)
        return FieldColumn(
            name,
            field.type,
            column,
            None,
            values,
            clock,
            currency,
            table.text("separator"),
            record.name if record is not None else _record_of(item),
            inner,
            _empty(field),
        )

    def _check_introductions(self, fields: tuple[FieldColumn, ...], top: Settings, own: str) -> None:
        """Whether each record that the rows name can be there: by USE DATA, by its fields, or by its key alone."""
        there = {own, *self.given, *(field.record for field, _ in _nested(fields) if field.fields)}
        for field, path in _nested(fields):
            if field.record is None or field.record in there:
                continue
            lacking = lacking_fields(field.record, self.schema)
            if lacking:
                needs = one_of(lacking, "and")
                message = f"{quote(field.name)} names records of the type {quote(field.record)}"
                message += f", and a new one needs {needs} too"
                some = ", ".join(f'{name} = "…"' for name in lacking)
                advice = f"map them beside the key, `fields = {{{some}}}`, or bring the records along with USE DATA"
                top.report("P042", message, *path, help=advice)

    def _check_shape(self, fields: Settings, name: str, field: Field, data: Mapping[str, Any]) -> None:
        """Whether a cell can hold a value of the field's type at all."""
        plain = required(field.type)
        if isinstance(plain, ListOf | SetOf) and "separator" not in data:
            help = f'write `{name} = {{column = "…", separator = ","}}`'
            fields.report(
                "P042", f"{quote(name)} is a {plain}: `separator` says how its items are told apart", name, help=help
            )
        if isinstance(plain, Union) and "record" not in data:
            help = f'write `{name} = {{column = "…", record = "…"}}`'
            fields.report(
                "P042", f"{quote(name)} is a {plain}: `record` says which of them the column names", name, help=help
            )

    def _check_words(self, table: Settings, plain: Type, values: Mapping[str, str], name: str) -> None:
        item = required(plain.item) if isinstance(plain, ListOf | SetOf) else plain
        if not isinstance(item, Choice):
            return
        for word, value in values.items():
            if value not in item.values:
                place = (name, word) if name == "values" else (name,)
                advice = did_you_mean(value, item.values) or f"the values are {one_of(item.values, 'and')}"
                table.report("P045", f"{quote(value)} is none of the values of this field", *place, help=advice)

    def _only_for(self, table: Settings, fits: bool, names: tuple[str, ...], what: str, field: Field) -> None:
        if fits:
            return
        for name in names:
            if name in table.data:
                message = f"{quote(name)} is for {what}, but {quote(field.name)} is {field.type}"
                table.report("P045", message, name)

    def _embedded_type(self, table: Settings, field: Field, item: Type) -> Record | None:
        possible = _records_of(item)
        if not possible:
            self._only_for(table, False, ("record", "fields"), "records", field)
            return None
        record_name = table.text("record") or possible[0]
        record = self._known_record(record_name, table, "record")
        if record is not None and record_name not in possible:
            table.report("P045", f"{quote(field.name)} is {field.type}, never a {record_name}", "record")
            return None
        return record


_ZONE_HELP = "zones have names like `Europe/Berlin`, `America/New_York` and `UTC`"
_TOP_SETTINGS = (
    "record",
    "key",
    "source",
    "missing",
    "ties",
    "zone",
    "actor",
    "delimiter",
    "time",
    "fields",
    "ignore",
    "hide",
)


def _records_of(type: Type) -> tuple[str, ...]:
    members = type.members if isinstance(type, Union) else (type,)
    return tuple(member.name for member in members if isinstance(member, RecordType))


def _nested(fields: tuple[FieldColumn, ...], path: Path = ("fields",)) -> Iterator[tuple[FieldColumn, Path]]:
    """The fields and those of the records in them, with the path of their settings."""
    for field in fields:
        yield field, (*path, field.name)
        yield from _nested(field.fields, (*path, field.name, "fields"))


def _empty(field: Field) -> Any:
    """What a missing value of the field means, as data: see `FieldColumn`."""
    if isinstance(field.type, Optional) or field.default is None:
        return None
    try:
        return encode(field.type, field.default)
    except ValueFailure:  # a business duration has no form in data
        return None


def _record_of(type: Type) -> str | None:
    return type.name if isinstance(type, RecordType) else None
