"""An id in a rule that says nothing to those who read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks, declares, rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.quoting import brief
from whenthen.lint.finding import finding
from whenthen.source import Source
from whenthen.syntax import nodes

CODE = Code(
    "W123",
    "an id that says nothing",
    explanation="A rule names a record by a number or by a code of a machine, or compares a field called `id` or "
    "`…_id` with one. A LET that gives it a name is fine, and so is a comment in the same line that says what it is.",
    why="Nobody who reads the rule knows who or what is meant, or sees that it is the wrong one.",
    failing=asks('ticket.external_id is "360001234567"'),
    mended=declares('LET first_order = "360001234567"\n\n' + rule(condition="ticket.external_id is first_order")),
    severity="warning",
    opinion=True,
)
#: Numbers of four digits or more, and long codes that have digits.
_MACHINE = re.compile(
    r"[\W_]*[0-9]{4,}[\W_]*|(?=[^0-9]*[0-9])[0-9a-fA-F]{12,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-\w{12}"
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    commented = {(file.source, comment.position[0]) for file in context.own_files for comment in file.tree.comments}
    for value in _ids(context):
        if _says_nothing(value) and not _has_comment(value, commented):
            yield finding(
                CODE,
                f"`{brief(value.span.text)}` does not say who or what is meant",
                value.span,
                help="give it a name with LET, or say in a comment behind it what it is",
            )


def _ids(context: Context) -> Iterator[nodes.Expression]:
    """The fixed values that stand for a record."""
    yield from (record.key for record in context.own_nodes(nodes.KeyedRecord))
    for test in context.own_nodes(nodes.Compare):
        for field, value in ((test.left, test.right), (test.right, test.left)):
            if _is_id(field):
                yield value
    for among in context.own_nodes(nodes.OneOf):
        if _is_id(among.value) and isinstance(among.options, nodes.ListLiteral):
            yield from among.options.items


def _is_id(field: nodes.Expression) -> bool:
    name = field.field.text.casefold() if isinstance(field, nodes.Member) else ""
    return name == "id" or name.endswith("_id")


def _says_nothing(value: nodes.Expression) -> bool:
    match value:
        case nodes.TextLiteral():
            return _MACHINE.fullmatch(value.value) is not None
        case nodes.NumberLiteral():
            return len(value.spelling) > 3
    return False


def _has_comment(value: nodes.Expression, commented: set[tuple[Source, int]]) -> bool:
    return (value.span.source, value.span.position[0]) in commented
