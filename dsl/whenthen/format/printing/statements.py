"""The printers of statements."""

from __future__ import annotations

from whenthen.format.documents import LINE, SPACE, Document, Group, Indent, concat
from whenthen.format.printing.core import BRACKETED, SHORT, Printer, show
from whenthen.syntax import nodes as n


@show.register(n.SetField)
def _(node: n.SetField, printer: Printer) -> Document:
    """`set FIELD to VALUE`"""
    target = concat(printer.take("SET"), SPACE, printer.child(node.target))
    return concat(target, SPACE, printer.take("TO"), printer.value(node.value))


@show.register(n.ClearField)
@show.register(n.AddTo)
@show.register(n.RemoveFrom)
@show.register(n.Adjust)
@show.register(n.Step)
@show.register(n.Wait)
@show.register(n.Stop)
def _(node: n.Statement, printer: Printer) -> Document:
    return printer.clauses(node)


@show.register(n.Perform)
def _(node: n.Perform, printer: Printer) -> Document:
    """`email customer about "…" saying "…"`: each part with its preposition on a line where they do not fit in one.

    A single one that is wider than that line anyway stays behind the object, if it has brackets of its own.
    """
    verb = concat(printer.child(node.action), SPACE, printer.child(node.object))
    if not node.arguments:
        return verb
    parts = [printer.child(part) for part in node.arguments]
    if len(parts) == 1 and parts[0].width > SHORT and isinstance(node.arguments[0].value, BRACKETED):
        return concat(verb, SPACE, parts[0])
    return concat(verb, Group(Indent(concat(*(concat(LINE, part) for part in parts)))))


@show.register(n.Argument)
def _(node: n.Argument, printer: Printer) -> Document:
    return concat(printer.take(), printer.value(node.value))
