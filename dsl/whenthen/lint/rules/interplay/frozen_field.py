"""A rule that undoes every change of a field."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.doings import CLEAR, DECREASE, INCREASE, LOWER, RAISE, SET, Unfollowed, Write
from whenthen.analysis.program import ChangeStart
from whenthen.diagnostics.codes.examples import file, rule
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import Steps, kind_of, places, runs_freely, sequences, terms

_WHEN = "ticket.priority changes"
_THEN = "set ticket.priority to high"
CODE = Code(
    "R104",
    "a rule that writes over every change",
    explanation="A rule is started by any change of a field, asks for nothing, and writes that field. A rule of a "
    "group, one that another rule overrides or stops, and one with a time of its own (ACTIVE) are left alone: they let "
    "some changes stand.",
    why="Nobody can give the field a value: whatever is entered, the rule writes over it at once.",
    failing=file("USE helpdesk\n\n" + rule(when=_WHEN, then=_THEN)),
    mended=file("USE helpdesk\n\n" + rule(when=_WHEN, condition="customer.vip", then=_THEN)),
    severity="warning",
)
_MOVES = (INCREASE, DECREASE, RAISE, LOWER)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for steps in context.get(sequences):
        start = _only_start(steps, context)
        if start is not None and not _is_stopped(steps, start, context):
            for write in _over(start, steps, context):
                yield finding(
                    CODE,
                    f"this writes over every change of `{start.node.field.span.text}`, which is what starts the rule",
                    write.statement.span,
                    Label(start.node.span, "any change starts it"),
                    help="narrow the trigger with FROM, TO or BY, or say with IF when the change is not to stand",
                )
                break


def _only_start(steps: Steps, context: Context) -> ChangeStart | None:
    """The change that starts a rule of one branch without conditions, if any change of the field does."""
    rule = steps.rule
    if rule is None or not runs_freely(rule, context) or len(rule.starts) != 1:
        return None
    start = rule.starts[0]
    if (
        not isinstance(start, ChangeStart)
        or rule.node.branches[0].condition is not None
        or len(rule.node.branches) != 1
    ):
        return None
    return None if start.node.before or start.node.after or start.node.cause else start


def _is_stopped(steps: Steps, start: ChangeStart, context: Context) -> bool:
    """Whether an earlier rule that the change may start stops the turn: that is how it lets the change stand."""
    assert steps.rule is not None
    kinds = (kind_of(start), ("event", f"{start.record}.updated"))
    for place in context.get(places).stops:
        earlier = context.checked.rules[place]
        if earlier.id == steps.rule.id:
            return False
        if any(kind_of(each) in kinds for each in earlier.starts):
            return True
    return False


def _over(start: ChangeStart, steps: Steps, context: Context) -> Iterator[Write]:
    known = context.get(terms)
    for doing in steps.doings:
        if isinstance(doing, Unfollowed) or doing.waited:
            return
        if not isinstance(doing, Write) or doing.written != (start.record, start.field):
            continue
        path = known.path(doing.target)
        if path is None or path.name != start.name or len(path.steps) != 1:
            continue
        # What is made of the value itself only gives it another form.
        other_form = bool({doing.written, (start.record, None)} & known.reads(doing.value))
        if doing.kind in _MOVES or (doing.kind in (SET, CLEAR) and not other_form):
            yield doing
