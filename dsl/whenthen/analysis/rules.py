"""Rules: their settings, their triggers and the records these bring, then conditions and statements in order."""

from __future__ import annotations

import attrs

from whenthen.analysis import calls, flow, statements
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import NO_FACTS, Environment, Variable
from whenthen.analysis.infer import check_condition, infer
from whenthen.analysis.program import CheckedRule
from whenthen.analysis.triggers import read_triggers
from whenthen.diagnostics.model import Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types.model import RecordType, optional

#: The most LETs of one rule: each adds an argument to every function of the rule.
MAX_LETS = 100


@attrs.define
class Settings:
    """What the settings of a rule say."""

    id: str
    order: int = 0
    owner: str | None = None
    disabled: bool = False
    shadow: bool = False


def check_rules(checker: Checker) -> tuple[CheckedRule, ...]:
    """Check every rule; those that can be run come back in the order in which they run."""
    titles: dict[str, Span] = {}
    ids: dict[str, Span] = {}
    rules: list[CheckedRule] = []
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
        settings = _settings(node, checker)
        _unique_id(node, settings.id, ids, checker)
        rule = _check_rule(node, settings, checker)
        if rule is not None:
            rules.append(rule)
    return tuple(sorted(rules, key=lambda rule: rule.order))  # stable: files and rules keep their order


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


def _settings(node: nodes.Rule, checker: Checker) -> Settings:
    settings = Settings(node.title.value)
    seen: dict[type, Span] = {}
    for setting in node.settings:
        kind = type(setting)
        if kind in seen:
            checker.report(
                "N212",
                f"`{setting.span.text.split()[0]}` stands twice in this rule",
                setting.span,
                Label(seen[kind], "the first one"),
                help="remove one of the two",
            )
            continue
        seen[kind] = setting.span
        match setting:
            case nodes.IdSetting(name):
                settings.id = name.text
            case nodes.OwnerSetting(owner):
                settings.owner = owner.value
            case nodes.OrderSetting(order, negative):
                settings.order = _order(order, negative, checker)
            case nodes.DisabledSetting():
                settings.disabled = True
            case nodes.ShadowSetting():
                settings.shadow = True
            case _:
                pass  # reported as not supported yet
    return settings


def _order(order: nodes.NumberLiteral, negative: bool, checker: Checker) -> int:
    if order.value != order.value.to_integral_value() or order.value.copy_abs() > 1_000_000:
        checker.report(
            "T120", "ORDER takes a whole number of up to a million", order.span, help="for example `ORDER 10`"
        )
        return 0
    return -int(order.value) if negative else int(order.value)


def _check_rule(node: nodes.Rule, settings: Settings, checker: Checker) -> CheckedRule | None:
    file = checker.tables.file_of(node)
    started = read_triggers(node, checker, Environment(file, constant=True))
    env = Environment(file)
    for name, (may_be_missing, place) in started.bindings.items():
        type = optional(RecordType(name)) if may_be_missing else RecordType(name)
        env = env.with_variable(name, Variable(type, place, "record of the trigger"))
    if not started.complete:
        env = attrs.evolve(env, partial=True, unknown=started.unknown)
    if len(node.lets) > MAX_LETS:
        checker.report(
            "N217",
            f"this rule has {len(node.lets):,} LETs, more than {MAX_LETS}",
            node.lets[MAX_LETS].name.span,
            help="split the rule, or move what several rules share to a LET or a DEFINE beside the rules",
        )
    for let in node.lets[:MAX_LETS]:
        calls.forbid_shadowing(let.name, "LET", checker, env)
        type = infer(let.value, checker, env)
        env = env.with_variable(let.name.text, Variable(type, let.name.span, "LET"))
    if node.for_each is not None:
        return None  # reported as not supported yet
    known = NO_FACTS
    for branch in node.branches:
        inside = env.with_facts(known)
        if branch.condition is not None:
            good = check_condition(branch.condition, checker, inside)
            if good:
                inside = inside.knowing(flow.learn(branch.condition, True, checker))
                known = known.also(flow.learn(branch.condition, False, checker))
        statements.check_statements(branch.statements, checker, inside)
    return CheckedRule(
        node=node,
        id=settings.id,
        title=node.title.value,
        order=settings.order,
        owner=settings.owner,
        disabled=settings.disabled,
        shadow=settings.shadow,
        starts=started.starts,
        bindings={name: may_be_missing for name, (may_be_missing, _) in started.bindings.items()},
    )
