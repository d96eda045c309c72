"""The two questions that are asked of every expression: what is its type, and does it fit its place.

`infer` finds the type of an expression by itself; the kinds of expressions register with it in `expressions`, `names`,
`calls`, `comparisons`, `conditions` and `changes`. `check` asks for the type in a place that wants one, which is also
where bare words and texts become values of a choice, as in `ticket.priority is urgent`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment, Variable
from whenthen.analysis.lookup import known_names, resolves
from whenthen.analysis.mends import bracketed
from whenthen.analysis.missing import may_be_missing, note_missing
from whenthen.analysis.program import ConstantUse
from whenthen.analysis.wording import a, values
from whenthen.diagnostics.fixes import as_text, clearly_meant, replace
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.syntax.spelling import spelled_value
from whenthen.types import relations
from whenthen.types.model import (
    BOOLEAN,
    NOTHING,
    TEXT,
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


@singledispatch
def infer(node: nodes.Expression, checker: Checker, env: Environment) -> Type:
    """The type of an expression by itself; UNKNOWN after a mistake, which has been reported."""
    raise TypeError(f"the checker does not know {type(node).__name__}")


def conditional(*classes: type[nodes.Node]) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """Register the check of some kinds of conditions: a function that says whether there was no mistake."""

    def register(look: Callable[..., bool]) -> Callable[..., bool]:
        def infer_it(node: nodes.Expression, checker: Checker, env: Environment) -> Type:
            return checker.settle(node, BOOLEAN if look(node, checker, env) else UNKNOWN)

        for cls in classes:
            infer.register(cls)(infer_it)
        return look

    return register


def check_condition(node: nodes.Expression, checker: Checker, env: Environment) -> bool:
    """Check an expression in the place of a condition; whether it is one without a mistake."""
    type = infer(node, checker, env)
    if type == UNKNOWN:
        return False
    if required(type) != BOOLEAN:
        help = f"compare it with something: `{node.span.text} is …`"
        if isinstance(node, nodes.TextLiteral):
            help = f"a text is looked for, as in `ticket.subject contains {node.span.text}`; for one of several write "
            help += f"`contains any of [{node.span.text}, …]`"
        if isinstance(type, Optional):
            help = f"to ask whether it is there write `{node.span.text} is set`"
        checker.report("T106", f"`{node.span.text}` is {a(type)}, and a condition is wanted here", node.span, help=help)
        return False
    if isinstance(type, Optional):
        note_missing(node, node, checker, env)
    return True


def check(node: nodes.Expression, wanted: Type, checker: Checker, env: Environment, place: str = "this place") -> Type:
    """The type of an expression in a place that wants a value of a type; `place` names it in messages.

    Only choice values are held against it here: whether the type fits is the caller's question, who knows how to put
    it. The answer is the type found, UNKNOWN after a mistake.
    """
    inner = required(wanted)
    if inner == UNKNOWN and isinstance(node, nodes.Reference) and not resolves(node.name, checker, env):
        return checker.unknown(node)  # perhaps a value of the choice that is not known
    if isinstance(node, nodes.Reference) and inner in _WRITTEN and not resolves(node.name, checker, env):
        return _bare_word(node, inner, checker, env)
    if isinstance(inner, Choice):
        return _check_choice(node, inner, checker, env, place)
    if isinstance(inner, ListOf | SetOf):
        if isinstance(node, nodes.ListLiteral):
            type = list_literal(node, inner.item, checker, env, place)
            if isinstance(inner, SetOf) and isinstance(type, ListOf):
                return checker.settle(node, SetOf(type.item))  # brackets write a set where one is wanted
            return type
        if isinstance(node, nodes.Pick):
            type = infer(node, checker, env)
            if isinstance(inner, SetOf) and isinstance(type, ListOf):
                return checker.settle(node, SetOf(type.item))  # and so does `list(…)`
            return type
        if isinstance(inner.item, Choice):
            if isinstance(node, nodes.Reference) and not resolves(node.name, checker, env):
                return _bare_list(node, inner, checker)
            type = infer(node, checker, env)
            return _constant_choices(node, type, inner, checker, place)
    if isinstance(node, nodes.Otherwise):
        return otherwise(node, wanted, checker, env, place)
    return infer(node, checker, env)


#: Types of which a value is often written as a bare word by mistake.
_WRITTEN = (TEXT, BOOLEAN)
#: Words of other languages for what is missing.
NOTHING_WORDS = frozenset({"null", "none", "nil", "nothing", "missing", "undefined", "unset"})


def _bare_word(node: nodes.Reference, wanted: Type, checker: Checker, env: Environment) -> Type:
    """Report a word that stands for nothing where a text or a boolean is wanted."""
    if (
        wanted == TEXT
        and node.name.casefold() not in (*NOTHING_WORDS, "blank")
        and checker.record(node.name, env) is None
    ):
        words = f'a text stands in quotes: `"{node.name}"`'
    elif wanted == BOOLEAN and node.name.casefold() in ("yes", "no", "on", "off", "y", "n"):
        words = "write `true` or `false`"
    else:
        return infer(node, checker, env)
    known = known_names(checker, env)
    checker.unknown_name("name", node.name, node.span, env, known, "N101", words)
    return checker.unknown(node)


def _bare_list(node: nodes.Reference, wanted: ListOf | SetOf, checker: Checker) -> Type:
    checker.report(
        "T110",
        f"`{node.name}` is one value, and a list is wanted here",
        node.span,
        help=f"write the values in brackets: `[{node.name}, …]`",
        fix=bracketed(node),
    )
    return checker.unknown(node)


def _check_choice(node: nodes.Expression, wanted: Choice, checker: Checker, env: Environment, place: str) -> Type:
    match node:
        case nodes.Reference() if node.name in wanted.values:
            clash = env.variables.get(node.name)
            let = checker.tables.constants.get(node.name)
            if clash is None and let is not None and checker.sees(env.file, let):
                clash = Variable(checker.constant_types.get(node.name, UNKNOWN), let.name.span, "LET")
            if clash is not None and not isinstance(required(clash.type), RecordType | Union):
                checker.report(
                    "N206",
                    f"`{node.name}` is a value of this choice and also the name of {a(clash.kind)}",
                    node.span,
                    Label(clash.declared, "the name comes from here"),
                    help=f'for the value write `"{node.name}"` in quotes, or give the {clash.kind} another name',
                    fix=replace(node.span, as_text(node.name), safe=False),
                )
            checker.bind_choice(node, node.name)
            return checker.settle(node, wanted)
        case nodes.Reference() if not resolves(node.name, checker, env):
            return _unknown_choice(node, node.name, wanted, checker, env, place)
        case nodes.TextLiteral():
            if node.value in wanted.values:
                checker.bind_choice(node, node.value)
                return checker.settle(node, wanted)
            return _unknown_choice(node, node.value, wanted, checker, env, place)
        case nodes.Otherwise():
            return otherwise(node, wanted, checker, env, place)
    return _constant_choices(node, infer(node, checker, env), wanted, checker, place)


def _unknown_choice(
    node: nodes.Expression, value: str, wanted: Choice, checker: Checker, env: Environment, place: str
) -> Type:
    if value in checker.tables.broken:
        return checker.unknown(node)
    known = known_names(checker, env) if isinstance(node, nodes.Reference) else []
    if value.casefold() in NOTHING_WORDS:
        help = f"to ask whether {place} is missing write `is not set`; to make it so, `clear`"
        checker.report("N103", f"`{value}` is not a value of {place}", node.span, help=help)
        return checker.unknown(node)
    nearest = checker.suggest(value, [*wanted.values, *known])
    spell = spelled_value if isinstance(node, nodes.Reference) else as_text
    near = clearly_meant(value, [*wanted.values, *known])
    fix = checker.mend_name(value, wanted.values, node.span, spell) if near in wanted.values else None
    checker.report(
        "N103",
        f"`{value}` is not a value of {place}",
        node.span,
        help=(f"{nearest}\n" if nearest else "") + f"it can be {values(wanted)}",
        fix=fix,
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


def list_literal(node: nodes.ListLiteral, wanted: Type | None, checker: Checker, env: Environment, place: str) -> Type:
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


def otherwise(node: nodes.Otherwise, wanted: Type | None, checker: Checker, env: Environment, place: str) -> Type:
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
