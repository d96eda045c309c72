"""A test that is always true."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Fix
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out_operand
from whenthen.lint.finding import finding
from whenthen.lint.views.examining import ALWAYS, Examined, examined
from whenthen.syntax import nodes

CODE = Code(
    "L104",
    "a test that is always true",
    explanation="Every value that the field can have passes the test: it lists all values of a choice, asks for the "
    "lowest step of a scale or more, or asks whether something is there that cannot be missing.",
    why="It keeps nothing out, though whoever reads the rule believes that it does.",
    failing=asks('ticket.subject contains "refund" AND ticket.priority is at least none'),
    mended=asks('ticket.subject contains "refund" AND ticket.priority is at least low'),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    found = [one for one in context.get(examined) if one.kind == ALWAYS]
    parents = _parents(found) if found else {}
    for one in found:
        message = f"`{one.node.span.text}` is always true, whatever the records hold"
        help = "leave it out, or change it to what it was meant to ask"
        yield finding(CODE, message, one.node.span, help=help, fix=_fix(one, parents))


def _fix(one: Examined, parents: dict[nodes.Node, nodes.And]) -> Fix | None:
    """Without it an AND says the same. In an OR, the whole of it is always true, and something else was meant."""
    parent = parents.get(one.node)
    return None if parent is None or one.may_fail else leave_out_operand(parent, one.node)


def _parents(found: list[Examined]) -> dict[nodes.Node, nodes.And]:
    """The ANDs that the tests are parts of, but for those under a NOT, where more is meant to be true."""
    parents: dict[nodes.Node, nodes.And] = {}
    for one in found:
        waiting = [one.question.condition]
        while waiting:
            node = waiting.pop()
            if isinstance(node, nodes.And | nodes.Or):
                waiting += node.operands
                if isinstance(node, nodes.And):
                    parents.update((operand, node) for operand in node.operands)
    return parents
