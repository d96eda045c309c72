"""A trigger on a change from a value to the same value."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from whenthen.analysis.literals import NOT_WRITTEN, written
from whenthen.diagnostics.codes.examples import starts
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes
from whenthen.values.equality import equality_key

CODE = Code(
    "L111",
    "a change that cannot be",
    explanation="A field that had a value and has the same value afterwards has not changed. Texts that differ in "
    "capitals alone are the same.",
    why="The trigger never starts the rule.",
    failing=starts("ticket.status changes from open to open"),
    mended=starts("ticket.status changes from open to pending"),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for trigger in context.own_nodes(nodes.ChangeTrigger):
        yield from _look(trigger, trigger.before, trigger.after, context)
    for asked in context.own_nodes(nodes.Changed):
        if not asked.negated:
            yield from _look(asked, asked.before, asked.after, context)


def _look(
    node: nodes.Node, before: nodes.ValueSet | None, after: nodes.ValueSet | None, context: Context
) -> Iterator[Diagnostic]:
    if before is None or after is None:
        return
    first, second = _keys(before, context), _keys(after, context)
    if first is not None and first == second and len(first) == 1:
        yield finding(
            CODE,
            f"`{node.span.text}` never happens: that is no change",
            before.span.to(after.span),
            help="name two different values, or leave out one of FROM and TO",
        )


def _keys(wanted: nodes.ValueSet, context: Context) -> frozenset[Hashable] | None:
    if wanted.expression is None:
        return frozenset((wanted.kind,)) if wanted.kind == "not set" else None
    value: Any = written(wanted.expression, context.checked)
    if value is NOT_WRITTEN:
        return None
    values = tuple(value) if wanted.kind == "one of" else (value,)
    return frozenset(map(equality_key, values))
