"""The conditions of rules as they are written out, and those that have a name."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from whenthen.lint.context import Context
from whenthen.lint.uses import local_names
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest

_JOINING = (nodes.And, nodes.Or, nodes.Not)
_TESTS = (
    *(nodes.Ago, nodes.Between, nodes.Changed, nodes.Compare, nodes.IsA, nodes.IsEmpty, nodes.IsSet, nodes.Matches),
    *(nodes.OneOf, nodes.Quantified, nodes.TextTest, nodes.Was, nodes.Within),
)


@attrs.frozen(eq=False)
class Written:
    """A condition in a rule, or a part of one. `joined` says that it is an AND or OR, `nameable` that it speaks of
    records alone, so that a DEFINE could hold it; `within` are the meanings of the conditions that it is a part of.
    """

    node: nodes.Expression
    rule: nodes.Rule
    meaning: str
    joined: bool
    nameable: bool
    within: tuple[str, ...]


def written_conditions(context: Context) -> tuple[Written, ...]:
    """Those of the project's rules, in the order of the text, each before its parts."""
    return tuple(found for rule in context.own_nodes(nodes.Rule) for found in _of_rule(rule, context))


def _of_rule(rule: nodes.Rule, context: Context) -> Iterator[Written]:
    wholes = [branch.condition for branch in rule.branches]
    wholes += [rule.for_each.where] if rule.for_each is not None else []
    lets = {let.name.text for let in rule.lets}
    for whole in wholes:
        waiting: list[tuple[nodes.Expression, tuple[str, ...]]] = [] if whole is None else [(whole, ())]
        while waiting:
            node, within = waiting.pop()
            if not isinstance(node, (*_JOINING, *_TESTS)):
                continue
            meaning = digest(node)
            joined = isinstance(node, nodes.And | nodes.Or)
            names = local_names([node], context.checked)
            nameable = not names & lets and names <= context.checked.schema.records.keys()
            yield Written(node, rule, meaning, joined, nameable, within)
            if isinstance(node, nodes.And | nodes.Or):
                waiting += [(operand, (*within, meaning)) for operand in reversed(node.operands)]
            elif isinstance(node, nodes.Not):
                waiting.append((node.operand, (*within, meaning)))


def condition_names(context: Context) -> dict[str, nodes.DefineCondition]:
    """The first DEFINE of each meaning that is more than a word, in all files."""
    found: dict[str, nodes.DefineCondition] = {}
    for file in context.files:
        for item in file.tree.items:
            if isinstance(item, nodes.DefineCondition) and isinstance(item.condition, (*_JOINING, *_TESTS)):
                found.setdefault(digest(item.condition), item)
    return found
