"""A length of time since something, compared for being exactly so long."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import BuiltinName, TimedStart
from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import DURATION, INSTANT, NUMBER, required

CODE = Code(
    "C202",
    "a time that is to be exactly so long",
    explanation="What has passed since something, `now - ticket.created_at`, is compared with `is`. Time does not "
    "stop at 48 hours: when the rule looks, it is a moment less, or more.",
    why="The test is true for a millionth of a second, which is practically never. `is at least` asks whether so "
    "much time has passed; a trigger such as `48 hours after ticket.created_at` fires at the moment itself.",
    failing=asks("now - ticket.created_at is 48 hours"),
    mended=asks("now - ticket.created_at is at least 48 hours"),
    severity="warning",
    fix=UNSAFE,
)

_MEASURES = frozenset({"days_in", "hours_in", "minutes_in"})


def in_program(context: Context) -> Iterator[Diagnostic]:
    for node in context.own_nodes(nodes.Compare):
        if node.operator == "is":
            for found in _exact(node, context):
                if not _at_its_moment(node, context):
                    yield found


def _at_its_moment(node: nodes.Compare, context: Context) -> bool:
    """Whether it stands in a rule that a moment starts, at which it may be so."""
    source, start = node.span.source, node.span.start
    return any(
        any(isinstance(started, TimedStart) for started in rule.starts)
        and rule.node.span.source is source
        and rule.node.span.start <= start < rule.node.span.end
        for rule in context.own_rules
    )


def _exact(node: nodes.Compare, context: Context) -> Iterator[Diagnostic]:
    for side, other in ((node.left, node.right), (node.right, node.left)):
        side_type = context.checked.types.get(side)
        kind = None if side_type is None else required(side_type)
        if kind not in (DURATION, NUMBER, INSTANT) or not _runs(side, context) or _runs(other, context):
            continue
        measured = isinstance(side, nodes.Call) and side.function.text in _MEASURES
        if kind == DURATION or (kind == NUMBER and measured):
            yield finding(
                CODE,
                f"`{side.span.text}` is exactly `{other.span.text}` for no more than a moment",
                node.span,
                help=f"ask with `is at least`, or start the rule at that moment: `{_long(other)} after …`",
                fix=_fix(node) if side is node.left else None,
            )
            return
        if kind == INSTANT and _calculates(node, context):
            yield finding(
                CODE,
                f"`{node.span.text}` holds for no more than a moment",
                node.span,
                help="ask with `is at least` or `is at most`, or start the rule at that moment: `… after …`",
            )
            return


def _long(node: nodes.Expression) -> str:
    """The length of time as a trigger has it, where it is written out."""
    return node.span.text if isinstance(node, nodes.DurationLiteral) else "…"


def _runs(node: nodes.Expression, context: Context) -> bool:
    """Whether a value is another one at each moment: it holds `now`, and no function but those that measure."""
    inside = list(walk(node))
    if any(isinstance(part, nodes.Call) and part.function.text not in _MEASURES for part in inside):
        return False
    return any(context.checked.bindings.get(part) == BuiltinName("now") for part in inside)


def _calculates(node: nodes.Compare, context: Context) -> bool:
    return isinstance(node.left, nodes.Arithmetic) or isinstance(node.right, nodes.Arithmetic)


def _fix(node: nodes.Compare) -> Fix | None:
    between = Span(node.span.source, node.left.span.end, node.right.span.start)
    written = between.text.strip()
    if written.lower() not in ("is", "="):
        return None
    start = between.start + between.text.index(written)
    edit = Edit(Span(between.source, start, start + len(written)), "is at least")
    return Fix("write `is at least`", (edit,), safe=False)
