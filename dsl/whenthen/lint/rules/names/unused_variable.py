"""The variable of a quantifier, a count or a choice that its condition does not speak of."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.quoting import brief
from whenthen.lint.finding import finding
from whenthen.lint.views.uses import local_names
from whenthen.syntax import nodes

CODE = Code(
    "N311",
    "a variable that its condition does not speak of",
    explanation="Behind WHERE in `any`, `every`, `no`, `count`, `list`, `first` and their kin stands a condition that "
    "does not speak of the item it is asked for.",
    why="The condition is the same for each item: it holds for all of them or for none. Most often it names the wrong "
    "thing, such as the ticket's tags where those of the item are meant.",
    failing=asks('any word in ["refund", "chargeback"] where (ticket.subject contains "word")'),
    mended=asks('any word in ["refund", "chargeback"] where (ticket.subject contains word)'),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    kinds: tuple[type[nodes.Quantified | nodes.Count | nodes.Pick], ...] = (nodes.Quantified, nodes.Count, nodes.Pick)
    for kind in kinds:
        for node in context.own_nodes(kind):
            by = node.by if isinstance(node, nodes.Pick) else None
            for condition in (node.where, by):
                if condition is None or node.variable is None:
                    continue
                if node.variable.text not in local_names([condition], context.checked):
                    name = node.variable.text
                    so = "all of them are equal" if condition is by else "it is the same for each of them"
                    yield finding(
                        CODE,
                        f"`{brief(condition.span.text)}` says nothing of `{name}`, so {so}",
                        node.variable.span,
                        help=f"speak of `{name}` in it, or ask for it outside, where it does not hang on an item",
                    )
