"""The field of a record that an expression names: what is written, and what changes."""

from __future__ import annotations

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.infer import infer
from whenthen.syntax import nodes
from whenthen.types.model import UNKNOWN, RecordType, Type, required
from whenthen.types.schema import Field


def find_field(
    node: nodes.Expression, code: str, otherwise: str, help: str, checker: Checker, env: Environment
) -> tuple[RecordType, Field, Type] | None:
    """The record type, its field, and the type of the record's expression, which may be missing.

    None after a mistake: what is no field of one record is reported with `code`; the message is `otherwise`, with the
    words of the expression in the place of `{}`.
    """
    type = infer(node, checker, env)
    if type == UNKNOWN:
        return None
    if not isinstance(node, nodes.Member):
        checker.report(code, otherwise.format(f"`{node.span.text}`"), node.span, help=help)
        return None
    owner = checker.types[node.object]
    record = required(owner)
    if not isinstance(record, RecordType):
        words = f"`{node.object.span.text}` is one of several records"
        checker.report(code, words, node.object.span, help="ask `is a …` first")
        return None
    field = checker.field(record.name, node.field.text)
    return None if field is None else (record, field, owner)
