"""Operands of AND and OR that ask the same of one value, and what says it in one test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import attrs

from whenthen.analysis.program import ChoiceValue
from whenthen.diagnostics.model import Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.edits.parentheses import outer
from whenthen.lint.edits.quoting import in_line
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest
from whenthen.types.model import Optional, Type


@attrs.frozen(eq=False)
class Link:
    """An operand that compares `value` with each of `items`."""

    operand: nodes.Expression
    value: nodes.Expression
    items: tuple[nodes.Expression, ...]


def runs(
    joined: nodes.And | nodes.Or, link: Callable[[nodes.Expression], Link | None], context: Context
) -> Iterator[tuple[Link, ...]]:
    """Two or more operands next to each other that are links of the same value, with items of one type."""
    run: list[Link] = []
    kind: tuple[str, str] | None = None
    for operand in joined.operands:
        found = link(operand)
        wanted = None if found is None else _kind(found, context)
        if found is None or wanted is None or wanted != kind:
            if len(run) > 1:
                yield tuple(run)
            run, kind = [], wanted
        if found is not None and wanted is not None:
            run.append(found)
    if len(run) > 1:
        yield tuple(run)


def _kind(link: Link, context: Context) -> tuple[str, str] | None:
    """Of which value and which type a link is; None where the items do not go into one list."""
    kinds = {_type(item, context) for item in link.items}
    if len(kinds) != 1 or None in kinds:
        return None
    return digest(link.value), str(kinds.pop())


def _type(item: nodes.Expression, context: Context) -> str | None:
    if isinstance(context.checked.bindings.get(item), ChoiceValue):
        return "a choice"
    type: Type | None = context.checked.types.get(item)
    return None if type is None or isinstance(type, Optional) else str(type)


def merged(joined: nodes.And | nodes.Or, run: tuple[Link, ...], words: str) -> tuple[str, Span, Fix | None]:
    """One test that says what the links say, where these stand, and the fix that puts it there."""
    items = ", ".join(item.span.text for link in run for item in link.items)
    new = f"{run[0].value.span.text} {words} [{items}]"
    places = [outer(link.operand, joined) for link in run]
    place = Span(joined.span.source, places[0].start, places[-1].end)
    word = "AND" if isinstance(joined, nodes.And) else "OR"
    text = joined.span.source.text
    plain = all(
        re.fullmatch(rf"\s*{word}\s*", text[one.end : other.start], re.IGNORECASE) for one, other in pairwise(places)
    )
    safe = plain and "#" not in place.text
    return new, place, Fix(f"write `{in_line(new)}`", (Edit(place, new),)) if safe else None
