"""What definitions come to when they are followed all the way: what they write, and how large they grow.

A definition stands for its text where it is used, so the size of what it stands for is bounded: `LIMIT` nodes.
"""

from __future__ import annotations

from whenthen.analysis.checker import Checker
from whenthen.analysis.dependencies import Defined, definitions_of
from whenthen.analysis.program import AliasUse, ConditionUse, ConstantUse, DefinitionUse
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

#: Nodes of the tree that one definition may stand for.
LIMIT = 20_000


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


def check_sizes(checker: Checker) -> None:
    """Report definitions that grow beyond `LIMIT`. To be called when all of them have been checked."""
    sizes: dict[nodes.Node, int] = {}
    for start in definitions_of(checker.tables):
        _measure(start, sizes, checker)


def _measure(start: Defined, sizes: dict[nodes.Node, int], checker: Checker) -> None:
    """Depth first without recursion: chains of definitions may be long. Circles have been reported; they count once."""
    if start in sizes:
        return
    sizes[start] = 0
    trail: list[tuple[Defined, int, list[Defined]]] = [(start, *_own(start, checker))]
    while trail:
        item, size, rest = trail.pop()
        if rest:
            inner = rest.pop()
            if inner in sizes:
                trail.append((item, size + sizes[inner], rest))
            else:
                sizes[inner] = 0
                rest.append(inner)
                trail.append((item, size, rest))
                trail.append((inner, *_own(inner, checker)))
            continue
        if size > LIMIT:
            checker.report(
                "N208",
                f"`{item.name.text}` grows too large where it is used: it stands for more than {LIMIT:,} steps",
                item.name.span,
                help="use other definitions in it less often",
            )
            size = 1  # said once
        sizes[item] = size


def _own(item: Defined, checker: Checker) -> tuple[int, list[Defined]]:
    """The nodes of a definition itself, and the definitions that it uses, each as often as it does."""
    size = 0
    used: list[Defined] = []
    for node in walk(item):
        size += 1
        binding = checker.bindings.get(node)
        if isinstance(binding, AliasUse | ConstantUse | ConditionUse):
            used.append(binding.declaration)
        elif isinstance(node, nodes.Perform) and isinstance(call := checker.actions.get(node), DefinitionUse):
            used.append(call.definition)
    return size, used
