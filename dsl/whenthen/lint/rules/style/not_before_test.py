"""NOT before a test that can be said the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.operators import opposite
from whenthen.lint.edits.quoting import in_line
from whenthen.lint.finding import finding
from whenthen.syntax import nodes
from whenthen.syntax.walk import children
from whenthen.types.model import Optional

CODE = Code(
    "W103",
    "NOT before a test that can be said the other way round",
    explanation="`NOT x is y` says the same as `x is not y`; likewise `is not set`, `does not contain`, `did not "
    "change` and their kin. Where a value may be missing, the two differ, and nothing is found.",
    why="NOT is read first and is to be remembered until its test has been read.",
    failing=asks('NOT ticket.subject contains "refund"'),
    mended=asks('ticket.subject does not contain "refund"'),
    severity="warning",
    opinion=True,
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for negation in context.own_nodes(nodes.Not):
        test = negation.operand
        turned = opposite(test)
        if turned is None or not _fits(test, context):
            continue
        place, words = turned
        text, start = test.span.text, test.span.start
        new = text[: place.start - start] + words + text[place.end - start :]
        yield finding(
            CODE,
            "this can be said without NOT",
            negation.span,
            help=f"write `{in_line(new)}`",
            fix=replace(negation.span, new),
        )


def _fits(test: nodes.Expression, context: Context) -> bool:
    """Whether all that the test looks at is certainly there; of what is asked whether it is, that it may not be."""
    types = context.checked.types
    if isinstance(test, nodes.IsSet):
        return isinstance(types.get(test.value), Optional)
    for part in children(test):
        if isinstance(test, nodes.Changed):  # what has changed may be missing, but not the record
            part = part.object if isinstance(part, nodes.Member) else part
        if isinstance(part, nodes.Expression) and isinstance(types.get(part), Optional | None):
            return False
    return True
