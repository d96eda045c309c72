"""The conditions of rules as they are written out, and those that have a name."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from whenthen.lint.context import Context
from whenthen.lint.views.uses import local_names
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest

_JOINING = (nodes.And, nodes.Or, nodes.Not)
_TESTS = (
    *(nodes.Ago, nodes.Between, nodes.Changed, nodes.Compare, nodes.IsA, nodes.IsEmpty, nodes.IsSet, nodes.Matches),
    *(nodes.OneOf, nodes.Quantified, nodes.TextTest, nodes.Was, nodes.Within),
)


@attrs.frozen(eq=False)
class Written:
    """A condition in a rule, or a part of one. `words` are as it is written, whatever space is between them: where two
    differ in them, nobody says that they are the same. `within` are the words of the conditions that it is a part of.
    """

    node: nodes.Expression
    rule: nodes.Rule
    words: str
    within: tuple[str, ...]

    def means(self, other: nodes.Expression) -> bool:
        """Whether it says the same as another one, of the same words."""
        return digest(self.node) == digest(other)

    def could_be_named(self, context: Context) -> bool:
        """Whether it speaks of records alone, so that a DEFINE could hold it."""
        names = local_names([self.node], context.checked)
        return not names.intersection(let.name.text for let in self.rule.lets) and (
            names <= context.checked.schema.records.keys()
        )


def written_conditions(context: Context) -> tuple[Written, ...]:
    """Those of the project's rules, in the order of the text, each before its parts."""
    return tuple(found for rule in context.own_nodes(nodes.Rule) for found in _of_rule(rule))


def _of_rule(rule: nodes.Rule) -> Iterator[Written]:
    wholes = [branch.condition for branch in rule.branches]
    wholes += [rule.for_each.where] if rule.for_each is not None else []
    for whole in wholes:
        waiting: list[tuple[nodes.Expression, tuple[str, ...]]] = [] if whole is None else [(whole, ())]
        while waiting:
            node, within = waiting.pop()
            if not isinstance(node, (*_JOINING, *_TESTS)):
                continue
            words = words_of(node)
            yield Written(node, rule, words, within)
            if isinstance(node, nodes.And | nodes.Or):
                waiting += [(operand, (*within, words)) for operand in reversed(node.operands)]
            elif isinstance(node, nodes.Not):
                waiting.append((node.operand, (*within, words)))


def words_of(node: nodes.Node) -> str:
    """The text of a node with one space for any."""
    return " ".join(node.span.text.split())


def condition_names(context: Context) -> dict[str, nodes.DefineCondition]:
    """The first DEFINE of each condition that is more than a word, by its words, in all files."""
    found: dict[str, nodes.DefineCondition] = {}
    for file in context.files:
        for item in file.tree.items:
            if isinstance(item, nodes.DefineCondition) and isinstance(item.condition, (*_JOINING, *_TESTS)):
                found.setdefault(words_of(item.condition), item)
    return found
