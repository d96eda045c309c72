"""Values that are known before any event: the defaults of fields.

A default is a literal, or a list of literals. Missing is written by leaving the default out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.infer import check
from whenthen.analysis.literals import NOT_WRITTEN, literal
from whenthen.analysis.wording import a
from whenthen.syntax import nodes
from whenthen.types import relations
from whenthen.types.model import UNKNOWN, Type, required
from whenthen.types.schema import Field, Record
from whenthen.values.errors import ValueFailure


def literal_value(node: nodes.Expression, checker: Checker) -> Any:
    """The value of a checked literal or list of literals, NOT_WRITTEN for anything else. Raises ValueFailure."""
    return literal(node, checker, lambda item: literal_value(item, checker))


def with_defaults(checker: Checker) -> Mapping[str, Record]:
    """The records of the schema with the defaults of their fields."""
    records = dict(checker.schema.records)
    for record, declarations, item in _declared(checker):
        fields = dict(records[record].fields)
        for declaration in declarations:
            field = fields.get(declaration.name.text)
            if declaration.default is None or field is None:
                continue
            if checker.field_spans[record, field.name] is not declaration.name.span:
                continue  # declared twice, and reported
            env = Environment(checker.tables.file_of(item), constant=True)
            value = _default(field, declaration.default, checker, env)
            fields[field.name] = attrs.evolve(field, default=value)
        records[record] = attrs.evolve(records[record], fields=fields)
    return records


def _declared(checker: Checker) -> list[tuple[str, tuple[nodes.FieldDeclaration, ...], nodes.Item]]:
    tables = checker.tables
    found: list[tuple[str, tuple[nodes.FieldDeclaration, ...], nodes.Item]] = [
        (name, declaration.fields, declaration) for name, declaration in tables.records.items()
    ]
    found.extend((e.name.text, e.fields, e) for e in tables.extensions if e.name.text in checker.schema.records)
    return found


def _default(field: Field, node: nodes.Expression, checker: Checker, env: Environment) -> Any:
    type: Type = check(node, field.type, checker, env, f"`{field.name}`")
    if UNKNOWN in (type, field.type):
        return None
    if not relations.assignable(type, required(field.type)):
        wanted = required(field.type)
        checker.report(
            "T104", f"`{field.name}` is {a(wanted)}, and its default is {a(type)}", node.span, help=f"write {a(wanted)}"
        )
        return None
    try:
        value = literal_value(node, checker)
    except ValueFailure as failure:
        checker.report("T120", f"this default cannot be used: {failure}", node.span, help="write another value")
        return None
    if value is NOT_WRITTEN:
        checker.report(
            "T120",
            "a default is written out: a text, a number, a choice value, a list of these",
            node.span,
            help="leave it out and let a rule set the field when the record is created",
        )
        return None
    return value
