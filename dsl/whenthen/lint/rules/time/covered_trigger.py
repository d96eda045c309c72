"""A trigger that another trigger of the same rule covers."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import ChangeStart, ClockStart, EventStart, Start, TimedStart
from whenthen.diagnostics.codes.examples import starts
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Fix, Label
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest

CODE = Code(
    "C211",
    "a trigger that another one covers",
    explanation="One trigger of a rule fires whenever another one does: `ticket.status changes` whenever "
    "`ticket.status changes to solved` does. A rule fires once for both. The same trigger on time, standing there "
    "twice, starts the rule twice.",
    why="It changes nothing. Often the wider one was added later, and the rule fires more often than it should.",
    failing=starts("ticket.status changes\n    OR ticket.status changes to solved"),
    mended=starts("ticket.status changes to solved"),
    severity="warning",
    fix=SAFE,
)


#: Of rules with more triggers nothing is said.
_MOST = 50


def in_program(context: Context) -> Iterator[Diagnostic]:
    for rule in context.own_rules:
        if len(rule.starts) > _MOST:
            continue
        for at, start in enumerate(rule.starts):
            for number, other in enumerate(rule.starts):
                if number == at or not _covers(other, start) or (number > at and _covers(start, other)):
                    continue
                timed = isinstance(start, TimedStart | ClockStart)  # each of these is an event of its own
                yield finding(
                    CODE,
                    "this stands here twice, and starts the rule twice at that time"
                    if timed
                    else f"`{other.node.span.text}` fires whenever this one does",
                    start.node.span,
                    Label(other.node.span, "this one covers it"),
                    help="leave one of them out: the wider one, if the narrower one is what is meant",
                    fix=_fix(rule.node, start.node, safe=not timed),
                )
                break


def _covers(wide: Start, narrow: Start) -> bool:
    match wide, narrow:
        case EventStart(), EventStart():
            return wide.type == narrow.type and _cause_covers(wide.node.cause, narrow.node.cause)
        case ChangeStart(), ChangeStart():
            return (
                (wide.name, wide.record, wide.field) == (narrow.name, narrow.record, narrow.field)
                and _cause_covers(wide.node.cause, narrow.node.cause)
                and _set_covers(wide.node.before, narrow.node.before)
                and _set_covers(wide.node.after, narrow.node.after)
            )
        case (TimedStart(), TimedStart()) | (ClockStart(), ClockStart()):
            return digest(wide.node) == digest(narrow.node)
    return False


def _cause_covers(wide: nodes.Name | None, narrow: nodes.Name | None) -> bool:
    if wide is None:
        return narrow is None or narrow.text != "system"  # `is updated` is not about the system
    return narrow is not None and wide.text == narrow.text


def _set_covers(wide: nodes.ValueSet | None, narrow: nodes.ValueSet | None) -> bool:
    if wide is None:
        return True
    if narrow is None:
        return False
    if wide.kind in ("set", "not set") or narrow.kind in ("set", "not set"):
        return wide.kind == narrow.kind
    known, asked = _values(wide), _values(narrow)
    return bool(asked) and asked <= known


def _values(values: nodes.ValueSet) -> set[str]:
    node = values.expression
    if node is None:
        return set()
    if values.kind == "one of":
        return {digest(item) for item in node.items} if isinstance(node, nodes.ListLiteral) else {digest(node)}
    return {digest(node)}


def _fix(rule: nodes.Rule, trigger: nodes.Trigger, safe: bool) -> Fix | None:
    """Leaves the trigger out, with the OR beside it."""
    at = rule.triggers.index(trigger)
    if at:
        span = Span(trigger.span.source, rule.triggers[at - 1].span.end, trigger.span.end)
    else:
        span = Span(trigger.span.source, trigger.span.start, rule.triggers[1].span.start)
    return leave_out(span, f"leave out `{trigger.span.text}`", safe)
