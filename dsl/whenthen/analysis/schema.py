"""From declarations to the schema: records with their fields, events, functions, actions.

In this order, because each speaks of the ones before: names of records, their fields and those of EXTEND, events,
signatures. A record of which a declaration is broken is open: any field of it may exist.
"""

from __future__ import annotations

from collections.abc import Sequence

from whenthen.analysis import constants
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.forms import keep_apart
from whenthen.analysis.tables import visible
from whenthen.analysis.typenames import read_type
from whenthen.analysis.wording import a
from whenthen.diagnostics.model import Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types.model import TEXT, UNKNOWN, Optional
from whenthen.types.schema import Action, Event, Field, Function, Parameter, Record, Schema


def build_schema(checker: Checker) -> None:
    """Fill the checker's schema; every mistake in a declaration is reported here, once."""
    checker.open_records.update(name for name in checker.tables.records if name in checker.tables.broken)
    fields = _fields(checker)
    records = {
        name: Record(name, declaration.key.text, fields[name]) for name, declaration in checker.tables.records.items()
    }
    for name in records:
        _check_key(name, records[name], checker)
    checker.schema = Schema(records, _events(checker), _functions(checker), _actions(checker))
    for definition in checker.tables.all_definitions():
        checker.action_parameters[definition] = _action_parameters(definition, checker)
    keep_apart(checker)
    # Defaults last: choice values and keys of records may stand in them.
    checker.schema = Schema(
        constants.with_defaults(checker), checker.schema.events, checker.schema.functions, checker.schema.actions
    )


def _fields(checker: Checker) -> dict[str, dict[str, Field]]:
    fields: dict[str, dict[str, Field]] = {}
    for name, declaration in checker.tables.records.items():
        fields[name] = {}
        _enter_fields(name, declaration.fields, fields[name], declaration, checker)
    for extension in checker.tables.extensions:
        name = extension.name.text
        env = Environment(checker.tables.file_of(extension))
        declared = checker.tables.records.get(name)
        if declared is None or not checker.sees(env.file, declared):
            known = [r.name.text for r in visible(env.file, checker.tables.records.values())]
            checker.unknown_name("record", name, extension.name.span, env, known, "N104")
            continue
        _enter_fields(name, extension.fields, fields[name], extension, checker)
    return fields


def _enter_fields(
    record: str,
    declarations: Sequence[nodes.FieldDeclaration],
    fields: dict[str, Field],
    item: nodes.Item,
    checker: Checker,
) -> None:
    env = Environment(checker.tables.file_of(item))
    for declaration in declarations:
        name = declaration.name.text
        if name in fields:
            checker.report(
                "N201",
                f"the field `{name}` of `{record}` is declared twice",
                declaration.name.span,
                Label(checker.field_spans[record, name], "declared here first"),
                help="give one of the two another name",
            )
            continue
        type = read_type(declaration.type, checker, env)
        fields[name] = Field(name, type, declaration.readonly, declaration.private)
        checker.field_spans[record, name] = declaration.name.span


def _check_key(name: str, record: Record, checker: Checker) -> None:
    declaration = checker.tables.records[name]
    field = record.fields.get(record.key)
    if field is None:
        if name not in checker.open_records:
            checker.report(
                "N209",
                f"the key `{record.key}` of `{name}` is not one of its fields",
                declaration.key.span,
                help=f"add the field `{record.key}: text readonly`",
            )
    elif field.type not in (TEXT, UNKNOWN):
        what = "may be missing" if isinstance(field.type, Optional) else f"is {a(field.type)}"
        checker.report(
            "N209",
            f"the key `{record.key}` of `{name}` {what}: a key is a text that is always there",
            checker.field_spans[name, record.key],
            Label(declaration.key.span, "the key"),
            help=f"declare it `{record.key}: text readonly`",
        )


def _events(checker: Checker) -> dict[str, Event]:
    events: dict[str, Event] = {}
    for (subject, word), declaration in checker.tables.events.items():
        env = Environment(checker.tables.file_of(declaration))
        provides: dict[str, bool] = {}
        spans: dict[str, Span] = {}
        named = [(declaration.subject, False), *((p.name, p.optional) for p in declaration.provides)]
        for name, may_be_absent in named:
            text = name.text
            known = [r.name.text for r in visible(env.file, checker.tables.records.values())]
            if text not in known:
                checker.unknown_name("record", text, name.span, env, known, "N104")
            elif text in provides:
                checker.report(
                    "N201",
                    f"the event brings `{text}` twice",
                    name.span,
                    Label(spans[text], "here first"),
                    help="name each record once" + (": the subject is always there" if text == subject else ""),
                )
            else:
                provides[text] = may_be_absent
                spans[text] = name.span
        event = Event(subject, word, provides)
        events[event.type] = event
    return events


def _parameters(
    written: Sequence[nodes.Parameter], in_function: bool, checker: Checker, env: Environment
) -> tuple[Parameter, ...]:
    seen: dict[str, Span] = {}
    parameters: list[Parameter] = []
    for parameter in written:
        name = parameter.name.text
        if name in seen:
            checker.report(
                "N201",
                f"the parameter `{name}` is declared twice",
                parameter.name.span,
                Label(seen[name], "here first"),
                help="give one of the two another name",
            )
        seen.setdefault(name, parameter.name.span)
        parameters.append(Parameter(name, read_type(parameter.type, checker, env, in_function), parameter.preposition))
    return tuple(parameters)


def _functions(checker: Checker) -> dict[str, Function]:
    functions: dict[str, Function] = {}
    for name, declaration in checker.tables.functions.items():
        env = Environment(checker.tables.file_of(declaration))
        parameters = _parameters(declaration.parameters, True, checker, env)
        optional_one: nodes.Parameter | None = None
        for parameter, written in zip(parameters, declaration.parameters, strict=True):
            if isinstance(parameter.type, Optional):
                optional_one = written
            elif optional_one is not None:
                checker.report(
                    "N214",
                    f"`{parameter.name}` comes after `{optional_one.name.text}`, which may be left out",
                    written.name.span,
                    Label(optional_one.name.span, "this one may be left out"),
                    help="parameters that may be left out come last",
                )
        functions[name] = Function(name, parameters, read_type(declaration.returns, checker, env, True))
    return functions


def _actions(checker: Checker) -> dict[str, Action]:
    for declaration in checker.tables.actions.values():
        checker.action_parameters[declaration] = _action_parameters(declaration, checker)
    return {name: Action(name, checker.action_parameters[form]) for name, form in checker.tables.actions.items()}


def _action_parameters(
    declaration: nodes.ActionDeclaration | nodes.DefineAction, checker: Checker
) -> tuple[Parameter, ...]:
    env = Environment(checker.tables.file_of(declaration))
    name = declaration.name
    if not declaration.parameters:
        checker.report(
            "N210",
            f"the action `{name.text}` has no object",
            name.span,
            help=f"an action is called `verb object`: give it a first parameter, as in `{name.text}(ticket: ticket)`",
        )
    words: dict[str, Span] = {}
    for i, parameter in enumerate(declaration.parameters):
        word = parameter.preposition
        if i == 0 and word:
            checker.report(
                "N210",
                f"the first parameter of an action has no word before it, and here is `{word}`",
                parameter.span,
                help="the first parameter is the object: `verb object preposition value`",
            )
        elif i and not word:
            checker.report(
                "N210",
                f"`{parameter.name.text}` needs a word before it, by which a call names it",
                parameter.span,
                help=f"for example `with {parameter.name.text}: …`",
            )
        elif i and word in words:
            checker.report(
                "N210",
                f"two parameters have the word `{word}`",
                parameter.span,
                Label(words[word], "the other one"),
                help="each parameter has a word of its own",
            )
        words.setdefault(word, parameter.span)
    return _parameters(declaration.parameters, False, checker, env)
