"""In which order definitions are checked: each after those whose names stand in it.

By names alone, before anything is resolved. A choice value with the name of a definition misleads it; the order is then
another one, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.tables import Tables
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

Defined = nodes.LetDeclaration | nodes.DefineCondition | nodes.DefineAction | nodes.AliasDeclaration


def definitions_of(tables: Tables) -> Iterator[Defined]:
    """All LETs, ALIASes, DEFINEs and DEFINE ACTIONs, in the order of their declaration."""
    yield from tables.constants.values()
    yield from tables.aliases.values()
    yield from tables.conditions.values()
    yield from tables.all_definitions()


def in_order_of_use(tables: Tables) -> list[Defined]:
    """The definitions, those that others name first. Without recursion: chains may be long."""
    ordered: list[Defined] = []
    seen: set[nodes.Node] = set()
    for start in definitions_of(tables):
        if start in seen:
            continue
        seen.add(start)
        trail = [(start, _named(start, tables))]
        while trail:
            item, rest = trail[-1]
            inner = next(rest, None)
            if inner is None:
                ordered.append(item)
                trail.pop()
            elif inner not in seen:
                seen.add(inner)
                trail.append((inner, _named(inner, tables)))
    return ordered


def _named(item: Defined, tables: Tables) -> Iterator[Defined]:
    for node in walk(item):
        if isinstance(node, nodes.Perform):
            yield from tables.definitions.get(node.action.text, ())
        elif isinstance(node, nodes.Reference):
            name = node.name
            other = tables.constants.get(name) or tables.conditions.get(name) or tables.aliases.get(name)
            if other is not None:
                yield other
