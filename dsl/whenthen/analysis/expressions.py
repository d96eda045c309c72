"""The types of values: `infer` finds the type of an expression, `check` holds it against the type that its place wants.

`check` is also where bare words and texts become values of a choice: the wanted type decides, as in
`ticket.priority is urgent`.
"""

from __future__ import annotations

from functools import singledispatch

from whenthen.analysis import calls, names
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.program import ChoiceValue, ConstantUse
from whenthen.analysis.wording import a, values
from whenthen.diagnostics.model import Label
from whenthen.diagnostics.nearest import did_you_mean
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types import operators, relations
from whenthen.types.model import (
    BOOLEAN,
    BUSINESS_DURATION,
    DATE,
    DURATION,
    MONEY,
    NOTHING,
    NUMBER,
    PATTERN,
    PAYLOAD,
    TEXT,
    TIME,
    UNKNOWN,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
    optional,
    required,
)
from whenthen.values.errors import ValueFailure
from whenthen.values.patterns import compile_pattern
from whenthen.values.refs import Ref


def check(node: nodes.Expression, wanted: Type, checker: Checker, env: Environment, place: str = "this place") -> Type:
    """The type of an expression in a place that wants a value of a type; `place` names it in messages.

    Only choice values are held against it here: whether the type fits is the caller's question, who knows how to put
    it. The answer is the type found, UNKNOWN after a mistake.
    """
    inner = required(wanted)
    if inner == UNKNOWN and isinstance(node, nodes.Reference) and not names.resolves(node.name, checker, env):
        return checker.unknown(node)  # perhaps a value of the choice that is not known
    if isinstance(inner, Choice):
        return _check_choice(node, inner, checker, env, place)
    if isinstance(inner, ListOf | SetOf):
        if isinstance(node, nodes.ListLiteral):
            type = _list_literal(node, inner.item, checker, env, place)
            if isinstance(inner, SetOf) and isinstance(type, ListOf):
                return checker.settle(node, SetOf(type.item))  # brackets write a set where one is wanted
            return type
        if isinstance(inner.item, Choice):
            if isinstance(node, nodes.Reference) and not names.resolves(node.name, checker, env):
                return _bare_list(node, inner, checker)
            type = infer(node, checker, env)
            return _constant_choices(node, type, inner, checker, place)
    if isinstance(node, nodes.Otherwise):
        return _otherwise(node, wanted, checker, env, place)
    return infer(node, checker, env)


def _bare_list(node: nodes.Reference, wanted: ListOf | SetOf, checker: Checker) -> Type:
    checker.report(
        "T110",
        f"`{node.name}` is one value, and a list is wanted here",
        node.span,
        help=f"write the values in brackets: `[{node.name}, …]`",
    )
    return checker.unknown(node)


def _check_choice(node: nodes.Expression, wanted: Choice, checker: Checker, env: Environment, place: str) -> Type:
    match node:
        case nodes.Reference() if node.name in wanted.values:
            clash = env.variables.get(node.name)
            if clash is not None:
                checker.report(
                    "N206",
                    f"`{node.name}` is a value of this choice and also the name of {a(clash.kind)}",
                    node.span,
                    Label(clash.declared, "the name comes from here"),
                    help=f'for the value write `"{node.name}"` in quotes, or give the {clash.kind} another name',
                )
            checker.bindings[node] = ChoiceValue(node.name)
            return checker.settle(node, wanted)
        case nodes.Reference() if not names.resolves(node.name, checker, env):
            return _unknown_choice(node, node.name, wanted, checker, env, place)
        case nodes.TextLiteral():
            if node.value in wanted.values:
                checker.bindings[node] = ChoiceValue(node.value)
                return checker.settle(node, wanted)
            return _unknown_choice(node, node.value, wanted, checker, env, place)
        case nodes.Otherwise():
            return _otherwise(node, wanted, checker, env, place)
    return _constant_choices(node, infer(node, checker, env), wanted, checker, place)


def _unknown_choice(
    node: nodes.Expression, value: str, wanted: Choice, checker: Checker, env: Environment, place: str
) -> Type:
    if value in checker.tables.broken:
        return checker.unknown(node)
    known = names.known_names(checker, env) if isinstance(node, nodes.Reference) else []
    nearest = did_you_mean(value, [*wanted.values, *known])
    checker.report(
        "N103",
        f"`{value}` is not a value of {place}",
        node.span,
        help=(f"{nearest}\n" if nearest else "") + f"it can be {values(wanted)}",
    )
    return checker.unknown(node)


def _constant_choices(node: nodes.Expression, type: Type, wanted: Type, checker: Checker, place: str) -> Type:
    """A LET of texts stands for choice values where such are wanted."""
    binding = checker.bindings.get(node)
    if not isinstance(binding, ConstantUse):
        return type
    item = wanted.item if isinstance(wanted, ListOf | SetOf) else wanted
    literal = binding.declaration.value
    parts = literal.items if isinstance(literal, nodes.ListLiteral) else (literal,)
    if not isinstance(item, Choice) or not all(isinstance(part, nodes.TextLiteral) for part in parts):
        return type
    if isinstance(literal, nodes.ListLiteral) != isinstance(wanted, ListOf | SetOf):
        return type
    for part in parts:
        if isinstance(part, nodes.TextLiteral) and part.value not in item.values:
            checker.report(
                "N103",
                f"`{part.value}` in `{binding.declaration.name.text}` is not a value of {place}",
                node.span,
                Label(part.span, "the value stands here"),
                help=f"it can be {values(item)}",
            )
            return checker.unknown(node)
    return checker.settle(node, ListOf(item) if isinstance(literal, nodes.ListLiteral) else item)


@singledispatch
def infer(node: nodes.Expression, checker: Checker, env: Environment) -> Type:
    """The type of an expression by itself; UNKNOWN after a mistake, which has been reported."""
    from whenthen.analysis import conditions

    return conditions.infer_condition(node, checker, env)


# -------------------------------------------------------------------------------------------------------- literals


@infer.register(nodes.TextLiteral)
def _text(node: nodes.TextLiteral, checker: Checker, env: Environment) -> Type:
    return checker.settle(node, TEXT)


@infer.register(nodes.Template)
def _template(node: nodes.Template, checker: Checker, env: Environment) -> Type:
    for part in node.parts:
        type = infer(part, checker, env)
        if isinstance(type, Optional):
            may_be_missing("V105", "stands in a text", part, checker)
        elif isinstance(type, Union | RecordType) or type in (UNKNOWN, PATTERN):
            if type == PATTERN:
                checker.report("T105", "a pattern cannot be written into a text", part.span, help="write it as text")
            continue
    return checker.settle(node, TEXT)


@infer.register(nodes.NumberLiteral)
def _number(node: nodes.NumberLiteral, checker: Checker, env: Environment) -> Type:
    return checker.settle(node, NUMBER)


@infer.register(nodes.MoneyLiteral)
def _money(node: nodes.MoneyLiteral, checker: Checker, env: Environment) -> Type:
    return checker.settle(node, MONEY)


@infer.register(nodes.DurationLiteral)
def _duration(node: nodes.DurationLiteral, checker: Checker, env: Environment) -> Type:
    return checker.settle(node, BUSINESS_DURATION if node.business else DURATION)


@infer.register(nodes.DateLiteral)
def _date(node: nodes.DateLiteral, checker: Checker, env: Environment) -> Type:
    return checker.settle(node, DATE)


@infer.register(nodes.TimeLiteral)
def _time(node: nodes.TimeLiteral, checker: Checker, env: Environment) -> Type:
    return checker.settle(node, TIME)


@infer.register(nodes.BooleanLiteral)
def _boolean(node: nodes.BooleanLiteral, checker: Checker, env: Environment) -> Type:
    return checker.settle(node, BOOLEAN)


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
    return _list_literal(node, None, checker, env, "this place")


def _list_literal(node: nodes.ListLiteral, wanted: Type | None, checker: Checker, env: Environment, place: str) -> Type:
    joined: Type = NOTHING
    for item in node.items:
        type = infer(item, checker, env) if wanted is None else check(item, wanted, checker, env, place)
        if isinstance(type, Optional):
            may_be_missing("V104", "is an item of a list", item, checker)
            type = type.type
        if type == UNKNOWN:
            joined = UNKNOWN
        if joined == UNKNOWN:
            continue
        both = relations.join(joined, type)
        if both is None:
            checker.report(
                "T114",
                f"this list holds {a(joined)} and {a(type)}",
                item.span,
                Label(node.items[0].span, a(joined)),
                help="the items of a list have one type",
            )
            joined = UNKNOWN
        else:
            joined = both
    return checker.settle(node, UNKNOWN if joined == UNKNOWN else ListOf(joined))


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
        infer(entry.value, checker, env)
    return checker.settle(node, PAYLOAD)


# ---------------------------------------------------------------------------------------------- names and records


@infer.register(nodes.Reference)
def _reference(node: nodes.Reference, checker: Checker, env: Environment) -> Type:
    return names.infer_reference(node, checker, env)


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
    return checker.settle(node, names.narrowed(joined, node, checker, env))


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
    help = did_you_mean(name, fields)
    if help is None and fields:
        help = f"`{record}` has " + ", ".join(f"`{f}`" for f in fields[:12]) + (" …" if len(fields) > 12 else "")
    labels: tuple[Label, ...] = ()
    declaration = checker.tables.records.get(record)
    if declaration is not None and declaration.span.source.name in env.file.sees:
        labels = (Label(declaration.name.span, f"`{record}` is declared here"),)
    checker.report("N102", f"`{record}` has no field `{name}`", node.field.span, *labels, help=help)
    return None


@infer.register(nodes.KeyedRecord)
def _keyed(node: nodes.KeyedRecord, checker: Checker, env: Environment) -> Type:
    name = node.record.text
    key = check(node.key, TEXT, checker, env)
    if checker.record(name, env) is None:
        if not (env.file.incomplete or name in checker.tables.broken):
            known = [r for r in checker.schema.records if checker.record(r, env) is not None]
            checker.unknown_name("record", name, node.record.span, env, known, "N104")
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
    help = did_you_mean(key.value, keys) or listed
    checker.report("N109", f"there is no {record} `{key.value}`", key.span, help=help)
    return True


# --------------------------------------------------------------------------------------------------- calculations


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
    return "numbers, money, durations, dates and instants can be calculated with where the result has a meaning"


def same_currency(left: nodes.Expression, right: nodes.Expression, checker: Checker, span: Span) -> bool:
    """False, and a report, where two amounts are written in two currencies."""
    if (
        isinstance(left, nodes.MoneyLiteral)
        and isinstance(right, nodes.MoneyLiteral)
        and left.currency != right.currency
    ):
        checker.report(
            "T115",
            f"`{left.currency}` and `{right.currency}` are two currencies",
            span,
            Label(left.span, left.currency),
            Label(right.span, right.currency),
            help="write both amounts in one currency",
        )
        return False
    return True


@infer.register(nodes.Otherwise)
def _otherwise_alone(node: nodes.Otherwise, checker: Checker, env: Environment) -> Type:
    return _otherwise(node, None, checker, env, "this place")


def _otherwise(node: nodes.Otherwise, wanted: Type | None, checker: Checker, env: Environment, place: str) -> Type:
    value = infer(node.value, checker, env) if wanted is None else check(node.value, wanted, checker, env, place)
    fallback = check(node.fallback, value if wanted is None else wanted, checker, env, place)
    if UNKNOWN in (value, fallback):
        return checker.unknown(node)
    joined = relations.join(required(value), required(fallback))
    if joined is None:
        checker.report(
            "T104",
            f"the value is {a(value)}, and what stands for it when it is missing is {a(fallback)}",
            node.fallback.span,
            Label(node.value.span, a(value)),
            help="both sides of `otherwise` have one type",
        )
        return checker.unknown(node)
    return checker.settle(node, optional(joined) if isinstance(fallback, Optional) else joined)


@infer.register(nodes.Call)
def _call(node: nodes.Call, checker: Checker, env: Environment) -> Type:
    return calls.infer_call(node, checker, env)


@infer.register(nodes.Count)
def _count(node: nodes.Count, checker: Checker, env: Environment) -> Type:
    return calls.infer_count(node, checker, env)


def may_be_missing(code: str, place: str, node: nodes.Expression, checker: Checker) -> None:
    """Report that a value may be missing in a place that needs one; `place` follows the value in the message."""
    words = node.span.text
    checker.report(
        code,
        f"`{words}` may be missing, and it {place}",
        node.span,
        help=f"ask first: `{words} is set`, or give it a value: `{words} otherwise …`",
    )
