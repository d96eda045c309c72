"""A group of FIRST MATCH in which no rule is ever passed over."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import CheckedRule
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import kind_of
from whenthen.syntax import nodes

_GROUP = 'USE helpdesk\n\nDEFINE GROUP "Routing" AS FIRST MATCH\n\n'
_RULE = 'RULE "{0}"\n  GROUP "Routing"\n  WHEN ticket is created\n  IF ticket.subject contains "{0}"\n  THEN {1}\n'
_MUTE, _SOLVE = _RULE.format("spam", "mute ticket"), _RULE.format("thank you", "solve ticket")
CODE = Code(
    "R116",
    "a group in which no rule is passed over",
    explanation=(
        "A group of FIRST MATCH has one rule, or only rules that the clock starts, each of which has a turn for itself."
        " A group that is DISABLED, SHADOW or ACTIVE as a whole is left alone: it is good for that."
    ),
    why="FIRST MATCH says that one rule keeps others from running, and here it keeps none.",
    failing=file(_GROUP + _MUTE),
    mended=file(_GROUP + _MUTE + "\n" + _SOLVE),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    if context.partial:  # others may be in other files
        return
    members: dict[str, list[CheckedRule]] = {}
    for rule in context.checked.rules:
        if rule.group is not None:
            members.setdefault(rule.group, []).append(rule)
    for group in context.own_nodes(nodes.DefineGroup):
        rules = members.get(group.title.value, [])
        if not rules or group.settings:
            continue
        title = group.title.value
        if len(rules) == 1:
            yield finding(
                CODE,
                f"only one rule is in the group `{title}`, so that it passes over none",
                group.title.span,
                Label(rules[0].node.title.span, "the only one"),
                help=f'put the others in it with `GROUP "{title}"`, or leave the group out',
            )
        elif all(kind_of(start) is None for rule in rules for start in rule.starts):
            yield finding(
                CODE,
                f"the group `{title}` passes over no rule: the clock starts each of them in a turn for itself",
                group.title.span,
                *(Label(rule.starts[0].node.span, "by the clock") for rule in rules[:2]),
                help="say in the conditions of the rules which of them is for what",
            )
