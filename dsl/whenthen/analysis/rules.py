"""Rules: their settings, their triggers and the records these bring, then conditions and statements in order."""

from __future__ import annotations

import attrs

from whenthen.analysis import flow, groups, order, statements, timed
from whenthen.analysis.checker import Checker
from whenthen.analysis.each import read_each
from whenthen.analysis.environment import Environment, Variable
from whenthen.analysis.groups import Group
from whenthen.analysis.infer import check_condition, infer
from whenthen.analysis.lookup import forbid_shadowing
from whenthen.analysis.program import CheckedRule
from whenthen.analysis.settings import Settings, check_counted_by, read_settings
from whenthen.analysis.triggers import read_triggers
from whenthen.diagnostics.model import Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types.model import RecordType, optional

#: The most LETs of one rule: each adds an argument to every function of the rule.
MAX_LETS = 100


def check_rules(checker: Checker) -> tuple[CheckedRule, ...]:
    """Check every rule; those that can be run come back in the order in which they run."""
    titles: dict[str, Span] = {}
    ids: dict[str, Span] = {}
    read: list[tuple[nodes.Rule, Settings]] = []
    for node in checker.tables.rules:
        title = node.title.value
        if title in titles:
            checker.report(
                "N202",
                f"two rules have the title `{title}`",
                node.title.span,
                Label(titles[title], "the other one"),
                help="give each rule a title of its own; titles are unique in a project",
            )
        titles.setdefault(title, node.title.span)
        settings = read_settings(node, checker)
        _unique_id(node, settings.id, ids, checker)
        read.append((node, settings))
    overrides = order.read_overrides(read, checker)
    declared = groups.check_groups(checker)
    rules: list[CheckedRule] = []
    for node, settings in read:
        group = groups.join(node, settings, declared, checker)
        rule = _check_rule(node, settings, group, checker)
        rules.append(attrs.evolve(rule, overrides=overrides.get(node, ())))
    return order.in_order(rules)


def _unique_id(node: nodes.Rule, id: str, ids: dict[str, Span], checker: Checker) -> None:
    place = next((s.name.span for s in node.settings if isinstance(s, nodes.IdSetting)), None)
    if place is None:
        ids.setdefault(id, node.title.span)  # two equal titles have been reported
        return
    if id in ids:
        checker.report(
            "N203",
            f"two rules have the ID `{id}`",
            place,
            Label(ids[id], "the other one"),
            help="an ID stands for one rule, for ever: give this rule another one",
        )
    ids.setdefault(id, place)


def _check_rule(node: nodes.Rule, settings: Settings, group: Group | None, checker: Checker) -> CheckedRule:
    file = checker.tables.file_of(node)
    started = read_triggers(node, checker, Environment(file, constant=True))
    env = Environment(file, delay=started.delay)
    for name, (may_be_missing, place) in started.bindings.items():
        type = optional(RecordType(name)) if may_be_missing else RecordType(name)
        env = env.with_variable(name, Variable(type, place, "record of the trigger"))
    if not started.complete:
        env = attrs.evolve(env, partial=True, unknown=started.unknown)
    elif node.for_each is None:  # an item may undo it for the next one
        env = env.knowing(timed.told(started.starts))
    each, env = read_each(node, checker, env)
    check_counted_by(settings, node, checker, env)
    if len(node.lets) > MAX_LETS:
        checker.report(
            "N217",
            f"this rule has {len(node.lets):,} LETs, more than {MAX_LETS}",
            node.lets[MAX_LETS].name.span,
            help="split the rule, or move what several rules share to a LET or a DEFINE beside the rules",
        )
    for let in node.lets[:MAX_LETS]:
        forbid_shadowing(let.name, "LET", checker, env)
        type = infer(let.value, checker, env)
        env = env.with_variable(let.name.text, Variable(type, let.name.span, "LET"))
    known = env.facts
    for branch in node.branches:
        inside = env.with_facts(known)
        if branch.condition is not None:
            good = check_condition(branch.condition, checker, inside)
            if good:
                inside = inside.knowing(flow.learn(branch.condition, True, checker))
                known = known.also(flow.learn(branch.condition, False, checker))
        statements.check_statements(branch.statements, checker, inside)
    bindings = {name: may_be_missing for name, (may_be_missing, _) in started.bindings.items()}
    if each is not None:
        bindings[each.variable] = False
    periods = (settings.period, None if group is None else group.period)
    return CheckedRule(
        node=node,
        id=settings.id,
        title=node.title.value,
        order=settings.order,
        owner=settings.owner,
        disabled=settings.disabled or (group is not None and group.disabled),
        shadow=settings.shadow or (group is not None and group.shadow),
        starts=started.starts,
        bindings=bindings,
        each=each,
        once=settings.once,
        at_most=settings.at_most,
        active=tuple(period for period in periods if period is not None),
        group=group.title if group is not None and group.first_match else None,
    )
