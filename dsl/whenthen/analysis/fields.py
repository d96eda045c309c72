"""The field of a record that an expression names: what is written, what changes, and what a trigger watches."""

from __future__ import annotations

from whenthen.analysis import expressions
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.infer import infer
from whenthen.analysis.tables import visible
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


def own_field(
    node: nodes.Expression, words: str, checker: Checker, env: Environment
) -> tuple[str, str, Type] | str | None:
    """The record type, the name and the type of a field that a trigger names: `ticket.status`, by its record type.

    After a mistake only the name of the record where that is one, else None; `words` go on behind the field in the help
    (`changes`).
    """
    if not isinstance(node, nodes.Member) or not isinstance(node.object, nodes.Reference):
        help = f"name the record and its field: `WHEN ticket.status {words}`"
        if isinstance(node, nodes.Member):
            help = f"the field of one record starts a rule: name it by its type, as in `WHEN customer.plan {words}`"
        checker.report("N215", f"`{node.span.text}` is not a field of a record", node.span, help=help)
        return None
    record = known_record(node.object, checker, env)
    if record is None:
        return None
    declared = expressions.field_type(node, record, checker, env, RecordType(record))
    if declared is None or declared == UNKNOWN:
        return record
    checker.settle(node, declared)
    return record, node.field.text, declared


def known_record(node: nodes.Reference, checker: Checker, env: Environment) -> str | None:
    """The record type that a trigger names; None after a mistake."""
    if checker.record(node.name, env) is None:
        known = [r.name.text for r in visible(env.file, checker.tables.records.values())]
        checker.unknown_name("record", node.name, node.span, env, known, "N104")
        return None
    checker.settle(node, RecordType(node.name))
    return node.name
