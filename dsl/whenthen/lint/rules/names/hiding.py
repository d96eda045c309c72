"""A LET of a rule, or a variable, with the name of a record that it is not."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes
from whenthen.types.model import ListOf, RecordType, SetOf, Type, Union, required

_RULE = """USE helpdesk

RULE "Tell the team"
  WHEN ticket is created
  LET {name} = ticket.category otherwise "nobody"
  THEN note "For {{{name}}}" on ticket
"""

CODE = Code(
    "N313",
    "a name that hides a record",
    explanation="A LET of a rule, or the variable of `any`, `count` and their kin, has the name of a record and is "
    "something else: a text, a number, a record of another kind.",
    why="In the lines below, the word is not what it is everywhere else. Definitions that speak of the record do not "
    "fit there any more.",
    failing=file(_RULE.format(name="team")),
    mended=file(_RULE.format(name="topic")),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for name, type in _locals(context):
        declared = context.get(_records).get(name.text)
        if declared is None or type is None or _has_record(type, name.text):
            continue
        if declared.span.source.name in context.get(_sees)[name.span.source.name]:
            yield finding(
                CODE,
                f"`{name.text}` is {_kind(type)} here, and a record elsewhere",
                name.span,
                Label(declared.name.span, "the record"),
                help="give it a name of its own",
            )


def _locals(context: Context) -> Iterator[tuple[nodes.Name, Type | None]]:
    types = context.checked.types
    for rule in context.own_nodes(nodes.Rule):
        for let in rule.lets:
            yield let.name, types.get(let.value)
    kinds: tuple[type[nodes.Quantified | nodes.Count | nodes.Pick], ...] = (nodes.Quantified, nodes.Count, nodes.Pick)
    for kind in kinds:
        for node in context.own_nodes(kind):
            collection = types.get(node.collection)
            inner = None if collection is None else required(collection)
            if node.variable is not None and isinstance(inner, ListOf | SetOf):
                yield node.variable, inner.item


def _records(context: Context) -> dict[str, nodes.RecordDeclaration]:
    return {
        item.name.text: item
        for file in context.files
        for item in file.tree.items
        if isinstance(item, nodes.RecordDeclaration)
    }


def _sees(context: Context) -> dict[str, frozenset[str]]:
    return {file.source.name: file.sees for file in context.files}


def _has_record(type: Type, name: str) -> bool:
    inner = required(type)
    return RecordType(name) in (inner.members if isinstance(inner, Union) else (inner,))


def _kind(type: Type) -> str:
    inner = required(type)
    if isinstance(inner, ListOf | SetOf):
        return "a list"
    return f"a {inner}" if str(inner)[0] not in "aeiou" else f"an {inner}"
