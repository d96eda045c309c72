"""What definitions come to when they are followed all the way: what they write, how large they grow, and circles.

A definition is expanded where it is used, so the size of the expansion is bounded: `LIMIT` nodes.
"""

from __future__ import annotations

from collections.abc import Iterable

from whenthen.analysis.checker import Checker
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

#: Nodes of the tree that one definition may expand to.
LIMIT = 20_000

Defined = nodes.LetDeclaration | nodes.DefineCondition | nodes.DefineAction | nodes.AliasDeclaration


def writes(definition: nodes.DefineAction, checker: Checker) -> frozenset[tuple[str, str]]:
    """The fields, as (record type, field), that a DEFINE ACTION may write, through the definitions that it calls.

    Known once its body has been checked.
    """
    found: set[tuple[str, str]] = set()
    seen: set[str] = set()
    open_definitions = [definition]
    while open_definitions:
        current = open_definitions.pop()
        if current.name.text in seen:
            continue
        seen.add(current.name.text)
        for statement in current.statements:
            if isinstance(statement, nodes.Perform):
                inner = checker.tables.definitions.get(statement.action.text)
                if inner is not None:
                    open_definitions.append(inner)
            elif statement in checker.targets:
                found.add(checker.targets[statement])
    return frozenset(found)


def uses(item: Defined, checker: Checker) -> list[tuple[Defined, nodes.Node]]:
    """The definitions that the text of one names, each with where."""
    tables = checker.tables
    found: list[tuple[Defined, nodes.Node]] = []
    own = {p.name.text for p in item.parameters} if isinstance(item, nodes.DefineAction) else set()
    for node in walk(item):
        if isinstance(node, nodes.Perform) and (inner := tables.definitions.get(node.action.text)) is not None:
            found.append((inner, node.action))
        elif isinstance(node, nodes.Reference) and node.name not in own:
            for table in (tables.constants, tables.conditions, tables.aliases):
                target: Defined | None = table.get(node.name)
                # `ALIAS ticket = message.ticket` names records, which are no definitions
                if target is not None and not (
                    isinstance(item, nodes.AliasDeclaration) and node.name in tables.records
                ):
                    found.append((target, node))
    return found


def check_expansions(checker: Checker) -> None:
    """Report circles among definitions, and those that grow beyond `LIMIT`, each at the definition itself."""
    sizes: dict[nodes.Node, int] = {}
    for item in _definitions(checker):
        _measure(item, sizes, checker)


def _definitions(checker: Checker) -> Iterable[Defined]:
    tables = checker.tables
    for table in (tables.constants, tables.aliases, tables.conditions, tables.definitions):
        yield from table.values()


def _measure(start: Defined, sizes: dict[nodes.Node, int], checker: Checker) -> None:
    """Depth first without recursion: chains of definitions may be long."""
    if start in sizes:
        return
    trail: list[tuple[Defined, list[tuple[Defined, nodes.Node]]]] = [(start, uses(start, checker))]
    totals: dict[nodes.Node, int] = {start: _own_size(start)}
    while trail:
        item, rest = trail[-1]
        if not rest:
            trail.pop()
            size = totals[item]
            if size > LIMIT:
                checker.report(
                    "N208",
                    f"`{item.name.text}` grows too large where it is used: it stands for more than {LIMIT} steps",
                    item.name.span,
                    help="use other definitions in it less often",
                )
                size = 1  # said once
            sizes[item] = size
            if trail:
                totals[trail[-1][0]] += size
            continue
        inner, place = rest.pop(0)
        if inner in totals and inner not in sizes:
            checker.report(
                "N207",
                f"`{inner.name.text}` is defined by itself",
                place.span,
                Label(inner.name.span, "defined here"),
                help="a definition can only use others that do not lead back to it",
            )
            sizes[inner] = 1
        elif inner in sizes:
            totals[item] += sizes[inner]
        else:
            totals[inner] = _own_size(inner)
            trail.append((inner, uses(inner, checker)))


def _own_size(item: Defined) -> int:
    return sum(1 for _ in walk(item))
