"""An id of another system, written out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.comparing import WHOLE, comparisons
from whenthen.syntax import nodes
from whenthen.types.model import RecordType, required

CODE = Code(
    "M111",
    "an id that says nothing",
    explanation="A condition compares with an id of another system, such as `360001234567` or `5f0c4a7e-…`, or a "
    "record is named by one.",
    why="Nobody who reads the rule knows which team or form that is, and a search for its name finds nothing. A LET "
    "gives it a name, and is the one place to change when the other system does.",
    failing=asks('ticket.form is "360001234567"'),
    mended=asks('ticket.form is "Returns"'),
    severity="warning",
    opinion=True,
)

_LONG = re.compile(r"[0-9]{6,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}|[0-9a-f]{32}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{3,}|[A-Za-z]{1,4}[_-]?[0-9]{4,}")


def in_program(context: Context) -> Iterator[Diagnostic]:
    for keyed in context.own_nodes(nodes.KeyedRecord):
        if isinstance(keyed.key, nodes.TextLiteral) and (_LONG.fullmatch(keyed.key.value) or _is_number(keyed.key)):
            yield _finding(keyed.key, keyed.span.text)
    for comparison in comparisons(context):
        if comparison.how != WHOLE or comparison.let is not None:
            continue
        is_id = _is_id(comparison.value, context)
        for text in comparison.texts:
            if context.owns(text) and (_LONG.fullmatch(text.value) or (is_id and _is_number(text))):
                yield _finding(text, text.span.text)


def _is_number(text: nodes.TextLiteral) -> bool:
    return _NUMBER.fullmatch(text.value) is not None


def _is_id(value: nodes.Expression, context: Context) -> bool:
    """Whether it is the key of a record, or a field that says it is an id."""
    if not isinstance(value, nodes.Member):
        return False
    field = value.field.text
    type = context.checked.types.get(value.object)
    record = required(type) if type is not None else None
    if isinstance(record, RecordType) and context.checked.schema.records[record.name].key == field:
        return field != "name"
    return field == "id" or field.endswith("_id")


def _finding(text: nodes.TextLiteral, written: str) -> Diagnostic:
    return finding(
        CODE,
        f"`{written}` says nothing to who reads it",
        text.span,
        help="ask for the name, or give the id one with LET at the top of the file",
    )
