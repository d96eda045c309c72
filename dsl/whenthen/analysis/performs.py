"""Calls of actions: which form of the action is meant, its arguments, and what a DEFINE ACTION makes one forget."""

from __future__ import annotations

from whenthen.analysis import effects, flow
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.forms import choose, others
from whenthen.analysis.infer import check
from whenthen.analysis.lookback import look_back
from whenthen.analysis.missing import may_be_missing
from whenthen.analysis.program import ActionUse, DefinitionUse
from whenthen.analysis.tables import Form, visible
from whenthen.analysis.wording import a
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import Fix, Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types import relations
from whenthen.types.model import TEXT, UNKNOWN, Optional, RecordType, Type, required
from whenthen.types.schema import Parameter

#: Other actions that a help names.
_MOST_NAMED = 3


def perform(statement: nodes.Perform, checker: Checker, env: Environment) -> Environment:
    """Check a call; the answer is where the next statement stands."""
    if not any(checker.sees(env.file, form) for form in checker.tables.forms(statement.action.text)):
        _unknown_action(statement, checker, env)
        return env
    form = choose(statement, checker, env)
    if form is None:
        return env
    name = statement.action.text
    if isinstance(form, nodes.ActionDeclaration):
        arguments = _arguments(statement, form, checker, env)
        if arguments is not None:
            checker.actions[statement] = ActionUse(checker.schema.actions[name], arguments)
        return env
    checker.demand(form, statement.action.span)
    arguments = _arguments(statement, form, checker, env)
    if arguments is not None:
        checker.actions[statement] = DefinitionUse(form, arguments)
    look_back(statement.action.span, f"`{name}`", checker.checked_actions.get(form, ()), checker, env)
    for record, field in sorted(effects.writes(form, checker)):
        env = env.with_facts(flow.forget(env.facts, record, field, env, checker))
    return env


def _unknown_action(statement: nodes.Perform, checker: Checker, env: Environment) -> None:
    name = statement.action.text
    known = list(dict.fromkeys(form.name.text for form in visible(env.file, checker.tables.all_forms())))
    if name in checker.tables.conditions or name in checker.tables.constants:
        checker.report("N106", f"`{name}` is not an action", statement.action.span, help="a condition stands after IF")
        return
    checker.unknown_name("action", name, statement.action.span, env, known, "N106")


def _arguments(
    statement: nodes.Perform, form: Form, checker: Checker, env: Environment
) -> tuple[nodes.Expression | None, ...] | None:
    """The arguments in the order of the parameters; None after a mistake."""
    parameters = checker.action_parameters[form]
    if not parameters:
        return None
    by_word = {parameter.preposition: i for i, parameter in enumerate(parameters) if i}
    given: list[nodes.Expression | None] = [None] * len(parameters)
    given[0] = statement.object
    good = True
    name = statement.action.text
    label = Label(form.name.span, "declared here")
    for argument in statement.arguments:
        place = by_word.get(argument.preposition)
        if place is None:
            words = ", ".join(f"`{p.preposition} {p.name}`" for p in parameters[1:]) or "nothing more"
            checker.report(
                "N108",
                f"`{name}` has nothing to do with `{argument.preposition}`",
                argument.span,
                label,
                help=checker.suggest(argument.preposition, list(by_word)) or f"`{name}` takes {words}",
                fix=_lacking(statement, argument, parameters),
            )
            good = False
        elif given[place] is not None:
            checker.report(
                "T118", f"`{argument.preposition}` stands twice", argument.span, label, help="remove one of the two"
            )
            good = False
        else:
            given[place] = argument.value
    for parameter, value in zip(parameters, given, strict=True):
        if value is None:
            if not isinstance(parameter.type, Optional) and good:
                checker.report(
                    "T118",
                    f"`{name}` needs `{parameter.preposition}` and {a(parameter.type)}",
                    statement.action.span,
                    label,
                    help=f"add `{parameter.preposition} …` with the {parameter.name}",
                )
                good = False
        elif not _argument(statement, parameter, value, label, checker, env):
            good = False
    return tuple(given) if good else None


def _lacking(statement: nodes.Perform, argument: nodes.Argument, parameters: tuple[Parameter, ...]) -> Fix | None:
    """Writes the one word that the call still needs instead of one that means nothing there."""
    given = {other.preposition for other in statement.arguments}
    needed = [p.preposition for p in parameters[1:] if not isinstance(p.type, Optional) and p.preposition not in given]
    known = {parameter.preposition for parameter in parameters}
    if len(needed) != 1 or sum(other.preposition not in known for other in statement.arguments) != 1:
        return None
    start = argument.span.start
    word = Span(argument.span.source, start, start + len(argument.preposition))
    return replace(word, needed[0], safe=False) if word.text.lower() == argument.preposition else None


def _argument(
    statement: nodes.Perform,
    parameter: Parameter,
    value: nodes.Expression,
    label: Label,
    checker: Checker,
    env: Environment,
) -> bool:
    action = statement.action.text
    found = check(value, parameter.type, checker, env, f"the {parameter.name} of `{action}`")
    if found == UNKNOWN:
        return False
    if not relations.assignable(required(found), required(parameter.type)):
        checker.report(
            "T105",
            f"the {parameter.name} of `{action}` is {a(required(parameter.type))}, and this is {a(found)}",
            value.span,
            label,
            help=_help(statement, required(parameter.type), required(found), checker, env),
        )
        return False
    if isinstance(found, Optional) and not isinstance(parameter.type, Optional):
        may_be_missing("V104", f"is the {parameter.name} of `{action}`", value, checker)
        return False
    return True


def _help(statement: nodes.Perform, wanted: Type, found: Type, checker: Checker, env: Environment) -> str:
    """A record by its key for a text; else the actions that take the call as it stands."""
    records = [member for member in relations.members(wanted) if isinstance(member, RecordType)]
    by_key = f"name {a(wanted)} by its key: " + " or ".join(f'`{record} "…"`' for record in records)
    if found == TEXT and records:
        return by_key
    named = [f"`{name}`" for name in others(statement, checker, env)[:_MOST_NAMED]]
    if named:
        listed = f"{', '.join(named[:-1])} and {named[-1]} take" if named[1:] else f"{named[0]} takes"
        return f"{listed} {a(found)} there"
    return by_key if isinstance(wanted, RecordType) else f"`{statement.action.text}` wants {a(wanted)} here"
