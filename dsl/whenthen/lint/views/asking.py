"""The conditions of a program, each with what is known where it is asked."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from whenthen import resources
from whenthen.analysis.domain.assuming import Assuming, Situations
from whenthen.analysis.domain.starts import Starting
from whenthen.analysis.program import AliasUse, ChangeStart, CheckedProgram, CheckedRule, Local
from whenthen.lint.context import Context
from whenthen.lint.views.interplay import all_writers
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk


@attrs.frozen(eq=False)
class Question:
    """A condition as it is asked. `assuming` belongs to its rule or definition.

    `before` is what the conditions asked before it leave possible (an earlier IF that was not true), `told` the same
    with what the trigger and FOR EACH tell. `holder` is what asks: a branch, FOR EACH, a `wait`, a definition or an
    expression such as `count(… where …)`. `rule` is None outside rules.
    """

    condition: nodes.Expression
    holder: nodes.Node
    assuming: Assuming
    before: Situations
    told: Situations
    rule: CheckedRule | None = None


@attrs.frozen(eq=False)
class Branch:
    """A branch of a rule. `start` is what is possible when the rule is looked at, `before` and `told` as in Question.
    `number` counts from 0.
    """

    rule: CheckedRule
    number: int
    node: nodes.Branch
    assuming: Assuming
    start: Situations
    before: Situations
    told: Situations


def questions(context: Context) -> tuple[Question, ...]:
    """All conditions of the project: those of rules in the order in which they run, then those of definitions."""
    return tuple(_questions(context))


def branches(context: Context) -> tuple[Branch, ...]:
    """All branches of the project's rules."""
    told = context.get(starting)
    return tuple(branch for rule in context.own_rules for branch in _branches(rule, told, context))


def pure_functions(context: Context) -> frozenset[str]:
    """The functions of the library that every file sees: what they come to hangs on their arguments and the time of
    the event alone. What an application brings along may be otherwise.
    """
    core = resources.library("core")
    return frozenset(
        item.name.text
        for file in context.files
        if file.source.text == core
        for item in file.tree.items
        if isinstance(item, nodes.FunctionDeclaration)
    )


def starting(context: Context) -> Starting:
    """What triggers tell, for all rules of the program."""
    return Starting(context.checked, context.get(pure_functions), context.get(all_writers))


def _questions(context: Context) -> Iterator[Question]:
    for branch in context.get(branches):
        if branch.number == 0 and branch.rule.each is not None and branch.rule.each.node.where is not None:
            where, anything = branch.rule.each.node.where, branch.assuming.anything
            told = anything
            if not _may_be_rewritten(branch.rule, context):
                told = context.get(starting).of_triggers(branch.rule, branch.assuming)
            yield Question(where, branch.rule.each.node, branch.assuming, anything, told, branch.rule)
        if branch.node.condition is not None:
            condition, assuming = branch.node.condition, branch.assuming
            yield Question(condition, branch.node, assuming, branch.before, branch.told, branch.rule)
    for holder, condition in _alone(context):
        needed, pure = _needed(holder, condition, context.checked), context.get(pure_functions)
        assuming = Assuming(context.checked, needed, pure=pure)
        yield Question(condition, holder, assuming, assuming.anything, assuming.anything)


def _alone(context: Context) -> Iterator[tuple[nodes.Node, nodes.Expression]]:
    """Conditions of which nothing is known beforehand."""
    for define in context.own_nodes(nodes.DefineCondition):
        yield define, define.condition
    for wait in context.own_nodes(nodes.Wait):
        if wait.condition is not None:
            yield wait, wait.condition
    for quantified in context.own_nodes(nodes.Quantified):
        yield quantified, quantified.where
    for count in context.own_nodes(nodes.Count):
        if count.where is not None:
            yield count, count.where
    for pick in context.own_nodes(nodes.Pick):
        if pick.where is not None:
            yield pick, pick.where


def _needed(holder: nodes.Node, condition: nodes.Expression, checked: CheckedProgram) -> Iterator[str]:
    """The names of records that have to be there: those that a definition speaks of and does not ask whether they are
    set (whoever uses it has to have them), and the variable that goes through a list.
    """
    if not isinstance(holder, nodes.DefineCondition):
        if isinstance(holder, nodes.Quantified | nodes.Count | nodes.Pick) and holder.variable is not None:
            yield holder.variable.text
        return
    parts = list(walk(condition))
    asked = {
        part.value.name for part in parts if isinstance(part, nodes.IsSet) and isinstance(part.value, nodes.Reference)
    }
    for part in parts:
        match checked.bindings.get(part):
            case AliasUse(declaration):
                roots = [node.name for node in walk(declaration.value) if isinstance(node, nodes.Reference)]
            case Local(name):
                roots = [name]
            case _:
                continue
        yield from (root for root in roots if root not in asked)


def _may_be_rewritten(rule: CheckedRule, context: Context) -> bool:
    """Whether rules that are not here may write the field whose change starts a rule, before it is looked at."""
    return context.partial and any(isinstance(start, ChangeStart) for start in rule.starts)


def _branches(rule: CheckedRule, starting: Starting, context: Context) -> Iterator[Branch]:
    assuming = starting.assuming(rule)
    start = assuming.anything if _may_be_rewritten(rule, context) else starting.situations(rule, assuming)
    before, told = assuming.anything, start
    earlier: nodes.Expression | None = None
    for number, node in enumerate(rule.node.branches):
        if earlier is not None:
            is_told = told is not before
            before = assuming.assume(before, earlier, False)
            told = assuming.assume(told, earlier, False) if is_told else before
        yield Branch(rule, number, node, assuming, start, before, told)
        earlier = node.condition
