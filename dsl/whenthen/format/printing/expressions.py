"""The printers of values and conditions."""

from __future__ import annotations

from whenthen.format.documents import (
    CLOSE_LINE,
    LINE,
    NOTHING,
    OPEN_LINE,
    SPACE,
    Document,
    Group,
    Indent,
    concat,
    joined,
)
from whenthen.format.printing.core import Printer, hang, runs, show, spaced
from whenthen.syntax import nodes as n

# ---- one token each


@show.register(n.Name)
@show.register(n.Reference)
@show.register(n.TextLiteral)
@show.register(n.Template)
@show.register(n.NumberLiteral)
@show.register(n.MoneyLiteral)
@show.register(n.DurationLiteral)
@show.register(n.DateLiteral)
@show.register(n.TimeLiteral)
@show.register(n.BooleanLiteral)
@show.register(n.PatternLiteral)
def _(node: n.Node, printer: Printer) -> Document:
    return printer.take()


# ---- joined conditions


@show.register(n.And)
@show.register(n.Or)
def _(node: n.And | n.Or, printer: Printer) -> Document:
    """One test a line where they do not fit in one, or were written so; those that a comment to the linter is for stay
    in its line.
    """
    over_lines = False
    is_led = printer.is_led()
    lines = [[printer.hanging(node.operands[0])]]
    for operand in node.operands[1:]:
        begins = printer.on_new_line()
        over_lines = over_lines or begins
        if begins or not printer.stays_in_line():
            lines.append([])
        lines[-1].append(concat(printer.capital("AND", "OR"), SPACE, printer.hanging(operand)))
    return Group(runs(lines, is_led), forced=over_lines)


@show.register(n.Not)
def _(node: n.Not, printer: Printer) -> Document:
    return concat(printer.capital("NOT"), SPACE, printer.hanging(node.operand))


# ---- tests


@show.register(n.Compare)
@show.register(n.OneOf)
@show.register(n.IsSet)
@show.register(n.IsEmpty)
@show.register(n.IsA)
@show.register(n.Between)
@show.register(n.Within)
@show.register(n.Ago)
@show.register(n.TextTest)
@show.register(n.Matches)
@show.register(n.Changed)
@show.register(n.Was)
def _(node: n.Expression, printer: Printer) -> Document:
    """What is tested, and the test behind it, which may stand on a line of its own as a whole."""
    pieces = printer.pieces(node)
    first, rest = pieces[0][1], pieces[1:]
    if rest[-1][2] is not None:
        return concat(first, SPACE, spaced(rest))
    return concat(first, Group(Indent(concat(LINE, spaced(rest)))))


@show.register(n.ValueSet)
def _(node: n.ValueSet, printer: Printer) -> Document:
    return printer.spaced(node)


@show.register(n.Quantified)
def _(node: n.Quantified, printer: Printer) -> Document:
    """`any NAME in LIST where (…)`"""
    head = [printer.take("ANY", "EVERY_ONE", "NO"), SPACE, printer.child(node.variable), SPACE, printer.take("IN")]
    head += [SPACE, printer.child(node.collection), SPACE, printer.take("WHERE"), SPACE, printer.take("LPAR")]
    inner = Indent(concat(OPEN_LINE, printer.child(node.where)))
    return Group(concat(*head, inner, CLOSE_LINE, printer.take("RPAR")))


# ---- arithmetic

_SUM = ("+", "-")


@show.register(n.Arithmetic)
def _(node: n.Arithmetic, printer: Printer) -> Document:
    """A sum or a product; where it does not fit, each operator begins a line."""
    return _arithmetic(node, printer, hangs=False)


def _arithmetic(node: n.Arithmetic, printer: Printer, hangs: bool) -> Document:
    operands: list[n.Expression] = []
    left: n.Expression = node
    while isinstance(left, n.Arithmetic) and (left.operator in _SUM) == (node.operator in _SUM):
        operands.append(left.right)
        in_parentheses = left.left.span.start > left.span.start
        left = left.left
        if in_parentheses:
            break
    first = printer.hanging(left)
    lines = [
        concat(LINE, printer.take("PLUS", "MINUS", "STAR", "SLASH"), SPACE, printer.hanging(operand))
        for operand in reversed(operands)
    ]
    return Group(concat(first, Indent(concat(*lines)) if hangs else concat(*lines)))


@show.register(n.Negative)
def _(node: n.Negative, printer: Printer) -> Document:
    """Two signs behind each other would be none."""
    sign = printer.take("MINUS")
    space = SPACE if printer.kind == "MINUS" else NOTHING
    return concat(sign, space, printer.child(node.operand))


@show.register(n.Otherwise)
def _(node: n.Otherwise, printer: Printer) -> Document:
    return _otherwise(node, printer, hangs=False)


def _otherwise(node: n.Otherwise, printer: Printer, hangs: bool) -> Document:
    value = printer.hanging(node.value) if hangs else printer.child(node.value)
    fallback = concat(LINE, printer.take("OTHERWISE"), SPACE, printer.hanging(node.fallback))
    return Group(concat(value, Indent(fallback) if hangs else fallback))


@hang.register(n.Arithmetic)
def _(node: n.Arithmetic, printer: Printer) -> Document:
    return _arithmetic(node, printer, hangs=True)


@hang.register(n.Otherwise)
def _(node: n.Otherwise, printer: Printer) -> Document:
    return _otherwise(node, printer, hangs=True)


@hang.register(n.And)
@hang.register(n.Or)
def _(node: n.And | n.Or, printer: Printer) -> Document:
    return Indent(show(node, printer))


# ---- names and what is asked of them


@show.register(n.Member)
def _(node: n.Member, printer: Printer) -> Document:
    fields = 0
    inner: n.Expression = node
    while isinstance(inner, n.Member) and not printer.encloses(inner):
        fields += 1
        inner = inner.object
    shown = printer.child(inner)
    return concat(shown, *(printer.take("MEMBER") for _ in range(fields)))


@show.register(n.KeyedRecord)
def _(node: n.KeyedRecord, printer: Printer) -> Document:
    return printer.spaced(node)


@show.register(n.Call)
def _(node: n.Call, printer: Printer) -> Document:
    opening = concat(printer.child(node.function), printer.take("LPAR"))
    return printer.bracketed(opening, node.arguments, "RPAR")


@show.register(n.Count)
@show.register(n.Pick)
def _(node: n.Count | n.Pick, printer: Printer) -> Document:
    """`count(LIST)` and `first(NAME in LIST where … by …)`"""
    opening = concat(printer.take("NAME"), printer.take("LPAR"))
    if node.variable is None:
        return printer.bracketed(opening, (node.collection,), "RPAR")
    lines = [_item(node.variable, node.collection, printer)]
    if node.where is not None:
        lines.append(concat(printer.take("WHERE"), SPACE, printer.hanging(node.where)))
    if isinstance(node, n.Pick) and node.by is not None:
        lines.append(concat(printer.take("BY"), SPACE, printer.hanging(node.by)))
    inner = Indent(concat(OPEN_LINE, joined(lines, LINE)))
    return Group(concat(opening, inner, CLOSE_LINE, printer.take("RPAR")))


def _item(variable: n.Name, collection: n.Expression, printer: Printer) -> Document:
    return concat(printer.child(variable), SPACE, printer.take("IN"), SPACE, printer.child(collection))


# ---- lists and records


@show.register(n.ListLiteral)
def _(node: n.ListLiteral, printer: Printer) -> Document:
    return printer.bracketed(printer.take("LSQB"), node.items, "RSQB")


@show.register(n.RecordLiteral)
def _(node: n.RecordLiteral, printer: Printer) -> Document:
    return printer.bracketed(printer.take("LBRACE"), node.entries, "RBRACE")


@show.register(n.Entry)
def _(node: n.Entry, printer: Printer) -> Document:
    name = concat(printer.child(node.name), printer.take("COLON"))
    return concat(name, printer.value(node.value))
