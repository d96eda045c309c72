"""A trigger `by a rule` that no rule causes."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.doings import SET, Writer
from whenthen.analysis.literals import NOT_WRITTEN
from whenthen.analysis.program import ChangeStart, EventStart, Start
from whenthen.analysis.terms import PLAIN, Term
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import all_writers, terms
from whenthen.values.equality import equality_key

_WATCH = 'RULE "Watch"\n  WHEN ticket.priority changes {}by a rule\n  THEN log "{{ticket.id}}"\n'
_RAISE = 'RULE "Raise"\n  WHEN ticket is created\n  THEN set ticket.priority to high\n'
CODE = Code(
    "R120",
    "a trigger that no rule causes",
    explanation="A rule waits for a change by a rule, and no rule writes that field, or gives it that value.",
    why=(
        "The rule fires only if the application reports changes of its own as made by a rule. Mostly the rule that was "
        "to write the field is missing, or was changed."
    ),
    failing=file("USE helpdesk\n\n" + _WATCH.format("to urgent ") + "\n" + _RAISE),
    mended=file("USE helpdesk\n\n" + _WATCH.format("to high ") + "\n" + _RAISE),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    if context.partial:  # the rule may stand in another file
        return
    for rule in context.own_rules:
        for start in rule.starts:
            said = _uncaused(start, context)
            if said is not None:
                yield finding(
                    CODE,
                    f"no rule {said}",
                    start.node.span,
                    help="leave `by a rule` out, or look for the rule that was to do it",
                )


def _uncaused(start: Start, context: Context) -> str | None:
    """What no rule does, in words; None where one may cause this, or nothing can be said."""
    written = context.get(all_writers)
    if not isinstance(start, EventStart | ChangeStart) or start.node.cause is None or start.node.cause.text != "rule":
        return None
    if isinstance(start, EventStart):
        record, _, event = start.type.partition(".")
        if event != "updated" or any(of == record for of, _ in written):
            return None
        return f"writes any field of a {record}"
    writers = written.get((start.record, start.field), ())
    if not writers:
        return f"writes `{start.node.field.span.text}`"
    after = start.node.after
    if after is None or after.kind != "value" or after.expression is None:
        return None
    value = context.get(terms).value(Term(after.expression, PLAIN))
    if value is NOT_WRITTEN or any(_may_give(writer, value, context) for writer in writers):
        return None
    return f"sets `{start.node.field.span.text}` to `{after.expression.span.text}`"


def _may_give(writer: Writer, value: object, context: Context) -> bool:
    known = context.get(terms)
    for write in writer.writes:
        given = known.value(write.value)
        if write.kind != SET or given is NOT_WRITTEN or equality_key(given) == equality_key(value):
            return True
    return not writer.writes
