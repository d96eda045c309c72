"""Expressions and conditions. None is what is missing; a comparison with it is false."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol

import attrs

from tests.properties.interpreter.functions import FUNCTIONS
from tests.properties.interpreter.plain import (
    Failure,
    Members,
    Money,
    Record,
    Word,
    arithmetic,
    at_most,
    below,
    composed,
    contains,
    equal,
    folded,
    length,
    members,
    negative,
    same,
    shown,
)
from tests.properties.interpreter.schema import Declared, as_kind, kind_of
from tests.properties.interpreter.times import Times
from whenthen.syntax import nodes

Row = dict[str, Any]


class Records(Protocol):
    """The records as a turn sees them."""

    now: dt.datetime
    actor: Record | None

    def row(self, record: Record) -> Row:
        """The fields as they are now; fails where there is no such record."""

    def start(self, record: Record) -> Row | None:
        """The fields at the start of the turn, None for a record that the event created."""


@attrs.frozen
class Hints:
    """What hangs on types: the words that stand for values of a choice, and the brackets that write a set."""

    words: Mapping[nodes.Node, str]
    sets: frozenset[nodes.Node]


@attrs.frozen
class Names:
    """The names in the text where an expression stands; in a DEFINE also those of its caller."""

    own: Mapping[str, Any]
    caller: Mapping[str, Any] | None = None

    def with_(self, name: str, value: Any) -> Names:
        return attrs.evolve(self, own={**self.own, name: value})

    def everything(self) -> dict[str, Any]:
        return {**(self.caller or {}), **self.own}


@attrs.define
class Evaluator:
    """Values of expressions in one turn."""

    declared: Declared
    hints: Hints
    functions: Mapping[str, Callable[..., Any]]
    times: Times
    records: Records

    @property
    def zone(self) -> dt.tzinfo:
        return self.times.zone

    def holds(self, node: nodes.Expression, names: Names) -> bool:
        return self.value(node, names) is True

    def value(self, node: nodes.Expression, names: Names, compared: bool = False) -> Any:
        """The value; a record that is only `compared` need not exist."""
        try:
            return self._value(node, names, compared)
        except Failure as failure:
            if failure.place is None:
                failure.place = node
            raise

    def present(self, names: Names, *operands: nodes.Expression) -> list[Any] | None:
        """The values, one after the other; None at the first that is missing."""
        found = []
        for operand in operands:
            value = self.value(operand, names, compared=True)
            if value is None:
                return None
            found.append(value)
        return found

    def _value(self, node: nodes.Expression, names: Names, compared: bool) -> Any:
        match node:
            case nodes.TextLiteral(text):
                return Word(self.hints.words[node]) if node in self.hints.words else composed(text)
            case nodes.NumberLiteral(value) | nodes.BooleanLiteral(value):
                return value
            case nodes.DateLiteral(value) | nodes.TimeLiteral(value):
                return value
            case nodes.MoneyLiteral(amount, currency):
                return Money(amount, currency)
            case nodes.DurationLiteral(amount, unit, business):
                return length(amount, unit, business)
            case nodes.PatternLiteral(pattern, flags):
                return re.compile(pattern.replace("$", r"\Z"), re.IGNORECASE if "i" in flags else 0)
            case nodes.Template(parts):
                return composed("".join([shown(self.value(part, names)) for part in parts]))
            case nodes.ListLiteral(items):
                values = tuple([self.value(item, names, compared) for item in items])
                return members(values) if node in self.hints.sets else values
            case nodes.RecordLiteral(entries):
                return {entry.name.text: self.value(entry.value, names) for entry in entries}
            case nodes.Reference():
                return self._reference(node, names, compared)
            case nodes.Member(object, field):
                record = self.value(object, names, compared=True)
                return None if record is None else self.records.row(record)[field.text]
            case nodes.KeyedRecord(name, key):
                record = Record(name.text, self.value(key, names))
                if not compared:
                    self.records.row(record)
                return record
            case nodes.Call():
                return self._call(node, names)
            case nodes.Arithmetic(operator, left, right):
                one = self.value(left, names)
                other = None if one is None else self.value(right, names)
                return None if other is None else arithmetic(operator, one, other, self.zone)
            case nodes.Negative(operand):
                one = self.value(operand, names)
                return None if one is None else negative(one)
            case nodes.Otherwise(first, fallback):
                one = self.value(first, names, compared)
                return self.value(fallback, names, compared) if one is None else one
            case nodes.Count() | nodes.Quantified():
                return self._loop(node, names)
            case nodes.Pick():
                return self._picked(node, names)
            case nodes.And(operands):
                return all(self.holds(operand, names) for operand in operands)
            case nodes.Or(operands):
                return any(self.holds(operand, names) for operand in operands)
            case nodes.Not(operand):
                return not self.holds(operand, names)
        return self._test(node, names)

    def _reference(self, node: nodes.Reference, names: Names, compared: bool) -> Any:
        name, declared = node.name, self.declared
        if node in self.hints.words:
            return Word(self.hints.words[node])
        if name in names.own:
            return names.own[name]
        if names.caller is not None and name in declared.records and name not in declared.aliases:
            return names.caller.get(name)
        if name in declared.aliases:
            return self.value(declared.aliases[name].value, Names(names.everything()))
        if name in declared.constants:
            return self.value(declared.constants[name].value, Names({}), compared)
        if name in declared.conditions:
            return self.holds(declared.conditions[name].condition, Names({}, names.everything()))
        today = self.times.date(self.records.now)
        return {"now": self.records.now, "today": today, "actor": self.records.actor}[name]

    def _call(self, node: nodes.Call, names: Names) -> Any:
        name = node.function.text
        parameters = [kind_of(parameter.type) for parameter in self.declared.functions[name].parameters]
        arguments = []
        for kind, argument in zip(parameters, node.arguments, strict=False):
            value = self.value(argument, names)
            arguments.append(members(value) if kind.name == "set" and isinstance(value, tuple) else value)
        arguments += [None] * (len(parameters) - len(arguments))
        if name in FUNCTIONS:
            return FUNCTIONS[name](*arguments[: len(node.arguments)])
        return self.functions[name](*arguments)

    def _loop(self, node: nodes.Count | nodes.Quantified, names: Names) -> Any:
        collection = self.value(node.collection, names, compared=True)
        if collection is None:
            return None if isinstance(node, nodes.Count) else False
        items = collection.items if isinstance(collection, Members) else collection
        if node.variable is None or node.where is None:
            return Decimal(len(items))
        variable, where = node.variable.text, node.where
        answers = (self.holds(where, names.with_(variable, item)) for item in items)
        if isinstance(node, nodes.Count):
            return Decimal(sum(answers))
        if node.quantifier == "every":
            return all(answers)
        return any(answers) == (node.quantifier == "any")

    def _picked(self, node: nodes.Pick, names: Names) -> Any:
        collection = self.value(node.collection, names)
        if collection is None:
            return None
        items = collection.items if isinstance(collection, Members) else collection
        inside = [(item, names.with_(node.variable.text, item)) for item in items]
        fitting = ((item, n) for item, n in inside if node.where is None or self.holds(node.where, n))
        if node.by is None:
            if node.kind == "first":
                return next((item for item, _ in fitting), None)
            found = tuple(item for item, _ in fitting)
            return found if node.kind == "list" else found[-1] if found else None
        best: list[Any] = []
        for item, n in fitting:
            worth = self.value(node.by, n)
            if worth is None:
                continue
            if not best or (below(worth, best[1]) if node.kind == "least" else below(best[1], worth)):
                best = [item, worth]
        return best[0] if best else None

    # Tests --------------------------------------------------------------------------------------------------------

    def _test(self, node: nodes.Expression, names: Names) -> bool:
        match node:
            case nodes.IsSet(value, negated):
                return (self.value(value, names, compared=True) is None) == negated
            case nodes.Changed():
                return self._changed(node, names)
            case nodes.Was():
                return self._was(node, names)
            case nodes.Compare(operator, left, right):
                values = self.present(names, left, right)
                return values is not None and _compare(operator, *values)
            case nodes.OneOf(value, options, negated):
                values = self.present(names, value, options)
                return values is not None and contains(values[1], values[0]) != negated
            case nodes.Between(value, low, high, negated):
                values = self.present(names, value, low, high)
                if values is None:
                    return False
                return (at_most(values[1], values[0]) and at_most(values[0], values[2])) != negated
            case nodes.IsEmpty(value, negated):
                values = self.present(names, value)
                return values is not None and (values[0] in ("", ()) or values[0] == Members(())) != negated
            case nodes.IsA(value, record, negated):
                values = self.present(names, value)
                if values is None:
                    return False
                return (isinstance(values[0], Record) and values[0].type == record.text) != negated
            case nodes.TextTest(operator, value, item, quantifier, negated):
                values = self.present(names, value, item)
                return values is not None and _search(operator, values[0], values[1], quantifier) != negated
            case nodes.Within(value, calendar, negated):
                moment = self.value(value, names, compared=True)
                where = None if moment is None else self.calendar(calendar, names)
                return where is not None and self.times.is_open(moment, where) != negated
            case nodes.Ago():
                return self._ago(node, names)
            case nodes.Matches(value, pattern, negated):
                values = self.present(names, value, pattern)
                return values is not None and (values[1].search(values[0]) is not None) != negated
        raise AssertionError(type(node).__name__)

    def calendar(self, node: nodes.Expression, names: Names) -> Any:
        """The name of a calendar: a declared one, or a text that holds it."""
        if isinstance(node, nodes.Reference) and node.name not in names.own and node.name in self.declared.calendars:
            return node.name
        return self.value(node, names, compared=True)

    def _ago(self, node: nodes.Ago, names: Names) -> bool:
        values = self.present(names, node.value, node.duration)
        if values is None:
            return False
        calendar = None if node.calendar is None else self.calendar(node.calendar, names)
        if node.calendar is not None and calendar is None:
            return False
        (moment, duration), now = values, self.records.now
        if duration.business:
            self.times.known(calendar)
        if node.more:
            ahead = moment >= now and duration.days >= 0 and duration.micros >= 0
            return not ahead and self.times.after(moment, duration, calendar) < now
        return moment <= now and self.times.after(moment, duration, calendar) > now

    def _field(self, node: nodes.Expression, names: Names) -> tuple[Record | None, str]:
        assert isinstance(node, nodes.Member)
        return self.value(node.object, names, compared=True), node.field.text

    def _changed(self, node: nodes.Changed, names: Names) -> bool:
        record, field = self._field(node.value, names)
        if record is None:
            return False
        now, start = self.records.row(record)[field], self.records.start(record)
        before = self.declared.records[record.type].defaults[field] if start is None else start[field]
        answer = not same(before, now)
        if answer and node.before is not None:
            answer = start is not None and self.fits(start[field], node.before, names)
        if answer and node.after is not None:
            answer = self.fits(now, node.after, names)
        return answer != node.negated

    def _was(self, node: nodes.Was, names: Names) -> bool:
        record, field = self._field(node.value, names)
        if record is None:
            return False
        self.records.row(record)
        start = self.records.start(record)
        before = None if start is None else start[field]
        if node.expected.kind in ("value", "one of") and before is None:
            return False  # neither `was` nor `was not`
        return self.fits(before, node.expected, names) != node.negated

    def fits(self, value: Any, wanted: nodes.ValueSet, names: Names) -> bool:
        """Whether a value that may be missing is what FROM, TO or `was` asks for."""
        if wanted.kind in ("set", "not set"):
            return (value is not None) == (wanted.kind == "set")
        if value is None or wanted.expression is None:
            return False
        values = self.present(names, wanted.expression)
        if values is None:
            return False
        return contains(values[0], value) if wanted.kind == "one of" else equal(value, values[0])

    def argument(self, value: Any, parameter: nodes.Parameter) -> Any:
        """A value as one of a parameter's type."""
        return as_kind(value, kind_of(parameter.type))


def _compare(operator: str, left: Any, right: Any) -> bool:
    match operator:
        case "is":
            return equal(left, right)
        case "is not":
            return not equal(left, right)
        case "<":
            return below(left, right)
        case ">":
            return below(right, left)
        case "<=":
            return at_most(left, right)
    return at_most(right, left)


def _search(operator: str, value: Any, item: Any, quantifier: str) -> bool:
    def one(wanted: Any) -> bool:
        if not isinstance(value, str):
            return contains(value, wanted)
        text, part = folded(value), folded(wanted)
        if operator == "contains":
            return part in text
        return text.startswith(part) if operator == "starts with" else text.endswith(part)

    if not quantifier:
        return one(item)
    wanted = item.items if isinstance(item, Members) else item
    if quantifier == "all":
        return all(map(one, wanted))
    return any(map(one, wanted)) == (quantifier == "any")
