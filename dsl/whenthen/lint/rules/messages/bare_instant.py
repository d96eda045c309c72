"""A moment in a text, written as machines write it."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import sends
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import STAFF, interpolated
from whenthen.syntax import nodes
from whenthen.types.model import INSTANT, required

_EXAMPLE = 'email customer about "Your request" saying """It came {}."""'

CODE = Code(
    "M108",
    "a moment written as machines write it",
    explanation="A message to a customer holds an instant as it is: `{ticket.due_at}` becomes `2026-11-22T09:00:00Z`.",
    why="That is hard to read, and it is the time in UTC, not that of the customer or the shop. `format_instant` "
    "writes it in words, in the time zone of the project or in another one.",
    failing=sends(_EXAMPLE.format("{ticket.created_at}")),
    mended=sends(_EXAMPLE.format('on {format_instant(ticket.created_at, "D MMMM [at] H:mm")}')),
    severity="warning",
    fix=UNSAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for text, part in interpolated(context):
        type = context.checked.types.get(part)
        if text.sending.to != STAFF and type is not None and required(type) == INSTANT:
            yield finding(
                CODE,
                f"`{part.span.text}` is sent as `2026-11-22T09:00:00Z`, in UTC",
                part.span,
                help=f'name it above IF: `LET when = format_instant({part.span.text}, "D MMMM [at] H:mm")`, '
                "and write `{when}` here",
                fix=_fix(text.node, part),
            )


def _fix(text: nodes.Expression, part: nodes.Expression) -> Fix | None:
    """Writes it out in the text; a text in single quotes cannot hold the quotes of the pattern."""
    if not text.span.text.startswith('"""') or "#" in part.span.text:
        return None
    written = f'format_instant({part.span.text}, "D MMMM YYYY [at] H:mm")'
    return Fix("write it with `format_instant`", (Edit(part.span, written),), safe=False)
