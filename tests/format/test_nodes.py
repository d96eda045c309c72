"""Every class of nodes has its printer, and every kind of token its spelling."""

from __future__ import annotations

from typing import Any

import pytest

from tests.format.checking import formatted
from tests.syntax.valid import VALID
from whenthen.format.printing import Printer, show
from whenthen.source import Source
from whenthen.syntax import nodes
from whenthen.syntax.parser import parse_with_tokens
from whenthen.syntax.walk import walk

#: Those that are made of others, and are never in a tree themselves.
_ABSTRACT = {
    nodes.Node,
    nodes.Expression,
    nodes.Item,
    nodes.Setting,
    nodes.Statement,
    nodes.Trigger,
    nodes.TypeExpression,
}
#: What its parent prints, as it is no clause of its own.
_WITHIN = {nodes.Branch}


def _classes() -> list[Any]:
    return [kind for name in nodes.__all__ if (kind := getattr(nodes, name)) not in _ABSTRACT]


@pytest.mark.parametrize("kind", _classes(), ids=lambda kind: kind.__name__)
def test_a_node_has_a_printer(kind: Any) -> None:
    forgotten = show.dispatch(kind) is show.dispatch(object)
    assert forgotten == (kind in _WITHIN), f"no printer for {kind.__name__}: see whenthen/format/printing"


def test_a_node_without_a_printer_is_not_passed_over() -> None:
    class Another(nodes.Node):
        pass

    with pytest.raises(TypeError, match="no printer for Another"):
        show(Another(), Printer(Source("rules.when", ""), []))


def test_the_long_text_has_nearly_all_nodes_and_is_printed() -> None:
    tree, _, _ = parse_with_tokens(Source("rules.when", VALID))
    kinds = {type(node) for node in walk(tree)}
    assert {kind.__name__ for kind in _classes()} - {kind.__name__ for kind in kinds} == {"BrokenItem"}
    formatted(VALID)
