"""A comparison that begins with the fixed value."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import ChoiceValue
from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.operators import words_behind
from whenthen.lint.edits.parentheses import outer
from whenthen.lint.edits.quoting import brief, in_line
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

CODE = Code(
    "W119",
    "a comparison written backwards",
    explanation="A comparison begins with a fixed value and ends with what is asked about: `3 < ticket.nudges`.",
    why="A rule is read aloud: the ticket's nudges are above 3. The other way round has to be turned in the head.",
    failing=asks("3 < ticket.nudges"),
    mended=asks("ticket.nudges > 3"),
    severity="warning",
    opinion=True,
    fix=SAFE,
)
_FIXED = (
    *(nodes.TextLiteral, nodes.NumberLiteral, nodes.MoneyLiteral, nodes.DurationLiteral, nodes.DateLiteral),
    *(nodes.TimeLiteral, nodes.BooleanLiteral),
)
_TURNED = {
    "<": ">",
    ">": "<",
    "<=": ">=",
    ">=": "<=",
    "is above": "is below",
    "is below": "is above",
    "is at least": "is at most",
    "is at most": "is at least",
}


def in_program(context: Context) -> Iterator[Diagnostic]:
    def fixed(node: nodes.Expression) -> bool:
        return isinstance(node, _FIXED) or isinstance(context.checked.bindings.get(node), ChoiceValue)

    for test in context.own_nodes(nodes.Compare):
        if not fixed(test.left) or fixed(test.right):
            continue
        words = words_behind(test.left, test, test.right).text.strip()
        new = f"{outer(test.right, test).text} {_TURNED.get(test.spelling, words)} {outer(test.left, test).text}"
        yield finding(
            CODE,
            f"`{brief(test.span.text)}` begins with the fixed value",
            test.span,
            help=f"write `{in_line(new)}`",
            fix=replace(test.span, new),
        )
