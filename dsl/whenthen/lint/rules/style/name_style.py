"""A name that is not written like the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

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


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for node in walk(file.tree):
        for name in _declared(node):
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


def _declared(node: nodes.Node) -> Iterator[nodes.Name]:
    match node:
        case (
            nodes.LetDeclaration()
            | nodes.DefineCondition()
            | nodes.CalendarDeclaration()
            | nodes.DefineAction()
            | nodes.Parameter()
        ):
            yield node.name
        case nodes.ExtendRecord():
            yield from (field.name for field in node.fields)
        case nodes.Quantified() | nodes.Pick():
            yield node.variable
        case nodes.Count(variable=nodes.Name() as variable):
            yield variable


def _is_plain(text: str) -> bool:
    return text == text.lower() and re.fullmatch(r"[^\W_]+(?:_[^\W_]+)*", text) is not None


def _better(text: str) -> str:
    return re.sub(r"\W+", "_", re.sub(r"(?<=[^\W_A-Z])(?=[A-Z])", "_", text)).strip("_").lower()
