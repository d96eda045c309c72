"""Two statements of which the second takes back what the first one did."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.doings import (
    ADD,
    DECREASE,
    INCREASE,
    LOWER,
    RAISE,
    REMOVE,
    Unfollowed,
    Waiting,
    Write,
)
from whenthen.analysis.terms import Terms, records
from whenthen.diagnostics.codes.examples import does
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import Steps, reads, sequences, terms
from whenthen.types.model import SetOf, required

CODE = Code(
    "R113",
    "a statement takes back what another one did",
    explanation=(
        "The same value is added and removed, a number is increased and decreased by the same, or a scale raised and "
        "lowered, by statements that are done one after the other."
    ),
    why="Together they do nothing, or what the last one does alone. One of them was probably meant for another field.",
    failing=does('add "vip" to ticket.tags\n    remove "vip" from ticket.tags'),
    mended=does('remove "vip" from ticket.tags'),
    severity="warning",
)

_OPPOSITE = {ADD: REMOVE, REMOVE: ADD, INCREASE: DECREASE, DECREASE: INCREASE, RAISE: LOWER, LOWER: RAISE}
_WORDS = {
    ADD: "added",
    REMOVE: "removed",
    INCREASE: "increased",
    DECREASE: "decreased",
    RAISE: "raised",
    LOWER: "lowered",
}


def in_program(context: Context) -> Iterator[Diagnostic]:
    for steps in context.get(sequences):
        for first, second in _undone(steps, context.get(terms), context):
            yield finding(
                CODE,
                f"`{second.statement.span.text}` takes back what has just been {_WORDS[first.kind]}",
                second.statement.span,
                Label(first.statement.span, f"{_WORDS[first.kind]} here"),
                help="leave one of the two out, or give each a condition of its own with IF and ELSE",
            )


def _undone(steps: Steps, known: Terms, context: Context) -> Iterator[tuple[Write, Write]]:
    done: dict[tuple[str, str], dict[tuple[str, str, str], Write]] = {}  # by field; by target, kind and value
    for doing in steps.doings:
        if isinstance(doing, Waiting | Unfollowed):
            done.clear()
            continue
        own = isinstance(doing, Write) and not doing.replaces
        for record, field in reads(doing, known):
            if field is None:
                done = {key: writes for key, writes in done.items() if key[0] != record}
            elif not (own and isinstance(doing, Write) and (record, field) == doing.written):
                done.pop((record, field), None)
        if not isinstance(doing, Write):
            continue
        type = required(context.checked.schema.records[doing.record].fields[doing.field].type)
        same_field = done.setdefault(doing.written, {})
        if doing.replaces or (doing.kind in (RAISE, LOWER) and doing.value is not None):
            same_field.clear()
        elif doing.kind not in (ADD, REMOVE) or isinstance(type, SetOf):  # in a list places count as well
            target, value = known.meaning(doing.target), known.meaning(doing.value)
            before = same_field.pop((target, _OPPOSITE[doing.kind], value), None)
            if before is not None and before.statement is not doing.statement:
                yield before, doing
            else:
                same_field[target, doing.kind, value] = doing
        if any(records(type)):
            done.clear()  # targets that lead through the field may be others now
