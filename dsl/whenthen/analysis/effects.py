"""What definitions come to when they are followed all the way: what they write, and how large they grow.

A definition stands for its text where it is used, so the size of what it stands for is bounded: `LIMIT` nodes.
"""

from __future__ import annotations

import attrs

from whenthen.analysis.checker import Checker
from whenthen.analysis.dependencies import Defined, definitions_of
from whenthen.analysis.program import AliasUse, ConditionUse, ConstantUse, DefinitionUse
from whenthen.syntax import nodes
from whenthen.syntax.walk import children, walk

#: Nodes of the tree that one definition may stand for.
LIMIT = 20_000
#: Definitions and quantifiers that may lead through one another: what runs them nests as deep.
DEEPEST = 80


def writes(definition: nodes.DefineAction, checker: Checker) -> frozenset[tuple[str, str]]:
    """The fields, as (record type, field), that a DEFINE ACTION may write, through the definitions that it calls.

    Known once its body has been checked.
    """
    found: set[tuple[str, str]] = set()
    seen: set[nodes.DefineAction] = set()
    open_definitions = [definition]
    while open_definitions:
        current = open_definitions.pop()
        if current in seen:
            continue
        seen.add(current)
        for statement in current.statements:
            if isinstance(statement, nodes.Perform):
                if isinstance(call := checker.actions.get(statement), DefinitionUse):
                    open_definitions.append(call.definition)
            elif statement in checker.targets:
                found.add(checker.targets[statement])
    return frozenset(found)


def owners(definition: nodes.DefineAction, checker: Checker) -> frozenset[tuple[str | None, str]]:
    """The fields that a DEFINE ACTION may write, each with the parameter that is the record; None for another record.

    Known once its body has been checked.
    """
    return _owners(definition, checker, {})


Owned = frozenset[tuple[str | None, str]]


def _owners(definition: nodes.DefineAction, checker: Checker, known: dict[nodes.DefineAction, Owned]) -> Owned:
    if definition in known:
        return known[definition]
    known[definition] = frozenset()  # a circle has been reported
    found: set[tuple[str | None, str]] = set()
    names = {parameter.name.text for parameter in definition.parameters}

    def owner(node: nodes.Expression | None) -> str | None:
        return node.name if isinstance(node, nodes.Reference) and node.name in names else None

    for statement in definition.statements:
        if isinstance(statement, nodes.Perform):
            if isinstance(call := checker.actions.get(statement), DefinitionUse):
                given = dict(zip((p.name.text for p in call.definition.parameters), call.arguments, strict=True))
                for inner, field in _owners(call.definition, checker, known):
                    found.add((owner(given.get(inner or "")), field))
        elif statement in checker.targets:
            target = getattr(statement, "target", None)
            of = target.object if isinstance(target, nodes.Member) else None
            found.add((owner(of), checker.targets[statement][1]))
    known[definition] = frozenset(found)
    return known[definition]


def check_sizes(checker: Checker) -> None:
    """Report definitions that grow beyond `LIMIT` or nest beyond `DEEPEST`; all of them have been checked by then."""
    sizes: dict[nodes.Node, tuple[int, int]] = {}
    for start in definitions_of(checker.tables):
        _measure(start, sizes, checker)


def _measure(start: Defined, sizes: dict[nodes.Node, tuple[int, int]], checker: Checker) -> None:
    """Enter size and depth. Depth first without recursion; circles have been reported, and count once."""
    if start in sizes:
        return
    sizes[start] = (0, 0)
    trail = [_own(start, checker)]
    while trail:
        open_item = trail[-1]
        if open_item.rest:
            inner = open_item.rest[-1]
            if inner not in sizes:
                sizes[inner] = (0, 0)
                trail.append(_own(inner, checker))
                continue
            open_item.rest.pop()
            size, depth = sizes[inner]
            open_item.size += size
            open_item.depth = max(open_item.depth, depth + open_item.own_depth)
            continue
        trail.pop()
        sizes[open_item.item] = _settle(open_item, checker)


def _settle(measured: _Open, checker: Checker) -> tuple[int, int]:
    """Size and depth of what has been measured; what is too large is reported, and then counts as small: said once."""
    name = measured.item.name
    if measured.size > LIMIT:
        checker.report(
            "N208",
            f"`{name.text}` grows too large where it is used: it stands for more than {LIMIT:,} steps",
            name.span,
            help="use other definitions in it less often",
        )
        return 1, 1
    if measured.depth > DEEPEST:
        checker.report(
            "N208",
            f"`{name.text}` leads through more than {DEEPEST} definitions and quantifiers, one in the other",
            name.span,
            help="write some of them out",
        )
        return 1, 1
    return measured.size, measured.depth


@attrs.define
class _Open:
    """A definition that is being measured, and the ones that it uses and that are still to be added."""

    item: Defined
    size: int
    depth: int
    rest: list[Defined]
    own_depth: int = attrs.field(init=False)

    @own_depth.default
    def _alone(self) -> int:
        return self.depth


def _loops(item: Defined) -> int:
    """How deep quantifiers and counts nest in a definition."""
    deepest = 0
    open_nodes: list[tuple[nodes.Node, int]] = [(item, 0)]
    while open_nodes:
        node, depth = open_nodes.pop()
        depth += isinstance(node, nodes.Quantified | nodes.Count | nodes.Pick)
        deepest = max(deepest, depth)
        open_nodes.extend((child, depth) for child in children(node))
    return deepest


def _own(item: Defined, checker: Checker) -> _Open:
    """The nodes of a definition itself, and the definitions that it uses, each as often as it does."""
    measured = _Open(item, 0, 1 + _loops(item), [])
    for node in walk(item):
        measured.size += 1
        binding = checker.bindings.get(node)
        if isinstance(binding, AliasUse | ConstantUse | ConditionUse):
            measured.rest.append(binding.declaration)
        elif isinstance(node, nodes.Perform) and isinstance(call := checker.actions.get(node), DefinitionUse):
            measured.rest.append(call.definition)
    return measured
