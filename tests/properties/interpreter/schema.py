"""What a program declares, read from its tree; and data turned into values by it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import attrs

from tests.properties.interpreter.plain import Length, Money, Record, Word, composed, length, members, negative, number
from whenthen.syntax import nodes

_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


@attrs.frozen
class Kind:
    """A type: `name` is that of a scalar or a record, or choice, list, set, union."""

    name: str
    parts: tuple[Kind, ...] = ()
    words: tuple[str, ...] = ()
    ordered: bool = False
    optional: bool = False


def kind_of(written: nodes.TypeExpression) -> Kind:
    match written:
        case nodes.NamedType(name):
            return Kind(name.text)
        case nodes.ChoiceType(values, ordered):
            return Kind("choice", (), tuple(v.text for v in values), ordered)
        case nodes.CollectionType(kind, item):
            return Kind(kind, (kind_of(item),))
        case nodes.UnionType(parts):
            return Kind("union", tuple(map(kind_of, parts)))
        case nodes.OptionalType(inner):
            return attrs.evolve(kind_of(inner), optional=True)
    raise AssertionError(type(written).__name__)


@attrs.define
class Shape:
    """A type of records: its fields in order, with their defaults (None for none)."""

    key: str
    fields: dict[str, Kind] = attrs.field(factory=dict)
    defaults: dict[str, Any] = attrs.field(factory=dict)


@attrs.define
class Declared:
    """All declarations, by name."""

    records: dict[str, Shape] = attrs.field(factory=dict)
    aliases: dict[str, nodes.AliasDeclaration] = attrs.field(factory=dict)
    constants: dict[str, nodes.LetDeclaration] = attrs.field(factory=dict)
    conditions: dict[str, nodes.DefineCondition] = attrs.field(factory=dict)
    definitions: dict[str, nodes.DefineAction] = attrs.field(factory=dict)
    actions: dict[str, nodes.ActionDeclaration] = attrs.field(factory=dict)
    functions: dict[str, nodes.FunctionDeclaration] = attrs.field(factory=dict)
    events: dict[tuple[str, str], dict[str, bool]] = attrs.field(factory=dict)
    rules: list[nodes.Rule] = attrs.field(factory=list)  # in the order in which they run
    groups: dict[str, nodes.DefineGroup] = attrs.field(factory=dict)
    calendars: set[str] = attrs.field(factory=set)


def declared(items: Iterable[nodes.Item]) -> Declared:
    found = Declared()
    all_items = list(items)
    for item in all_items:
        match item:
            case nodes.RecordDeclaration():
                shape = found.records[item.name.text] = Shape(item.key.text)
                _fields(shape, item.fields)
            case nodes.AliasDeclaration():
                found.aliases[item.name.text] = item
            case nodes.LetDeclaration():
                found.constants[item.name.text] = item
            case nodes.DefineCondition():
                found.conditions[item.name.text] = item
            case nodes.DefineAction():
                found.definitions[item.name.text] = item
            case nodes.ActionDeclaration():
                found.actions[item.name.text] = item
            case nodes.FunctionDeclaration():
                found.functions[item.name.text] = item
            case nodes.EventDeclaration():
                provides = {item.subject.text: False} | {p.name.text: p.optional for p in item.provides}
                found.events[item.subject.text, item.event.text] = provides
            case nodes.Rule():
                found.rules.append(item)
            case nodes.DefineGroup():
                found.groups[item.title.value] = item
            case nodes.CalendarDeclaration():
                found.calendars.add(item.name.text)
    for item in all_items:
        if isinstance(item, nodes.ExtendRecord):
            _fields(found.records[item.name.text], item.fields)
    found.rules = _as_they_run(found.rules)
    return found


def _as_they_run(rules: list[nodes.Rule]) -> list[nodes.Rule]:
    """By ORDER, but before each rule those that override it."""
    ordered = sorted(rules, key=_order)
    found: list[nodes.Rule] = []

    def place(rule: nodes.Rule) -> None:
        if rule in found:
            return
        for other in ordered:
            if overrides(other, rule):
                place(other)
        found.append(rule)

    for rule in ordered:
        place(rule)
    return found


def overrides(rule: nodes.Rule, other: nodes.Rule) -> bool:
    return any(
        isinstance(setting, nodes.OverridesSetting) and setting.title.value == other.title.value
        for setting in rule.settings
    )


def _fields(shape: Shape, fields: tuple[nodes.FieldDeclaration, ...]) -> None:
    for field in fields:
        kind = shape.fields[field.name.text] = kind_of(field.type)
        shape.defaults[field.name.text] = None if field.default is None else written(field.default, kind)


def _order(rule: nodes.Rule) -> int:
    for setting in rule.settings:
        if isinstance(setting, nodes.OrderSetting):
            return -int(setting.order.value) if setting.negative else int(setting.order.value)
    return 0


def written(node: nodes.Expression, kind: Kind) -> Any:
    """The value of a default."""
    match node:
        case nodes.Reference(word) | nodes.TextLiteral(word) if kind.name == "choice":
            return as_kind(word, kind)
        case nodes.TextLiteral(text):
            return composed(text)
        case nodes.MoneyLiteral(amount, currency):
            return Money(amount, currency)
        case nodes.DurationLiteral(amount, unit, business):
            return length(amount, unit, business)
        case nodes.Negative(nodes.NumberLiteral(value)):
            return negative(value)
        case nodes.ListLiteral(items):
            return as_kind(tuple(written(item, kind.parts[0]) for item in items), kind)
        case nodes.NumberLiteral(value) | nodes.BooleanLiteral(value):
            return value
        case nodes.DateLiteral(value) | nodes.TimeLiteral(value):
            return value
    raise AssertionError(type(node).__name__)


def as_kind(value: Any, kind: Kind) -> Any:
    """A value as one of a type: brackets become a set, a word knows its scale."""
    if value is None:
        return None
    if kind.name == "choice":
        return Word(value.text if isinstance(value, Word) else value, kind.words if kind.ordered else ())
    if kind.name in ("list", "set"):
        items = value if isinstance(value, tuple) else value.items
        converted = tuple(as_kind(item, kind.parts[0]) for item in items)
        return converted if kind.name == "list" else members(converted)
    return value


def read(data: Any, kind: Kind) -> Any:
    """The value that data stands for; raises ValueError where there has to be one."""
    if data is None and kind.name != "payload":
        if kind.optional:
            return None
        raise ValueError("null")
    match kind.name:
        case "text":
            return composed(data)
        case "number":
            return number(repr(data) if isinstance(data, float) else data)
        case "boolean":
            return data
        case "money":
            amount, currency = data.split()
            return Money(number(amount), currency)
        case "duration":
            return _duration(data)
        case "instant":
            return dt.datetime.fromisoformat(data).astimezone(dt.UTC)
        case "date":
            return dt.date.fromisoformat(data)
        case "time":
            return dt.time.fromisoformat(data)
        case "choice":
            return as_kind(data, kind)
        case "list" | "set":
            return as_kind(tuple(read(item, kind.parts[0]) for item in data), kind)
        case "union":
            return composed(data) if isinstance(data, str) else Record(data["type"], data["key"])
        case "payload":
            return _payload(data)
    return Record(kind.name, data)


def _payload(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _payload(item) for name, item in data.items()}
    if isinstance(data, list):
        return tuple(map(_payload, data))
    if data is None or isinstance(data, bool):
        return data
    return composed(data) if isinstance(data, str) else number(repr(data) if isinstance(data, float) else data)


def _duration(text: str) -> Length:
    match = _DURATION.fullmatch(text)
    assert match is not None, text
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    sign = -1 if match[1] else 1
    return Length(sign * days, sign * ((hours * 60 + minutes) * 60 + seconds) * 1_000_000)


def exactly(left: Any, right: Any) -> bool:
    """Whether two values are also written alike."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left == right and str(left) == str(right)
    if isinstance(left, tuple) and isinstance(right, tuple) and not isinstance(left, Record | Length):
        return len(left) == len(right) and all(map(exactly, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(exactly(left[name], right[name]) for name in left)
    if isinstance(left, Money) and isinstance(right, Money):
        return left.currency == right.currency and exactly(left.amount, right.amount)
    return type(left) is type(right) and bool(left == right)
