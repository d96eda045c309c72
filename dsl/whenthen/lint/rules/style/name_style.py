"""A name that is not written like the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

CODE = Code(
    "W120",
    "a name in another spelling",
    explanation="A name that a LET, a DEFINE, a CALENDAR, a parameter, a variable or EXTEND declares has capitals, or "
    "is not of words with `_` between them.",
    why="The library and most rules write names like `refund_words`. Whoever uses another one has to look it up each "
    "time.",
    failing=declares('LET RefundWords = ["refund"]\n\n' + rule(condition="ticket.subject contains any of RefundWords")),
    mended=declares(
        'LET refund_words = ["refund"]\n\n' + rule(condition="ticket.subject contains any of refund_words")
    ),
    severity="warning",
    opinion=True,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for name in _declared(context):
        if not _is_plain(name.text):
            better = _better(name.text)
            yield finding(
                CODE,
                f"`{name.text}` is not written like other names",
                name.span,
                help=f"write `{better}`, here and where it is used"
                if _is_plain(better)
                else "write small letters, and `_` between words",
            )


def _declared(context: Context) -> Iterator[nodes.Name]:
    yield from (let.name for let in context.own_nodes(nodes.LetDeclaration))
    yield from (define.name for define in context.own_nodes(nodes.DefineCondition))
    yield from (define.name for define in context.own_nodes(nodes.DefineAction))
    yield from (parameter.name for parameter in context.own_nodes(nodes.Parameter))
    yield from (calendar.name for calendar in context.own_nodes(nodes.CalendarDeclaration))
    yield from (field.name for record in context.own_nodes(nodes.ExtendRecord) for field in record.fields)
    yield from (node.variable for node in context.own_nodes(nodes.Quantified))
    yield from (node.variable for node in context.own_nodes(nodes.Pick))
    yield from (node.variable for node in context.own_nodes(nodes.Count) if node.variable is not None)


def _is_plain(text: str) -> bool:
    return text == text.lower() and re.fullmatch(r"[^\W_]+(?:_[^\W_]+)*", text) is not None


def _better(text: str) -> str:
    return re.sub(r"\W+", "_", re.sub(r"(?<=[^\W_A-Z])(?=[A-Z])", "_", text)).strip("_").lower()
