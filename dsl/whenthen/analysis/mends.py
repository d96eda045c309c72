"""Fixes of mistakes of meaning, where facts tell what was meant."""

from __future__ import annotations

import posixpath
import re

from whenthen.diagnostics.fixes import as_text, enclose, insert, replace
from whenthen.diagnostics.model import Edit, Fix
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types.model import BOOLEAN, DATE, NUMBER, TIME, Choice, Type, required

_LIBRARY = re.compile(r"<stdlib>/(\w+)\.when")
#: How values of a type are written without quotes.
_BARE: dict[Type, re.Pattern[str]] = {
    NUMBER: re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,4})?"),
    DATE: re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"),
    TIME: re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"),
    BOOLEAN: re.compile(r"true|false"),
}
_CONTAINS = re.compile(r"\s+(?:contains|does\s+not\s+contain)\s+", re.IGNORECASE)
_MORE_VALUES = re.compile(r"\s+(?:or|and)\s+(?:\w+|\"[^\"\n]*\")\s*(?:\Z|[\n),#]|(?:then|and|or)\b)", re.IGNORECASE)
_BUSINESS_UNITS = ("minute", "hour", "day")


def use_line(here: str, where: str) -> str | None:
    """The USE by which a file sees the declarations of another one; None where no path leads there."""
    library = _LIBRARY.fullmatch(where)
    if library:
        return f"USE {library[1]}"
    if where.startswith("<") or here.startswith("<"):
        return None
    return f"USE {as_text(posixpath.relpath(where, posixpath.dirname(here) or '.'))}"


def put_use(tree: nodes.File, line: str) -> Fix | None:
    """Puts a USE behind those that the file has, else before its first item and what is written about that one."""
    if not tree.items:
        return None
    source, text = tree.items[0].span.source, tree.items[0].span.source.text
    title = f"write `{line}` at the top"
    uses = [item for item in tree.items if isinstance(item, nodes.UseLibrary | nodes.UseFile | nodes.UseData)]
    if uses:
        end = text.find("\n", uses[-1].span.end)
        return insert(source, len(text) if end < 0 else end, f"\n{line}", title=title)
    start = tree.items[0].span.start
    before = text[:start].rstrip()
    if before.endswith('"""'):
        start = max(0, before.rfind('"""', 0, len(before) - 3))
    start = text.rfind("\n", 0, start) + 1
    while start and text[(above := text.rfind("\n", 0, start - 1) + 1) : start].lstrip().startswith("#"):
        start = above
    return insert(source, start, f"{line}\n\n", title=title)


def unquoted(node: nodes.Expression, wanted: Type) -> Fix | None:
    """Takes the quotes off a number, a date, a time, `true` or `false` that was written as a text."""
    form = _BARE.get(required(wanted))
    if not isinstance(node, nodes.TextLiteral) or form is None or not form.fullmatch(node.value):
        return None
    return replace(node.span, node.value, safe=False)


def bracketed(node: nodes.Expression) -> Fix | None:
    """Puts one value in brackets; None where others seem to belong to the list: `one of open or pending`."""
    if not isinstance(node, nodes.TextLiteral | nodes.Reference) or _MORE_VALUES.match(
        node.span.source.text, node.span.end
    ):
        return None
    return enclose(node.span, "[", "]")


def where_missing(operand: Span, test: Span, negative: bool) -> Fix | None:
    """Says of a test what it does where the operand is missing: a negative one holds then, as a reader expects of
    `is not`, and any other one does not.
    """
    words = operand.text
    if "#" in words or "\n" in words:
        return None
    before = f"({words} is not set OR " if negative else f"({words} is set AND "
    return enclose(test, before, ")", safe=False)


def equal_instead(node: nodes.TextTest, wanted: Type) -> Fix | None:
    """`is` for a `contains` that asks a choice for one of its values."""
    item, source = node.item, node.span.source
    if not isinstance(wanted, Choice) or not isinstance(item, nodes.TextLiteral) or item.value not in wanted.values:
        return None
    between = Span(source, node.value.span.end, item.span.start)
    if node.quantifier or not _CONTAINS.fullmatch(between.text):
        return None
    return replace(between, " is not " if node.negated else " is ", safe=False)


def swapped(first: Span, last: Span) -> Fix:
    """Puts two values in each other's place."""
    edits = (Edit(first, last.text), Edit(last, first.text))
    return Fix(f"write `{last.text}` before `{first.text}`", edits, safe=False)


def in_business_time(duration: nodes.Expression) -> Fix | None:
    """Writes a plain length of time as business time."""
    if not isinstance(duration, nodes.DurationLiteral) or duration.unit.removesuffix("s") not in _BUSINESS_UNITS:
        return None
    unit = duration.span.text.split()[-1]
    return insert(duration.span.source, duration.span.end - len(unit), "business ", safe=False)
