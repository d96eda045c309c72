"""What stands after THEN: targets and their values, calls of actions, and what each statement leaves known.

Statements are checked in order, each with what the ones before it leave: a write forgets what it may make untrue and
tells what it wrote. A call of a DEFINE ACTION forgets what its body may write.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

import attrs

from whenthen.analysis import flow
from whenthen.analysis.checker import Checker
from whenthen.analysis.durations import calendar_of, check_calendar, duration_type, fixed_value, positive
from whenthen.analysis.environment import Delay, Environment
from whenthen.analysis.fields import find_field
from whenthen.analysis.infer import check, check_condition, infer
from whenthen.analysis.mends import unquoted
from whenthen.analysis.missing import may_be_missing
from whenthen.analysis.performs import perform
from whenthen.analysis.wording import a, values
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.types import operators, relations
from whenthen.types.model import (
    DATE,
    INSTANT,
    UNKNOWN,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
    required,
)
from whenthen.types.schema import Field
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure


def check_statements(statements: Sequence[nodes.Statement], checker: Checker, env: Environment) -> Environment:
    """Check statements in order; the answer is where the next one would stand."""
    for statement in statements:
        env = _check(statement, checker, env)
    return env


@singledispatch
def _check(statement: nodes.Statement, checker: Checker, env: Environment) -> Environment:
    raise TypeError(f"the checker does not know {type(statement).__name__}")


# --------------------------------------------------------------------------------------------------------- targets


def _target(statement: nodes.Statement, node: nodes.Expression, checker: Checker, env: Environment) -> Field | None:
    """The field that a statement writes, entered in `targets`; None after a mistake."""
    words = "{} is not a field of a record, so it cannot be written"
    found = find_field(node, "T112", words, "name the record and its field: `set ticket.status to …`", checker, env)
    if found is None:
        return None
    record, field, owner = found
    if isinstance(owner, Optional) and isinstance(node, nodes.Member):
        may_be_missing("V103", "is the record that is written", node.object, checker, replaceable=False)
    declared = checker.schema.records[record.name]
    place = checker.field_spans[record.name, field.name]
    if field.readonly or field.name == declared.key:
        why = "is `readonly`" if field.readonly else f"is the key of `{record.name}`"
        checker.report(
            "T111",
            f"`{node.span.text}` {why}: events write it, rules cannot",
            node.span,
            Label(place, "declared here"),
            help="write another field",
        )
        return None
    checker.targets[statement] = (record.name, field.name)
    return field


def _written(node: nodes.Expression, field: Field, known: bool, checker: Checker, env: Environment) -> Environment:
    """Where the next statement stands, after a write to the field."""
    record = required(checker.types[node.object]) if isinstance(node, nodes.Member) else None
    if isinstance(record, RecordType):
        env = env.with_facts(flow.forget(env.facts, record.name, field.name, env, checker))
    path = flow.path_of(node, checker)
    if known and path is not None:
        env = env.knowing(flow.present(path))
    return env


def _wrong_value(wanted: Type, found: Type, value: nodes.Expression, target: str, checker: Checker) -> None:
    wanted, found = required(wanted), required(found)
    help = f"write {a(wanted)}"
    if isinstance(found, Union) and wanted in found.members:
        help = f"ask first: `{value.span.text} is {a(wanted)}`"
    elif (wanted, found) == (INSTANT, DATE):
        help = f"say at which time of that day: `instant_of({value.span.text}, 09:00)`"
    elif isinstance(wanted, Choice):
        help = f"it can be {values(wanted)}"
    elif isinstance(wanted, SetOf | ListOf) and relations.assignable(found, wanted.item):
        help = f"`add {value.span.text} to {target}` puts one into it; a whole {wanted} stands in brackets"
    elif isinstance(wanted, RecordType):
        help = f'name {a(wanted.name)} by its key: `{wanted.name} "…"`'
    message = f"`{target}` is {a(wanted)}, and this is {a(found)}"
    checker.report("T104", message, value.span, help=help, fix=unquoted(value, wanted))


@_check.register
def _set(statement: nodes.SetField, checker: Checker, env: Environment) -> Environment:
    field = _target(statement, statement.target, checker, env)
    if field is None:
        infer(statement.value, _silent_choices(checker), env)
        return env
    found = check(statement.value, field.type, checker, env, f"`{statement.target.span.text}`")
    target = statement.target.span.text
    if found == UNKNOWN:
        return _written(statement.target, field, False, checker, env)
    if not relations.assignable(required(found), required(field.type)):
        _wrong_value(field.type, found, statement.value, target, checker)
    elif isinstance(found, Optional) and not isinstance(field.type, Optional):
        may_be_missing("V103", f"is written to `{target}`, which needs a value", statement.value, checker)
    return _written(statement.target, field, not isinstance(found, Optional), checker, env)


def _silent_choices(checker: Checker) -> Checker:
    """The checker, for values whose target is wrong: a bare word there may be a choice value, so nothing is said."""
    return attrs.evolve(checker, quiet=True)


@_check.register
def _clear(statement: nodes.ClearField, checker: Checker, env: Environment) -> Environment:
    field = _target(statement, statement.target, checker, env)
    if field is None:
        return env
    if not isinstance(field.type, Optional):
        record, name = checker.targets[statement]
        help = f"set it to another value, or declare the field `{name}: {field.type}?`"
        if isinstance(field.type, SetOf | ListOf):
            help = f"to empty it write `set {statement.target.span.text} to []`"
        checker.report(
            "V103",
            f"`{statement.target.span.text}` always has a value and cannot be cleared",
            statement.target.span,
            Label(checker.field_spans[record, name], "declared here"),
            help=help,
        )
    return _written(statement.target, field, False, checker, env)


def _present_target(statement: nodes.Statement, target: nodes.Expression, checker: Checker) -> None:
    """The target of a change relative to its value needs one."""
    owner = checker.types[target.object] if isinstance(target, nodes.Member) else None
    if isinstance(checker.types[target], Optional) and not isinstance(owner, Optional):
        may_be_missing("V103", "is changed relative to its value", target, checker, replaceable=False)


def _collection(
    statement: nodes.AddTo | nodes.RemoveFrom, words: str, checker: Checker, env: Environment
) -> Environment:
    field = _target(statement, statement.target, checker, env)
    if field is None:
        infer(statement.value, _silent_choices(checker), env)
        return env
    _present_target(statement, statement.target, checker)
    inner = required(field.type)
    target = statement.target.span.text
    if not isinstance(inner, ListOf | SetOf):
        infer(statement.value, checker, env)
        checker.report(
            "T110",
            f"`{words}` works on a list or a set, and `{target}` is {a(inner)}",
            statement.target.span,
            help=f"write `increase {target} by …`" if words == "add" else f"write `set {target} to …`",
        )
        return _written(statement.target, field, True, checker, env)
    # Several at once, unless a list of them is itself an item.
    several = not isinstance(inner.item, ListOf | SetOf)
    brackets = several and _is_list(statement.value, checker, env)
    found = check(statement.value, ListOf(inner.item) if brackets else inner.item, checker, env, f"`{target}`")
    if isinstance(found, Optional):
        may_be_missing("V103", f"is what `{words}` wants", statement.value, checker)
    given = required(found)
    one = given.item if several and isinstance(given, ListOf | SetOf) else given
    if found != UNKNOWN and not relations.assignable(one, inner.item):
        checker.report(
            "T104",
            f"`{target}` is {a(inner)}, and this is {a(found)}",
            statement.value.span,
            help=f"write {a(inner.item)}" + (", or several in brackets" if several else ""),
        )
    return _written(statement.target, field, True, checker, env)


def _is_list(value: nodes.Expression, checker: Checker, env: Environment) -> bool:
    """Whether a value is written as a list, or is the name of one that is."""
    if isinstance(value, nodes.Reference) and value.name not in env.variables:
        constant = checker.tables.constants.get(value.name)
        return constant is not None and isinstance(constant.value, nodes.ListLiteral)
    return isinstance(value, nodes.ListLiteral)


@_check.register
def _add(statement: nodes.AddTo, checker: Checker, env: Environment) -> Environment:
    return _collection(statement, "add", checker, env)


@_check.register
def _remove(statement: nodes.RemoveFrom, checker: Checker, env: Environment) -> Environment:
    return _collection(statement, "remove", checker, env)


@_check.register
def _adjust(statement: nodes.Adjust, checker: Checker, env: Environment) -> Environment:
    field = _target(statement, statement.target, checker, env)
    amount = infer(statement.amount, checker, env)
    if field is None:
        return env
    _present_target(statement, statement.target, checker)
    if amount != UNKNOWN:
        if isinstance(amount, Optional):
            may_be_missing("V103", "is the amount", statement.amount, checker)
        row = operators.find("+" if statement.direction > 0 else "-", field.type, amount)
        if row is None or row.result != required(field.type):
            word = "increase" if statement.direction > 0 else "decrease"
            checker.report(
                "T103",
                f"`{word}` does not work on {a(field.type)} with {a(amount)}",
                statement.span,
                Label(statement.target.span, a(field.type)),
                Label(statement.amount.span, a(amount)),
                help=_adjust_help(required(field.type), word, statement.target.span.text),
            )
        else:
            checker.operators[statement] = row
    return _written(statement.target, field, True, checker, env)


def _adjust_help(type: Type, word: str, target: str) -> str:
    if isinstance(type, Choice) and type.ordered:
        return f"a scale goes up or down by steps: `{'raise' if word == 'increase' else 'lower'} {target}`"
    if isinstance(type, SetOf | ListOf):
        return (
            f"write `{'add' if word == 'increase' else 'remove'} … {'to' if word == 'increase' else 'from'} {target}`"
        )
    return "numbers, money, durations and moments can be increased and decreased"


@_check.register
def _step(statement: nodes.Step, checker: Checker, env: Environment) -> Environment:
    field = _target(statement, statement.target, checker, env)
    if field is None:
        return env
    _present_target(statement, statement.target, checker)
    inner = required(field.type)
    if not isinstance(inner, Choice) or not inner.ordered:
        word, other = ("raise", "increase") if statement.direction > 0 else ("lower", "decrease")
        target = statement.target.span.text
        help = f"write `{other} {target} by …`"
        if isinstance(inner, Choice):
            help = f"declare it as a scale: `{' < '.join(inner.values[:4])}`, or write `set {target} to …`"
        checker.report(
            "T102", f"`{word}` works on a scale, and `{target}` is {a(inner)}", statement.target.span, help=help
        )
    elif statement.to is not None:
        found = check(statement.to, inner, checker, env, f"`{statement.target.span.text}`")
        if isinstance(found, Optional):
            may_be_missing("V103", "says how far to go", statement.to, checker)
        if found != UNKNOWN and not relations.assignable(required(found), inner):
            _wrong_value(inner, found, statement.to, statement.target.span.text, checker)
    return _written(statement.target, field, True, checker, env)


_check.register(nodes.Perform)(perform)


@_check.register
def _wait(statement: nodes.Wait, checker: Checker, env: Environment) -> Environment:
    """Behind a wait the names keep their values, and what they lead to may have become anything."""
    type = duration_type(statement.duration, checker, env)
    if statement.calendar is not None:
        calendar = calendar_of(statement.calendar, checker, env)
        if isinstance(calendar, Optional):
            may_be_missing("V104", "says which calendar measures the wait", statement.calendar, checker)
    if type is not None:
        check_calendar(statement.duration, type, statement.calendar, checker, env)
        if isinstance(type, Optional):
            may_be_missing("V104", "says how long to wait", statement.duration, checker)
        _more_than_nothing(statement.duration, checker)
    delay = Delay("the rule waits here", statement.span)
    env = attrs.evolve(env.with_facts(flow.outlasting(env.facts)), delay=delay)
    if statement.condition is not None and check_condition(statement.condition, checker, env):
        env = env.knowing(flow.learn(statement.condition, True, checker))
    return env


def _more_than_nothing(node: nodes.Expression, checker: Checker) -> None:
    """A wait whose length the text fixes is not for nothing; what is known only later fails then."""
    try:
        value = fixed_value(node, checker)
    except ValueFailure as failure:
        checker.report("C103", f"this length of time cannot be used: {failure}", node.span, help="write another one")
        return
    if isinstance(value, Duration):
        positive(value, node, checker)


@_check.register
def _stop(statement: nodes.Stop, checker: Checker, env: Environment) -> Environment:
    return env
