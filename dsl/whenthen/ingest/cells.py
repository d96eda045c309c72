"""From the cells of a row to plain data, by a mapping: what JSON would hold in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from whenthen.ingest.clock import Clock
from whenthen.ingest.mapping import FieldColumn
from whenthen.types.model import BOOLEAN, DATE, MONEY, NUMBER, TIME, ListOf, SetOf, Type, Union, required
from whenthen.types.schema import Schema
from whenthen.values import moments, numbers
from whenthen.values.errors import ValueFailure, shown

#: Takes the cells of a row; None is what is missing. Raises ValueFailure, whose text names the column.
ReadCell = Callable[[Sequence[str]], Any]
_Convert = Callable[[str], Any]

_BOOLEANS = {"true": True, "false": False}


def cell_reader(field: FieldColumn, columns: Mapping[str, int], missing: frozenset[str], schema: Schema) -> ReadCell:
    """How a field is read from a row; `columns` gives the place of each column.

    A missing value is None, or the default of a field that has one and is not optional.
    """
    if field.column is None:
        constant = _converter(field)(field.constant or "")
        return lambda _: constant
    place, column, empty = columns[field.column], field.column, field.empty
    convert = _converter(field)
    wrap = _record_wrapper(field, columns, missing, schema)

    def read(cells: Sequence[str]) -> Any:
        text = cells[place]
        if text in missing:
            return empty
        try:
            value = convert(text)
        except ValueFailure as failure:
            raise ValueFailure(f"column {shown(column)}: {failure}") from None
        return value if wrap is None else wrap(value, cells)

    return read


def _converter(field: FieldColumn) -> _Convert:
    """How the text of a cell becomes plain data, lists included."""
    plain = required(field.type)
    if not isinstance(plain, ListOf | SetOf):
        return _renamed(field.values, _of_type(plain, field))
    convert = _renamed(field.values, _of_type(required(plain.item), field))
    separator = field.separator or ","
    return lambda text: [convert(item.strip()) for item in text.split(separator) if item.strip()]


def _renamed(words: Mapping[str, str], convert: _Convert) -> _Convert:
    if not words:
        return convert
    return lambda text: convert(words.get(text, text))


def _of_type(type: Type, field: FieldColumn) -> _Convert:
    if type == NUMBER:
        return numbers.number
    if type == BOOLEAN:
        return _boolean
    if type == MONEY and field.currency is not None:
        return lambda text: f"{text} {field.currency}"
    if field.clock is not None:
        # The same moments stand in many rows, and reading one costs more than all the rest of a row.
        return lru_cache(maxsize=1024)(_moment(type, field.clock))
    return _same


def _same(text: str) -> str:
    return text


def _boolean(text: str) -> bool:
    value = _BOOLEANS.get(text.casefold())
    if value is None:
        raise ValueFailure(f"{shown(text)} is neither true nor false")
    return value


def _moment(type: Type, clock: Clock) -> _Convert:
    if type == DATE:
        return lambda text: moments.show_date(clock.naive(text).date())
    if type == TIME:
        return lambda text: moments.show_time(clock.naive(text).time())
    return lambda text: moments.show_instant(clock.instant(text))


def _record_wrapper(
    field: FieldColumn, columns: Mapping[str, int], missing: frozenset[str], schema: Schema
) -> Callable[[Any, Sequence[str]], Any] | None:
    """What turns the key of a record into the record with its further fields, or into one of several records."""
    if field.record is None:
        return None
    key = schema.records[field.record].key
    inner = [(f.name, cell_reader(f, columns, missing, schema)) for f in field.fields]
    plain = required(field.type)
    item = required(plain.item) if isinstance(plain, ListOf | SetOf) else plain
    name = field.record if isinstance(item, Union) else None
    if not inner and name is None:
        return None

    def one(value: Any, cells: Sequence[str]) -> Any:
        if inner:
            record = {key: value, **{field_name: read(cells) for field_name, read in inner}}
            return record if name is None else {"type": name, "record": record}
        return {"type": name, "key": value}

    if isinstance(plain, ListOf | SetOf):
        return lambda values, cells: [one(value, cells) for value in values]
    return one
