"""The types of values: literals, records and their fields, calculations."""

from __future__ import annotations

from whenthen.analysis.checker import Checker
from whenthen.analysis.comparisons import same_currency
from whenthen.analysis.environment import Environment
from whenthen.analysis.infer import check, infer, list_literal, otherwise
from whenthen.analysis.lookup import narrowed
from whenthen.analysis.mends import unquoted
from whenthen.analysis.missing import may_be_missing
from whenthen.analysis.wording import a
from whenthen.diagnostics.fixes import as_text
from whenthen.diagnostics.model import Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types import operators, relations
from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    NUMBER,
    PATTERN,
    PAYLOAD,
    TEXT,
    TIME,
    UNKNOWN,
    Optional,
    RecordType,
    Type,
    Union,
    optional,
    required,
)
from whenthen.values.errors import ValueFailure
from whenthen.values.patterns import compile_pattern
from whenthen.values.refs import Ref

_LITERALS: dict[type[nodes.Node], Type] = {
    nodes.TextLiteral: TEXT,
    nodes.NumberLiteral: NUMBER,
    nodes.MoneyLiteral: MONEY,
    nodes.DateLiteral: DATE,
    nodes.TimeLiteral: TIME,
    nodes.BooleanLiteral: BOOLEAN,
}


@infer.register(nodes.TextLiteral)
@infer.register(nodes.NumberLiteral)
@infer.register(nodes.MoneyLiteral)
@infer.register(nodes.DateLiteral)
@infer.register(nodes.TimeLiteral)
@infer.register(nodes.BooleanLiteral)
def _literal(node: nodes.Expression, checker: Checker, env: Environment) -> Type:
    return checker.settle(node, _LITERALS[node.__class__])


@infer.register(nodes.Template)
def _template(node: nodes.Template, checker: Checker, env: Environment) -> Type:
    for part in node.parts:
        type = infer(part, checker, env)
        if isinstance(type, Optional):
            may_be_missing("V105", "stands in a text", part, checker)
        elif type == PATTERN:
            checker.report("T105", "a pattern cannot be written into a text", part.span, help="write it as text")
    return checker.settle(node, TEXT)


@infer.register(nodes.DurationLiteral)
def _duration(node: nodes.DurationLiteral, checker: Checker, env: Environment) -> Type:
    return checker.settle(node, BUSINESS_DURATION if node.business else DURATION)


@infer.register(nodes.PatternLiteral)
def _pattern(node: nodes.PatternLiteral, checker: Checker, env: Environment) -> Type:
    try:
        compile_pattern(node.pattern, node.flags)
    except ValueFailure as failure:
        checker.report(
            "T109",
            f"this pattern cannot be used: {failure}",
            node.span,
            help="patterns follow the RE2 syntax: no look-around and no back-references; `\\` before a sign takes it "
            "literally",
        )
    return checker.settle(node, PATTERN)


@infer.register(nodes.ListLiteral)
def _list(node: nodes.ListLiteral, checker: Checker, env: Environment) -> Type:
    return list_literal(node, None, checker, env, "this place")


@infer.register(nodes.RecordLiteral)
def _record_literal(node: nodes.RecordLiteral, checker: Checker, env: Environment) -> Type:
    seen: dict[str, Span] = {}
    for entry in node.entries:
        name = entry.name.text
        if name in seen:
            checker.report(
                "N201",
                f"`{name}` stands twice here",
                entry.name.span,
                Label(seen[name], "first here"),
                help="remove one",
            )
        seen.setdefault(name, entry.name.span)
        type = infer(entry.value, checker, env)
        if not relations.plain(type):
            checker.report(
                "T105",
                f"{a(required(type))} cannot be part of a payload",
                entry.value.span,
                help="a payload holds what can be written as data: texts, numbers, moments, lists, records …",
            )
    return checker.settle(node, PAYLOAD)


@infer.register(nodes.Member)
def _member(node: nodes.Member, checker: Checker, env: Environment) -> Type:
    owner = infer(node.object, checker, env)
    inner = required(owner)
    if inner == UNKNOWN:
        return checker.unknown(node)
    members = inner.members if isinstance(inner, Union) else (inner,)
    found: list[Type] = []
    for member in members:
        if not isinstance(member, RecordType):
            checker.report(
                "T107",
                f"`{node.object.span.text}` is {a(inner)}, which has no fields",
                node.field.span,
                help="only records have fields"
                + (f": first ask `{node.object.span.text} is a …`" if isinstance(inner, Union) else ""),
            )
            return checker.unknown(node)
        type = field_type(node, member.name, checker, env, inner)
        if type is None:
            return checker.unknown(node)
        found.append(type)
    joined: Type | None = found[0]
    for type in found[1:]:
        joined = None if joined is None else relations.join(joined, type)
    if joined is None or joined == UNKNOWN:
        if joined is None:
            checker.report(
                "T107", f"`{node.field.text}` is of different types there", node.field.span, help="ask `is a …` first"
            )
        return checker.unknown(node)
    if isinstance(owner, Optional):
        joined = optional(joined)
    return checker.settle(node, narrowed(joined, node, checker, env))


def field_type(node: nodes.Member, record: str, checker: Checker, env: Environment, owner: Type) -> Type | None:
    """The declared type of the field of a record; None, and a report, where there is none that the file sees."""
    name = node.field.text
    field = checker.field(record, name)
    place = checker.field_spans.get((record, name))
    if field is not None and (place is None or place.source.name in env.file.sees):
        return field.type
    if record in checker.open_records or env.file.incomplete:
        return UNKNOWN
    if field is not None and place is not None:
        checker.not_used(f"{record}.{name}", place, node.field.span)
        return None
    declared = checker.schema.records.get(record)
    fields = list(declared.fields) if declared is not None else []
    help, fix = checker.suggest(name, fields), checker.mend_name(name, fields, node.field.span)
    if help is None and fields:
        help = f"`{record}` has " + ", ".join(f"`{f}`" for f in fields[:12]) + (" …" if len(fields) > 12 else "")
    labels: tuple[Label, ...] = ()
    declaration = checker.tables.records.get(record)
    if declaration is not None and declaration.span.source.name in env.file.sees:
        labels = (Label(declaration.name.span, f"`{record}` is declared here"),)
    checker.report("N102", f"`{record}` has no field `{name}`", node.field.span, *labels, help=help, fix=fix)
    return None


@infer.register(nodes.KeyedRecord)
def _keyed(node: nodes.KeyedRecord, checker: Checker, env: Environment) -> Type:
    name = node.record.text
    key = check(node.key, TEXT, checker, env)
    if checker.record(name, env) is None:
        if not (env.file.incomplete or name in checker.tables.broken):
            known = [r for r in checker.schema.records if checker.record(r, env) is not None]
            advice = f"a word before a text names a kind of record; the text alone is `{node.key.span.text}`"
            checker.unknown_name("record", name, node.record.span, env, known, "N104", advice)
        return checker.unknown(node)
    if isinstance(node.key, nodes.TextLiteral) and _no_such_key(node.key, name, checker):
        return checker.unknown(node)
    if key == UNKNOWN:
        return checker.unknown(node)
    return checker.settle(node, RecordType(name))


def _no_such_key(key: nodes.TextLiteral, record: str, checker: Checker) -> bool:
    """Whether the keys of the record type are all known and this is none of them; then it is reported."""
    if record not in checker.data_records or Ref(record, key.value) in checker.data:
        return False
    keys = [ref.key for ref in checker.data if ref.type == record]
    listed = f"there are {', '.join(keys[:12])}" + (" …" if len(keys) > 12 else "")
    help = checker.suggest(key.value, keys) or listed
    fix = checker.mend_name(key.value, keys, key.span, as_text)
    checker.report("N109", f"there is no {record} `{key.value}`", key.span, help=help, fix=fix)
    return True


@infer.register(nodes.Negative)
def _negative(node: nodes.Negative, checker: Checker, env: Environment) -> Type:
    type = infer(node.operand, checker, env)
    if type == UNKNOWN:
        return checker.unknown(node)
    row = operators.negation(required(type))
    if row is None:
        checker.report(
            "T103",
            f"`-` needs a number, money or a duration, and this is {a(type)}",
            node.operand.span,
            help="remove the `-`",
        )
        return checker.unknown(node)
    checker.operators[node] = row
    return checker.settle(node, type)


@infer.register(nodes.Arithmetic)
def _arithmetic(node: nodes.Arithmetic, checker: Checker, env: Environment) -> Type:
    left = infer(node.left, checker, env)
    right = infer(node.right, checker, env)
    if UNKNOWN in (left, right):
        return checker.unknown(node)
    row = operators.find(node.operator, required(left), required(right))
    if row is None:
        checker.report(
            "T103",
            f"`{node.operator}` does not work between {a(left)} and {a(right)}",
            node.span,
            Label(node.left.span, a(left)),
            Label(node.right.span, a(right)),
            help=_arithmetic_help(node.operator, required(left), required(right)),
            fix=unquoted(node.right, left) or unquoted(node.left, right),
        )
        return checker.unknown(node)
    if same_currency(node.left, node.right, checker, node.span) is False:
        return checker.unknown(node)
    checker.operators[node] = row
    missing = isinstance(left, Optional) or isinstance(right, Optional)
    return checker.settle(node, optional(row.result) if missing else row.result)


def _arithmetic_help(operator: str, left: Type, right: Type) -> str:
    if TEXT in (left, right):
        return 'texts are put together by writing values into one: "{ticket.id}: {ticket.subject}"'
    if BUSINESS_DURATION in (left, right) and DURATION in (left, right):
        return "business time and plain time do not mix: write both with `business`, or neither"
    if INSTANT in (left, right) and BUSINESS_DURATION in (left, right):
        return "business time after a moment is `business_deadline(MOMENT, 8 business hours)`"
    return "numbers, money, durations, dates and instants can be calculated with where the result has a meaning"


@infer.register(nodes.Otherwise)
def _otherwise_alone(node: nodes.Otherwise, checker: Checker, env: Environment) -> Type:
    return otherwise(node, None, checker, env, "this place")
