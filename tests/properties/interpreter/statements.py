"""What stands after THEN."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.properties.interpreter.expressions import Evaluator, Names
from tests.properties.interpreter.plain import (
    Failure,
    Members,
    Record,
    Word,
    arithmetic,
    equal,
    members,
    same,
    word_of,
)
from tests.properties.interpreter.schema import Kind, as_kind
from whenthen.syntax import nodes

if TYPE_CHECKING:
    from tests.properties.interpreter.turn import Now

Emit = Callable[[str, str, dict[str, Any]], None]


def run(
    statements: tuple[nodes.Statement, ...],
    where: str,
    names: Names,
    rule: str,
    now: Now,
    evaluator: Evaluator,
    emit: Emit,
    behind: int = 0,
) -> tuple[int, dt.datetime] | None:
    """Statements in their order, those behind a place. `where` is the path to them, `rule` the id of the rule.

    At a `wait` it gives the place of it, and when it is over.
    """
    for number, statement in enumerate(statements, 1):
        if number <= behind:
            continue
        if now.stopped:
            return None
        try:
            if isinstance(statement, nodes.Wait):
                return number, _until(statement, names, now, evaluator)
            _run(statement, f"{where}/{number}", names, rule, now, evaluator, emit)
        except Failure as failure:
            if failure.place is None:
                failure.place = statement
            raise
    return None


def _until(statement: nodes.Wait, names: Names, now: Now, evaluator: Evaluator) -> dt.datetime:
    duration = evaluator.value(statement.duration, names)
    calendar = None if statement.calendar is None else evaluator.calendar(statement.calendar, names)
    if duration.days > 0 or duration.micros > 0:
        due = evaluator.times.after(now.now, duration, calendar)
        if due > now.now:
            return due
    raise Failure("a wait takes more than nothing")


def _run(
    statement: nodes.Statement,
    path: str,
    names: Names,
    rule: str,
    now: Now,
    evaluator: Evaluator,
    emit: Emit,
) -> None:
    if isinstance(statement, nodes.Stop):
        now.stopped = True
    elif isinstance(statement, nodes.Perform):
        _perform(statement, path, names, rule, now, evaluator, emit)
    else:
        _write(statement, names, rule, now, evaluator)


def _perform(
    statement: nodes.Perform, path: str, names: Names, rule: str, now: Now, evaluator: Evaluator, emit: Emit
) -> None:
    name = statement.action.text
    definition = evaluator.declared.definitions.get(name)
    parameters = (definition or evaluator.declared.actions[name]).parameters
    given = {argument.preposition: argument.value for argument in statement.arguments}
    given[""] = statement.object
    arguments: dict[str, Any] = {}
    for parameter in parameters:
        if parameter.preposition in given:
            value = evaluator.value(given[parameter.preposition], names)
            arguments[parameter.name.text] = evaluator.argument(value, parameter)
        elif definition is not None:
            arguments[parameter.name.text] = None
    if definition is None:
        emit(name, path, arguments)
    else:
        inside = f"{path}>{name}"
        run(definition.statements, inside, Names(arguments), rule, now, evaluator, emit)


def _write(statement: Any, names: Names, rule: str, now: Now, evaluator: Evaluator) -> None:
    target: nodes.Member = statement.target
    record = evaluator.value(target.object, names)
    field = target.field.text
    current = now.row(record)[field]
    kind = evaluator.declared.records[record.type].fields[field]

    def value(node: nodes.Expression) -> Any:
        return evaluator.value(node, names)

    match statement:
        case nodes.SetField():
            new = value(statement.value)
        case nodes.ClearField():
            new = None
        case nodes.AddTo():
            added = tuple(as_kind(item, kind.parts[0]) for item in _each(value(statement.value), kind.parts[0]))
            new = members((*current.items, *added)) if isinstance(current, Members) else (*current, *added)
        case nodes.RemoveFrom():
            unwanted = _each(evaluator.value(statement.value, names, compared=True), kind.parts[0])
            items = current.items if isinstance(current, Members) else current
            rest = tuple(other for other in items if not any(equal(other, item) for item in unwanted))
            new = Members(rest) if isinstance(current, Members) else rest
        case nodes.Adjust():
            operator = "+" if statement.direction > 0 else "-"
            new = arithmetic(operator, current, value(statement.amount), evaluator.zone)
        case nodes.Step():
            place = kind.words.index(current.text)
            if statement.to is None:
                place = min(max(place + statement.direction, 0), len(kind.words) - 1)
            else:
                to = kind.words.index(word_of(value(statement.to)))
                place = max(place, to) if statement.direction > 0 else min(place, to)
            new = Word(kind.words[place])
        case _:
            raise AssertionError(type(statement).__name__)
    new = as_kind(new, kind)
    if same(current, new):
        return
    for mentioned in _records_in(new):
        now.row(mentioned)
    now.rows[record] = {**now.rows[record], field: new}
    now.writers[record, field] = rule


def _each(value: Any, item: Kind) -> tuple[Any, ...]:
    """What is added or removed: the items of a list or set, unless such a list is itself an item."""
    if item.name in ("list", "set"):
        return (value,)
    return value.items if isinstance(value, Members) else value if type(value) is tuple else (value,)


def _records_in(value: Any) -> list[Record]:
    if isinstance(value, Record):
        return [value]
    items = value.items if isinstance(value, Members) else value if isinstance(value, tuple) else ()
    return [item for item in items if isinstance(item, Record)]
