"""FOR EACH: what it goes through, and what is known of each item.

WHERE is looked at for all items when the rule starts, and then the rule runs for one after the other. So what the rule
itself may write while it runs for an item is not known of the next one.
"""

from __future__ import annotations

import attrs

from whenthen.analysis import effects, flow
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import EACH, Environment, Facts, Path, Variable
from whenthen.analysis.forms import possible
from whenthen.analysis.infer import check_condition, infer
from whenthen.analysis.lookup import forbid_shadowing, resolves
from whenthen.analysis.program import Each
from whenthen.analysis.tables import visible
from whenthen.analysis.wording import a
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.types.model import UNKNOWN, ListOf, Optional, RecordType, SetOf, Type, required


def read_each(rule: nodes.Rule, checker: Checker, env: Environment) -> tuple[Each | None, Environment]:
    """FOR EACH, and where what comes behind it stands; None without one, and after a mistake.

    `env` has what the triggers bring.
    """
    node = rule.for_each
    if node is None:
        return None, env
    name = node.variable.text
    type = _all_of_a_type(node, checker, env) if node.collection is None else _in_a_list(node, checker, env)
    free = _is_free(node, type, checker, env)
    env = env.with_variable(name, Variable(type, node.variable.span, EACH))
    if type == UNKNOWN:  # what is named like it, or is reached from it, is perhaps right
        env = attrs.evolve(env, partial=True, unknown=env.unknown | {name})
    good = free and isinstance(type, RecordType)
    if node.where is not None:
        if check_condition(node.where, checker, env):
            env = env.knowing(_lasting(flow.learn(node.where, True, checker), rule, name, checker, env))
        else:
            good = False
    return (Each(node, name, type.name) if good and isinstance(type, RecordType) else None), env


def _all_of_a_type(node: nodes.ForEach, checker: Checker, env: Environment) -> Type:
    """The record type that stands behind the variable, or is its name."""
    named = node.record or node.variable
    name = named.text
    if checker.record(name, env) is not None:
        return RecordType(name)
    known = [r.name.text for r in visible(env.file, checker.tables.records.values())]
    advice = f"to go through a list write `FOR EACH {node.variable.text} IN …`"
    alias = checker.tables.aliases.get(name)
    if alias is not None and checker.sees(env.file, alias):
        advice = f"`{name}` stands for `{alias.value.span.text}`: after FOR EACH stands the name of a record type"
    checker.unknown_name("record", name, named.span, env, known, "N104", advice)
    return UNKNOWN


def _in_a_list(node: nodes.ForEach, checker: Checker, env: Environment) -> Type:
    """The type of the records in the list."""
    collection = node.collection
    assert collection is not None
    if isinstance(collection, nodes.Reference) and not resolves(collection.name, checker, env):
        record = next((name for name in _singular(collection.name) if checker.record(name, env) is not None), None)
        if record is not None:
            advice = f"to go through all records of a type write `FOR EACH {node.variable.text} {record} WHERE …`"
            checker.unknown_name("name", collection.name, collection.span, env, [], "N101", advice)
            return checker.unknown(collection)
    found = infer(collection, checker, env)
    if found == UNKNOWN:
        return UNKNOWN
    words, inner = collection.span.text, required(found)
    item = inner.item if isinstance(inner, ListOf | SetOf) else None
    if not isinstance(item, RecordType):
        help = "name a list or a set of records"
        if isinstance(inner, RecordType) and not isinstance(collection, nodes.Call):
            help = f"to go through all records of a type write `FOR EACH {inner.name} WHERE …`"
        elif item is not None:
            help = "for values write `any … in … where (…)`, `count(… in …)` or `list(… in …)`"
        if item != UNKNOWN:
            checker.report(
                "T110",
                f"FOR EACH goes through records of one type, and `{words}` is {a(found)}",
                collection.span,
                help=help,
            )
        return UNKNOWN
    if isinstance(found, Optional):
        checker.report(
            "V104",
            f"`{words}` may be missing, and FOR EACH goes through it",
            collection.span,
            help=f"give it a value: `{words} otherwise []`",
        )
    return item


def _singular(word: str) -> tuple[str, ...]:
    """What a word may be the plural of."""
    return word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y"


def _is_free(node: nodes.ForEach, type: Type, checker: Checker, env: Environment) -> bool:
    """Whether the variable has a name of its own. An alias with the name of the record type is no clash."""
    name = node.variable.text
    brought = env.variables.get(name)
    if brought is not None:
        help = f"the rule is about one {name} already: leave FOR EACH out, or give the variable another name"
        if node.record is not None:
            help += f": `FOR EACH other {node.record.text}`"
        elif checker.record(name, env) is not None:
            help += f": `FOR EACH other {name}`"
        if node.collection is not None:
            help = f"give the variable another name: `FOR EACH other IN {node.collection.span.text}`"
        checker.report(
            "N205",
            f"the trigger brings `{name}` already",
            node.variable.span,
            Label(brought.declared, "this trigger"),
            help=help,
        )
        return False
    if (node.collection is not None or node.record is not None) and type != RecordType(name):
        forbid_shadowing(node.variable, "variable", checker, env)
    return True


def _lasting(facts: Facts, rule: nodes.Rule, variable: str, checker: Checker, env: Environment) -> Facts:
    """The facts about an item that still hold after the rule has run for others."""
    direct, elsewhere = _written(rule, variable, checker, env)

    def survives(path: Path) -> bool:
        own = path[1:2] if path[0] == variable else ()
        return elsewhere.isdisjoint(path[1:]) and direct.isdisjoint(path[1 + len(own) :])

    return Facts(
        frozenset(path for path in facts.present if survives(path)),
        {path: type for path, type in facts.narrowed.items() if survives(path)},
    )


def _written(rule: nodes.Rule, variable: str, checker: Checker, env: Environment) -> tuple[set[str], set[str]]:
    """The names of the fields that the rule may write: of the item itself, and of any record."""
    direct: set[str] = set()
    elsewhere: set[str] = set()
    for branch in rule.branches:
        for statement in branch.statements:
            target = getattr(statement, "target", None)
            if isinstance(target, nodes.Member):
                (direct if _is(target.object, variable) else elsewhere).add(target.field.text)
            elif isinstance(statement, nodes.Perform):
                for form in possible(statement, checker, env):
                    if isinstance(form, nodes.DefineAction):
                        given = _given(statement, form)
                        for owner, field in effects.owners(form, checker):
                            (direct if _is(given.get(owner or ""), variable) else elsewhere).add(field)
    return direct, elsewhere


def _is(node: nodes.Expression | None, variable: str) -> bool:
    return isinstance(node, nodes.Reference) and node.name == variable


def _given(statement: nodes.Perform, form: nodes.DefineAction) -> dict[str, nodes.Expression]:
    """The arguments of a call by the names of the parameters."""
    words = {argument.preposition: argument.value for argument in statement.arguments}
    named = {p.name.text: words[p.preposition] for p in form.parameters[1:] if p.preposition in words}
    return {form.parameters[0].name.text: statement.object, **named} if form.parameters else named
