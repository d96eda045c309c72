"""Trees and checked programs as flat lists of plain data, and back.

A packed value is a list of rows, each of which means one value; a row refers to others by their numbers, and only to
those before it, so that nothing here nests, whatever the depth of the value, and nothing can go in circles. Values that
are the same stand once; nodes are told apart by identity, as everywhere. Only what `classes.TABLE` lists can be packed,
and nothing else is ever built: a row names its class by the number in that table.

A row is plain data itself (a text, a number that fits 64 bits, a truth, None), or a list that begins with a number:
that of a form below, or, from FIRST_CLASS on, of a class.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

import attrs

from whenthen.source import Source, Span
from whenthen.syntax.nodes import Node
from whenthen.values.payloads import Payload
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet

TUPLE, FROZENSET, LIST, SET, DICT, PAYLOAD, VALUE_SET, REF = range(8)
DECIMAL, INTEGER, DATE, TIME, DATETIME, TIMEDELTA, BYTES = range(8, 15)
SPAN = 15
FIRST_CLASS = 16

_SMALL = 2**63
#: Values that are never one and the same to whom they are handed: they could be changed.
_MUTABLE = (list, set, dict)


class UnpackableError(ValueError):
    """A value that has no packed form, or data that is not the packed form of anything."""


class Packer:
    """Packs values that share rows. `sources` are the texts that spans may be of; `nodes` are packed already, and
    stand before all rows, in this order.
    """

    def __init__(self, table: Sequence[type[Any]], sources: Sequence[Source], nodes: Sequence[Node] = ()) -> None:
        self._kinds = {kind: (FIRST_CLASS + at, _fields(kind), issubclass(kind, Node)) for at, kind in enumerate(table)}
        self._sources = {id(source): at for at, source in enumerate(sources)}
        self._first = len(nodes)
        self._by_identity: dict[int, int] = {id(node): at for at, node in enumerate(nodes)}
        self._by_row: dict[Any, int] = {}
        self._texts: dict[str, int] = {}
        self._alive: list[Any] = []  # what is known by its identity must not make room for something else
        self.rows: list[Any] = []
        self.nodes: list[Node] = []

    def pack(self, value: Any) -> int:
        """The number of the row of a value; raises UnpackableError."""
        self._alive.append(value)
        try:
            return self._put(value)
        except RecursionError:
            raise UnpackableError("it nests too deep") from None

    def _put(self, value: Any) -> int:
        kind = type(value)
        if kind is str:
            number = self._texts.get(value)
            if number is None:
                number = self._texts[value] = self._add(value)
            return number
        if value is None or kind is bool or (kind is int and -_SMALL <= value < _SMALL):
            return self._row((kind, value), value)
        known = self._by_identity.get(id(value))
        if known is not None:
            return known
        found = self._kinds.get(kind)
        if found is None:
            return self._form(value, kind)
        tag, fields, is_node = found
        texts, put = self._texts, self._put
        refs = [texts[part] if type(part) is str and part in texts else put(part) for part in fields(value)]
        if is_node:
            span = value.span
            number = self._add([tag, self._source(span), span.start, span.end, *refs])
            self.nodes.append(value)
        else:
            number = self._row((tag, *refs), [tag, *refs])
        self._by_identity[id(value)] = number
        return number

    def _form(self, value: Any, kind: type[Any]) -> int:
        put = self._put
        if kind is tuple:
            row = [TUPLE, *map(put, value)]
        elif kind is Span:
            row = [SPAN, self._source(value), value.start, value.end]
        elif kind in (frozenset, set):
            members = sorted(value, key=lambda member: (type(member).__name__, repr(member)))
            row = [FROZENSET if kind is frozenset else SET, *map(put, members)]
        elif kind is list:
            row = [LIST, *map(put, value)]
        elif kind is ValueSet:
            row = [VALUE_SET, *map(put, value.in_order())]
        elif kind is Ref:
            row = [REF, *map(put, value)]
        elif kind is Payload or isinstance(value, Mapping):
            known = self._by_identity
            parts = (part for item in value.items() for part in item)
            row = [PAYLOAD if kind is Payload else DICT, *(known.get(id(part)) or put(part) for part in parts)]
        else:
            row = _scalar(value, kind)
        if kind in _MUTABLE:
            number = self._by_identity[id(value)] = self._add(row)
            return number
        return self._row(tuple(row), row)

    def _source(self, span: Span) -> int:
        at = self._sources.get(id(span.source))
        if at is None:
            raise UnpackableError("a place in a text that is not known")
        return at

    def _row(self, key: Any, row: Any) -> int:
        number = self._by_row.get(key)
        if number is None:
            number = self._by_row[key] = self._add(row)
        return number

    def _add(self, row: Any) -> int:
        self.rows.append(row)
        return self._first + len(self.rows) - 1


def _fields(kind: type[Any]) -> Callable[[Any], Iterable[Any]]:
    """What gives the fields of a class in the order of its constructor; the place of a node stands apart."""
    names = [a.name for a in attrs.fields(kind) if a.init and not (a.name == "span" and issubclass(kind, Node))]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: [getattr(value, name) for name in names]


def _scalar(value: Any, kind: type[Any]) -> list[Any]:
    if kind is Decimal:
        return [DECIMAL, str(value)]
    if kind is int:
        return [INTEGER, str(value)]
    if kind is dt.date:
        return [DATE, value.toordinal()]
    if kind is dt.time and value.tzinfo is None and not value.fold:
        return [TIME, value.isoformat()]
    if kind is dt.datetime and value.tzinfo in (None, dt.UTC) and not value.fold:
        return [DATETIME, value.isoformat()]
    if kind is dt.timedelta:
        return [TIMEDELTA, value.days, value.seconds, value.microseconds]
    if kind is bytes:
        return [BYTES, value]
    raise UnpackableError(f"there is no packed form of {kind.__name__}")


def unpack(
    rows: Sequence[Any], table: Sequence[type[Any]], sources: Sequence[Source], nodes: Sequence[Node] = ()
) -> tuple[list[Any], list[Node]]:
    """The values of all rows, behind `nodes`, and the nodes that were made, in the order of `Packer.nodes`.

    Raises UnpackableError for rows that no packer wrote.
    """
    try:
        return _unpack(rows, table, sources, nodes)
    except UnpackableError:
        raise
    except (
        TypeError,
        ValueError,
        LookupError,
        ArithmeticError,
        AttributeError,
        AssertionError,
        RecursionError,
    ) as error:
        raise UnpackableError(f"{type(error).__name__}: {error}") from None


def _unpack(
    rows: Sequence[Any], table: Sequence[type[Any]], sources: Sequence[Source], nodes: Sequence[Node]
) -> tuple[list[Any], list[Node]]:
    pool: list[Any] = list(nodes)
    made: list[Node] = []
    get = pool.__getitem__
    add = pool.append
    forms = _forms(get, sources)
    # The fields of nodes as positions: a class whose fields do not fit refuses them.
    kinds = [(kind, issubclass(kind, Node)) for kind in table]
    for row in rows:
        if type(row) is not list:
            if row is not None and type(row) not in (str, int, bool):
                raise UnpackableError("plain data of an unknown kind")
            add(row)
            continue
        tag = row[0]
        if tag < 0:
            raise UnpackableError("an unknown form")
        if tag < FIRST_CLASS:
            add(forms[tag](row))
            continue
        kind, is_node = kinds[tag - FIRST_CLASS]
        if is_node:
            node = kind(*map(get, row[4:]), span=Span(sources[row[1]], row[2], row[3]))
            add(node)
            made.append(node)
        else:
            add(kind(*map(get, row[1:])))
    return pool, made


def _forms(get: Callable[[int], Any], sources: Sequence[Source]) -> tuple[Callable[[Sequence[Any]], Any], ...]:
    """What makes a value of the row of each form, in the order of their numbers."""

    def pairs(row: Sequence[Any]) -> dict[Any, Any]:
        return dict(zip(map(get, row[1::2]), map(get, row[2::2]), strict=True))

    return (
        lambda row: tuple(map(get, row[1:])),
        lambda row: frozenset(map(get, row[1:])),
        lambda row: list(map(get, row[1:])),
        lambda row: set(map(get, row[1:])),
        pairs,
        lambda row: Payload(pairs(row)),
        lambda row: ValueSet(map(get, row[1:])),
        lambda row: Ref(*map(get, row[1:])),
        lambda row: Decimal(row[1]),
        lambda row: int(row[1]),
        lambda row: dt.date.fromordinal(row[1]),
        lambda row: dt.time.fromisoformat(row[1]),
        lambda row: dt.datetime.fromisoformat(row[1]),
        lambda row: dt.timedelta(*row[1:]),
        lambda row: bytes(row[1]),
        lambda row: Span(sources[row[1]], row[2], row[3]),
    )
