"""The printers of items, rules apart, and of types."""

from __future__ import annotations

from collections.abc import Sequence

from whenthen.format.documents import (
    HARD_LINE,
    LINE,
    NOTHING,
    OPENING_LINE,
    PLAIN_LINE,
    SPACE,
    Document,
    Group,
    Indent,
    concat,
    joined,
)
from whenthen.format.printing.core import Printer, in_text, show
from whenthen.syntax import nodes as n

# ---- items of one line


@show.register(n.UseLibrary)
@show.register(n.UseFile)
@show.register(n.UseData)
@show.register(n.EventDeclaration)
def _(node: n.Item, printer: Printer) -> Document:
    return printer.spaced(node, capitals=True)


@show.register(n.Provided)
def _(node: n.Provided, printer: Printer) -> Document:
    return printer.spaced(node)


@show.register(n.AliasDeclaration)
@show.register(n.LetDeclaration)
def _(node: n.AliasDeclaration | n.LetDeclaration, printer: Printer) -> Document:
    head = concat(printer.capital("ALIAS", "LET"), SPACE, printer.child(node.name))
    return concat(head, SPACE, printer.take("EQ"), printer.value(node.value))


# ---- functions and actions


@show.register(n.FunctionDeclaration)
def _(node: n.FunctionDeclaration, printer: Printer) -> Document:
    head = concat(printer.capital("FUNCTION"), SPACE, printer.child(node.name))
    parameters = _parameters(head, node.parameters, printer)
    return concat(parameters, SPACE, printer.take("ARROW"), SPACE, printer.child(node.returns))


@show.register(n.ActionDeclaration)
def _(node: n.ActionDeclaration, printer: Printer) -> Document:
    head = concat(printer.capital("ACTION"), SPACE, printer.child(node.name))
    return _parameters(head, node.parameters, printer)


def _parameters(head: Document, parameters: Sequence[n.Parameter], printer: Printer) -> Document:
    return printer.bracketed(concat(head, printer.take("LPAR")), parameters, "RPAR", last_comma=False)


@show.register(n.Parameter)
def _(node: n.Parameter, printer: Printer) -> Document:
    words: list[Document] = [printer.take(), SPACE] if node.preposition else []
    return concat(*words, _named(node.name, node.type, printer))


def _named(name: n.Name, type: n.TypeExpression, printer: Printer) -> Document:
    return concat(printer.child(name), printer.take("COLON"), SPACE, printer.child(type))


# ---- definitions


@show.register(n.DefineCondition)
def _(node: n.DefineCondition, printer: Printer) -> Document:
    """The condition on a line of its own where it does not fit behind the name, or was written so."""
    head = concat(printer.capital("DEFINE"), SPACE, printer.child(node.name), SPACE, printer.capital("AS"))
    written_below = printer.next.new_line
    return concat(head, Group(Indent(concat(LINE, printer.child(node.condition))), forced=written_below))


@show.register(n.DefineAction)
def _(node: n.DefineAction, printer: Printer) -> Document:
    words = concat(printer.capital("DEFINE"), SPACE, printer.capital("ACTION"), SPACE, printer.child(node.name))
    head = concat(_parameters(words, node.parameters, printer), SPACE, printer.capital("AS"))
    return concat(head, lines([printer.child(statement) for statement in node.statements]))


@show.register(n.DefineGroup)
def _(node: n.DefineGroup, printer: Printer) -> Document:
    words: list[Document] = [printer.capital("DEFINE"), printer.capital("GROUP"), printer.child(node.title)]
    while printer.kind in ("AS", "FIRST", "MATCH"):
        words.append(printer.capital())
    return concat(joined(words, SPACE), lines([printer.child(setting) for setting in node.settings]))


@show.register(n.CalendarDeclaration)
def _(node: n.CalendarDeclaration, printer: Printer) -> Document:
    head = concat(printer.capital("CALENDAR"), SPACE, printer.child(node.name))
    entries = [below for below in in_text(node) if below is not node.name]
    return concat(head, lines([printer.child(entry) for entry in entries]))


@show.register(n.CalendarHours)
@show.register(n.CalendarExcept)
def _(node: n.Node, printer: Printer) -> Document:
    return printer.spaced(node)


def lines(parts: Sequence[Document]) -> Document:
    """A line for each part below the line that opens the block; blank lines between them stay."""
    return Indent(concat(*(concat(HARD_LINE if number else OPENING_LINE, part) for number, part in enumerate(parts))))


# ---- records


@show.register(n.RecordDeclaration)
def _(node: n.RecordDeclaration, printer: Printer) -> Document:
    head = concat(printer.capital("RECORD"), SPACE, printer.child(node.name), SPACE, printer.capital("KEY"), SPACE)
    head = concat(head, printer.child(node.key))
    return concat(head, lines([printer.child(field) for field in node.fields]))


@show.register(n.ExtendRecord)
def _(node: n.ExtendRecord, printer: Printer) -> Document:
    head = concat(printer.capital("EXTEND"), SPACE, printer.child(node.name))
    return concat(head, lines([printer.child(field) for field in node.fields]))


@show.register(n.FieldDeclaration)
def _(node: n.FieldDeclaration, printer: Printer) -> Document:
    """Its documentation on lines before it; `readonly` and the like on a second line where they do not fit."""
    documentation: Document = NOTHING
    if printer.kind == "FIELD_DOC":
        documentation = concat(printer.take(), PLAIN_LINE)
    field = _named(node.name, node.type, printer)
    modifiers: list[Document] = []
    while printer.kind in ("READONLY", "PRIVATE", "DEFAULT"):
        is_default = printer.kind == "DEFAULT"
        modifiers.append(printer.take())
        if is_default:
            assert node.default is not None, "the word says that there is one"
            modifiers[-1] = concat(modifiers[-1], SPACE, printer.child(node.default))
    if not modifiers:
        return concat(documentation, field)
    return concat(documentation, field, Group(Indent(concat(LINE, joined(modifiers, SPACE)))))


# ---- types


@show.register(n.NamedType)
def _(node: n.NamedType, printer: Printer) -> Document:
    return printer.take()


@show.register(n.OptionalType)
@show.register(n.CollectionType)
def _(node: n.TypeExpression, printer: Printer) -> Document:
    return printer.spaced(node)


@show.register(n.UnionType)
@show.register(n.ChoiceType)
def _(node: n.UnionType | n.ChoiceType, printer: Printer) -> Document:
    """As many of its parts on a line as fit."""
    first, *others = in_text(node)
    parts = [printer.child(first)]
    for other in others:
        sign = printer.take("OR", "BAR", "LESS_THAN")
        parts.append(Group(concat(LINE, sign, SPACE, printer.child(other))))
    return Indent(concat(*parts))
