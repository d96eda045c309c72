"""USE DATA: rows of text become records that exist from the start.

A cell is read by the type of its field: text as it stands, `true` and `false`, numbers, dates and the like as in
events, the items of a list or set between semicolons, a record by its key. An empty cell is missing, or the default.
"""

from __future__ import annotations

from typing import Any

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.inputs import DataRow, DataTable
from whenthen.analysis.wording import a
from whenthen.diagnostics.escape import is_hidden
from whenthen.diagnostics.model import Label
from whenthen.source import Span
from whenthen.types.codec import DecodeError, decode
from whenthen.types.model import BOOLEAN, TEXT, UNKNOWN, ListOf, RecordType, SetOf, Type, required
from whenthen.types.schema import Field, Record
from whenthen.values.refs import Ref


def read_data(tables: tuple[DataTable, ...], checker: Checker) -> None:
    """Fill the checker's data; a record type with a table has no other keys than those of its tables."""
    places: dict[Ref, Span] = {}
    for table in tables:
        name = table.use.record.text
        env = Environment(checker.tables.file_of(table.use))
        record = checker.record(name, env)
        if record is None:
            known = [r for r in checker.schema.records if checker.record(r, env) is not None]
            checker.unknown_name("record", name, table.use.record.span, env, known, "N104")
            continue
        columns = _columns(table, record, checker)
        key = record.fields.get(record.key)
        if columns is None or key is None or key.type != TEXT:  # a wrong key has been reported
            checker.open_records.add(name)
            continue
        checker.data_records.add(name)
        for row in table.rows:
            _read_row(row, columns, record, places, checker)
    _check_references(places, checker)


def _columns(table: DataTable, record: Record, checker: Checker) -> list[Field] | None:
    """The field of each column; None where something is wrong with the first line."""
    good = True
    columns: list[Field] = []
    for name in table.header:
        field = record.fields.get(name)
        if field is None:
            fields = list(record.fields)
            checker.report(
                "P021",
                f"a `{record.name}` has no field `{name}`, and the data file has such a column",
                table.header_span,
                help=checker.suggest(name, fields) or "its fields are " + ", ".join(f"`{f}`" for f in fields[:12]),
            )
            good = False
        else:
            columns.append(field)
    for field in record.fields.values():
        if field.required and field.name not in table.header:
            checker.report(
                "P023",
                f"the data file has no column `{field.name}`, which every `{record.name}` needs",
                table.header_span,
                Label(checker.field_spans[record.name, field.name], "declared here"),
                help=f"add the column, or declare the field `{field.name}: {field.type}?`",
            )
            good = False
    return columns if good else None


def _read_row(row: DataRow, columns: list[Field], record: Record, places: dict[Ref, Span], checker: Checker) -> None:
    values: dict[str, Any] = {field.name: field.default for field in record.fields.values()}
    for field, cell in zip(columns, row.cells, strict=True):
        if field.type == UNKNOWN:
            continue
        if cell == "":
            if field.required:
                checker.report(
                    "P026",
                    f"`{field.name}` is empty, and every `{record.name}` needs one",
                    row.span,
                    help=f"fill it in, or declare the field `{field.name}: {field.type}?`",
                )
                return
            continue
        try:
            values[field.name] = decode(field.type, _data(cell, field.type))
            if field.name == record.key:
                decode(RecordType(record.name), cell)  # what events accept as a key
        except DecodeError as error:
            checker.report(
                "P026",
                f"`{field.name}` does not fit: {error.message}",
                row.span,
                help=f"it is {a(field.type)}",
            )
            return
    ref = Ref(record.name, values[record.key])
    if all(is_hidden(char) or char.isspace() for char in ref.key):
        checker.report(
            "P026",
            f"`{record.key}` holds nothing that can be seen, and it is the key of the {record.name}",
            row.span,
            help="write the key out, or remove the row",
        )
        return
    if ref in places:
        checker.report(
            "P025",
            f"there are two rows for the {record.name} `{ref.key}`",
            row.span,
            Label(places[ref], "the other one"),
            help="remove one of the two",
        )
        return
    places[ref] = row.span
    checker.data[ref] = values


def _data(cell: str, type: Type) -> Any:
    """What an event would say instead of the cell."""
    inner = required(type)
    if isinstance(inner, ListOf | SetOf):
        return [_data(part.strip(), inner.item) for part in cell.split(";") if part.strip()]
    if inner == BOOLEAN:
        return {"true": True, "false": False}.get(cell.casefold(), cell)
    return cell


def _check_references(places: dict[Ref, Span], checker: Checker) -> None:
    """A record named in a table is in a table: nothing else can be there from the start."""
    for ref, values in checker.data.items():
        record = checker.schema.records[ref.type]
        for field in record.fields.values():
            for target in _refs(values[field.name]):
                if target not in checker.data:
                    keys = [r.key for r in checker.data if r.type == target.type]
                    checker.report(
                        "P026",
                        f"`{field.name}` names the {target.type} `{target.key}`, which no data file has",
                        places[ref],
                        help=checker.suggest(target.key, keys)
                        or f"add it with `USE DATA … AS {target.type}`, or leave the cell empty",
                    )


def _refs(value: Any) -> list[Ref]:
    if isinstance(value, Ref):
        return [value]
    if isinstance(value, tuple) or hasattr(value, "in_order"):
        return [item for item in value if isinstance(item, Ref)]
    return []
