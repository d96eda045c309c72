"""Parts of an AND that cannot be true together."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.examining import AGAINST, examined

CODE = Code(
    "L102",
    "tests that are never true together",
    explanation="Two or more parts of a condition exclude each other: no record can be as they ask, so that what "
    "hangs on the condition never runs. It is worked out from the values that fields can have, from bounds, texts and "
    "members of sets, through definitions and LETs.",
    why="The rule looks as if it did something, and never does. Mostly OR was meant, or one of the tests was copied "
    "and not changed.",
    failing=asks("ticket.status is open AND ticket.status is pending"),
    mended=asks("ticket.status is open OR ticket.status is pending"),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for one in context.get(examined):
        if one.kind != AGAINST:
            continue
        said = f"`{one.node.span.text}`"
        if len(one.others) == 1:
            message = f"{said} is never true together with `{one.others[0].span.text}`"
        else:
            message = f"{said} is never true where all that stands before it is"
        labels = (Label(other.span, "this excludes it") for other in one.others)
        yield finding(
            CODE, message, one.node.span, *labels, help="write OR where one of them is enough, or change one of them"
        )
