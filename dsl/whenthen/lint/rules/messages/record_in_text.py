"""A record in a text, of which only the key is sent."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import STAFF, interpolated
from whenthen.syntax import nodes
from whenthen.types.model import TEXT, Optional, RecordType, Union, required

_EXAMPLE = """RULE "Say who looks after it"
  WHEN ticket.assignee changes to set by agent
  IF ticket.assignee is set
  THEN email customer about "Your request" saying "{} looks after it.\""""

CODE = Code(
    "M109",
    "a record in a text",
    explanation="A message to a customer holds a record as a whole, such as `{ticket.assignee}`. Its key is written "
    "then, and the record has a name beside it.",
    why="The customer reads `8123 looks after it`.",
    failing=declares(_EXAMPLE.format("{ticket.assignee}")),
    mended=declares(_EXAMPLE.format("{ticket.assignee.name}")),
    severity="warning",
    fix=UNSAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for text, part in interpolated(context):
        name = _name(part, context)
        if name is not None and text.sending.to != STAFF:
            yield finding(
                CODE,
                f"`{part.span.text}` is written as its key, which is no name",
                part.span,
                help=f"write `{name}`",
                fix=Fix(f"write `{name}`", (Edit(part.span, name),), safe=False),
            )


def _name(part: nodes.Expression, context: Context) -> str | None:
    """What to write instead of a record; None for what is no record, and for one whose key is its name."""
    type = context.checked.types.get(part)
    if type is None or not isinstance(part, nodes.Member | nodes.Reference):
        return None
    whole = required(type)
    names = [str(member) for member in (whole.members if isinstance(whole, Union) else (whole,))]
    if not isinstance(whole, RecordType | Union) or not all(name in context.checked.schema.records for name in names):
        return None
    records = [context.checked.schema.records[name] for name in names]
    if any(record.key == "name" or "name" not in record.fields for record in records):
        return None
    missing = any(isinstance(record.fields["name"].type, Optional) for record in records)
    if any(required(record.fields["name"].type) != TEXT for record in records):
        return None
    written = part.span.text
    return f"{written}.name otherwise {written}.{records[0].key}" if missing else f"{written}.name"
