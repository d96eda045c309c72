"""Which declarations there are, by kind and name, and which of them a file sees.

A name is declared once in a program, whichever file it stands in; a DEFINE ACTION may stand several times under one, in
forms that `forms` holds against one another. A file sees its own declarations, those of the files it USEs and those of
the prelude. What a `BrokenItem` seems to declare counts as known, so that a mistake in a
declaration is not followed by one more at each use of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import attrs

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.model import Diagnostic, Label, Report
from whenthen.source import Span
from whenthen.syntax import nodes

Declaration = (
    nodes.RecordDeclaration
    | nodes.AliasDeclaration
    | nodes.LetDeclaration
    | nodes.DefineCondition
    | nodes.DefineAction
    | nodes.ActionDeclaration
    | nodes.FunctionDeclaration
    | nodes.CalendarDeclaration
)
#: What a statement that calls an action may mean.
Form = nodes.ActionDeclaration | nodes.DefineAction
D = TypeVar("D", bound=Declaration)


@attrs.define
class Tables:
    """The declarations of a program by kind, then name."""

    records: dict[str, nodes.RecordDeclaration] = attrs.field(factory=dict)
    aliases: dict[str, nodes.AliasDeclaration] = attrs.field(factory=dict)
    constants: dict[str, nodes.LetDeclaration] = attrs.field(factory=dict)
    conditions: dict[str, nodes.DefineCondition] = attrs.field(factory=dict)
    definitions: dict[str, list[nodes.DefineAction]] = attrs.field(factory=dict)
    actions: dict[str, nodes.ActionDeclaration] = attrs.field(factory=dict)
    functions: dict[str, nodes.FunctionDeclaration] = attrs.field(factory=dict)
    calendars: dict[str, nodes.CalendarDeclaration] = attrs.field(factory=dict)
    events: dict[tuple[str, str], nodes.EventDeclaration] = attrs.field(factory=dict)
    extensions: list[nodes.ExtendRecord] = attrs.field(factory=list)
    groups: dict[str, nodes.DefineGroup] = attrs.field(factory=dict)
    rules: list[nodes.Rule] = attrs.field(factory=list)
    broken: set[str] = attrs.field(factory=set)
    files: dict[str, ProgramFile] = attrs.field(factory=dict)

    def all_definitions(self) -> Iterator[nodes.DefineAction]:
        """Every DEFINE ACTION."""
        return (definition for forms in self.definitions.values() for definition in forms)

    def forms(self, name: str) -> list[Form]:
        """What is called by that name: an ACTION, then DEFINE ACTIONs in the order of their declaration."""
        action = self.actions.get(name)
        return [*([action] if action else []), *self.definitions.get(name, ())]

    def all_forms(self) -> Iterator[Form]:
        """Every DEFINE ACTION and every ACTION."""
        yield from self.all_definitions()
        yield from self.actions.values()

    def file_of(self, node: nodes.Node) -> ProgramFile:
        return self.files[node.span.source.name]


def build_tables(files: Sequence[ProgramFile], report: Report) -> Tables:
    """Sort the items of all files into tables; what is declared twice is reported where it stands the second time."""
    tables = Tables()
    for file in files:
        tables.files[file.source.name] = file
        for item in file.tree.items:
            _enter(tables, item, report)
    return tables


def _enter(tables: Tables, item: nodes.Item, report: Report) -> None:
    match item:
        case nodes.RecordDeclaration():
            _declare(tables, tables.records, item, "record", report)
        case nodes.AliasDeclaration():
            _declare_value(tables, tables.aliases, item, report)
        case nodes.LetDeclaration():
            _declare_value(tables, tables.constants, item, report)
        case nodes.DefineCondition():
            _declare_value(tables, tables.conditions, item, report)
        case nodes.DefineAction():
            tables.definitions.setdefault(item.name.text, []).append(item)
        case nodes.CalendarDeclaration():
            _declare_value(tables, tables.calendars, item, report)
        case nodes.ActionDeclaration():
            _declare(tables, tables.actions, item, "action", report)
        case nodes.FunctionDeclaration():
            _declare(tables, tables.functions, item, "function", report)
        case nodes.EventDeclaration():
            key = (item.subject.text, item.event.text)
            if (first := tables.events.get(key)) is not None:
                words = f"{key[0]} is {key[1]}"
                report(declared_twice("event", words, item.subject.span.to(item.event.span), first.subject.span))
            else:
                tables.events[key] = item
        case nodes.ExtendRecord():
            tables.extensions.append(item)
        case nodes.DefineGroup():
            title = item.title.value
            if (other := tables.groups.get(title)) is not None:
                report(declared_twice("group", title, item.title.span, other.title.span))
            else:
                tables.groups[title] = item
        case nodes.Rule():
            tables.rules.append(item)
        case nodes.BrokenItem():
            tables.broken.update(item.names)
        case _:
            pass  # USE is the workspace's; groups are not looked up by a bare word


def _declare(tables: Tables, table: dict[str, D], item: D, kind: str, report: Report) -> None:
    name = item.name.text
    if name in table:
        tables.broken.add(name)
        report(declared_twice(kind, name, item.name.span, table[name].name.span))
    else:
        table[name] = item


def _declare_value(tables: Tables, table: dict[str, D], item: D, report: Report) -> None:
    """Constants, named conditions, aliases and calendars share one namespace: all are written as a bare word."""
    name = item.name.text
    for other in (tables.constants, tables.conditions, tables.aliases, tables.calendars):
        if name in other:
            tables.broken.add(name)
            report(declared_twice("name", name, item.name.span, other[name].name.span))
            return
    table[name] = item


def declared_twice(kind: str, name: str, span: Span, first: Span) -> Diagnostic:
    """What is said of the second declaration of a name."""
    return Diagnostic(
        "N201",
        f"the {kind} `{name}` is declared twice",
        span,
        (Label(first, "declared here first"),),
        help=f"give one of the two another name; the first stands in {first.source.name}, line {first.position[0]}",
    )


def visible(file: ProgramFile, declarations: Iterable[Declaration]) -> Iterator[Declaration]:
    """Those that the file sees."""
    return (d for d in declarations if d.span.source.name in file.sees)
